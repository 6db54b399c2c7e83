// Every cell of schema/policy.md, allow and deny, against a running server. A cell that says yes can only be seen by who
// gets at the object; where the field that leads there is denied, that denial is the answer.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getNamedType, isCompositeType, isInputObjectType, isObjectType, isInterfaceType } from 'graphql';
import { createSchema } from '../../src/app.js';
import { policyOf } from '../../src/authorization/authorization.js';
import { matrixOf } from '../../src/authorization/matrix.js';
import { directory } from '../../src/features/directory.js';
import type { DepartmentDocument } from '../../src/features/departments/department.repository.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { roles } from '../../src/identity/role.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import { viewerKinds } from '../../src/policy.js';
import { demoPassword, startApplication } from '../application.js';
import type { Running } from '../application.js';

const schema = await createSchema([directory]);
const rows = matrixOf(schema, policyOf(schema), viewerKinds);
const cellOf = (coordinate: string, kind: number): string =>
  rows.find((row) => row.coordinate === coordinate)!.cells[kind]!;

/** How a viewer of some kind gets at an object of a type: the field that gives it, and the way there. */
const ways: { readonly [type: string]: { readonly holder: string; readonly around: (selection: string) => string } } = {
  Employee: { holder: 'Query.employee', around: (s) => `{ employee(id: "$person") { ${s} } }` },
  Person: { holder: 'Query.person', around: (s) => `{ person(id: "$person") { ${s} } }` },
  Department: { holder: 'Query.department', around: (s) => `{ department(id: "$department") { ${s} } }` },
  EmployeeConnection: { holder: 'Query.employees', around: (s) => `{ employees(first: 1) { ${s} } }` },
  EmployeeEdge: { holder: 'Query.employees', around: (s) => `{ employees(first: 1) { edges { ${s} } } }` },
  PageInfo: { holder: 'Query.employees', around: (s) => `{ employees(first: 1) { pageInfo { ${s} } } }` },
  PersonConnection: {
    holder: 'Department.members',
    around: (s) => `{ department(id: "$department") { members(first: 1) { ${s} } } }`,
  },
  PersonEdge: {
    holder: 'Department.members',
    around: (s) => `{ department(id: "$department") { members(first: 1) { edges { ${s} } } } }`,
  },
  Money: { holder: 'Employee.salary', around: (s) => `{ employee(id: "$person") { salary { ${s} } } }` },
  User: { holder: 'Query.user', around: (s) => `{ user(id: "$user") { ${s} } }` },
  UserConnection: { holder: 'Query.users', around: (s) => `{ users(first: 1) { ${s} } }` },
  UserEdge: { holder: 'Query.users', around: (s) => `{ users(first: 1) { edges { ${s} } } }` },
  ServerInfo: { holder: 'Query.serverInfo', around: (s) => `{ serverInfo { ${s} } }` },
  AuthPayload: { holder: 'Mutation.login', around: (s) => `mutation { ${login} { ${s} } }` },
  AccessDecision: { holder: 'Query.viewerCan', around: (s) => `{ viewerCan(checks: [{ coordinate: "x" }]) { ${s} } }` },
};
// An account of its own: so many logins end older sessions.
const login = `login(email: "signing-in@claimcheck.example", password: "${demoPassword}")`;

/** Root fields with what they have to be given. */
const roots: { readonly [coordinate: string]: string } = {
  'Query.user': 'user(id: "$user")',
  'Query.department': 'department(id: "$department")',
  'Query.employee': 'employee(id: "$person")',
  'Query.person': 'person(id: "$person")',
  'Query.viewerCan': 'viewerCan(checks: [{ coordinate: "x" }])',
  'Mutation.login': login,
  'Mutation.refresh': 'refresh(refreshToken: "x")',
  'Mutation.logout': 'logout(refreshToken: "x")',
};
const sent: { readonly [coordinate: string]: string } = {
  'AccessCheck.coordinate': '{ viewerCan(checks: [{ coordinate: "x" }]) { allowed } }',
  'AccessCheck.id': '{ viewerCan(checks: [{ coordinate: "x", id: "y" }]) { allowed } }',
};

interface Standing {
  readonly account: string;
  readonly person: string;
  readonly department: string;
  readonly user: string;
}

