// Every demo account and nobody, against every guarded field of Employee, Department and User: the whole answer.
import { describe, expect, it } from '@jest/globals';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import type { DepartmentDocument } from '../../src/features/departments/department.repository.js';
import { onEveryStore } from '../stores.js';
import type { Running } from '../application.js';

const viewers = ['anonymous', 'stranger', 'auditor', 'admin', 'employee', 'manager', 'hr'] as const;
type Viewer = (typeof viewers)[number];

/** Who may meet a person or department at all. */
const meets: readonly Viewer[] = ['auditor', 'employee', 'manager', 'hr'];

interface Row {
  coordinate: string;
  /** Selects the guarded field, and one that whoever meets the object may read. */
  query: (ids: Ids) => string;
  path: string[];
  allowed: readonly Viewer[];
  /** Who gets to the object; the others are refused the root field. */
  reach: readonly Viewer[];
}

interface Ids {
  employee: string;
  department: string;
}

const ofEmployee = (field: string, allowed: readonly Viewer[], selection = field): Row => ({
  coordinate: `Employee.${field}`,
  query: ({ employee }) => `{ employee(id: "${employee}") { name ${selection} } }`,
  path: ['employee', field],
  allowed,
  reach: meets,
});

const rows: Row[] = [
  ofEmployee('personalEmail', ['employee', 'hr']),
  ofEmployee('homeAddress', ['employee', 'hr']),
  ofEmployee('birthDate', ['employee', 'hr']),
  ofEmployee('salary', ['employee', 'manager', 'hr'], 'salary { amount currency }'),
  ofEmployee('bankAccount', ['employee', 'hr']),
  ofEmployee('nationalId', ['employee', 'hr']),
  ofEmployee('notes', ['hr']),
  {
    coordinate: 'Department.budget',
    query: ({ department }) => `{ department(id: "${department}") { name budget { amount currency } } }`,
    path: ['department', 'budget'],
    allowed: ['manager', 'hr'],
    reach: meets,
  },
];

const accountRows = (['email', 'roles', 'enabled', 'createdAt', 'lastLoginAt'] as const).map((field) => ({
  coordinate: `User.${field}`,
  query: `{ user(id: "user-employee") { id ${field} } }`,
  field,
  allowed: ['admin', 'employee'] as readonly Viewer[],
}));

