import { describe, expect, it, jest } from '@jest/globals';
import { ApolloServer } from '@apollo/server';
import { authorization } from '../../src/authorization/type-graphql.js';
import type { RelationFilter, RelationInput } from '../../src/authorization/relation.js';
import { ask, askBoth, forbidden, inherited, open, stated, unauthenticated } from './fixtures/guarded.js';
import type { Denied } from './fixtures/guarded.js';

interface Viewer {
  readonly id: string;
  readonly roles: readonly string[];
}
const good: Viewer = { id: 'v', roles: ['A'] };
const boom = () => {
  throw new Error('boom: 4200001 of alice');
};
const sdl = 'type Query { open: Int record: T t: T } type T { id: Int ne: Int guarded: Int role: Int }';

function schemaWith(
  viewer: () => unknown,
  filter: (input: RelationInput<object, Viewer>) => unknown,
  record: object = { id: 1, ownerId: 'v' },
) {
  const faults: unknown[] = [];
  const { authorized, relation, protect } = authorization<object, Viewer>()({
    roles: ['A'],
    viewer: viewer as () => Viewer,
  });
  const self = relation('self').on('T', filter as (input: RelationInput<object, Viewer>) => RelationFilter);
  const rules = {
    'Query.open': open, 'Query.record': authorized(self), 'Query.t': open, T: inherited,
    'T.guarded': authorized(self), 'T.role': authorized('A'), 'T.ne': authorized('A', self),
  }; // prettier-ignore
  const value = () => ({ guarded: 4200001, role: 4200002, ne: 4200003, ...record });
  const resolvers = { 'Query.open': () => 1, 'Query.record': value, 'Query.t': value };
  const onDecision = ({ denial }: { denial?: { because: string; fault?: unknown } }) =>
    void (denial?.because === 'fault' && faults.push(denial.fault));
  return { schema: protect(stated(sdl, rules, resolvers), { onDecision }), faults };
}

const query = '{ open t { id guarded role } record { id } }';
const paths: [string, (string | number)[]][] = [
  ['T.guarded', ['t', 'guarded']],
  ['T.role', ['t', 'role']],
  ['Query.record', ['record']],
];
const refused = (denied: (coordinate: string, path: (string | number)[]) => Denied) => ({
  data: { open: 1, t: { id: 1, guarded: null, role: null }, record: null },
  errors: expect.arrayContaining(paths.map(([coordinate, path]) => denied(coordinate, path))),
});
const owned = () => ({ ownerId: 'v' });
const byOwner = ({ viewer }: RelationInput<object, Viewer>) => ({ ownerId: viewer.id });

describe('AZ-38 a viewer function', () => {
  it.each([
    ['throws', boom],
    ['throws what is no error', () => { throw 'boom: 4200001' as unknown as Error; }],
    ['rejects', () => Promise.reject(new Error('boom: 4200001'))],
    ['returns a promise', () => Promise.resolve(good)],
    ['returns true', () => true],
    ['returns a truthy string', () => 'ADMIN'],
    ['returns an object without roles', () => ({ id: 'v' })],
    ['returns roles that are no list', () => ({ id: 'v', roles: 'A' })],
  ])('that %s allows what is public and nothing else, and its text stays inside', async (_, viewer) => {
    const { schema, faults } = schemaWith(viewer, owned);
    const answer = await askBoth(schema, query, () => ({}));
    expect(answer).toEqual(refused(forbidden));
    expect(answer.errors).toHaveLength(3);
    expect(faults).toHaveLength(6);
  }); // prettier-ignore

  it.each([
    ['null', () => null],
    ['undefined', () => undefined],
  ])('that returns %s is anonymous', async (_, viewer) => {
    const answer = await askBoth(schemaWith(viewer, owned).schema, query, () => ({}));
    expect(answer).toEqual(refused(unauthenticated));
    expect(answer.errors).toHaveLength(3);
  });

  it('that returns a viewer is believed', async () => {
    expect(await askBoth(schemaWith(() => good, byOwner).schema, query, () => ({}))).toEqual({
      data: { open: 1, t: { id: 1, guarded: 4200001, role: 4200002 }, record: { id: 1 } },
    });
  });

  it('that names roles which are no strings gives none of them', async () => {
    const { schema } = schemaWith(
      () => ({ id: 'v', roles: [['A'], { toString: () => 'A' }, null] }),
      () => ({ ownerId: null }),
    );
    expect((await ask(schema, '{ t { role } }', {})).data).toEqual({ t: { role: null } });
  });
});

