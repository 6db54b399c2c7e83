// What the kit asks: over the schema of the whole product, each construct that an answer could leak through.
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Kind, TypeInfo, buildSchema, isAbstractType, parse, validate, visit, visitWithTypeInfo } from 'graphql';
import type { ASTNode, ASTVisitor, DocumentNode } from 'graphql';
import { findInterference } from '../../src/authorization/testing.js';
import type { GeneratedOperation, InterferenceSearch } from '../../src/authorization/testing.js';

const schema = buildSchema(await readFile('test/core.graphql', 'utf8'));
const cursor = 'Y3Vyc29y';

/** What is asked of a server that gives out one cursor. */
async function operations(options: Partial<InterferenceSearch> = {}): Promise<GeneratedOperation[]> {
  const asked: GeneratedOperation[] = [];
  const found = await findInterference({
    schema,
    seed: 11,
    answer: (operation) => {
      asked.push(operation);
      return JSON.stringify({ data: { employees: { edges: [{ cursor }], pageInfo: { endCursor: cursor } } } });
    },
    change: () => undefined,
    values: { ID: ['known-id'], 'EmployeeFilter.salaryAtLeast': [4_200_000] },
    ...options,
  });
  expect(found).toBeUndefined();
  return asked.filter((operation, nth) => asked.findIndex(({ query }) => query === operation.query) === nth);
}

/** The constructs in a document. */
function constructs({ query, variables }: GeneratedOperation): Set<string> {
  const found = new Set<string>();
  const note = (...names: string[]) => names.forEach((name) => found.add(name));
  const types = new TypeInfo(schema);
  const document = parse(query);
  const visitor: ASTVisitor = {
    OperationDefinition: ({ selectionSet, variableDefinitions }) => {
      if (selectionSet.selections.filter(({ kind }) => kind === Kind.FIELD).length > 1) note('several root fields');
      for (const { variable, defaultValue } of variableDefinitions ?? [])
        note(defaultValue ? 'variable with a default' : variable.name.value in variables ? 'variable given' : 'variable left out'); // prettier-ignore
    },
    Field: ({ name, alias, arguments: args }) => {
      const parent = types.getParentType();
      if (name.value === '__typename') note('__typename');
      if (isAbstractType(parent)) note(`field of ${parent.name}`);
      if (!alias) return;
      note('alias');
      const others = parent && 'getFields' in parent ? parent.getFields() : {};
      if (alias.value !== name.value && Object.hasOwn(others, alias.value)) note('alias that names another field');
      if (args!.length > 0) note('alias of a field with arguments');
    },
    Argument: ({ name, value }) => {
      if (types.getDirective()) return;
      note(`argument as ${value.kind}`, `argument ${name.value}`);
      if (name.value === 'first' && value.kind === Kind.INT)
        note(Number(value.value) >= 1 && Number(value.value) <= 100 ? 'page size in range' : 'page size out of range');
      if (name.value === 'after') note(isString(value, cursor) ? 'learned cursor' : 'other cursor');
      if (name.value === 'id') note(isString(value, 'known-id') ? 'known id' : 'other id');
    },
    InlineFragment: ({ typeCondition }) => {
      note(typeCondition ? 'inline fragment with a type' : 'inline fragment without a type');
      if (types.getParentType() && typeCondition?.name.value === 'Employee') note('inline fragment on a member');
    },
    FragmentSpread: () => note('named fragment'),
    Directive: ({ name, arguments: args }) => note(`@${name.value} with ${args![0]!.value.kind}`),
    ObjectField: ({ name, value }) => note(`input field ${name.value}`, `input field as ${value.kind}`),
    EnumValue: ({ value }) => note(`enum value ${value}`),
    ListValue: () => note('list'),
  };
  visit(document, visitWithTypeInfo(types, visitor));
  if (nestedSpreads(document)) note('fragment in a fragment');
  if (reusedSpreads(document)) note('fragment used again');
  return found;
}

function isString(node: ASTNode, value: string): boolean {
  return node.kind === Kind.STRING && node.value === value;
}

function spreadsIn(node: ASTNode): string[] {
  const names: string[] = [];
  visit(node, { FragmentSpread: ({ name }) => void names.push(name.value) });
  return names;
}

