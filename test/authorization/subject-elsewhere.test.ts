// A mutation whose rules are decided on one record and that writes another, of a type with a rule on visible records.
import { describe, expect, it } from '@jest/globals';
import type { GraphQLResolveInfo } from 'graphql';
import { mayChange, projectionFor } from '../../src/authorization/authorization.js';
import type { RowFilter } from '../../src/authorization/authorization.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { ask, forbidden, inherited, stated } from './fixtures/guarded.js';

interface Context {
  readonly viewer: { readonly id: string; readonly roles: readonly string[] };
  readonly trace: unknown[];
}
type Values = { readonly [key: string]: unknown };
const { authorized, allOf, condition, fact, relation, protect } = authorization<Context, Context['viewer']>()({
  roles: ['EMPLOYEE', 'HR'],
  viewer: ({ viewer }) => viewer,
});
const own = fact('own', ({ viewer, context }) => {
  context.trace.push('fact own');
  return Promise.resolve(`p-${viewer.id}`);
});
const recent = condition('recent', () => false, { reason: 'RECENT' });
const manager = relation('manager')
  .on('Employee', ({ viewer }) => ({ managerId: viewer.id }))
  .on('Review', ({ viewer }) => ({ managerId: viewer.id }));
const author = relation('author').on('Review', ({ facts }) => ({ authorId: facts(own) }));

const employees = [{ id: 'emil', managerId: 'boss' }, { id: 'olga', managerId: 'else' }]; // prettier-ignore
const among = (record: Values | undefined, { allOf }: RowFilter) =>
  allOf.every((any) => any.some((all) => all.every((one) => one.op === 'eq' && record?.[one.key] === one.value)));

const create = (_: unknown, { employeeId, by }: { employeeId: string; by: string }, context: Context, info: GraphQLResolveInfo) => {
  const { rows, keys } = projectionFor(context, info);
  const found = among(employees.find(({ id }) => id === employeeId), mayChange(context, info));
  context.trace.push(['look up', found]);
  if (!found) return null;
  context.trace.push(['insert', by, rows, [...keys].sort()]);
  return { id: 'new', authorId: by, managerId: null, status: 'DRAFT' };
}; // prettier-ignore
const schema = protect(
  stated(
    `type Query { one: Review }
    type Mutation { create(employeeId: ID!, by: String!): Review createFresh(employeeId: ID!, by: String!): Review }
    type Employee { id: ID! } type Review { id: ID! status: String }`,
    {
      Employee: authorized('EMPLOYEE'), 'Employee.id': inherited, 'Query.one': authorized('EMPLOYEE'),
      Review: { rule: authorized('EMPLOYEE'), visible: authorized(author, manager, 'HR') }, 'Review.id': inherited, 'Review.status': inherited,
      'Mutation.create': { rule: authorized(manager), subject: { type: 'Employee', id: 'employeeId' } },
      'Mutation.createFresh': { rule: authorized(allOf(manager, recent)), subject: { type: 'Employee', id: 'employeeId' } },
    },
    { 'Mutation.create': create, 'Mutation.createFresh': create },
  ),
  {
    records: {
      Employee: ({ context, ids, keys }) => {
        context.trace.push(['read', [...keys]]);
        return Promise.resolve(ids.map((id) => employees.find((one) => one.id === id) ?? null));
      },
    },
  },
); // prettier-ignore

async function asked(source: string, roles = ['EMPLOYEE']) {
  const trace: unknown[] = [];
  return { answer: await ask(schema, `mutation { ${source} }`, { viewer: { id: 'boss', roles }, trace }), trace };
}

describe('a mutation about one record that writes another', () => {
  it('AZ-31 is refused for a stranger’s record and for one that is not there in the same bytes after the same commands', async () => {
    const stranger = await asked('create(employeeId: "olga", by: "p-boss") { id status }');
    expect(stranger).toEqual({
      answer: { data: { create: null }, errors: [forbidden('Mutation.create', ['create'])] },
      trace: ['fact own', ['look up', false], ['read', ['managerId']]],
    });
    for (const id of ['nobody', '', 'new'])
      expect(await asked(`create(employeeId: "${id}", by: "p-boss") { id status }`)).toEqual(stranger);
  });

  it('is told which of what it wrote the viewer may meet, by the rules of its own type', async () => {
    const rows = {
      allOf: [[[{ key: 'authorId', op: 'eq', value: 'p-boss' }], [{ key: 'managerId', op: 'eq', value: 'boss' }]]],
    };
    expect(await asked('create(employeeId: "emil", by: "p-boss") { id status }')).toEqual({
      answer: { data: { create: { id: 'new', status: 'DRAFT' } } },
      trace: ['fact own', ['look up', true], ['insert', 'p-boss', rows, ['authorId', 'id', 'managerId', 'status']]],
    });
  });

  it('is not explained as refused where its viewer may not meet what was written: it was done', async () => {
    const hidden = await asked('create(employeeId: "emil", by: "p-other") { id status }');
    expect(hidden.answer).toEqual({ data: { create: null } });
    expect(hidden.trace).toEqual(['fact own', ['look up', true], expect.arrayContaining(['insert', 'p-other'])]);
    const shown = await asked('create(employeeId: "emil", by: "p-other") { id status }', ['EMPLOYEE', 'HR']);
    expect(shown.answer).toEqual({ data: { create: { id: 'new', status: 'DRAFT' } } });
  });

  it('does not run where a condition is missing, and gives its reason to those alone who lack nothing else', async () => {
    const fresh = (id: string) => asked(`createFresh(employeeId: "${id}", by: "p-boss") { id }`);
    const at = ['createFresh'];
    expect(await fresh('emil')).toEqual({
      answer: { data: { createFresh: null }, errors: [forbidden('Mutation.createFresh', at, 1, { reason: 'RECENT' })] },
      trace: ['fact own', ['read', ['managerId']]],
    });
    for (const id of ['olga', 'nobody'])
      expect(await fresh(id)).toEqual({
        answer: { data: { createFresh: null }, errors: [forbidden('Mutation.createFresh', at)] },
        trace: ['fact own', ['read', ['managerId']]],
      });
  });
});
