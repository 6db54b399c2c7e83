import { describe, expect, it } from '@jest/globals';
import { alice, anonymous, bob, company, contextOf, hr, stranger } from './fixtures/company.js';
import type { Viewer } from './fixtures/company.js';
import { askBoth, forbidden, unauthenticated } from './fixtures/guarded.js';
import type { Answer, Asking } from './fixtures/guarded.js';

const schema = company();
const asked = (viewer: Viewer | null, query: string, asking?: Asking): Promise<Answer> =>
  askBoth(schema, query, () => contextOf(viewer), asking);

describe('a guarded field is null with one error, however it is selected', () => {
  it('AZ-02 plainly', async () => {
    const query = '{ employee(id: "alice") { name salary } }';
    expect(await asked(bob, query)).toEqual({
      data: { employee: { name: 'name of alice', salary: null } },
      errors: [forbidden('Employee.salary', ['employee', 'salary'])],
    });
    expect(await asked(alice, query)).toEqual({ data: { employee: { name: 'name of alice', salary: 4200001 } } });
  });

  it('AZ-02 by nobody who is not signed in', async () => {
    const query = '{ version employee(id: "alice") { name salary } }';
    expect(await asked(anonymous, query)).toEqual({
      data: { version: '1', employee: null },
      errors: [unauthenticated('Query.employee', ['employee'])],
    });
    expect(await asked(stranger, query)).toEqual({
      data: { version: '1', employee: null },
      errors: [forbidden('Query.employee', ['employee'])],
    });
  });

  it.each(['x', 'id', '__proto__', 'constructor', 'then', 'toString'])(
    'AZ-03 B5 B40 under the alias %s',
    async (alias) => {
      const query = `{ employee(id: "alice") { ${alias}: salary } }`;
      const denied = await asked(bob, query);
      expect(denied.errors).toEqual([forbidden('Employee.salary', ['employee', alias])]);
      expect(JSON.stringify(denied.data)).toBe(`{"employee":{"${alias}":null}}`);
      expect(JSON.stringify(await asked(alice, query))).toBe(`{"data":{"employee":{"${alias}":4200001}}}`);
    },
  );

  it('AZ-04 under five aliases: five selections, five errors', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const query = `{ employee(id: "alice") { ${names.map((name) => `${name}: salary`).join(' ')} } }`;
    expect(await asked(bob, query)).toEqual({
      data: { employee: Object.fromEntries(names.map((name) => [name, null])) },
      errors: names.map((name) => forbidden('Employee.salary', ['employee', name])),
    });
    expect(await asked(alice, query)).toEqual({
      data: { employee: Object.fromEntries(names.map((name) => [name, 4200001])) },
    });
  });

  it('AZ-04 merged fields are one selection', async () => {
    const query =
      '{ employee(id: "alice") { salary ... on Employee { salary } ...F } } fragment F on Employee { salary }';
    expect(await asked(bob, query)).toEqual({
      data: { employee: { salary: null } },
      errors: [forbidden('Employee.salary', ['employee', 'salary'])],
    });
    expect(await asked(alice, query)).toEqual({ data: { employee: { salary: 4200001 } } });
  });

  it('AZ-05 through an interface: each implementer by its own coordinate', async () => {
    const query = '{ node(id: "alice") { phone } other: node(id: "carl") { phone } }';
    expect(await asked(bob, query)).toEqual({
      data: { node: { phone: null }, other: { phone: null } },
      errors: [forbidden('Employee.phone', ['node', 'phone']), forbidden('Contractor.phone', ['other', 'phone'])],
    });
    expect(await asked(hr, query)).toEqual({ data: { node: { phone: 'phone-1' }, other: { phone: 'phone-9' } } });
  });

  it('AZ-06 with a rule on one implementer only: refused there, read elsewhere', async () => {
    const query = '{ people { badge } }';
    const badges = [1, 2, 3, 4].map((n) => ({ badge: `badge-${n}` }));
    expect(await asked(bob, query)).toEqual({
      data: { people: [...badges, { badge: null }] },
      errors: [forbidden('Contractor.badge', ['people', 4, 'badge'])],
    });
    expect(await asked(hr, query)).toEqual({ data: { people: [...badges, { badge: 'secret-badge-9' }] } });
  });

  it('AZ-08 through an interface of an interface', async () => {
    const query = '{ named { ... on Person { phone } } }';
    expect(await asked(bob, query)).toEqual({
      data: { named: [{ phone: null }, { phone: 'phone-2' }, { phone: null }, { phone: null }, { phone: null }] },
      errors: [
        forbidden('Employee.phone', ['named', 0, 'phone'], 3),
        forbidden('Contractor.phone', ['named', 4, 'phone']),
      ],
    });
    expect(await asked(hr, query)).toEqual({
      data: { named: ['1', '2', '3', '4', '9'].map((n) => ({ phone: `phone-${n}` })) },
    });
  });

  it.each([
    ['the object', '{ employee(id: "alice") { ... on Employee { salary } } }'],
    ['the interface', '{ employee(id: "alice") { ... on Person { ... on Employee { salary } } } }'],
    ['Query', '{ ... on Query { employee(id: "alice") { salary } } }'],
    ['nothing', '{ ... { employee(id: "alice") { ... { ... { salary } } } } }'],
  ])('AZ-09 in an inline fragment on %s', async (_, query) => {
    expect(await asked(bob, query)).toEqual({
      data: { employee: { salary: null } },
      errors: [forbidden('Employee.salary', ['employee', 'salary'])],
    });
    expect(await asked(alice, query)).toEqual({ data: { employee: { salary: 4200001 } } });
  });

  it('AZ-10 in a named fragment, five deep, used under two parents', async () => {
    const query = `{ employee(id: "alice") { ...A } department { members { ...A } } }
      fragment A on Employee { ...B } fragment B on Employee { ...C } fragment C on Employee { ...D }
      fragment D on Employee { ...E } fragment E on Employee { salary }`;
    expect(await asked(bob, query)).toEqual({
      data: {
        employee: { salary: null },
        department: { members: [{ salary: null }, { salary: 4200002 }, { salary: null }, { salary: null }] },
      },
      errors: [
        forbidden('Employee.salary', ['employee', 'salary']),
        forbidden('Employee.salary', ['department', 'members', 0, 'salary'], 3),
      ],
    });
    expect(await asked(hr, query)).toEqual({
      data: {
        employee: { salary: 4200001 },
        department: { members: [1, 2, 3, 4].map((n) => ({ salary: 4200000 + n })) },
      },
    });
  });

  it('AZ-11 as a member of a union', async () => {
    const query = '{ search { ... on Contractor { dayRate } ... on Department { budget } } }';
    expect(await asked(bob, query)).toEqual({
      data: { search: [{ budget: null }, {}, {}, {}, {}, { dayRate: null }] },
      errors: [
        forbidden('Department.budget', ['search', 0, 'budget']),
        forbidden('Contractor.dayRate', ['search', 5, 'dayRate']),
      ],
    });
    expect(await asked(hr, query)).toEqual({
      data: { search: [{ budget: 9100001 }, {}, {}, {}, {}, { dayRate: 77001 }] },
    });
  });

  it.each([
    ['@include(if: true)', {}],
    ['@skip(if: false)', {}],
    ['@include(if: $yes)', { variables: { yes: true, no: false } }],
    ['@skip(if: $no)', { variables: { yes: true, no: false } }],
    ['@include(if: $yes) @skip(if: $no)', {}],
  ])('AZ-12 with %s', async (directives, asking) => {
    const query = `query ($yes: Boolean! = true, $no: Boolean! = false) { employee(id: "alice") { salary ${directives} a: salary @include(if: $no) b: salary @skip(if: $yes) } }`;
    expect(await asked(bob, query, asking)).toEqual({
      data: { employee: { salary: null } },
      errors: [forbidden('Employee.salary', ['employee', 'salary'])],
    });
    expect(await asked(alice, query, asking)).toEqual({ data: { employee: { salary: 4200001 } } });
  });

  it('AZ-13 on a nested path, in lists of lists, in edges and nodes', async () => {
    const query = `{
      me { person { department { members { manager { salary } } } } }
      employee(id: "alice") { grid { salary } }
      employees { edges { node { salary } } nodes { salary } }
    }`;
    expect(await asked(bob, query)).toEqual({
      data: {
        me: {
          person: {
            department: {
              members: [
                { manager: { salary: null } },
                { manager: { salary: null } },
                { manager: null },
                { manager: null },
              ],
            },
          },
        },
        employee: {
          grid: [
            [{ salary: null }, { salary: 4200002 }],
            [{ salary: null }, { salary: null }],
          ],
        },
        employees: {
          edges: [
            { node: { salary: null } },
            { node: { salary: 4200002 } },
            { node: { salary: null } },
            { node: { salary: null } },
          ],
          nodes: [{ salary: null }, { salary: 4200002 }, { salary: null }, { salary: null }],
        },
      },
      errors: [
        forbidden('Employee.salary', ['me', 'person', 'department', 'members', 0, 'manager', 'salary'], 2),
        forbidden('Employee.salary', ['employee', 'grid', 0, 0, 'salary'], 3),
        forbidden('Employee.salary', ['employees', 'edges', 0, 'node', 'salary'], 3),
        forbidden('Employee.salary', ['employees', 'nodes', 0, 'salary'], 3),
      ],
    });
    const all = await asked(hr, query);
    expect(all.errors).toBeUndefined();
    expect(JSON.stringify(all.data)).not.toContain('"salary":null');
  });

  it.each([
    ['employee', '{ employee(id: "alice") { salary } }', ['employee']],
    ['node', '{ node(id: "alice") { ... on Employee { salary } } }', ['node']],
    ['people', '{ people { ... on Employee { salary } } }', ['people', 0]],
    ['named', '{ named { ... on Employee { salary } } }', ['named', 0]],
    ['search', '{ search { ... on Employee { salary } } }', ['search', 1]],
    ['department', '{ department { members { salary } } }', ['department', 'members', 0]],
    ['a mutation result', 'mutation { rename(id: "alice", name: "x") { salary } }', ['rename']],
    [
      'a query below a mutation',
      'mutation { renamed(id: "alice", name: "x") { query { employee(id: "alice") { salary } } } }',
      ['renamed', 'query', 'employee'],
    ],
    [
      'a login',
      'mutation { login(id: "bob") { user { person { department { members { salary } } } } } }',
      ['login', 'user', 'person', 'department', 'members', 0],
    ],
  ])('AZ-14 B12 by the way of %s', async (_, query, path) => {
    const denied = await asked(bob, query);
    expect(denied.errors).toEqual([forbidden('Employee.salary', [...path, 'salary'], expect.any(Number) as never)]);
    expect(JSON.stringify(denied)).not.toContain('4200001');
    if (query.includes('login')) return;
    const read = await asked(alice, query);
    expect(JSON.stringify(read)).toContain('4200001');
    expect(JSON.stringify(read)).not.toMatch(/420000[234]/);
  });

  it('AZ-15 B42 and its siblings are answered', async () => {
    const query = '{ version employee(id: "alice") { id name badge salary phone department { title } } }';
    expect(await asked(bob, query)).toEqual({
      data: {
        version: '1',
        employee: {
          id: 'alice',
          name: 'name of alice',
          badge: 'badge-1',
          salary: null,
          phone: null,
          department: { title: 'Works' },
        },
      },
      errors: [
        forbidden('Employee.salary', ['employee', 'salary']),
        forbidden('Employee.phone', ['employee', 'phone']),
      ],
    });
  });

  it('AZ-17 and so is __typename below it', async () => {
    const query = '{ department { __typename members { __typename } } }';
    expect(await asked(stranger, query)).toEqual({
      data: { department: { __typename: 'Department', members: null } },
      errors: [forbidden('Department.members', ['department', 'members'])],
    });
    expect(await asked(alice, query)).toEqual({
      data: { department: { __typename: 'Department', members: [1, 2, 3, 4].map(() => ({ __typename: 'Employee' })) } },
    });
  });

  it('AZ-42 under its old name', async () => {
    const query = '{ employee(id: "alice") { oldSalary } }';
    expect(await asked(bob, query)).toEqual({
      data: { employee: { oldSalary: null } },
      errors: [forbidden('Employee.oldSalary', ['employee', 'oldSalary'])],
    });
    expect(await asked(alice, query)).toEqual({ data: { employee: { oldSalary: 4100001 } } });
  });
});

