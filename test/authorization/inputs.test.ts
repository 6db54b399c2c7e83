import { describe, expect, it } from '@jest/globals';
import { GraphQLEnumType, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { stating } from '../../src/authorization/extension.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { alice, anonymous, bob, hr, mary, stranger } from './fixtures/company.js';
import type { Context, Viewer } from './fixtures/company.js';
import { forbidden, open, unauthenticated } from './fixtures/guarded.js';
import { sending } from './fixtures/sending.js';
import { traced } from './fixtures/traced.js';

const schema = sending();
const asked = (viewer: Viewer | null, source: string, variables = {}) => traced(schema, viewer, source, variables);
const everybody = { data: { people: [{ id: 'alice' }, { id: 'bob' }] }, ran: ['people'] };
const refused = (coordinate: string, input: string, denied = forbidden) => ({
  data: { people: null },
  errors: [denied(coordinate, ['people'], 1, { input })],
  ran: [],
});

type Variables = { readonly [name: string]: unknown };
type Case = [name: string, input: string, source: string, variables?: Variables];

/** Each case is refused to an employee and to the anonymous before anything runs, and allowed to HR. */
const refusedAndAllowed = (coordinate: string, cases: readonly Case[]) =>
  it.each(cases)('%s', async (_, input, source, variables = {}) => {
    expect(await asked(alice, source, variables)).toEqual(refused(coordinate, input));
    expect(await asked(anonymous, source, variables)).toEqual(refused(coordinate, input, unauthenticated));
    expect(await asked(hr, source, variables)).toEqual(everybody);
  });

describe('a guarded argument is refused', () => {
  refusedAndAllowed('Query.people(all:)', [
    ['as a literal', 'all', '{ people(all: true) { id } }'],
    ['whatever its value', 'all', '{ people(all: false) { id } }'],
    ['as null', 'all', '{ people(all: null) { id } }'],
    ['by a variable', 'all', 'query ($all: Boolean) { people(all: $all) { id } }', { all: true }],
    ['by a variable that is null', 'all', 'query ($all: Boolean) { people(all: $all) { id } }', { all: null }],
    ['by the default of a variable', 'all', 'query ($all: Boolean = true) { people(all: $all) { id } }'],
    ['by a default that is null', 'all', 'query ($all: Boolean = null) { people(all: $all) { id } }'],
    ['beside what anybody may send', 'all', '{ people(limit: 1, all: true, filter: { nameStartsWith: "a" }) { id } }'],
    ['in a fragment', 'all', 'query { ...F } fragment F on Query { people(all: true) { id } }'],
  ]);

  it('but not when it is omitted', async () => {
    expect(await asked(anonymous, '{ people { id } }')).toEqual(everybody);
    const source = 'query ($all: Boolean, $limit: Int) { people(all: $all, limit: $limit) { id } }';
    expect(await asked(anonymous, source, { limit: 3 })).toEqual(everybody);
  });
});

describe('a guarded input field is refused', () => {
  refusedAndAllowed('Filter.salaryAtLeast', [
    ['as a literal', 'filter.salaryAtLeast', '{ people(filter: { salaryAtLeast: 1 }) { id } }'],
    ['as null', 'filter.salaryAtLeast', '{ people(filter: { salaryAtLeast: null }) { id } }'],
    [
      'by a variable within a literal',
      'filter.salaryAtLeast',
      'query ($n: Int) { people(filter: { salaryAtLeast: $n }) { id } }',
      { n: 1 },
    ],
    [
      'by the default of such a variable',
      'filter.salaryAtLeast',
      'query ($n: Int = 1) { people(filter: { salaryAtLeast: $n }) { id } }',
    ],
    [
      'in a variable',
      'filter.salaryAtLeast',
      'query ($filter: Filter) { people(filter: $filter) { id } }',
      { filter: { salaryAtLeast: 1 } },
    ],
    [
      'in the default of a variable',
      'filter.salaryAtLeast',
      'query ($filter: Filter = { salaryAtLeast: 1 }) { people(filter: $filter) { id } }',
    ],
    ['in another', 'filter.not.not.salaryAtLeast', '{ people(filter: { not: { not: { salaryAtLeast: 1 } } }) { id } }'],
    [
      'AZ-27 in a list, at its place',
      'filter.and.1.salaryAtLeast',
      '{ people(filter: { and: [{ nameStartsWith: "a" }, { salaryAtLeast: 1 }] }) { id } }',
    ],
    [
      'in a list of lists',
      'grid.1.0.salaryAtLeast',
      '{ people(grid: [[{ nameStartsWith: "a" }], [{ salaryAtLeast: 1 }]]) { id } }',
    ],
    [
      'in lists within each other',
      'filters.0.any.0.1.and.0.salaryAtLeast',
      'query ($filters: [Filter!]) { people(filters: $filters) { id } }',
      { filters: [{ any: [[{}, { and: [{ salaryAtLeast: 1 }] }]] }] },
    ],
    ['as a single item of a list', 'filters.0.salaryAtLeast', '{ people(filters: { salaryAtLeast: 1 }) { id } }'],
    ['as a single item of a list of lists', 'grid.0.0.salaryAtLeast', '{ people(grid: { salaryAtLeast: 1 }) { id } }'],
    [
      'as such an item in a variable',
      'filter.any.0.0.salaryAtLeast',
      'query ($filter: Filter) { people(filter: $filter) { id } }',
      { filter: { any: { salaryAtLeast: 1 } } },
    ],
  ]);

  it('but not when it is omitted, in an object or with all of it', async () => {
    const source =
      'query ($filter: Filter, $n: Int) { people(filter: $filter, filters: [{ salaryAtLeast: $n }]) { id } }';
    expect(await asked(anonymous, source)).toEqual(everybody);
    expect(await asked(anonymous, source, { filter: { nameStartsWith: 'a', and: [{}, { not: null }] } })).toEqual(
      everybody,
    );
    expect(await asked(anonymous, source, { n: 1 })).toEqual(
      refused('Filter.salaryAtLeast', 'filters.0.salaryAtLeast', unauthenticated),
    );
  });

  it('with @oneOf, and the other one is not', async () => {
    const source = 'query ($key: Key) { people(key: $key) { id } }';
    expect(await asked(alice, source, { key: { phone: '1' } })).toEqual(refused('Key.phone', 'key.phone'));
    expect(await asked(alice, '{ people(key: { phone: "1" }) { id } }')).toEqual(refused('Key.phone', 'key.phone'));
    expect(await asked(alice, source, { key: { id: '1' } })).toEqual(everybody);
    expect(await asked(hr, source, { key: { phone: '1' } })).toEqual(everybody);
  });
});

describe('a guarded enum value is refused', () => {
  refusedAndAllowed('Order.SALARY', [
    ['as an argument', 'order', '{ people(order: SALARY) { id } }'],
    ['in a list', 'orders.1', '{ people(orders: [NAME, SALARY]) { id } }'],
    ['as a single item of a list', 'orders.0', '{ people(orders: SALARY) { id } }'],
    ['in an input object', 'filter.not.orders.0', '{ people(filter: { not: { orders: [SALARY, NAME] } }) { id } }'],
    ['by a variable', 'order', 'query ($order: Order) { people(order: $order) { id } }', { order: 'SALARY' }],
    ['by the default of a variable', 'order', 'query ($order: Order = SALARY) { people(order: $order) { id } }'],
    [
      'in an input object that is a variable',
      'filter.and.0.orders.1',
      'query ($filter: Filter) { people(filter: $filter) { id } }',
      { filter: { and: [{ orders: ['NAME', 'SALARY'] }] } },
    ],
  ]);

  it('and the others are not', async () => {
    expect(await asked(anonymous, '{ people(order: NAME, orders: [NAME]) { id } }')).toEqual(everybody);
    expect(await asked(alice, '{ people(orders: [NAME, PHONE]) { id } }')).toEqual(everybody);
    expect(await asked(stranger, '{ people(orders: [NAME, PHONE]) { id } }')).toEqual(
      refused('Order.PHONE', 'orders.1'),
    );
  });

  it('by its internal value, whatever that is', async () => {
    const { authorized, protect } = authorization<Context, Viewer>()({ roles: ['HR'], viewer: ({ viewer }) => viewer });
    const salary = { value: { key: 'salary' }, extensions: stating({ rule: authorized('HR') }) };
    const zero = { value: 0, extensions: stating({ rule: authorized('HR') }) };
    const order = new GraphQLEnumType({
      name: 'Order',
      values: { SALARY: salary, ZERO: zero, NAME: { value: 'SALARY' } },
    });
    const args = { by: { type: order }, all: { type: new GraphQLList(new GraphQLNonNull(order)) } };
    const sort = { type: GraphQLInt, args, resolve: () => 1, extensions: stating({ rule: open }) };
    const internal = protect(new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { sort } }) }));
    const denied = (coordinate: string, input: string) => ({
      data: { sort: null },
      errors: [forbidden(coordinate, ['sort'], 1, { input })],
      ran: [],
    });
    expect(await traced(internal, alice, '{ sort(by: SALARY) }')).toEqual(denied('Order.SALARY', 'by'));
    expect(await traced(internal, alice, '{ sort(all: [NAME, ZERO]) }')).toEqual(denied('Order.ZERO', 'all.1'));
    expect(await traced(internal, alice, 'query ($by: Order) { sort(by: $by) }', { by: 'SALARY' })).toEqual(
      denied('Order.SALARY', 'by'),
    );
    expect(await traced(internal, alice, '{ sort(by: NAME) }')).toEqual({ data: { sort: 1 }, ran: [] });
    expect(await traced(internal, hr, '{ sort(by: SALARY, all: [ZERO]) }')).toEqual({ data: { sort: 1 }, ran: [] });
  });
});

