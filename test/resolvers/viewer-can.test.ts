// viewerCan answers as the engine decides, and tells nobody more than that.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { Departments } from '../../src/features/departments/department.repository.js';
import { People } from '../../src/features/people/people.repository.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import type { Role } from '../../src/identity/role.js';
import { Users } from '../../src/identity/users/users.js';
import { startApplication } from '../application.js';
import type { Running } from '../application.js';
import { watched } from './watched.js';
import type { Command } from './watched.js';

interface Check {
  readonly coordinate: string;
  readonly id?: string | null;
}

const accounts = ['stranger', 'auditor', 'admin', 'employee', 'manager', 'hr'] as const;
const question = 'query ($checks: [AccessCheck!]!) { viewerCan(checks: $checks) { coordinate id allowed } }';

let running: Running;
let employee: string;
let department: string;
beforeAll(async () => {
  running = await startApplication();
  const people = running.application.store.collection<PersonDocument>('people');
  const own = await people.findOne({ userId: 'user-employee' });
  employee = own!._id;
  department = own!.departmentId!;
});
afterAll(() => running.stop());

async function can(account: string, checks: readonly Check[]): Promise<boolean[]> {
  const { body } = await running.ask(question, await running.tokenOf(account), { checks });
  expect(body.errors).toBeUndefined();
  const decisions = body.data!['viewerCan'] as (Check & { allowed: boolean })[];
  expect(decisions.map(({ coordinate, id }) => ({ coordinate, id }))).toEqual(
    checks.map(({ coordinate, id = null }) => ({ coordinate, id })),
  );
  return decisions.map(({ allowed }) => allowed);
}

/** The accounts of which it is true. */
async function whoCan(check: Check): Promise<string[]> {
  const answers = await Promise.all(accounts.map((account) => can(account, [check])));
  return accounts.filter((_, index) => answers[index]![0]);
}

