// The emitted SDL and core.graphql, which is normative: no coordinate that stands in both may differ.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { Kind, astFromValue, buildASTSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isUnionType, parse, print, valueFromASTUntyped } from 'graphql';
import type { ConstDirectiveNode, GraphQLArgument, GraphQLSchema } from 'graphql';
import { createSchema } from '../../src/app.js';
import { directory } from '../../src/features/directory.js';
import { emitSchema } from '../../src/graphql/emit.js';

/** Coordinate → all that is normative about it. */
type Shape = Record<string, unknown>;

const text = await readFile('test/core.graphql', 'utf8');
const core = shapes(text);
const emitted = shapes(emitSchema(await createSchema([directory])));

/** What it serves besides: `CONTRACT` lets names be added. */
const added = ['@reads', '@subject', 'AuditEvent.emailHash', 'AuditEvent.level', 'AuditEvent.sessionAddress', 'AuditLevel', 'AuditLevel.CRITICAL', 'AuditLevel.INFO', 'AuditLevel.WARN'];

describe('the emitted schema', () => {
  it.each(Object.keys(emitted).filter((coordinate) => coordinate in core))('says of %s what core.graphql says', (coordinate) => {
    expect(emitted[coordinate]).toEqual(core[coordinate]);
  });

  it('has all of core.graphql, and nothing unknown beside it', () => {
    expect(Object.keys(core).filter((coordinate) => !(coordinate in emitted))).toEqual([]);
    expect(Object.keys(emitted).filter((coordinate) => !(coordinate in core)).sort()).toEqual(added);
  });

  it('AZ-26 takes roles nowhere but from an administrator, and to search for', () => {
    const roles = Object.entries(emitted).filter(([, shape]) => /^\W*Role\W*$/.test(String((shape as { type?: string }).type)));
    const sent = roles.map(([coordinate]) => coordinate).filter((coordinate) => coordinate.endsWith(':)') || /(Input|Filter)\./.test(coordinate));
    expect(sent.sort()).toEqual(['Mutation.setUserRoles(roles:)', 'UserFilter.role']);
    expect(emitted['Mutation.setUserRoles']).toMatchObject({ rules: ['@authorized ADMIN+live+other'] });
  });

  it('a rule that differs in one word, a nullability or a default is found', () => {
    const changed = (from: string, to: string): Shape => shapes(text.replace(from, to));
    expect(changed('salary: Money @authorized(anyOf: ["self", "manager", "HR"])', 'salary: Money @authorized(anyOf: ["self", "EMPLOYEE", "HR"])')['Employee.salary']).not.toEqual(core['Employee.salary']);
    expect(changed('me: User @', 'me: User! @')['Query.me']).not.toEqual(core['Query.me']);
    expect(changed('Employee | Contractor |', 'Employee |')['SearchResult']).not.toEqual(core['SearchResult']);
    expect(changed('first: Int = 20', 'first: Int = 21')['Query.employees(first:)']).not.toEqual(core['Query.employees(first:)']);
  });
});

function shapes(sdl: string): Shape {
  const schema = buildASTSchema(parse(sdl), { assumeValidSDL: true });
  const found: Shape = {};
  for (const directive of schema.getDirectives()) {
    if (['skip', 'include', 'deprecated', 'specifiedBy', 'oneOf'].includes(directive.name)) continue;
    found[`@${directive.name}`] = { locations: [...directive.locations].sort(), args: directive.args.map(argument) };
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    found[type.name] = { kind: type.constructor.name, rules: rules(type.astNode?.directives), interfaces: isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().map(({ name }) => name) : [], members: isUnionType(type) ? type.getTypes().map(({ name }) => name).sort() : [] };
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        found[`${type.name}.${field.name}`] = { type: String(field.type), rules: rules(field.astNode?.directives) };
        for (const arg of field.args) found[`${type.name}.${field.name}(${arg.name}:)`] = { ...argument(arg), rules: rules(arg.astNode?.directives) };
      }
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) found[`${type.name}.${field.name}`] = { ...argument(field), rules: rules(field.astNode?.directives) };
    } else if (isEnumType(type)) {
      for (const value of type.getValues()) found[`${type.name}.${value.name}`] = { rules: rules(value.astNode?.directives) };
    }
  }
  return withoutBuiltIns(found, schema);
}

function withoutBuiltIns(found: Shape, schema: GraphQLSchema): Shape {
  for (const name of ['String', 'Int', 'Float', 'Boolean', 'ID']) if (schema.getType(name)) delete found[name];
  return found;
}

function argument({ name, type, defaultValue }: Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue'>): object {
  const node = defaultValue === undefined ? undefined : astFromValue(defaultValue, type);
  return { name, type: String(type), default: node ? print(node) : undefined };
}

/** Rules as a set of clauses, each a set of words: neither order nor the short form of one word counts. */
function rules(directives: readonly ConstDirectiveNode[] | undefined): unknown {
  const own = (directives ?? []).filter(({ name }) => ['authorized', 'public', 'inherited', 'visible', 'audited'].includes(name.value));
  return own
    .map(({ name, arguments: given }) => {
      const value = given?.find((candidate) => candidate.name.value === 'anyOf')?.value;
      const anyOf = value?.kind === Kind.LIST ? (valueFromASTUntyped(value) as (string | string[])[]) : [];
      return `@${name.value} ${anyOf.map((clause) => [clause].flat().sort().join('+')).sort().join(' ')}`.trim();
    })
    .sort();
}