describe('of several refused inputs the error names', () => {
  it.each([
    ['the argument that the schema declares first', '{ people(filter: { salaryAtLeast: 1 }, all: true) { id } }', 'Query.people(all:)', 'all'],
    ['the input field that the schema declares first', '{ people(filter: { orders: [SALARY], salaryAtLeast: 1 }) { id } }', 'Filter.salaryAtLeast', 'filter.salaryAtLeast'],
    ['one that is sent twice once, at its first place', '{ people(filters: [{}, { salaryAtLeast: 2 }, { salaryAtLeast: 1 }]) { id } }', 'Filter.salaryAtLeast', 'filters.1.salaryAtLeast'],
    ['the value, not the list that holds it', '{ people(order: NAME, orders: [SALARY]) { id } }', 'Order.SALARY', 'orders.0'],
  ])('%s', async (_, source, coordinate, input) => {
    expect(await asked(alice, source)).toEqual(refused(coordinate, input));
    expect(await asked(hr, source)).toEqual(everybody);
  }); // prettier-ignore

  it('and whoever may send the first is told of the second', async () => {
    const source = '{ people(filter: { phones: ["1"], salaryAtLeast: 1 }) { id } }';
    const phones = '{ people(filter: { phones: ["1"] }, orders: [PHONE, SALARY]) { id } }';
    expect(await asked(stranger, source)).toEqual(refused('Filter.salaryAtLeast', 'filter.salaryAtLeast'));
    expect(await asked(stranger, phones)).toEqual(refused('Filter.phones', 'filter.phones'));
    expect(await asked(alice, phones)).toEqual(refused('Order.SALARY', 'orders.1'));
  });
});

