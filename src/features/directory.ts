// The example that a newcomer replaces: a company's directory.
import { everyRow } from '../database/rows.js';
import type { Feature } from '../feature.js';
import { departmentCollection, departmentIndexes, Departments } from './departments/department.repository.js';
import './departments/department.relations.js';
import { DepartmentResolver } from './departments/department.resolver.js';
import { EmployeeResolver } from './employees/employee.resolver.js';
import './people/person.relations.js';
import { AccountResolver } from './people/account.resolver.js';
import { People, peopleCollection, peopleIndexes } from './people/people.repository.js';
import { PersonResolver } from './people/person.resolver.js';

declare module '../context.js' {
  interface Context {
    readonly people: People;
    readonly departments: Departments;
  }
}

/** Its resolvers, indexes and members of the context. */
export const directory: Feature = {
  resolvers: [PersonResolver, EmployeeResolver, DepartmentResolver, AccountResolver],
  records: {
    Employee: ({ context, ids, keys }) => context.people.byIds(ids, 'EMPLOYEE', { keys, rows: everyRow }),
    Department: ({ context, ids, keys }) => context.departments.byIds(ids, { keys, rows: everyRow }),
  },
  indexes: { [peopleCollection]: peopleIndexes, [departmentCollection]: departmentIndexes },
  hasPerson: ({ store }) => {
    const people = new People(store);
    return async (userId) => (await people.idOfUser(userId)) !== null;
  },
  members:
    ({ store, settings }) =>
    () => ({ people: new People(store), departments: new Departments(store), currency: settings.CURRENCY }),
};
