// What odd documents must not loosen: a rule that leaves out the viewer's own record, where whose it is cannot be read.
import { describe, expect, it } from '@jest/globals';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import type { ReviewDocument } from '../../src/features/reviews/review.repository.js';
import { unvalidated } from '../database/unvalidated.js';
import { onEveryStore } from '../stores.js';
import type { Running } from '../application.js';

const query =
  'query ($id: ID!) { employee(id: $id) { notes reviews(first: 5) { edges { node { period privateNotes } } } } }';

/** The record of HR's own person, and a submitted review of it by somebody else. */
async function ownOfHr(running: Running): Promise<string> {
  const { store } = running.application;
  const hr = await store.collection<PersonDocument>('people').findOne({ userId: 'user-hr' });
  await store.collection<ReviewDocument>('reviews').deleteMany({ employeeId: hr!._id });
  await unvalidated<ReviewDocument>(store, 'reviews').insertOne({
    _id: 'review-of-hr', employeeId: hr!._id, authorId: hr!.managerId!, period: '2025', status: 'SUBMITTED', rating: 3,
    privateNotes: 'To be promoted.', createdAt: new Date(0),
  }); // prettier-ignore
  return hr!._id;
}

const denied = (path: readonly (string | number)[], coordinate: string) => ({
  message: 'Not allowed.',
  locations: [expect.anything()],
  path,
  extensions: { code: 'FORBIDDEN', coordinate, count: 1 },
});

onEveryStore('FR-23 whose an odd record is cannot be told', (running) => {
  describe('so that HR reads no private notes about themselves', () => {
    it('as the review is one of them', async () => {
      const id = await ownOfHr(running());
      const { body } = await running().ask(query, await running().tokenOf('hr'), { id });
      expect(body).toEqual({
        data: { employee: { notes: null, reviews: { edges: [{ node: { period: '2025', privateNotes: null } }] } } },
        errors: [
          denied(['employee', 'notes'], 'Employee.notes'),
          denied(['employee', 'reviews', 'edges', 0, 'node', 'privateNotes'], 'Review.privateNotes'),
        ],
      });
    });

    it('nor where the review names a list of people', async () => {
      const id = await ownOfHr(running());
      const reviews = unvalidated<ReviewDocument>(running().application.store, 'reviews');
      // The embedded store has no lists under a unique index.
      const stored = await reviews
        .updateOne({ _id: 'review-of-hr' }, { $set: { employeeId: [id] as unknown as string } })
        .then(() => true, () => false); // prettier-ignore
      const { body } = await running().ask(query, await running().tokenOf('hr'), { id });
      const edges = stored ? [] : [{ node: { period: '2025', privateNotes: null } }];
      expect(body.data).toEqual({ employee: { notes: null, reviews: { edges } } });
    });

    it('while those of others they do read, to whom nobody can be told to belong they do not', async () => {
      const reviews = unvalidated<ReviewDocument>(running().application.store, 'reviews');
      const [other] = await running()
        .application.store.collection<ReviewDocument>('reviews')
        .find({ status: 'SUBMITTED', _id: { $ne: 'review-of-hr' } }, { limit: 1 })
        .toArray();
      const checks = `{ viewerCan(checks: [{ coordinate: "Review.privateNotes", id: "${other!._id}" }]) { allowed } }`;
      const token = await running().tokenOf('hr');
      expect((await running().ask(checks, token)).body).toEqual({ data: { viewerCan: [{ allowed: true }] } });
      await reviews.updateOne({ _id: other!._id }, { $set: { employeeId: 5 as unknown as string } });
      expect((await running().ask(checks, token)).body.data?.['viewerCan'] ?? null).not.toEqual([{ allowed: true }]);
    });
  });
});
