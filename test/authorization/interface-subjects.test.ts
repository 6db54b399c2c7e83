// A mutation may be about an object of any member of an interface: its rules are decided by what is said of the interface.
import { describe, expect, it } from '@jest/globals';
import type { GraphQLResolveInfo } from 'graphql';
import { engineOf, mayChange, policyOf } from '../../src/authorization/authorization.js';
import type { RowFilter } from '../../src/authorization/authorization.js';
import { explainAccess } from '../../src/authorization/explanation.js';
import { matrixOf } from '../../src/authorization/matrix.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { assertReadable, viewerMay } from '../../src/authorization/viewer-may.js';
import { gapsOf } from './fixtures/gaps.js';
import { ask, inherited, stated } from './fixtures/guarded.js';

interface Context {
  readonly viewer: { readonly id: string; readonly roles: readonly string[] };
  readonly trace: unknown[];
}
const sdl = /* GraphQL */ `
  interface Person { id: ID! }
  type Employee implements Person { id: ID! name: String }
  type Contractor implements Person { id: ID! }
  union Anyone = Employee | Contractor
  type Query { may(coordinate: String!, id: ID): Boolean }
  type Mutation { end(id: ID!, on: String): Person endAll(ids: [ID!]!): Person }
`; // prettier-ignore
const people = [
  { __typename: 'Employee', id: 'emil', userId: 'u-emil' },
  { __typename: 'Employee', id: 'hr', userId: 'u-hr' },
  { __typename: 'Contractor', id: 'carl', userId: null },
];

function fixture({ filters = ['Person'], readers = ['Person'], rules = {}, of = 'Person' } = {}) {
  const words = authorization<Context, Context['viewer']>()({ roles: ['A', 'HR'], viewer: ({ viewer }) => viewer });
  const { authorized, allOf, relation, protect } = words;
  const other = relation('other');
  const boss = relation('boss');
  for (const type of filters) other.on(type, ({ viewer }) => ({ userId: { ne: viewer.id } }));
  for (const type of filters) boss.on(type, () => ({ id: 'carl' }));
  const end = (_: unknown, { id, ids = [id!] }: { id?: string; ids?: string[] }, context: Context, info: GraphQLResolveInfo) => {
    const rows = mayChange(context, info);
    const found = people.find((one) => ids.includes(one.id) && isAmong(one, rows)) ?? null;
    context.trace.push(['write', found?.id ?? null]);
    return found;
  }; // prettier-ignore
  const may = async (_: unknown, args: { coordinate: string; id?: string }, context: Context, info: GraphQLResolveInfo) =>
    (await viewerMay(engineOf(info.schema), context, info, [args]))[0]; // prettier-ignore
  const rule = authorized(allOf('HR', other));
  const schema = stated(
    sdl,
    {
      Person: authorized('signedIn'), 'Person.id': inherited, Employee: authorized('signedIn'), 'Employee.id': inherited,
      'Employee.name': inherited, Contractor: authorized('signedIn'), 'Contractor.id': inherited, 'Query.may': authorized('signedIn'),
      'Mutation.end': { rule, subject: { type: of, id: 'id' } }, 'Mutation.end(on:)': authorized('HR', boss),
      'Mutation.endAll': { rule, subject: { type: of, id: 'ids' } },
      ...rules,
    },
    { 'Mutation.end': end, 'Mutation.endAll': end, 'Query.may': may },
  ); // prettier-ignore
  const read = (type: string) => ({ context, ids, keys }: { context: Context; ids: readonly string[]; keys: ReadonlySet<string> }) => {
    context.trace.push([type, [...ids], [...keys].sort()]);
    return Promise.resolve(ids.map((id) => people.find((one) => one.id === id) ?? null));
  }; // prettier-ignore
  const records = Object.fromEntries(readers.map((type) => [type, read(type)]));
  return { schema, other, boss, protect: () => protect(schema, { records }) };
}

function isAmong(record: { readonly [key: string]: unknown }, { allOf }: RowFilter): boolean {
  const isFulfilled = (check: RowFilter['allOf'][number][number][number]) => {
    if (check.op === 'in') return check.values.has(record[check.key] as string);
    return (check.op === 'eq') === (record[check.key] === check.value);
  };
  return allOf.every((anyOf) => anyOf.some((checks) => checks.every(isFulfilled)));
}

const hr = { id: 'u-hr', roles: ['A', 'HR'] };
const plain = { id: 'u-emil', roles: ['A'] };