onEveryStore('each guarded field', (running) => {
  describe.each(rows)('$coordinate', (row) => {
    it.each(viewers)('answers %s with exactly what the rule gives', async (viewer) => {
      const ids = await idsOf(running());
      const answer = await running().ask(row.query(ids), await running().tokenOf(viewer));
      const [root, field] = row.path as [string, string];
      expect(answer.status).toBe(200);
      if (!row.reach.includes(viewer))
        return expect(answer.body).toEqual({
          data: { [root]: null },
          errors: [denial(viewer, `Query.${root}`, [root])],
        });
      const object = await stored(running(), row, ids);
      if (row.allowed.includes(viewer)) {
        expect(answer.body).toEqual({ data: { [root]: { name: object.name, [field]: object.value } } });
      } else {
        expect(answer.body).toEqual({
          data: { [root]: { name: object.name, [field]: null } },
          errors: [denial(viewer, row.coordinate, [root, field])],
        });
        expect(answer.text).not.toContain(object.secret);
      }
    });
  });

  describe.each(accountRows)('$coordinate', ({ query, field, allowed }) => {
    it.each(viewers)('answers %s with exactly what the rule gives', async (viewer) => {
      await running().tokenOf('employee');
      const answer = await running().ask(query, await running().tokenOf(viewer));
      if (!allowed.includes(viewer)) {
        return expect(answer.body).toEqual({ data: { user: null }, errors: [denial(viewer, 'Query.user', ['user'])] });
      }
      expect(answer.body.errors).toBeUndefined();
      expect(answer.body.data).toEqual({ user: { id: 'user-employee', [field]: expect.anything() } });
    });
  });

  it('User.email, roles and enabled are also for HR, User.person for self and HR: reached through a list that HR may not open', async () => {
    const answer = await running().ask('{ users { nodes { email } } }', await running().tokenOf('hr'));
    expect(answer.body).toEqual({ data: { users: null }, errors: [denial('hr', 'Query.users', ['users'])] });
    const admin = await running().ask(
      '{ users { nodes { email person { name } } } }',
      await running().tokenOf('admin'),
    );
    expect(admin.body).toEqual({
      data: {
        users: {
          nodes: ['admin', 'auditor', 'employee', 'hr', 'manager', 'stranger'].map((name) => ({
            email: `${name}@claimcheck.example`,
            person: null,
          })),
        },
      },
      errors: [
        {
          ...denial('admin', 'User.person', ['users', 'nodes', 0, 'person']),
          extensions: { code: 'FORBIDDEN', coordinate: 'User.person', count: 6 },
        },
      ],
    });
  });

  it('HR reads no notes about themselves, and those about others', async () => {
    const own = await running().ask('{ me { person { ... on Employee { notes } } } }', await running().tokenOf('hr'));
    expect(own.body).toEqual({
      data: { me: { person: { notes: null } } },
      errors: [denial('hr', 'Employee.notes', ['me', 'person', 'notes'])],
    });
  });

  it('a manager reads the salaries of all below them and of nobody else, their own included as self', async () => {
    const token = await running().tokenOf('manager');
    const { body } = await running().ask('{ employees(first: 100) { nodes { id salary { amount } } } }', token);
    const people = await running()
      .application.store.collection<PersonDocument>('people')
      .find({ kind: 'EMPLOYEE' })
      .toArray();
    const below = new Set(people.filter(({ userId }) => userId === 'user-manager').map(({ _id }) => _id));
    const grow = (): boolean =>
      people.some(
        ({ _id, managerId }) =>
          !below.has(_id) && typeof managerId === 'string' && below.has(managerId) && below.add(_id),
      );
    while (grow());
    const shown = (body.data?.['employees'] as { nodes: { id: string; salary: unknown }[] }).nodes;
    expect(new Set(shown.filter(({ salary }) => salary !== null).map(({ id }) => id))).toEqual(below);
    expect(below.size).toBeGreaterThan(6);
  });
});

function denial(viewer: Viewer, coordinate: string, path: (string | number)[]): object {
  return {
    message: viewer === 'anonymous' ? 'Not signed in.' : 'Not allowed.',
    locations: [{ line: 1, column: expect.any(Number) }],
    path,
    extensions: { code: viewer === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN', coordinate, count: 1 },
  };
}

async function idsOf({ application: { store } }: Running): Promise<Ids> {
  const employee = await store.collection<PersonDocument>('people').findOne({ userId: 'user-employee' });
  return { employee: employee!._id, department: employee!.departmentId! };
}

/** What the store holds for the row: the name, the guarded value as the API shows it, and a text to look for in leaks. */
async function stored(
  { application: { store } }: Running,
  { coordinate }: Row,
  ids: Ids,
): Promise<{ name: string; value: unknown; secret: string }> {
  if (coordinate === 'Department.budget') {
    const { name, budgetAmount } = (await store
      .collection<DepartmentDocument>('departments')
      .findOne({ _id: ids.department }))!;
    return { name, value: { amount: budgetAmount, currency: 'EUR' }, secret: String(budgetAmount) };
  }
  const person = (await store.collection<PersonDocument>('people').findOne({ _id: ids.employee }))!;
  if (coordinate === 'Employee.salary')
    return {
      name: person.name,
      value: { amount: person.salaryAmount, currency: 'EUR' },
      secret: String(person.salaryAmount),
    };
  const value = person[coordinate.split('.')[1] as 'notes'];
  return { name: person.name, value, secret: String(value) };
}