describe('viewerCan', () => {
  it('says of a field that roles decide who may read it, whoever holds such a record', async () => {
    expect(await whoCan({ coordinate: 'Employee.name' })).toEqual(['auditor', 'employee', 'manager', 'hr']);
    expect(await whoCan({ coordinate: 'Employee' })).toEqual(['auditor', 'employee', 'manager', 'hr']);
    expect(await whoCan({ coordinate: 'Query.employees' })).toEqual(['auditor', 'employee', 'manager', 'hr']);
    expect(await whoCan({ coordinate: 'Query.employees(first:)' })).toEqual(['auditor', 'employee', 'manager', 'hr']);
    expect(await whoCan({ coordinate: 'EmployeeConnection.totalCount' })).toEqual([
      'auditor',
      'employee',
      'manager',
      'hr',
    ]);
    expect(await whoCan({ coordinate: 'Query.users' })).toEqual(['admin']);
    expect(await whoCan({ coordinate: 'Query.me' })).toEqual([...accounts]);
    expect(await whoCan({ coordinate: 'Mutation.login' })).toEqual([...accounts]);
    expect(await whoCan({ coordinate: 'AccessCheck.id' })).toEqual([...accounts]);
    expect(await whoCan({ coordinate: 'Role.ADMIN' })).toEqual(['admin', 'hr']);
  });

  it('says of a field that a relation decides who may read it of one record', async () => {
    expect(await whoCan({ coordinate: 'Employee.salary', id: employee })).toEqual(['employee', 'manager', 'hr']);
    expect(await whoCan({ coordinate: 'Employee.homeAddress', id: employee })).toEqual(['employee', 'hr']);
    expect(await whoCan({ coordinate: 'Employee.notes', id: employee })).toEqual(['hr']);
    expect(await whoCan({ coordinate: 'Person.homeAddress', id: employee })).toEqual(['employee', 'hr']);
    expect(await whoCan({ coordinate: 'Department.budget', id: department })).toEqual(['manager', 'hr']);
    expect(await whoCan({ coordinate: 'User.email', id: 'user-employee' })).toEqual(['admin', 'employee', 'hr']);
    expect(await whoCan({ coordinate: 'Query.user', id: 'user-employee' })).toEqual(['admin', 'employee']);
  });

  it('says no where a relation decides and no record is named, and yes where none is needed', async () => {
    expect(await whoCan({ coordinate: 'Employee.salary' })).toEqual(['hr']);
    expect(await whoCan({ coordinate: 'Employee.salary', id: null })).toEqual(['hr']);
    expect(await whoCan({ coordinate: 'Employee.notes' })).toEqual([]);
  });

  it('answers alike for what is not there, what is denied and a record that does not exist', async () => {
    const none = [
      '',
      'Employee',
      'x',
      'Employee.none',
      'None.salary',
      '__Type.name',
      'Query.none(x:)',
      '__proto__',
      'constructor',
    ];
    expect(
      await can(
        'stranger',
        none.map((coordinate) => ({ coordinate })),
      ),
    ).toEqual(none.map(() => false));
    for (const id of ['unknown', '', '{"$ne":null}', department, 'user-employee'])
      expect(await can('manager', [{ coordinate: 'Employee.salary', id }])).toEqual([false]);
    expect(await can('hr', [{ coordinate: 'Employee.notes', id: 'unknown' }])).toEqual([false]);
    // Roles alone decide, so the id is not looked up.
    expect(await can('hr', [{ coordinate: 'Employee.salary', id: 'unknown' }])).toEqual([true]);
  });

  it('reads one command a type, whatever is asked and whatever exists', async () => {
    const checks = [employee, 'unknown', 'other'].flatMap((id) => [
      { coordinate: 'Employee.salary', id },
      { coordinate: 'Employee.homeAddress', id },
      { coordinate: 'Department.budget', id: department },
      { coordinate: 'Query.employees', id },
    ]);
    const commands = await commandsOf('user-manager', ['EMPLOYEE'], checks);
    const facts = await commandsOf(
      'user-manager',
      ['EMPLOYEE'],
      [{ coordinate: 'Employee.salary' }, { coordinate: 'Department.budget' }],
    );
    expect(commands.slice(facts.length)).toEqual([
      { collection: 'people', method: 'find', keys: ['_id', 'ended', 'kind', 'managerId', 'userId'] },
      { collection: 'departments', method: 'find', keys: ['_id', 'arriving', 'headId'] },
    ]);
    expect(await commandsOf('user-hr', ['EMPLOYEE', 'HR'], checks)).toEqual([]);
  });

  it('takes at most 50 checks, and no viewer no answer', async () => {
    const many = (count: number) => Array.from({ length: count }, () => ({ coordinate: 'Employee.name' }));
    expect(await can('hr', many(50))).toEqual(many(50).map(() => true));
    const tooMany = await running.ask(question, await running.tokenOf('hr'), { checks: many(51) });
    expect(tooMany.body).toMatchObject({
      data: { viewerCan: null },
      errors: [
        {
          path: ['viewerCan'],
          extensions: {
            code: 'BAD_USER_INPUT',
            fields: [{ path: 'checks', message: 'must be at most 50; what came is 51' }],
          },
        },
      ],
    });
    const anonymous = await running.ask(question, null, { checks: many(1) });
    expect(anonymous.body).toMatchObject({
      data: { viewerCan: null },
      errors: [{ extensions: { code: 'UNAUTHENTICATED', coordinate: 'Query.viewerCan', count: 1 } }],
    });
  });
});

async function commandsOf(id: string, roles: Role[], checks: readonly Check[]): Promise<Command[]> {
  const commands: Command[] = [];
  const store = watched(running.application.store, commands);
  const viewer = { id, roles, sessionId: 'session', authTime: 0, generation: 0 };
  const contextValue = {
    ...running.application.contextFor({ viewer, requestId: 'request' }),
    people: new People(store),
    departments: new Departments(store),
    users: new Users(store),
  };
  const { errors } = await graphql({
    schema: running.application.schema,
    source: question,
    contextValue,
    variableValues: { checks },
  });
  expect(errors).toBeUndefined();
  return commands;
}