let running: Running;
let standings: { readonly [kind: string]: Standing };
beforeAll(async () => {
  running = await startApplication();
  const { store } = running.application;
  const people = store.collection<PersonDocument>('people');
  const users = store.collection<UserRecord>('users');
  const personOf = async (user: string): Promise<PersonDocument> => (await people.findOne({ userId: `user-${user}` }))!;
  const employee = await personOf('employee');
  const manager = await personOf('manager');
  const hr = await personOf('hr');
  const department = (await store
    .collection<DepartmentDocument>('departments')
    .findOne({ _id: employee.departmentId! }))!;
  expect([department.headId, employee.managerId]).toEqual([manager._id, manager._id]);

  const template = (await users.findOne({ _id: 'user-employee' }))!;
  const addAccount = (name: string, of: readonly UserRecord['roles'][number][]): Promise<unknown> =>
    users.insertOne({ ...template, _id: `user-${name}`, email: `${name}@claimcheck.example`, roles: of });
  for (const role of roles) await addAccount(`only-${role.toLowerCase()}`, [role]);
  await addAccount('signing-in', ['EMPLOYEE']);
  // Above the manager, and so a manager of the employee, but not the head of their department.
  await addAccount('above', ['EMPLOYEE']);
  await people.updateOne({ _id: manager.managerId! }, { $set: { userId: 'user-above' } });

  await running.tokenOf('hr'); // so that their last login has a time
  const others = { person: employee._id, department: department._id, user: 'user-hr' };
  standings = {
    anonymous: { account: 'anonymous', ...others },
    'no role': { account: 'stranger', ...others },
    ...Object.fromEntries(roles.map((role) => [role, { account: `only-${role.toLowerCase()}`, ...others }])),
    self: { account: 'employee', person: employee._id, department: department._id, user: 'user-employee' },
    manager: { account: 'above', ...others },
    // Somebody who heads the department and manages its people: here of a person whom they do not manage.
    head: { account: 'manager', ...others, person: hr._id },
  };
});
afterAll(() => running.stop());

/** The query for one coordinate, and the way to its value in the answer. */
function queryFor(coordinate: string): string {
  if (coordinate in sent) return sent[coordinate]!;
  const [typeName, fieldName] = coordinate.split('.') as [string, string | undefined];
  const type = schema.getType(typeName)!;
  if (fieldName === undefined) return ways[typeName]!.around('__typename');
  if (isInputObjectType(type) || !(isObjectType(type) || isInterfaceType(type)))
    throw new Error(`Nothing says how ${coordinate} is sent.`);
  const field = type.getFields()[fieldName]!;
  const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  const operation = { Query: 'query', Mutation: 'mutation' }[typeName];
  if (operation) return `${operation} { ${roots[coordinate] ?? fieldName}${selection} }`;
  return ways[typeName]!.around(`${fieldName}${selection}`);
}

/** What the matrix lets us see: allowed only if the object is to be had. */
function isAllowed(coordinate: string, kind: number): boolean {
  const [type] = coordinate.split('.') as [string];
  const cell = cellOf(coordinate, kind);
  expect(['yes', 'no', 'given']).toContain(cell);
  const holder = ways[type]?.holder;
  return cell !== 'no' && (holder === undefined || isAllowed(holder, kind));
}

async function ask(kind: string, query: string) {
  const { account, person, department, user } = standings[kind]!;
  const text = query.replace('$person', person).replace('$department', department).replace('$user', user);
  const token = text.includes('logout') ? await anotherToken(account) : await running.tokenOf(account);
  return (await running.ask(text, token)).body;
}

/** A session of its own, for what ends it. */
async function anotherToken(account: string): Promise<string | null> {
  if (account === 'anonymous') return null;
  const { body } = await running.ask(
    `mutation { login(email: "${account}@claimcheck.example", password: "${demoPassword}") { accessToken } }`,
  );
  return (body.data!['login'] as { accessToken: string }).accessToken;
}

/** The value at the end of the answer, through the first of each list. */
function valueIn(data: unknown): unknown {
  let at = data;
  while (typeof at === 'object' && at !== null) at = Array.isArray(at) ? at[0] : Object.values(at)[0];
  return at;
}

const credentials = ['INVALID_REFRESH_TOKEN'];

describe.each(rows.map(({ coordinate, rule }) => ({ coordinate, rule })))(
  'AZ-01 $coordinate',
  ({ coordinate, rule }) => {
    it.each(viewerKinds.map(({ name }, index) => ({ name, index })))('× $name', async ({ name, index }) => {
      const { data, errors = [] } = await ask(name, queryFor(coordinate));
      const codes = errors.map((error) => (error['extensions'] as { code: string }).code);
      if (isAllowed(coordinate, index)) {
        expect(codes.filter((code) => !credentials.includes(code))).toEqual([]);
        // Every guarded field of the demo's employee has a value.
        if (!['inherited', 'public'].includes(rule)) expect(valueIn(data)).toEqual(expect.anything());
      } else {
        expect(codes).toEqual([name === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN']);
        expect(valueIn(data)).toBeNull();
      }
    });
  },
);
