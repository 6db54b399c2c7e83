// Who may see what, as a table: each coordinate against each kind of viewer, worked out from the rules alone.
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { Access } from './access.js';
import type { Way } from './access.js';
import { Condition } from './condition.js';
import { statedOn } from './extension.js';
import type { Element } from './extension.js';
import type { Policy } from './guard.js';
import { both, demands, everyone, format, implies, signedIn, speaksForFields } from './rule.js';
import type { Clause, Rule, Word } from './rule.js';

/** A kind of viewer: the roles that it has and the relations in which it stands to the record. */
export interface ViewerKind {
  readonly name: string;
  /** `null` is the anonymous viewer. */
  readonly holds: readonly Word[] | null;
}

/**
 * What a kind of viewer may: `yes`, `no`; the conditions that have to be fulfilled besides; or `given`, where whoever was
 * given the object may and nothing says who that is.
 */
export type Cell = string;

/** One coordinate, its rule in words, and a cell for each kind of viewer. */
export interface MatrixRow {
  readonly coordinate: string;
  readonly rule: string;
  readonly cells: readonly Cell[];
}

/** A row for each type with a rule, each field, each input field, and each argument and enum value that has a rule. */
export function matrixOf(schema: GraphQLSchema, policy: Policy, kinds: readonly ViewerKind[]): MatrixRow[] {
  const access = new Access(schema, policy);
  return rulesIn(schema).map(({ coordinate, rule, given }) => {
    const ways = access.waysTo(coordinate);
    const cells = kinds.map((kind) => cellOf(ways, kind, given));
    return { coordinate, rule, cells };
  });
}

interface Stating {
  readonly coordinate: string;
  readonly rule: string;
  /** Whether the rule says nothing of who is given the object. */
  readonly given: 'always' | 'unless somebody is refused' | 'never';
}

function rulesIn(schema: GraphQLSchema): Stating[] {
  const names = Object.keys(schema.getTypeMap()).filter((name) => !name.startsWith('__'));
  return names.sort().flatMap((name): Stating[] => {
    const type = schema.getType(name)!;
    if (isEnumType(type)) return type.getValues().flatMap((value) => stating(`${name}.${value.name}`, value));
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return [];
    const { rule } = statedOn(type);
    const own = rule?.kind === 'authorized' ? stating(name, type) : [];
    const fields = Object.values<Element & { name: string; args?: readonly (Element & { name: string })[] }>(
      type.getFields(),
    );
    return [
      ...own,
      ...fields
        .sort(byName)
        .flatMap((field) => [
          ...stating(`${name}.${field.name}`, field, speaksForFields(rule) ? rule : undefined),
          ...[...(field.args ?? [])].sort(byName).flatMap((arg) => stating(`${name}.${field.name}(${arg.name}:)`, arg)),
        ]),
    ];
  });
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}

/** Nothing for an element without a rule: it follows. */
function stating(coordinate: string, element: Readonly<Element>, ofType?: Rule): Stating[] {
  const { rule = ofType, visible, laxer, reads = [], signsIn } = statedOn(element);
  if (!rule) return [];
  const words = rule.kind === 'authorized' ? format(rule.anyOf) : rule.kind;
  const seen = visible ? `; records: ${format(demands(visible))}` : '';
  const exempt = laxer === undefined ? '' : `; laxer than ${reads.join(', ')}: ${laxer}`;
  // Whoever signs in is another viewer than the one who asks.
  const given = signsIn ? 'always' : rule.kind === 'inherited' ? 'unless somebody is refused' : 'never';
  return [{ coordinate, rule: words + seen + exempt, given }];
}

function cellOf(ways: readonly Way[], { holds }: ViewerKind, given: Stating['given']): Cell {
  if (given === 'always') return 'given';
  const words = holds === null ? [] : [signedIn, ...holds];
  const rules = ways.map(({ questions }) => questions.map(({ anyOf }) => anyOf).reduce(both, everyone));
  if (given !== 'never' && rules.length > 0 && rules.every((rule) => implies(everyone, rule))) return 'given';
  const missing = rules
    .flat()
    .filter((clause) => holds !== null || clause.length === 0)
    .map((clause) => clause.filter((word) => !words.includes(word)))
    .filter((clause) => clause.every((word) => word instanceof Condition));
  const [least] = missing.sort((left, right) => left.length - right.length);
  if (!least) return 'no';
  return least.length === 0 ? 'yes' : namesOf(least);
}

function namesOf(clause: Clause): string {
  return clause.map((word) => (word as Condition).name).join(' and ');
}
