import { describe, expect, it } from '@jest/globals';
import { alice, anonymous, bob, company, contextOf, hr, stranger } from './fixtures/company.js';
import type { Viewer } from './fixtures/company.js';
import { ask, forbidden, unauthenticated } from './fixtures/guarded.js';

async function done(viewer: Viewer | null, mutation: string, variables: { [name: string]: unknown } = {}) {
  const context = contextOf(viewer);
  const answer = await ask(company(), mutation, context, { variables });
  return { ...answer, ran: context.trace.filter((name) => name !== 'managed') };
}

describe('B42 a mutation whose result selects what roles and conditions deny', () => {
  it.each([
    ['directly', 'department { budget }', 'Department.budget'],
    ['below a list', 'department { members { department { budget } } }', 'Department.budget'],
    ['in a fragment', '...F', 'Department.budget'],
    ['under an alias', 'd: department { b: budget }', 'Department.budget'],
  ])('%s is refused whole and does not run', async (_, selection, coordinate) => {
    const mutation = `mutation { rename(id: "alice", name: "x") { name ${selection} } } ${selection === '...F' ? 'fragment F on Employee { department { budget } }' : ''}`;
    expect(await done(alice, mutation)).toEqual({
      data: { rename: null },
      errors: [forbidden(coordinate, ['rename'])],
      ran: [],
    });
    const allowed = await done(hr, mutation);
    expect(allowed.errors).toBeUndefined();
    expect(allowed.ran).toEqual(['rename']);
  });

  it('says so for the first refused selection, at the mutation’s alias', async () => {
    const mutation = 'mutation { r: rename(id: "alice", name: "x") { department { budget members { name } } } }';
    expect(await done(alice, mutation)).toEqual({
      data: { r: null },
      errors: [forbidden('Department.budget', ['r'])],
      ran: [],
    });
  });

  it('runs when that selection is skipped', async () => {
    const mutation =
      'mutation ($no: Boolean!) { rename(id: "alice", name: "x") { name department { budget @include(if: $no) } } }';
    expect(await done(alice, mutation, { no: false })).toEqual({
      data: { rename: { name: 'name of alice', department: {} } },
      ran: ['rename'],
    });
    expect((await done(alice, mutation, { no: true })).ran).toEqual([]);
  });

  it('runs where a relation decides, and the denial is an ordinary one', async () => {
    const mutation = 'mutation { rename(id: "alice", name: "x") { name salary phone } }';
    expect(await done(bob, mutation)).toEqual({
      data: { rename: { name: 'name of alice', salary: null, phone: null } },
      errors: [forbidden('Employee.salary', ['rename', 'salary']), forbidden('Employee.phone', ['rename', 'phone'])],
      ran: ['rename'],
    });
    expect(await done(alice, mutation)).toEqual({
      data: { rename: { name: 'name of alice', salary: 4200001, phone: 'phone-1' } },
      ran: ['rename'],
    });
  });

  it('below a query in its payload is refused too', async () => {
    const mutation =
      'mutation { renamed(id: "alice", name: "x") { employee { name } query { version department { budget } } } }';
    expect(await done(alice, mutation)).toEqual({
      data: { renamed: null },
      errors: [forbidden('Department.budget', ['renamed'])],
      ran: [],
    });
    expect(await done(hr, mutation)).toEqual({
      data: {
        renamed: { employee: { name: 'name of alice' }, query: { version: '1', department: { budget: 9100001 } } },
      },
      ran: ['renamed'],
    });
  });

  it('leaves the other root fields as they are', async () => {
    const mutation =
      'mutation { a: rename(id: "alice", name: "x") { name } b: setSalary(id: "alice", salary: 1) { name } c: rename(id: "bob", name: "x") { department { budget } } d: rename(id: "bob", name: "x") { name } }';
    expect(await done(alice, mutation)).toEqual({
      data: { a: { name: 'name of alice' }, b: null, c: null, d: { name: 'name of bob' } },
      errors: [forbidden('Mutation.setSalary', ['b']), forbidden('Department.budget', ['c'])],
      ran: ['rename', 'rename'],
    });
  });
});

describe('a mutation that the viewer may not do', () => {
  it('does not run', async () => {
    const mutation = 'mutation { setSalary(id: "alice", salary: 1) { name } }';
    expect(await done(anonymous, mutation)).toEqual({
      data: { setSalary: null },
      errors: [unauthenticated('Mutation.setSalary', ['setSalary'])],
      ran: [],
    });
    for (const viewer of [alice, stranger]) {
      expect(await done(viewer, mutation)).toEqual({
        data: { setSalary: null },
        errors: [forbidden('Mutation.setSalary', ['setSalary'])],
        ran: [],
      });
    }
    expect(await done(hr, mutation)).toEqual({ data: { setSalary: { name: 'name of alice' } }, ran: ['setSalary'] });
  });
});
