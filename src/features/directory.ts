// The example that a newcomer replaces: a company's directory.
import { everyRow } from '../database/rows.js';
import type { Feature } from '../feature.js';
import {
  departmentCollection,
  departmentIndexes,
  Departments,
  departmentSchema,
} from './departments/department.repository.js';
import './departments/department.relations.js';
import { DepartmentResolver } from './departments/department.resolver.js';
import { employeeQuery } from './employees/employee.filter.js';
import { EmployeeResolver } from './employees/employee.resolver.js';
import './people/person.relations.js';
import './reviews/review.relations.js';
import { reviewCollection, reviewIndexes, Reviews, reviewSchema } from './reviews/review.repository.js';
import { ReviewResolver, ReviewsOfEmployeeResolver } from './reviews/review.resolver.js';
import { ContractorResolver } from './contractors/contractor.resolver.js';
import { AccountResolver } from './people/account.resolver.js';
import { peopleCollection, peopleIndexes } from './people/people.queries.js';
import { personSchema } from './people/person.document.js';
import { People } from './people/people.repository.js';
import { sweepPeople } from './people/sweep.js';
import { PersonResolver } from './people/person.resolver.js';
import { SearchResolver, searchQueries } from './search/search.resolver.js';

declare module '../context.js' {
  interface Context {
    readonly people: People;
    readonly departments: Departments;
    readonly reviews: Reviews;
  }
}

/** Its resolvers, indexes and members of the context. */
export const directory: Feature = {
  resolvers: [
    PersonResolver,
    EmployeeResolver,
    DepartmentResolver,
    AccountResolver,
    ContractorResolver,
    ReviewResolver,
    ReviewsOfEmployeeResolver,
    SearchResolver,
  ],
  queries: [employeeQuery, ...searchQueries],
  records: {
    Person: ({ context, ids, keys }) => context.people.byIds(ids, { keys, rows: everyRow }),
    Employee: ({ context, ids, keys }) => context.people.byIds(ids, { keys, rows: everyRow }, 'EMPLOYEE'),
    Contractor: ({ context, ids, keys }) => context.people.byIds(ids, { keys, rows: everyRow }, 'CONTRACTOR'),
    Review: ({ context, ids, keys }) => context.reviews.byIds(ids, { keys, rows: everyRow }),
    Department: ({ context, ids, keys }) => context.departments.byIds(ids, { keys, rows: everyRow }),
  },
  indexes: {
    [peopleCollection]: peopleIndexes,
    [departmentCollection]: departmentIndexes,
    [reviewCollection]: reviewIndexes,
  },
  validators: {
    [peopleCollection]: personSchema,
    [departmentCollection]: departmentSchema,
    [reviewCollection]: reviewSchema,
  },
  hasPerson:
    ({ store }) =>
    // Anew each time: people remember for one request what they have read.
    async (userId) =>
      (await new People(store).idOfUser(userId)) !== null,
  start: sweepPeople,
  members:
    ({ store, settings }) =>
    () => ({
      people: new People(store),
      departments: new Departments(store),
      reviews: new Reviews(store),
      currency: settings.CURRENCY,
    }),
};
