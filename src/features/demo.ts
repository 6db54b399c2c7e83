// A company to look at: the same people each time, five departments, managers four deep, and one account for each kind
// of viewer. The employee's record has a value in every guarded field.
import type { Demo } from '../feature.js';
import { usersCollection } from '../identity/users/user.repository.js';
import type { UserRecord } from '../identity/users/user.repository.js';
import type { Role } from '../identity/role.js';
import { demoContractors, demoDepartments, demoPeople, demoReviews } from './demo-company.js';
import { departmentCollection } from './departments/department.repository.js';
import type { DepartmentDocument } from './departments/department.repository.js';
import { peopleCollection } from './people/people.queries.js';
import type { PersonDocument } from './people/person.document.js';
import { reviewCollection } from './reviews/review.repository.js';
import type { ReviewDocument } from './reviews/review.repository.js';

const password = 'claimcheck-demo-only';

const accounts: readonly { name: string; roles: readonly Role[]; about: string }[] = [
  { name: 'manager', roles: ['EMPLOYEE'], about: "EMPLOYEE; heads employee's department" },
  { name: 'employee', roles: ['EMPLOYEE'], about: 'EMPLOYEE; reports to manager' },
  { name: 'hr', roles: ['EMPLOYEE', 'HR'], about: "EMPLOYEE, HR; outside manager's chain" },
  { name: 'admin', roles: ['ADMIN'], about: 'ADMIN; runs accounts, sees no salary' },
  { name: 'auditor', roles: ['AUDITOR'], about: 'AUDITOR; no person' },
  { name: 'stranger', roles: [], about: 'no role, no person' },
];

const peopleQuery = `# The same question, another answer for each account:
# switch at the top and run it again.
query People {
  employees(first: 5) {
    totalCount
    nodes {
      name
      jobTitle
      salary { amount currency }
      manager { name }
    }
  }
}
`;

const companyQuery = `query Company {
  me {
    email
    roles
    person { name homeAddress }
  }
  departments {
    name
    headcount
    head { name }
    budget { amount currency }
  }
}
`;

/** One call has to be answered in time, however large the company is. */
const mostAtOnce = 200;

/** One for each ten employees. */
function contractorsFor(employees: number): number {
  return Math.floor(employees / 10);
}

/** The demo company. */
export const demo: Demo = {
  accounts: accounts.map(({ name, about }) => ({ email: addressOf(name), password, about })),
  queries: [peopleQuery, companyQuery],

  async unload(store, employees) {
    await store.collection(departmentCollection).deleteMany({ _id: { $in: demoDepartments().map(({ _id }) => _id) } });
    const people = [...demoPeople(employees), ...demoContractors(contractorsFor(employees))];
    await store.collection(peopleCollection).deleteMany({ _id: { $in: people.map(({ _id }) => _id) } });
    const reviews = demoReviews(people);
    if (reviews.length > 0)
      await store.collection(reviewCollection).deleteMany({ _id: { $in: reviews.map(({ _id }) => _id) } });
    await store.collection(usersCollection).deleteMany({ _id: { $in: accounts.map(({ name }) => demoUserId(name)) } });
  },

  async load({ store, settings, clock, hashPassword }) {
    await store.collection<DepartmentDocument>(departmentCollection).insertMany(demoDepartments());
    const employees = demoPeople(settings.SEED_EMPLOYEES);
    const contractors = demoContractors(contractorsFor(settings.SEED_EMPLOYEES));
    const people = [...employees, ...contractors];
    for (let from = 0; from < people.length; from += mostAtOnce)
      await store.collection<PersonDocument>(peopleCollection).insertMany(people.slice(from, from + mostAtOnce));
    await store.collection<ReviewDocument>(reviewCollection).insertMany(demoReviews(employees));
    const users = await Promise.all(
      accounts.map(async ({ name, roles }): Promise<UserRecord> => ({
        _id: demoUserId(name),
        email: addressOf(name),
        passwordHash: await hashPassword(password),
        roles,
        generation: 0,
        createdAt: new Date(clock()),
      })),
    );
    await store.collection<UserRecord>(usersCollection).insertMany(users);
  },
};

function addressOf(name: string): string {
  return `${name}@claimcheck.example`;
}

function demoUserId(name: string): string {
  return `user-${name}`;
}
