// A cell of schema/policy.md as a question to the application: what to send, as whom, and what has to come back.
import { getNamedType, isCompositeType, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { policyOf } from '../../src/authorization/authorization.js';
import { matrixOf } from '../../src/authorization/matrix.js';
import type { MatrixRow, ViewerKind } from '../../src/authorization/matrix.js';
import { other, self, viewerKinds } from '../../src/policy.js';
import { demoPassword } from '../application.js';
import type { Standing } from './standings.js';

/**
 * The kinds of the page, and three with more words at once. What opens a type to one role and its field to another shows
 * itself to nobody who has only one of them; what HR or ADMIN may not of their own
 * record, to nobody who is only either.
 */
export const askedKinds: readonly ViewerKind[] = [
  ...viewerKinds,
  { name: 'EMPLOYEE and ADMIN', holds: ['EMPLOYEE', 'ADMIN', other] },
  { name: 'ADMIN and self', holds: ['ADMIN', self] },
  { name: 'HR and self', holds: ['EMPLOYEE', 'HR', self] },
];

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
  Session: { holder: 'User.sessions', around: (s) => `{ user(id: "$user") { sessions { ${s} } } }` },
  AuditEvent: { holder: 'Query.auditEvents', around: (s) => `{ auditEvents(first: 1) { nodes { ${s} } } }` },
  AuditEventConnection: { holder: 'Query.auditEvents', around: (s) => `{ auditEvents(first: 1) { ${s} } }` },
  AuditEventEdge: { holder: 'Query.auditEvents', around: (s) => `{ auditEvents(first: 1) { edges { ${s} } } }` },
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
  'Mutation.changePassword': 'changePassword(current: "not the current one", new: "long enough to be taken")',
  'Mutation.disableUser': 'disableUser(id: "$target")',
  'Mutation.enableUser': 'enableUser(id: "$target")',
  'Mutation.revokeSession': 'revokeSession(id: "$session")',
  'Mutation.setUserRoles': 'setUserRoles(id: "$target", roles: [AUDITOR])',
  'Mutation.login': login,
  'Mutation.refresh': 'refresh(refreshToken: "x")',
  'Mutation.logout': 'logout(refreshToken: "x")',
};
const moment = '"2026-11-22T12:00:00.000Z"';
const sent: { readonly [coordinate: string]: string } = {
  'AccessCheck.coordinate': '{ viewerCan(checks: [{ coordinate: "x" }]) { allowed } }',
  'AccessCheck.id': '{ viewerCan(checks: [{ coordinate: "x", id: "y" }]) { allowed } }',
  'UserFilter.emailStartsWith': '{ users(filter: { emailStartsWith: "e" }) { __typename } }',
  'UserFilter.enabled': '{ users(filter: { enabled: true }) { __typename } }',
  'UserFilter.role': '{ users(filter: { role: ADMIN }) { __typename } }',
  ...Object.fromEntries(
    [
      ...['event', 'actorId', 'coordinate', 'recordId'].map((name) => [name, '"x"']),
      ['from', moment],
      ['to', moment],
    ].map(([name, value]) => [`AuditFilter.${name}`, `{ auditEvents(filter: { ${name}: ${value} }) { __typename } }`]),
  ),
};

/** What an answer to a cell's query shows: the codes of its errors, and whether there is a value. */
export interface Shown {
  readonly codes: readonly unknown[];
  /** `any`: the field may be empty in the demo company. */
  readonly value: 'none' | 'some' | 'any';
}

/** An answer as it came over the wire. */
export interface AnswerBody {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly [name: string]: unknown } }[];
}

/** One coordinate for one kind of viewer. */
export interface Cell {
  readonly coordinate: string;
  readonly kind: ViewerKind;
  readonly query: string;
  /** What the page lets us see: allowed only if the object is to be had. */
  readonly expected: Shown;
  /** What `viewerCan` has to say of the coordinate and the record, whoever could get at that. */
  readonly may: boolean;
}

