// Every small change that drops or weakens one rule of a schema: what a slip of the pen would make of it.
import { getNamedType, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { statedOn } from '../../src/authorization/extension.js';
import type { Stated } from '../../src/authorization/extension.js';
import { Relation } from '../../src/authorization/relation.js';
import { implies, nameOf, signedIn } from '../../src/authorization/rule.js';
import type { AnyOf, Rule, Word } from '../../src/authorization/rule.js';
import { sitesOf } from '../../src/authorization/sdl/sites.js';
import { roles } from '../../src/identity/role.js';
import * as policy from '../../src/policy.js';

/** Coordinate → what is stated there. */
export type Statements = ReadonlyMap<string, Stated>;

/** One change of one statement. */
export interface Mutant {
  readonly coordinate: string;
  /** What is another member than the rule: `@Audited`, `@Reads` and the like. */
  readonly of: 'field rule' | 'entry rule' | 'visible records' | 'another word';
  readonly change: string;
  /** What is stated instead: there, and where an interface's field is written once for all that implement it. */
  readonly stated: Statements;
}

/** What every element of a schema states. */
export function statementsOf(schema: GraphQLSchema): Statements {
  return new Map(sitesOf(schema).map(({ coordinate, element }) => [coordinate, statedOn(element)]));
}

/** Each rule dropped or weakened, in every way that makes it another rule; each other word dropped. */
export function mutantsOf(schema: GraphQLSchema): Mutant[] {
  return sitesOf(schema).flatMap(({ coordinate, element }) => {
    const stated = statedOn(element);
    const { rule: own, visible, subject } = stated;
    const records = subject ? [subject.type] : recordsOf(schema, coordinate);
    const rules = own?.kind === 'authorized' ? weaker(coordinate, own.anyOf, records) : [];
    const seen = visible?.kind === 'authorized' ? weaker(coordinate, visible.anyOf, records) : [];
    return [
      ...rules.map(({ change, rule }): Mutant => {
        const of = coordinate.includes('.') ? 'field rule' : 'entry rule';
        const instead = { ...without(stated, ['rule']), ...(rule && { rule }) };
        return { coordinate, of, change, stated: everywhere(schema, coordinate, instead) };
      }),
      ...seen.flatMap(({ change, rule }): Mutant[] => {
        if (rule?.kind !== 'authorized') return []; // as if there were none, which comes below
        const instead = { ...stated, visible: rule };
        return [
          { coordinate, of: 'visible records', change: `visible ${change}`, stated: new Map([[coordinate, instead]]) },
        ];
      }),
      ...(['audited', 'reads', 'signsIn', 'subject', 'visible'] as const)
        .filter((name) => stated[name] !== undefined)
        .map((name): Mutant => {
          const kept = without(stated, name === 'reads' ? ['reads', 'laxer'] : [name]);
          return { coordinate, of: 'another word', change: `no ${name}`, stated: new Map([[coordinate, kept]]) };
        }),
    ];
  });
}

function without(stated: Stated, names: readonly string[]): Stated {
  return Object.fromEntries(Object.entries(stated).filter(([name]) => !names.includes(name)));
}

interface Weaker {
  readonly change: string;
  /** None at all is what a forgotten word leaves. */
  readonly rule: Rule | undefined;
}

function weaker(coordinate: string, anyOf: AnyOf, records: readonly string[]): Weaker[] {
  const isRoot = /^(Query|Mutation)\.[^(]*$/.test(coordinate);
  const open: Rule = { kind: isRoot ? 'public' : 'inherited' };
  const shorter = anyOf.flatMap((clause, at) =>
    clause.length < 2
      ? []
      : clause.map((word) => ({
          change: `${clause.map(nameOf).join(' and ')} without ${nameOf(word)}`,
          anyOf: anyOf.with(
            at,
            clause.filter((other) => other !== word),
          ),
        })),
  );
  const more = [signedIn, ...roles].map((word) => ({ change: `or ${word}`, anyOf: [...anyOf, [word]] }));
  const related = [...new Set(anyOf.flat())]
    .filter((word) => word instanceof Relation)
    .flatMap((word) =>
      relationsFor(records).map((other) => ({
        change: `${other.name} for ${word.name}`,
        anyOf: anyOf.map((clause) => clause.map((one): Word => (one === word ? other : one))),
      })),
    );
  return [
    { change: 'no word', rule: undefined },
    { change: `@${open.kind}`, rule: open },
    ...[...shorter, ...more, ...related]
      .filter((changed) => !(implies(changed.anyOf, anyOf) && implies(anyOf, changed.anyOf)))
      .map((changed) => ({ change: changed.change, rule: { kind: 'authorized', anyOf: changed.anyOf } as const })),
  ];
}

/** The types of the records on which a coordinate is decided, where it is none that names its subject. */
function recordsOf(schema: GraphQLSchema, coordinate: string): string[] {
  const [typeName, fieldName] = coordinate.split(/[.(]/) as [string, string | undefined];
  const subject = subjectsOfInputs(schema).get(typeName);
  const type = schema.getType(typeName);
  if (subject !== undefined) return [subject];
  if (isInterfaceType(type)) return schema.getPossibleTypes(type).map(({ name }) => name);
  if (type === schema.getQueryType() && fieldName !== undefined)
    return [getNamedType(schema.getQueryType()!.getFields()[fieldName]!.type).name];
  return [typeName];
}

/** The inputs of mutations that name their subject, with its type. */
function subjectsOfInputs(schema: GraphQLSchema): Map<string, string> {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  return new Map(
    mutations.flatMap((field) => {
      const { subject } = statedOn(field);
      return subject ? field.args.map((arg) => [getNamedType(arg.type).name, subject.type] as const) : [];
    }),
  );
}

/** The relations that mean something for records of all these types. */
function relationsFor(records: readonly string[]): Relation[] {
  return Object.values<unknown>(policy)
    .filter((word) => word instanceof Relation)
    .filter((word) => records.every((record) => word.filterFor(record)));
}

/** The word on an interface's field is written once, and is that of the types which inherit the field. */
function everywhere(schema: GraphQLSchema, coordinate: string, stated: Stated): Statements {
  const [typeName, fieldName] = coordinate.split('.') as [string, string | undefined];
  const type = schema.getType(typeName);
  const members = fieldName !== undefined && isInterfaceType(type) ? schema.getPossibleTypes(type) : [];
  const inheriting = members.filter(isObjectType).map(({ name }) => `${name}.${fieldName}`);
  return new Map([coordinate, ...inheriting].map((at) => [at, stated]));
}