describe('B40 an input is found under any name', () => {
  it.each([
    ['toString', 'odd: { toString: 1 }', 'Odd.toString', 'odd.toString'],
    ['hasOwnProperty', 'odd: { hasOwnProperty: 1 }', 'Odd.hasOwnProperty', 'odd.hasOwnProperty'],
    ['toString in valueOf', 'odd: { valueOf: { toString: 1 } }', 'Odd.toString', 'odd.valueOf.toString'],
  ])('%s', async (_, args, coordinate, input) => {
    expect(await asked(alice, `{ people(${args}) { id } }`)).toEqual(refused(coordinate, input));
    expect(await asked(hr, `{ people(${args}) { id } }`)).toEqual(everybody);
  });

  it('and an object that only inherits it does not send it', async () => {
    expect(await asked(alice, '{ people(odd: { constructor: 1 }) { id } }')).toEqual(everybody);
    expect(await asked(alice, '{ people(odd: {}, json: { toString: 1, __proto__: { all: true } }) { id } }')).toEqual(
      everybody,
    );
  });

  it('in a scalar that is an object nothing is an input field', async () => {
    const source = 'query ($json: Json) { people(json: $json) { id } }';
    expect(await asked(alice, '{ people(json: { salaryAtLeast: 1, all: [SALARY] }) { id } }')).toEqual(everybody);
    expect(await asked(alice, source, { json: { filter: { salaryAtLeast: 1 } } })).toEqual(everybody);
  });
});