describe('a mutation about any member of an interface', () => {
  const schema = fixture().protect();
  const asked = async (viewer: Context['viewer'], source: string) => {
    const trace: unknown[] = [];
    const { data, errors = [] } = await ask(schema, source, { viewer, trace });
    return { data, codes: errors.map(({ extensions }) => (extensions as { code: string }).code), trace };
  };

  it.each(['emil', 'carl'])('is done for whom the interface’s filter allows it: %s', async (id) => {
    expect(await asked(hr, `mutation { end(id: "${id}", on: "x") { id } }`)).toEqual({
      data: { end: { id } },
      codes: [],
      trace: [['write', id]],
    });
    expect(await asked(plain, `mutation { end(id: "${id}") { id } }`)).toEqual({
      data: { end: null },
      codes: ['FORBIDDEN'],
      trace: [],
    });
  });

  it('is refused for the record that the filter leaves out, which is read by the interface’s reader', async () => {
    expect(await asked(hr, 'mutation { end(id: "hr") { id } }')).toEqual({
      data: { end: null },
      codes: ['FORBIDDEN'],
      trace: [['write', null], ['Person', ['hr'], ['userId']]],
    }); // prettier-ignore
    expect(await asked(hr, 'mutation { end(id: "nobody") { id } }')).toEqual({
      data: { end: null },
      codes: ['NOT_FOUND'],
      trace: [['write', null], ['Person', ['nobody'], ['userId']]],
    }); // prettier-ignore
    const all = await asked(hr, 'mutation { endAll(ids: ["hr"]) { id } }');
    expect([all.data, all.codes]).toEqual([{ endAll: null }, ['FORBIDDEN']]);
  });

  it('is what viewerMay, the explanation and the matrix say', async () => {
    const may = (id: string) => `{ may(coordinate: "Mutation.end", id: "${id}") }`;
    expect((await asked(hr, may('carl'))).data).toEqual({ may: true });
    expect(await asked(hr, may('hr'))).toEqual({
      data: { may: false },
      codes: [],
      trace: [['Person', ['hr'], ['userId']]],
    });
    expect((await asked(hr, may('nobody'))).data).toEqual({ may: false });
    expect((await asked(plain, may('carl'))).data).toEqual({ may: false });
    const trace: unknown[] = [];
    const explained = await explainAccess(engineOf(schema), schema, { viewer: hr, trace }, { coordinate: 'Mutation.end', id: 'hr' });
    expect(explained).toMatchObject({ allowed: false, ways: [{ recordType: 'Person', allowed: false }] });
    expect(() => assertReadable(engineOf(schema), schema)).not.toThrow();
    const { other, protect } = fixture();
    const twin = protect();
    const holding = [{ name: 'HR', holds: ['HR'] }, { name: 'HR and other', holds: ['HR', other] }]; // prettier-ignore
    expect(matrixOf(twin, policyOf(twin), holding).find(({ coordinate }) => coordinate === 'Mutation.end')).toEqual({
      coordinate: 'Mutation.end',
      rule: 'allOf(HR, other)',
      cells: ['no', 'yes'],
    });
  }); // prettier-ignore
});

describe('a subject that is an interface is refused', () => {
  const gaps = (options: Parameters<typeof fixture>[0]) => gapsOf(fixture(options).protect);
  const where = ['Mutation.end', 'Mutation.endAll'];

  it('without a filter for the interface itself, whatever its members have', () => {
    expect(gaps({})).toEqual([]);
    expect(gaps({ filters: ['Employee', 'Contractor'] })).toEqual([
      "Mutation.end: the relation other has no filter for Person; write other.on('Person', …)",
      "Mutation.end(on:): the relation boss has no filter for Person; write boss.on('Person', …)",
      "Mutation.endAll: the relation other has no filter for Person; write other.on('Person', …)",
    ]);
  });

  it('without a reader for the interface itself', () => {
    expect(gaps({ readers: ['Employee', 'Contractor'] })).toEqual(
      where.map(
        (at) => `${at}: names Person as its subject, whose records nobody can read by id; give protect() a reader for it in records`,
      ),
    );
  }); // prettier-ignore

  it('where not all of its members’ records exist for each viewer', () => {
    const seen = { rule: inherited, visible: { kind: 'authorized' as const, anyOf: [['HR']] } };
    expect(gaps({ rules: { Contractor: seen } }).filter((gap) => gap.includes('subject'))).toEqual(
      where.map(
        (at) => `${at}: names Person as its subject, and @Visible(…) of Contractor tells apart which of its records there are; name the object type`,
      ),
    );
  }); // prettier-ignore

  it('where it is a union', () => {
    expect(gaps({ of: 'Anyone', readers: ['Anyone', 'Person'], filters: ['Anyone', 'Person'] })).toEqual(
      where.map((at) => `${at}: names Anyone as its subject, which is no object or interface type of the schema`),
    );
  });
});
