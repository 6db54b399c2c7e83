// Everything that can be asked of people, and the indexes that answer it.
import type { Direction, Order } from '../../database/list-order.js';
import type { IndexDeclaration } from '../../database/port.js';
import { queriesOf } from '../../database/query.js';
import type { PersonDocument } from './person.document.js';

/** The collection's name. */
export const peopleCollection = 'people';

/** The keys of queries for people, those of EmployeeFilter among them. */
export const people = queriesOf<PersonDocument>()((key) => ({
  id: key.equal('_id'),
  ids: key.oneOf('_id'),
  kind: key.equal('kind'),
  kinds: key.oneOf('kind'),
  version: key.asRead('version', 0),
  userIds: key.oneOf('userId'),
  departmentId: key.equal('departmentId'),
  managerId: key.equal('managerId'),
  managerIds: key.oneOf('managerId'),
  pendingManagerId: key.equal('pendingManagerId'),
  pendingBefore: key.compared('pendingSince', '$lt'),
  dueOn: key.compared('endedOn', '$lte'),
  ended: key.present('ended'),
  words: key.everyPrefix('searchTokens', ['name', 'email', 'jobTitle', 'agency']),
  nameStartsWith: key.prefix('foldedName', ['name']),
  jobTitle: key.equal('jobTitle'),
  hiredAfter: key.compared('hiredOn', '$gt'),
  hiredBefore: key.compared('hiredOn', '$lt'),
  salaryAtLeast: key.compared('salaryAmount', '$gte'),
  salaryAtMost: key.compared('salaryAmount', '$lte'),
}));

/** The orders of lists of people. */
export const peopleOrders = {
  NAME: (direction: Direction): Order<PersonDocument> => ({ key: 'foldedName', type: 'text', direction, of: 'name' }),
  HIRED_ON: (direction: Direction): Order<PersonDocument> => ({ key: 'hiredOn', type: 'text', direction }),
  SALARY: (direction: Direction): Order<PersonDocument> => ({ key: 'salaryAmount', type: 'number', direction }),
} as const;

/** Each index with the query that it serves. Backwards it serves the other direction. */
export const peopleIndexes: readonly IndexDeclaration<PersonDocument>[] = [
  // Query.employees by name, with nameStartsWith
  { name: 'kind_name', key: { kind: 1, foldedName: 1, _id: 1 } },
  // Query.employees by hiredOn, with hiredAfter and hiredBefore
  { name: 'kind_hiredOn', key: { kind: 1, hiredOn: 1, _id: 1 } },
  // Query.employees by salary, with salaryAtLeast and salaryAtMost
  { name: 'kind_salary', key: { kind: 1, salaryAmount: 1, _id: 1 } },
  // Query.employees with jobTitle
  { name: 'jobTitle_name', key: { jobTitle: 1, kind: 1, foldedName: 1, _id: 1 } },
  // Query.employees with departmentId
  { name: 'departmentId_kind_name', key: { departmentId: 1, kind: 1, foldedName: 1, _id: 1 } },
  // Department.members, of all kinds in one order; headcounts
  { name: 'departmentId_name', key: { departmentId: 1, foldedName: 1, _id: 1 } },
  // Department.salaryStatistics; Query.employees with departmentId by salary
  { name: 'departmentId_salary', key: { departmentId: 1, kind: 1, salaryAmount: 1, _id: 1 } },
  // Employee.reports; Query.employees with managerId; whoever is below a manager
  { name: 'managerId_name', key: { managerId: 1, kind: 1, foldedName: 1, _id: 1 } },
  // Query.search
  { name: 'searchTokens', key: { searchTokens: 1 } },
  // ofUser, idOfUser; one person an account
  { name: 'userId', key: { userId: 1 }, unique: true, partialFilterExpression: { userId: { $exists: true } } },
  // one person an address
  { name: 'email', key: { email: 1 }, unique: true, partialFilterExpression: { email: { $exists: true } } },
  // whoever is about to report to somebody
  {
    name: 'pendingManagerId',
    key: { pendingManagerId: 1 },
    partialFilterExpression: { pendingManagerId: { $exists: true } },
  },
  // changes that were announced and given up
  { name: 'pendingSince', key: { pendingSince: 1 }, partialFilterExpression: { pendingSince: { $exists: true } } },
  // ends that are due
  { name: 'ended_endedOn', key: { ended: 1, endedOn: 1 }, partialFilterExpression: { endedOn: { $exists: true } } },
];