describe('an argument of a field below a list', () => {
  it('is one error with its count, and the rest is answered', async () => {
    const source = '{ people { id reports(filter: { salaryAtLeast: 1 }) { id } } }';
    expect(await asked(alice, source)).toEqual({
      data: { people: ['alice', 'bob'].map((id) => ({ id, reports: null })) },
      errors: [forbidden('Filter.salaryAtLeast', ['people', 0, 'reports'], 2, { input: 'filter.salaryAtLeast' })],
      ran: ['people'],
    });
    expect(await asked(hr, source)).toEqual({
      data: { people: ['alice', 'bob'].map((id) => ({ id, reports: [{ id: 'alice' }, { id: 'bob' }] })) },
      ran: ['people', 'reports', 'reports'],
    });
  });

  it('is decided on the object that holds the field, where a relation decides', async () => {
    const source = '{ people { notes(draft: true) } }';
    const told = { input: 'draft' };
    expect(await asked(alice, source)).toEqual({
      data: { people: [{ notes: 'notes-0' }, { notes: null }] },
      errors: [forbidden('Person.notes(draft:)', ['people', 1, 'notes'], 1, told)],
      ran: ['people'],
    });
    expect(await asked(mary, source)).toEqual({
      data: { people: [{ notes: null }, { notes: null }] },
      errors: [forbidden('Person.notes(draft:)', ['people', 0, 'notes'], 2, told)],
      ran: ['people'],
    });
    expect(await asked(mary, '{ people { notes } }')).toEqual({
      data: { people: [{ notes: 'notes-0' }, { notes: 'notes-1' }] },
      ran: ['people'],
    });
  });

  it('is refused row by row after the field’s own rule, where that is decided by record', async () => {
    const source = '{ people { pay(exact: true) } }';
    expect(await asked(alice, source)).toEqual({
      data: { people: [{ pay: null }, { pay: null }] },
      errors: [
        forbidden('Person.pay(exact:)', ['people', 0, 'pay'], 1, { input: 'exact' }),
        forbidden('Person.pay', ['people', 1, 'pay']),
      ],
      ran: ['managed', 'people'],
    });
    expect(await asked(alice, '{ people { pay(currency: "EUR") } }')).toEqual({
      data: { people: [{ pay: 4_200_000 }, { pay: null }] },
      errors: [forbidden('Person.pay', ['people', 1, 'pay'])],
      ran: ['managed', 'people'],
    });
    expect(await asked(hr, source)).toEqual({
      data: { people: [{ pay: 4_200_000 }, { pay: 4_200_001 }] },
      ran: ['people'],
    });
  });

  it('asks its facts before the root field runs', async () => {
    const source = '{ people { reports(all: true) { id } } }';
    const reports = [{ id: 'alice' }, { id: 'bob' }];
    expect(await asked(mary, source)).toEqual({
      data: { people: [{ reports }, { reports }] },
      ran: ['managed', 'people', 'reports', 'reports'],
    });
    expect(await asked(bob, source)).toEqual({
      data: { people: [{ reports: null }, { reports: null }] },
      errors: [forbidden('Person.reports(all:)', ['people', 0, 'reports'], 2, { input: 'all' })],
      ran: ['managed', 'people'],
    });
    expect((await asked(bob, '{ people { reports { id } } }')).ran).toEqual(['people', 'reports', 'reports']);
  });

  it('is an error for each occurrence with per-path', async () => {
    const perPath = sending({ errors: 'per-path' });
    const { errors } = await traced(perPath, alice, '{ people { reports(filter: { salaryAtLeast: 1 }) { id } } }');
    const told = { input: 'filter.salaryAtLeast' };
    expect(errors).toEqual([0, 1].map((n) => forbidden('Filter.salaryAtLeast', ['people', n, 'reports'], 1, told)));
  });
});

