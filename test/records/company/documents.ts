// What the company's store holds. Amounts and names are such that each can be found in an answer's bytes.
import type { Store, Stored } from '../../../src/database/port.js';
import type { RecordOf } from '../../../src/database/record.js';

export interface PersonDocument extends Stored {
  version: number;
  name: string;
  title: string;
  salary: number;
  /** Absent at the top. */
  managerId?: string;
  /** Absent without an account. */
  userId?: string;
  phone?: string;
  bankAccount?: string;
  notes?: string;
}

export type ReviewStatus = 'DRAFT' | 'SUBMITTED' | 'ACKNOWLEDGED';

export interface ReviewDocument extends Stored {
  employeeId: string;
  authorId: string;
  period: string;
  status: ReviewStatus;
  rating: number;
  privateNotes: string;
}

export type PersonRecord = RecordOf<PersonDocument>;
export type ReviewRecord = RecordOf<ReviewDocument>;

/** Every document of the company. */
export interface Documents {
  readonly people: readonly PersonDocument[];
  readonly reviews: readonly ReviewDocument[];
}

/** `zoe` has no account; everyone else's is `u-` and their name. */
function person(_id: string, name: string, title: string, managerId?: string): PersonDocument {
  const number = 1_000 + ([...name].reduce((sum, letter) => sum * 7 + letter.charCodeAt(0), 0) % 9_000);
  return {
    _id,
    version: 1,
    name,
    title,
    salary: 70_000_000 + number,
    phone: `phone-${number}`,
    bankAccount: `bank-${number}`,
    notes: `notes-${number}`,
    ...(managerId !== undefined && { managerId }),
    ...(_id !== 'zoe' && { userId: `u-${_id}` }),
  };
}

function review(number: number, employeeId: string, authorId: string, status: ReviewStatus): ReviewDocument {
  const _id = `r${String(number).padStart(2, '0')}`;
  return {
    _id,
    employeeId,
    authorId,
    status,
    period: `2${_id.slice(1)}`,
    rating: number % 6,
    privateNotes: `private-${_id}`,
  };
}

/**
 * Emil and Nora report to Mia; Mia, Olaf, Hana and Zoe to the boss. Mia reviewed Emil twenty times, and of each five the
 * second and the fourth are drafts; the boss reviewed Olaf twice, and of these the second is a draft.
 */
export const company: Documents = {
  people: [
    person('boss', 'Boss Adler', 'Chief'),
    person('mia', 'Mia Berg', 'Lead', 'boss'),
    person('emil', 'Emil Clausen', 'Engineer', 'mia'),
    person('nora', 'Nora Dahl', 'Engineer', 'mia'),
    person('olaf', 'Olaf Eriksen', 'Seller', 'boss'),
    person('hana', 'Hana Falk', 'Personnel', 'boss'),
    person('zoe', 'Zoe Gram', 'Cleaner', 'boss'),
  ],
  reviews: [
    ...Array.from({ length: 20 }, (_, index) => {
      return review(index + 1, 'emil', 'mia', [2, 4].includes((index + 1) % 5) ? 'DRAFT' : 'SUBMITTED');
    }),
    review(21, 'olaf', 'boss', 'SUBMITTED'),
    review(22, 'olaf', 'boss', 'DRAFT'),
  ],
};

/** Puts the company into an empty store. */
export async function fill(store: Store, { people, reviews }: Documents): Promise<void> {
  await store.collection<PersonDocument>('people').insertMany(people);
  if (reviews.length > 0) await store.collection<ReviewDocument>('reviews').insertMany(reviews);
}

/** Everything that a store holds, by id. */
export async function contentsOf(store: Store): Promise<ReadonlyMap<string, object>> {
  const people = await store.collection<PersonDocument>('people').find({}).toArray();
  const reviews = await store.collection<ReviewDocument>('reviews').find({}).toArray();
  return new Map([...people, ...reviews].map((document) => [document._id, document]));
}
