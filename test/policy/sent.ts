// What is sent: root fields with their arguments, and for each input field an operation that sends it. All of it can be
// carried out, and again and again: what is made has a name of its own, what is changed stays what it was to everybody.
import { demoPassword } from '../application.js';

const today = '"2020-01-31"';
const moment = '"2026-11-22T12:00:00.000Z"';
const address = '"made-$fresh@claimcheck.example"';

// An account of its own: so many logins end older sessions.
const login = `login(email: "signing-in@claimcheck.example", password: "${demoPassword}")`;

/** A mutation with an input: what that needs, and a value for each of its other fields. */
interface Input {
  readonly type: string;
  readonly mutation: string;
  /** Comes before `input`. */
  readonly about: string;
  readonly needed: Readonly<Record<string, string>>;
  readonly others: Readonly<Record<string, string>>;
}

const ofAnyone = { phone: '"+49 30 5550"', personalEmail: address, homeAddress: '"1 Mill Way"', birthDate: today };
const ofAnEmployee = { ...ofAnyone, bankAccount: '"DE0"', nationalId: '"N1"', salaryAmount: '4200', notes: '"Noted."' };

const inputs: readonly Input[] = [
  {
    type: 'CreateEmployeeInput',
    mutation: 'createEmployee',
    about: '',
    needed: { name: '"Made Up"', email: address, jobTitle: '"Maker"', hiredOn: today, departmentId: '"$department"' },
    others: { ...ofAnEmployee, managerId: '"$manager"' },
  },
  {
    type: 'UpdateEmployeeInput',
    mutation: 'updateEmployee',
    about: 'id: "$person", ',
    needed: {},
    others: {
      ...ofAnEmployee, version: 'null', jobTitle: '"Maker"', name: '"Other Name"', departmentId: '"$department"',
      managerId: '"$manager"',
    },
  },
  {
    type: 'CreateContractorInput',
    mutation: 'createContractor',
    about: '',
    needed: { name: '"Made Up"', email: address, agency: '"Agency"', contractEndsOn: today, departmentId: '"$department"' },
    others: { phone: '"+49 30 5550"', managerId: '"$manager"', dayRateAmount: '4200' },
  },
  {
    type: 'UpdateContractorInput',
    mutation: 'updateContractor',
    about: 'id: "$contractor", ',
    needed: {},
    others: {
      version: 'null', name: '"Other Name"', phone: '"+49 30 5550"', agency: '"Agency"', contractEndsOn: today,
      departmentId: '"$department"', managerId: '"$manager"', dayRateAmount: '4200',
    },
  },
  {
    type: 'CreateDepartmentInput',
    mutation: 'createDepartment',
    about: '',
    needed: { name: '"Made $fresh"' },
    others: { headId: '"$manager"', budgetAmount: '4200' },
  },
  {
    type: 'UpdateDepartmentInput',
    mutation: 'updateDepartment',
    about: 'id: "$department", ',
    needed: {},
    others: { version: 'null', name: '"Named $fresh"', headId: '"$manager"', budgetAmount: '4200' },
  },
  {
    type: 'CreateReviewInput',
    mutation: 'createReview',
    about: '',
    needed: { employeeId: '"$colleague"', period: '"$fresh"', rating: '3' },
    others: { comments: '"Kept."', privateNotes: '"Noted."' },
  },
]; // prettier-ignore

function changing({ mutation, about, needed }: Input, more: Readonly<Record<string, string>> = {}): string {
  const fields = Object.entries({ ...needed, ...more }).map(([name, value]) => `${name}: ${value}`);
  return `${mutation}(${about}input: { ${fields.join(', ')} })`;
}

/** Root fields with what they have to be given; the others need nothing. */
export const roots: { readonly [coordinate: string]: string } = {
  'Query.user': 'user(id: "$user")',
  'Query.department': 'department(id: "$department")',
  'Query.employee': 'employee(id: "$person")',
  'Query.person': 'person(id: "$person")',
  'Query.search': 'search(text: "claimcheck")',
  'Query.viewerCan': 'viewerCan(checks: [{ coordinate: "x" }])',
  'Mutation.acknowledgeReview': 'acknowledgeReview(id: "$review")',
  'Mutation.changePassword': 'changePassword(current: "not the current one", new: "long enough to be taken")',
  'Mutation.disableUser': 'disableUser(id: "$target")',
  'Mutation.enableUser': 'enableUser(id: "$target")',
  'Mutation.endEmployment': 'endEmployment(id: "$colleague", on: "2199-12-31")',
  'Mutation.revokeSession': 'revokeSession(id: "$session")',
  'Mutation.setUserRoles': 'setUserRoles(id: "$target", roles: [AUDITOR])',
  'Mutation.submitReview': 'submitReview(id: "$begun")',
  'Mutation.login': login,
  'Mutation.refresh': 'refresh(refreshToken: "x")',
  'Mutation.logout': 'logout(refreshToken: "x")',
  ...Object.fromEntries(inputs.map((input) => [`Mutation.${input.mutation}`, changing(input)])),
};

const filters: { readonly [root: string]: { readonly type: string; readonly values: Readonly<Record<string, string>> } } = {
  users: { type: 'UserFilter', values: { emailStartsWith: '"e"', enabled: 'true', role: 'ADMIN' } },
  auditEvents: {
    type: 'AuditFilter',
    values: { event: '"x"', actorId: '"x"', coordinate: '"x"', recordId: '"x"', from: moment, to: moment },
  },
  employees: {
    type: 'EmployeeFilter',
    values: {
      nameStartsWith: '"a"', departmentId: '"$department"', managerId: '"$manager"', jobTitle: '"Maker"',
      hiredAfter: today, hiredBefore: today, salaryAtLeast: '0', salaryAtMost: '1',
    },
  },
}; // prettier-ignore

/** For each input field and each enum value with a rule, an operation that sends it. */
export const sent: { readonly [coordinate: string]: string } = {
  'AccessCheck.coordinate': '{ viewerCan(checks: [{ coordinate: "x" }]) { allowed } }',
  'AccessCheck.id': '{ viewerCan(checks: [{ coordinate: "x", id: "y" }]) { allowed } }',
  'EmployeeOrder.field': '{ employees(orderBy: { field: NAME }) { __typename } }',
  'EmployeeOrder.direction': '{ employees(orderBy: { direction: DESC }) { __typename } }',
  'EmployeeOrderField.SALARY': '{ employees(orderBy: { field: SALARY }) { __typename } }',
  ...Object.fromEntries(
    Object.entries(filters).flatMap(([root, { type, values }]) =>
      Object.entries(values).map(([name, value]) => [
        `${type}.${name}`,
        `{ ${root}(filter: { ${name}: ${value} }) { __typename } }`,
      ]),
    ),
  ),
  ...Object.fromEntries(
    inputs.flatMap((input) =>
      Object.entries({ ...input.needed, ...input.others }).map(([name, value]) => [
        `${input.type}.${name}`,
        `mutation { ${changing(input, { [name]: value })} { __typename } }`,
      ]),
    ),
  ),
};

/** Signs in. */
export const signingIn = login;