function nestedSpreads({ definitions }: DocumentNode): boolean {
  return definitions.some((each) => each.kind === Kind.FRAGMENT_DEFINITION && spreadsIn(each).length > 0);
}

function reusedSpreads(document: DocumentNode): boolean {
  const names = spreadsIn(document);
  return new Set(names).size < names.length;
}

const expected = [
  '__typename', 'alias', 'alias that names another field', 'alias of a field with arguments', 'several root fields',
  'inline fragment with a type', 'inline fragment without a type', 'inline fragment on a member',
  'named fragment', 'fragment in a fragment', 'fragment used again', 'field of Person', 'field of SearchResult',
  '@include with BooleanValue', '@include with Variable', '@skip with BooleanValue', '@skip with Variable',
  'argument as Variable', 'argument as IntValue', 'argument as StringValue', 'argument as ObjectValue', 'argument as NullValue',
  'variable with a default', 'variable given', 'variable left out',
  'argument filter', 'argument orderBy', 'input field salaryAtLeast', 'input field as Variable', 'input field as NullValue',
  'enum value SALARY', 'enum value DESC', 'list', 'page size in range', 'page size out of range',
  'learned cursor', 'other cursor', 'known id', 'other id', 'argument text',
]; // prettier-ignore

describe('500 generated operations over the whole schema', () => {
  let asked: GeneratedOperation[];
  /** Construct → in how many operations it stands. */
  const holding = new Map<string, number>();
  beforeAll(async () => {
    asked = await operations();
    for (const operation of asked)
      for (const construct of constructs(operation)) holding.set(construct, (holding.get(construct) ?? 0) + 1);
  });

  it.each(expected)('hold: %s', (construct) => {
    expect(holding.get(construct)).toBeGreaterThanOrEqual(5);
  });

  it('are nearly all of them valid, and different', () => {
    const invalid = asked.filter(({ query }) => validate(schema, parse(query)).length > 0);
    expect(invalid.length).toBeGreaterThan(0);
    expect(invalid.length).toBeLessThan(25);
    expect(asked.length).toBeGreaterThan(450);
  });

  it('ask for every field that a query can reach', () => {
    const reached = new Set<string>();
    const types = new TypeInfo(schema);
    const visitor: ASTVisitor = {
      Field: ({ name }) => void reached.add(`${types.getParentType()?.name}.${name.value}`),
    };
    for (const { query } of asked) visit(parse(query), visitWithTypeInfo(types, visitor));
    const unreached = Object.values(schema.getTypeMap())
      .filter((type) => !type.name.startsWith('__') && !['Mutation', 'AuthPayload'].includes(type.name))
      .flatMap((type) =>
        'getFields' in type && !type.name.endsWith('Input') && !/Filter|Order|Check$/.test(type.name)
          ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)
          : [],
      ) // prettier-ignore
      .filter((coordinate) => !reached.has(coordinate));
    expect(unreached).toEqual([]);
  });
});

describe('every limit on the size of an operation is kept', () => {
  const aliases = (document: DocumentNode) => counted(document, (node) => node.kind === Kind.FIELD && !!node.alias);
  const directives = (document: DocumentNode) => counted(document, (node) => node.kind === Kind.DIRECTIVE);

  it.each([
    [{}, { aliases: 15, directives: 20, characters: 10_000 }],
    [
      { aliases: 2, directives: 1, characters: 300 },
      { aliases: 2, directives: 1, characters: 300 },
    ],
    [
      { aliases: 0, directives: 0, rootFields: 1 },
      { aliases: 0, directives: 0, characters: 10_000 },
    ],
  ])('%j', async (limits, most) => {
    const asked = await operations({ operations: 200, limits });
    for (const { query } of asked) {
      const document = parse(query);
      expect(aliases(document)).toBeLessThanOrEqual(most.aliases);
      expect(directives(document)).toBeLessThanOrEqual(most.directives);
      expect(query.length).toBeLessThanOrEqual(most.characters);
    }
  });
});

function counted(document: DocumentNode, matches: (node: ASTNode) => boolean): number {
  let count = 0;
  visit(document, { enter: (node) => void (count += Number(matches(node))) });
  return count;
}
