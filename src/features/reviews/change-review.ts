// The way of a review: begun by a manager, submitted by its author, acknowledged by whom it is about. Each step is one
// conditional update, and taken again it is what it is already.
import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.js';
import { conflictWhereTaken } from '../../database/duplicate-key.js';
import { both } from '../../database/query.js';

import type { Rows } from '../../database/rows.js';
import { among } from '../../database/wanted.js';
import type { Wanted } from '../../database/wanted.js';
import { people as peopleQueries } from '../people/people.queries.js';
import { reviews as queries } from './review.repository.js';
import type { ReviewDocument, ReviewRecord, ReviewStatus } from './review.repository.js';

/** What an author says of an employee. */
export interface NewReview {
  readonly employeeId: string;
  readonly period: string;
  readonly rating: number;
  readonly comments?: string | null | undefined;
  readonly privateNotes?: string | null | undefined;
}

/**
 * Begins a review by the viewer's own person; `null` when no such employee is among the rows.
 *
 * @throws {ApiError} `CONFLICT` when there is one of that employee, for that period, by the viewer: the call may be
 * repeated after a lost answer.
 */
export async function createReview(
  { employeeId, comments, privateNotes, ...rest }: NewReview,
  rows: Rows,
  wanted: Wanted,
  { people, reviews, viewer, clock }: Pick<Context, 'people' | 'reviews' | 'viewer' | 'clock'>,
): Promise<ReviewRecord | null> {
  const employee = peopleQueries.where({ id: employeeId, kind: 'EMPLOYEE' });
  const found = await people.records.toChange(employee, rows, new Set());
  const authorId = viewer && (await people.idOfUser(viewer.id));
  if (!found || authorId === null) return null;
  const _id = randomUUID();
  const document: ReviewDocument = {
    _id,
    employeeId,
    authorId,
    ...rest,
    status: 'DRAFT',
    ...(typeof comments === 'string' && { comments }),
    ...(typeof privateNotes === 'string' && { privateNotes }),
    createdAt: new Date(clock()),
  };
  await conflictWhereTaken('You have a review of that employee for that period.', () =>
    reviews.records.insert(document),
  );
  return reviews.byId(_id, wanted);
}

/** Takes a review from one status to the next; `null` when there is none of either among the rows. */
export async function advanceReview(
  id: string,
  [from, to]: readonly [ReviewStatus, ReviewStatus],
  rows: Rows,
  wanted: Wanted,
  { reviews }: Pick<Context, 'reviews'>,
): Promise<ReviewRecord | null> {
  const review = queries.where({ id });
  if (!(await reviews.records.toChange(review, rows, new Set()))) return null;
  const changed = await reviews.records.change(
    both(review, queries.where({ status: from })),
    rows,
    { $set: { status: to } },
    wanted,
  );
  if (changed) return changed;
  const [already] = await reviews.records.find(both(review, queries.where({ status: to })), among(rows, wanted));
  return already ?? null;
}
