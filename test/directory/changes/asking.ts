// What the tests of changes share: who asks, what stands in the store, and how refusals look, whole.
import { expect } from '@jest/globals';
import type { DepartmentDocument } from '../../../src/features/departments/department.repository.js';
import type { PersonDocument } from '../../../src/features/people/person.document.js';
import type { ReviewDocument } from '../../../src/features/reviews/review.repository.js';
import type { Answer, Running } from '../../application.js';

/** Accounts of the demo company, and nobody. */
export type Account = 'anonymous' | 'stranger' | 'auditor' | 'admin' | 'employee' | 'manager' | 'hr';

/** Sends an operation as that account. */
export async function ask(
  running: Running,
  account: Account,
  query: string,
  variables?: Record<string, unknown>,
): Promise<Answer> {
  return running.ask(query, await running.tokenOf(account), variables);
}

export const peopleOf = ({ application: { store } }: Running) => store.collection<PersonDocument>('people');
export const departmentsOf = ({ application: { store } }: Running) =>
  store.collection<DepartmentDocument>('departments');
export const reviewsOf = ({ application: { store } }: Running) => store.collection<ReviewDocument>('reviews');

/** The person of a demo account, as stored. */
export async function personOf(running: Running, account: 'employee' | 'manager' | 'hr'): Promise<PersonDocument> {
  return (await peopleOf(running).findOne({ userId: `user-${account}` }))!;
}

/** The people, departments and reviews as stored: to show that nothing was written. */
export async function allOf(running: Running): Promise<unknown> {
  return Promise.all([peopleOf(running), departmentsOf(running), reviewsOf(running)].map((each) => sorted(each)));
}

async function sorted(collection: { find(filter: object): { toArray(): Promise<{ _id: string }[]> } }) {
  const all = await collection.find({}).toArray();
  return all.sort((left, right) => (left._id < right._id ? -1 : 1));
}

let people = 0;

/** Stores an employee who has nothing to do with anybody else, and returns the id. */
export async function addEmployee(running: Running, changed: Partial<PersonDocument> = {}): Promise<string> {
  people += 1;
  const _id = `added-${people}`;
  await peopleOf(running).insertOne({
    _id,
    kind: 'EMPLOYEE',
    version: 1,
    name: `Added ${people}`,
    foldedName: `added ${people}`,
    searchTokens: ['added'],
    email: `added-${people}@example.com`,
    ...changed,
  });
  return _id;
}

const texts = {
  FORBIDDEN: 'Not allowed.',
  UNAUTHENTICATED: 'Not signed in.',
  NOT_FOUND: 'Not found.',
  CONFLICT: 'The value is taken, or was changed meanwhile.',
  BAD_USER_INPUT: 'The input is not valid.',
} as const;

/** The body of an answer whose one root field failed; `details` are the extensions beside the code. */
export function refused(field: string, code: keyof typeof texts, details: object = {}, message?: string): object {
  return {
    data: { [field]: null },
    errors: [
      {
        message: message ?? texts[code],
        locations: [{ line: expect.any(Number), column: expect.any(Number) }],
        path: [field],
        extensions: { code, ...details },
      },
    ],
  };
}

/** The body of an answer that refuses a coordinate to who is signed in. */
export function forbidden(field: string, coordinate = `Mutation.${field}`): object {
  return refused(field, 'FORBIDDEN', denied(coordinate));
}

/** What a denial says of its coordinate; of an input field, which it was. */
export function denied(coordinate: string): object {
  const input = coordinate.split('Input.')[1];
  return { coordinate, count: 1, ...(input !== undefined && { input: `input.${input}` }) };
}

/** The body of an answer that refuses what was sent. */
export function unfit(field: string, ...problems: readonly (readonly [path: string, message: string])[]): object {
  return refused(field, 'BAD_USER_INPUT', { fields: problems.map(([path, message]) => ({ path, message })) });
}