describe('a relation on a query', () => {
  it('is decided on the record; unknown and foreign are the same bytes', async () => {
    const query = '{ user(id: $id) { id email } }';
    const by = (viewer: Viewer | null, id: string) => asked(viewer, `query ($id: ID!) ${query}`, { variables: { id } });
    const denied = { data: { user: null }, errors: [forbidden('Query.user', ['user'])] };
    expect(await by(alice, 'bob')).toEqual(denied);
    expect(JSON.stringify(await by(alice, 'nobody'))).toBe(JSON.stringify(await by(alice, 'bob')));
    expect(await by(anonymous, 'bob')).toEqual({
      data: { user: null },
      errors: [unauthenticated('Query.user', ['user'])],
    });
    expect(await by(alice, 'alice')).toEqual({ data: { user: { id: 'alice', email: 'mail-1' } } });
    expect(await by(hr, 'bob')).toEqual({ data: { user: { id: 'bob', email: 'mail-2' } } });
    expect(await by(hr, 'nobody')).toEqual({ data: { user: null } });
  });
});

describe('an error of a denial', () => {
  it('AZ-43 B21 says code, coordinate and count, and no more', async () => {
    const { errors } = await asked(
      bob,
      '{ people { phone badge ... on Employee { salary } } search { ... on Contractor { dayRate } } }',
    );
    expect(errors!.length).toBeGreaterThan(3);
    for (const error of errors!) {
      expect(Object.keys(error).sort()).toEqual(['extensions', 'message', 'path']);
      expect(error.message).toBe('Not allowed.');
      expect(Object.keys(error.extensions as object)).toEqual(['code', 'coordinate', 'count']);
    }
  });
});
