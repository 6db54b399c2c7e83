import type { Order } from '../../database/list-order.js';
import type { IndexDeclaration, Store, Stored } from '../../database/port.js';
import { queriesOf } from '../../database/query.js';
import { Records } from '../../database/records.js';
import type { RecordOf } from '../../database/record.js';
import { asInt, asOneOf, asText } from '../../database/sound.js';
import type { Readers } from '../../database/sound.js';
import { count, date, documentSchema, orNone, text } from '../../database/validator.js';
import type { Wanted } from '../../database/wanted.js';
import type { Listing } from '../../graphql/page.js';

/** The collection's name. */
export const reviewCollection = 'reviews';

/** The way of a review, in this order and never back. */
export const reviewStatuses = ['DRAFT', 'SUBMITTED', 'ACKNOWLEDGED'] as const;

/** One of them. */
export type ReviewStatus = (typeof reviewStatuses)[number];

/** From then on it is no longer the author's alone. */
export const submitted = ['SUBMITTED', 'ACKNOWLEDGED'] as const satisfies readonly ReviewStatus[];

/** A review as stored. */
export interface ReviewDocument extends Stored {
  employeeId: string;
  authorId: string;
  period: string;
  status: ReviewStatus;
  rating: number;
  comments?: string | null;
  privateNotes?: string | null;
  createdAt: Date;
}

/**
 * What odd documents read as. An odd `employeeId` stays what it is: read as none, the review would be another's to whom it is
 * about.
 */
const reviewReaders: Readers<ReviewDocument> = {
  authorId: asText,
  period: asText,
  status: asOneOf(...reviewStatuses),
  rating: asInt,
  comments: asText,
  privateNotes: asText,
};

/** What a review has to be, for the server; readers make older and odder ones safe. */
export const reviewSchema = documentSchema<ReviewDocument>(
  {
    employeeId: text, authorId: text, period: text, status: { ...text, enum: reviewStatuses }, rating: count,
    createdAt: date,
  },
  { comments: orNone(text), privateNotes: orNone(text) },
); // prettier-ignore

/** A review as resolvers see it. */
export type ReviewRecord = RecordOf<ReviewDocument>;

/** The keys of queries for reviews. */
export const reviews = queriesOf<ReviewDocument>()((key) => ({
  id: key.equal('_id'),
  ids: key.oneOf('_id'),
  status: key.equal('status'),
  employeeId: key.equal('employeeId'),
  authorId: key.equal('authorId'),
}));

/** Each index with the query that it serves. */
export const reviewIndexes: readonly IndexDeclaration<ReviewDocument>[] = [
  // Employee.reviews
  { name: 'employeeId_newest', key: { employeeId: 1, createdAt: -1, _id: -1 } },
  // Query.myDrafts
  { name: 'authorId_status_newest', key: { authorId: 1, status: 1, createdAt: -1, _id: -1 } },
  // one review an employee, author and period: to begin one may be repeated after a lost answer
  { name: 'employeeId_authorId_period', key: { employeeId: 1, authorId: 1, period: 1 }, unique: true },
];

const newestFirst: Order<ReviewDocument> = { key: 'createdAt', type: 'date', direction: -1 };
const every = reviews.where({});

/** Reviews of one request. */
export class Reviews {
  readonly records: Records<ReviewDocument>;

  constructor(store: Pick<Store, 'collection'>) {
    this.records = new Records(store, reviewCollection, reviewReaders);
  }

  /** The review of that id; `null` for an unknown or malformed one. */
  byId(id: string, wanted: Wanted): Promise<ReviewRecord | null> {
    return this.records.byId(id, wanted);
  }

  /** The reviews of these ids, in their order. */
  byIds(ids: readonly string[], wanted: Wanted): Promise<(ReviewRecord | null)[]> {
    return this.records.byIds(ids, wanted);
  }

  /** Reviews of an employee, newest first. First pages, and counts, of many employees are read together. */
  ofEmployee(employeeId: string, binding: string, wanted: Wanted): Listing<ReviewRecord> {
    const group = { key: 'employeeId', id: employeeId } as const;
    return { binding, ...this.records.listOfGroup(group, every, newestFirst, wanted) };
  }

  /** What an author has begun and not submitted, newest first; nothing without an author. */
  drafts(authorId: string | null, binding: string, wanted: Wanted): Listing<ReviewRecord> {
    const drafts = reviews.where(authorId === null ? { ids: [] } : { authorId, status: 'DRAFT' });
    return { binding, ...this.records.list(drafts, newestFirst, wanted) };
  }
}