describe('each selection has its own arguments and its own decision', () => {
  it('AZ-03 B5 under aliases, at the root and below', async () => {
    const source = `{
      one: people(all: true) { id } two: people { a: reports { id } b: reports(filter: { salaryAtLeast: 1 }) { id } }
      three: people(order: SALARY) { id } four: people(limit: 1) { id }
    }`;
    const both = [{ id: 'alice' }, { id: 'bob' }];
    expect(await asked(alice, source)).toEqual({
      data: { one: null, two: both.map(() => ({ a: both, b: null })), three: null, four: both },
      errors: [
        forbidden('Query.people(all:)', ['one'], 1, { input: 'all' }),
        forbidden('Filter.salaryAtLeast', ['two', 0, 'b'], 2, { input: 'filter.salaryAtLeast' }),
        forbidden('Order.SALARY', ['three'], 1, { input: 'order' }),
      ],
      ran: ['people', 'reports', 'reports', 'people'],
    });
    expect((await asked(hr, source)).errors).toBeUndefined();
  });

  it('AZ-12 and what is skipped is not sent', async () => {
    const source = `query ($no: Boolean = false) {
      version people(all: true) @skip(if: true) { id }
      again: people { id reports(all: true) @include(if: $no) { id } ... @include(if: $no) { pay(exact: true) } }
    }`;
    expect(await asked(anonymous, source)).toEqual({
      data: { version: 1, again: [{ id: 'alice' }, { id: 'bob' }] },
      ran: ['version', 'people'],
    });
    expect((await asked(anonymous, source, { no: true })).errors).toHaveLength(2);
  });
});

describe('a root field that is refused for what is sent to it', () => {
  it('neither runs nor asks the facts of what is below it', async () => {
    expect(await asked(mary, '{ people(all: true) { pay } }')).toEqual(refused('Query.people(all:)', 'all'));
    expect((await asked(mary, '{ people { pay } }')).ran).toEqual(['managed', 'people']);
  });

  it.each<[string, string, string, string]>([
    ['for an argument', 'touch(all: true)', 'Mutation.touch(all:)', 'all'],
    ['AZ-24 B14 for an input field', 'touch(filter: { not: { salaryAtLeast: 1 } })', 'Filter.salaryAtLeast', 'filter.not.salaryAtLeast'],
    ['for an enum value', 'touch(order: SALARY)', 'Order.SALARY', 'order'],
  ])('B14 does nothing, %s', async (_, field, coordinate, input) => {
    const source = `mutation { a: ${field} { id pay } b: touch { id } }`;
    expect(await asked(mary, source)).toEqual({
      data: { a: null, b: { id: 'alice' } },
      errors: [forbidden(coordinate, ['a'], 1, { input })],
      ran: ['touch'],
    });
    expect(await asked(hr, source)).toEqual({
      data: { a: { id: 'alice', pay: 4_200_000 }, b: { id: 'alice' } },
      ran: ['touch', 'touch'],
    });
  }); // prettier-ignore
});

describe('AZ-28 B42 a mutation is refused before it runs for what its result sends', () => {
  it.each([
    ['an argument', 'pay(exact: true)', 'Person.pay(exact:)'],
    ['an input field', 'reports(filter: { and: [{ salaryAtLeast: 1 }] }) { id }', 'Filter.salaryAtLeast'],
    ['an enum value', 'notes(filter: { orders: [SALARY] })', 'Order.SALARY'],
    ['an argument below a list', 'reports { reports { notes(filter: { salaryAtLeast: 1 }) } }', 'Filter.salaryAtLeast'],
  ])('%s', async (_, selection, coordinate) => {
    const source = `mutation { touch { id ${selection} } }`;
    expect(await asked(mary, source)).toEqual({
      data: { touch: null },
      errors: [forbidden(coordinate, ['touch'])],
      ran: [],
    });
    const allowed = await asked(hr, source);
    expect(allowed.errors).toBeUndefined();
    expect(allowed.ran[0]).toBe('touch');
  });

  it('by a variable as well, and not where that is not given', async () => {
    const source =
      'mutation ($exact: Boolean) { touch { id notes(filter: { and: { nameStartsWith: "a" } }) pay(exact: $exact) } }';
    expect(await asked(mary, source, { exact: false })).toEqual({
      data: { touch: null },
      errors: [forbidden('Person.pay(exact:)', ['touch'])],
      ran: [],
    });
    expect(await asked(mary, source)).toEqual({
      data: { touch: { id: 'alice', notes: 'notes-0', pay: 4_200_000 } },
      ran: ['managed', 'touch'],
    });
  });

  it('but not where the record decides: that is an ordinary denial afterwards', async () => {
    const source = 'mutation { touch { notes(draft: true) } }';
    expect(await asked(bob, source)).toEqual({
      data: { touch: { notes: null } },
      errors: [forbidden('Person.notes(draft:)', ['touch', 'notes'], 1, { input: 'draft' })],
      ran: ['touch'],
    });
    expect(await asked(alice, source)).toEqual({ data: { touch: { notes: 'notes-0' } }, ran: ['touch'] });
  });
});
