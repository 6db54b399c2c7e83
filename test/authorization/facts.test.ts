import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { authorization } from '../../src/authorization/type-graphql.js';
import { alice, company, contextOf, hr, mary } from './fixtures/company.js';
import type { Viewer } from './fixtures/company.js';
import { ask, askBoth, forbidden, inherited, open, stated } from './fixtures/guarded.js';

async function traced(viewer: Viewer, query: string, variables: { [name: string]: unknown } = {}) {
  const context = contextOf(viewer);
  const answer = await ask(company(), query, context, { variables });
  return { answer, trace: context.trace };
}

describe('a fact', () => {
  it('is asked once a query, however many fields and root fields need it', async () => {
    const query =
      '{ people { ... on Employee { salary oldSalary a: salary } } again: employees { nodes { salary } } department { members { manager { salary } } } }';
    const { answer, trace } = await traced(mary, query);
    expect(trace).toEqual(['managed']);
    expect((answer.data as { people: { salary: number | null }[] }).people.map(({ salary }) => salary)).toEqual([
      4200001,
      4200002,
      4200003,
      null,
      undefined,
    ]);
    expect((answer.errors ?? []).map(({ path }) => (path as string[])[0])).toEqual([
      'people',
      'people',
      'people',
      'again',
    ]);
  });

  it.each([
    ['HR, whose role decides', hr, '{ people { ... on Employee { salary } } }'],
    ['a query that does not select what needs it', mary, '{ people { name phone } }'],
    [
      'a selection that is skipped',
      mary,
      'query ($no: Boolean = false) { people { ... on Employee { salary @include(if: $no) } } }',
    ],
    ['what is below a refused field', mary, '{ people { ... on Contractor { badge } } }'],
  ])('is not asked for %s', async (_, viewer, query) => {
    expect((await traced(viewer, query)).trace).toEqual([]);
  });

  it('is not asked when the root field is refused', async () => {
    expect((await traced({ id: 'mary', roles: [] }, '{ employee(id: "alice") { salary } }')).trace).toEqual([]);
    expect((await traced(mary, '{ employee(id: "alice") { salary } }')).trace).toEqual(['managed']);
  });

  it('is asked before the root field runs, and in a mutation anew for each', async () => {
    const { trace } = await traced(
      mary,
      'mutation { a: rename(id: "alice", name: "x") { salary } b: rename(id: "bob", name: "x") { salary } c: rename(id: "bob", name: "x") { name } }',
    );
    expect(trace).toEqual(['managed', 'rename', 'managed', 'rename', 'rename']);
  });

  it('decides what it says', async () => {
    const { answer } = await traced(mary, '{ employee(id: "alice") { salary } other: employee(id: "hr") { salary } }');
    expect(answer).toEqual({
      data: { employee: { salary: 4200001 }, other: { salary: null } },
      errors: [forbidden('Employee.salary', ['other', 'salary'])],
    });
    expect((await traced(alice, '{ employee(id: "bob") { salary } }')).answer).toEqual({
      data: { employee: { salary: null } },
      errors: [forbidden('Employee.salary', ['employee', 'salary'])],
    });
  });
});

describe('a fact that cannot be learned', () => {
  const failing = (ask: () => Promise<string[]>) => {
    const ran: string[] = [];
    const { authorized, fact, relation, protect } = authorization<object, { roles: string[] }>()({
      roles: ['A'],
      viewer: () => ({ roles: ['A'] }),
    });
    const known = fact('known', ask);
    const friend = relation('friend').on('T', ({ facts }) => ({ id: { in: facts(known) } }));
    const rules = { 'Query.t': open, 'Query.u': open, T: inherited, 'T.x': authorized(friend), 'Mutation.m': open };
    const resolve = () => (ran.push('resolver'), { id: '1', x: 42 });
    const sdl = 'type Query { t: T u: T } type Mutation { m: T } type T { id: ID x: Int }';
    return {
      ran,
      schema: protect(stated(sdl, rules, { 'Query.t': resolve, 'Query.u': resolve, 'Mutation.m': resolve })),
    };
  };

  it('fails each root field that needs it with its own error, before it runs; the others are answered', async () => {
    const { schema, ran } = failing(() =>
      Promise.reject(new GraphQLError('The store is away.', { extensions: { code: 'SERVICE_UNAVAILABLE' } })),
    );
    const error = (name: string) => ({
      message: 'The store is away.',
      path: [name],
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    });
    expect(await askBoth(schema, '{ t { x } again: t { x } u { id } }', () => ({}))).toEqual({
      data: { t: null, again: null, u: { id: '1' } },
      errors: [error('t'), error('again')],
    });
    expect(await ask(schema, 'mutation { m { x } }', {})).toEqual({ data: { m: null }, errors: [error('m')] });
    expect(ran).toEqual(['resolver', 'resolver']); // `u`, on each executor
  });

  it.each([
    ['throws', () => { throw new Error('thrown'); }],
    ['rejects with nothing', () => Promise.reject(undefined as unknown as Error)],
  ])('because it %s, decides nothing', async (_, fact) => {
    const { schema } = failing(fact);
    const answer = await ask(schema, '{ t { x } }', {});
    expect(answer.data).toEqual({ t: null });
    expect(answer.errors).toHaveLength(1);
  }); // prettier-ignore

  it.each([
    ['undefined', undefined],
    ['null', null],
  ])('because there is nothing (%s) is a relation that never holds', async (_, value) => {
    const { schema } = failing(() => Promise.resolve(value as never));
    expect(await ask(schema, '{ t { x } }', {})).toEqual({
      data: { t: { x: null } },
      errors: [forbidden('T.x', ['t', 'x'])],
    });
    const { schema: allowing } = failing(() => Promise.resolve(['1']));
    expect(await ask(allowing, '{ t { x } }', {})).toEqual({ data: { t: { x: 42 } } });
  });
});