/** Every row of the page with the cells of all asked kinds, from the rules of a protected schema. */
export function cellsOf(schema: GraphQLSchema): { readonly row: MatrixRow; readonly cells: readonly Cell[] }[] {
  const rows = matrixOf(schema, policyOf(schema), askedKinds);
  return rows.map((row) => ({
    row,
    cells: askedKinds.map((kind, index): Cell => {
      const { coordinate } = row;
      const query = queryFor(schema, coordinate);
      return { coordinate, kind, query, expected: expectedOf(rows, row, index), may: row.cells[index] !== 'no' };
    }),
  }));
}

/** What the answer shows, as far as the cell says what it should. */
export function shownBy({ expected }: Cell, { data, errors = [] }: AnswerBody): Shown {
  const codes = errors.map(({ extensions }) => extensions?.['code']);
  const value = valueIn(data) === null ? 'none' : 'some';
  // A field that takes credentials is asked with some that are nobody's.
  return expected.value === 'any'
    ? { codes: codes.filter((code) => !String(code).startsWith('INVALID_')), value: 'any' }
    : { codes, value };
}

/** The query about one viewer's records. */
export function about(standing: Standing, query: string): string {
  const named = ['person', 'department', 'user', 'target', 'session'] as const;
  return named.reduce((text, name) => text.replace(`$${name}`, standing[name]), query);
}

/** The record of a coordinate's type on which relations are decided, for a viewer. */
export function recordOf({ person, department, user, target, session }: Standing, coordinate: string): string | null {
  const own: { readonly [coordinate: string]: string } = {
    'Query.user': user,
    'Mutation.disableUser': target,
    'Mutation.enableUser': target,
    'Mutation.revokeSession': session,
    'Mutation.setUserRoles': target,
  };
  const ofType: { readonly [type: string]: string } = {
    Employee: person,
    Person: person,
    Department: department,
    User: user,
  };
  return own[coordinate] ?? ofType[coordinate.split('.')[0]!] ?? null;
}

/** Which cells ask for an object of a type that a root field gives. */
export function isBehind(coordinate: string, holder: string): boolean {
  return ways[coordinate.split('.')[0]!]?.holder === holder;
}

function expectedOf(rows: readonly MatrixRow[], row: MatrixRow, kind: number): Shown {
  if (!isAllowed(rows, row.coordinate, kind)) {
    const anonymous = askedKinds[kind]!.holds === null;
    return { codes: [anonymous ? 'UNAUTHENTICATED' : 'FORBIDDEN'], value: 'none' };
  }
  // Every guarded field of the demo's employee has a value.
  const free = ['inherited', 'public'].includes(row.rule) || row.coordinate === 'Mutation.changePassword';
  return { codes: [], value: free ? 'any' : 'some' };
}

function isAllowed(rows: readonly MatrixRow[], coordinate: string, kind: number): boolean {
  const cell = rows.find((row) => row.coordinate === coordinate)!.cells[kind]!;
  // The store says of every account what its token says: `live` is fulfilled.
  if (!['yes', 'no', 'given', 'live'].includes(cell))
    throw new Error(`Nothing says how to fulfil ${cell}, which ${coordinate} needs.`);
  const holder = ways[coordinate.split('.')[0]!]?.holder;
  return cell !== 'no' && (holder === undefined || isAllowed(rows, holder, kind));
}

function queryFor(schema: GraphQLSchema, coordinate: string): string {
  if (coordinate in sent) return sent[coordinate]!;
  const [typeName, fieldName] = coordinate.split('.') as [string, string | undefined];
  if (fieldName === undefined) return ways[typeName]!.around('__typename');
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`Nothing says how ${coordinate} is sent.`);
  const selection = isCompositeType(getNamedType(type.getFields()[fieldName]!.type)) ? ' { __typename }' : '';
  const operation = { Query: 'query', Mutation: 'mutation' }[typeName];
  if (operation) return `${operation} { ${roots[coordinate] ?? fieldName}${selection} }`;
  if (!ways[typeName]) throw new Error(`Nothing says how to get at ${typeName}.`);
  return ways[typeName].around(`${fieldName}${selection}`);
}

/** The value at the end of the answer, through the first of each list. */
function valueIn(data: unknown): unknown {
  let at = data;
  while (typeof at === 'object' && at !== null) at = Array.isArray(at) ? at[0] : Object.values(at)[0];
  return at ?? null;
}