describe('AZ-38 a relation', () => {
  const guarded = { data: { t: { guarded: null } }, errors: [forbidden('T.guarded', ['t', 'guarded'])] };
  const source = '{ t { guarded } }';

  it.each([
    ['throws', boom, true],
    ['rejects', () => Promise.reject(new Error('boom')), true],
    ['returns a promise', () => Promise.resolve(owned()), true],
    ['returns undefined', () => undefined, true],
    ['returns null', () => null, true],
    ['returns true', () => true, true],
    ['returns a truthy string', () => 'yes', true],
    ['returns no condition', () => ({}), true],
    ['returns an empty list', () => [], true],
    ['needs a key that was not read', () => ({ absent: 'v' }), true],
    ['is any but an unread key', () => ({ absent: { ne: 'x' } }), true],
    ['compares with an object', () => ({ ownerId: { gt: '' } }), true],
    ['compares with a regular expression', () => ({ ownerId: /v/ }), true],
    ['compares with a date', () => ({ ownerId: new Date(0) }), true],
    ['compares with NaN', () => ({ ownerId: { ne: NaN } }), true],
    ['compares with a function', () => ({ ownerId: () => true }), true],
    ['has two comparisons of one key', () => ({ ownerId: { ne: 'x', in: ['v'] } }), true],
    ['has an `in` that is no list', () => ({ ownerId: { in: 'v' } }), true],
    ['has an `in` with an object', () => ({ ownerId: { in: ['v', {}] } }), true],
    ['lacks its operand', () => ({ ownerId: undefined }), false],
    ['lacks its operand under ne', () => ({ ownerId: { ne: null } }), false],
    ['lacks its list', () => ({ ownerId: { in: undefined } }), false],
    ['has an empty list', () => ({ ownerId: { in: [] } }), false],
    ['lacks one operand of two', () => ({ ownerId: 'v', id: null }), false],
    ['does not hold', () => ({ ownerId: 'w' }), false],
    ['is another type of value', () => ({ id: '1' }), false],
    ['is the other', () => ({ ownerId: { ne: 'v' } }), false],
  ])('that %s does not hold', async (_, filter, isFault) => {
    const { schema, faults } = schemaWith(() => good, filter);
    expect(await askBoth(schema, source, () => ({}))).toEqual(guarded);
    expect(faults.length > 0).toBe(isFault);
  });

  it.each([
    ['equal', owned],
    ['in a list', () => ({ ownerId: { in: ['x', 'v'] } })],
    ['any but another', () => ({ ownerId: { ne: 'x' } })],
    ['all of two', () => ({ ownerId: 'v', id: { in: [1, 2] } })],
  ])('holds when the record is %s', async (_, filter) => {
    expect(await askBoth(schemaWith(() => good, filter).schema, source, () => ({}))).toEqual({
      data: { t: { guarded: 4200001 } },
    });
  });

  it.each([
    ['an object that only prints like the operand', { toString: () => 'x' }],
    ['a list that holds the operand', ['x']],
    ['a number against a string', 7],
  ])('of any but one operand does not hold by accident for %s', async (_, ownerId) => {
    const { schema, faults } = schemaWith(
      () => good,
      () => ({ ownerId: { ne: 'x' } }),
      { id: 1, ownerId },
    );
    expect(await askBoth(schema, source, () => ({}))).toEqual(guarded);
    expect(faults.length).toBeGreaterThan(0);
  });

  it('of any but one operand holds for a record without a value', async () => {
    const { schema } = schemaWith(
      () => good,
      () => ({ ownerId: { ne: 'x' } }),
      { id: 1, ownerId: null },
    );
    expect(await askBoth(schema, source, () => ({}))).toEqual({ data: { t: { guarded: 4200001 } } });
  });

  it('that is broken does not stand in the way of a role', async () => {
    expect(await askBoth(schemaWith(() => good, boom).schema, '{ t { ne } }', () => ({}))).toEqual({
      data: { t: { ne: 4200003 } },
    });
  });

  it('whose record throws when it is looked at does not hold', async () => {
    const record = Object.defineProperty({ id: 1 }, 'ownerId', { get: boom });
    const { schema } = schemaWith(() => good, owned);
    schema.getQueryType()!.getFields()['t']!.resolve = () => Object.assign(record, { guarded: 4200001 });
    expect(await ask(schema, source, {})).toEqual(guarded);
  });
});

it('AZ-38 AZ-43 B21 a fault is in no part of the response, not even in the stack that a development server sends', async () => {
  const { schema } = schemaWith(boom, owned);
  const server = new ApolloServer<object>({ schema, includeStacktraceInErrorResponses: true });
  const { body } = await server.executeOperation({ query }, { contextValue: {} });
  expect(JSON.stringify(body)).toContain('stacktrace');
  expect(JSON.stringify(body)).not.toMatch(/boom|4200001/);
});

it('AZ-38 the fault is there for the log', async () => {
  const formatError = jest.fn((formatted: object) => formatted as never);
  const server = new ApolloServer<object>({ schema: schemaWith(boom, owned).schema, formatError });
  await server.executeOperation({ query: '{ t { role } }' }, { contextValue: {} });
  expect(formatError.mock.calls[0]).toEqual([
    expect.anything(),
    expect.objectContaining({ originalError: new Error('boom: 4200001 of alice') }),
  ]);
});

it('guarded fields need a context object', async () => {
  const { schema } = schemaWith(() => good, owned);
  for (const context of [undefined, null, 'context', 1]) {
    const answer = await ask(schema, query, context as never);
    expect(answer.data).toEqual({ open: null, t: null, record: null });
    expect(answer.errors![0]!.message).toBe('Guarded fields need a context object, one a request.');
  }
});
