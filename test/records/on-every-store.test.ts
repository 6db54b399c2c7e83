// The rules on rows, in the words of each store.
import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../src/database/embedded/open.js';
import { openMongo } from '../../src/database/mongo.js';
import type { Store } from '../../src/database/port.js';
import { startMongo } from '../database/server.js';
import { askOver, memory } from './asking.js';
import type { Outcome } from './asking.js';
import { boss, emil, hana, justNow, mia, olaf, stranger } from './company/viewers.js';
import type { Viewer } from './company/words.js';

const mongo = await startMongo();
if (mongo) afterAll(() => mongo.stop());

type Run = (use: (store: Store) => Promise<Outcome>) => Promise<Outcome>;

const onDisk: Run = async (use) => {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-records-'));
  const store = await openEmbedded(folder);
  try {
    return await use(store);
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
};
const onMongo: Run = async (use) => {
  const store = await openMongo(mongo!.freshUri());
  try {
    return await use(store);
  } finally {
    await store.close();
  }
};
const stores: [string, Run][] = [
  ['the embedded store on disk', onDisk],
  ...(mongo ? [['a MongoDB server', onMongo] as [string, Run]] : []),
];

const operations: [string, Viewer, string][] = [
  ['a page of what is met', emil, '{ reviews(first: 10) { nodes { id status } pageInfo { hasNextPage endCursor } totalCount } }'],
  ['a page of everything', hana, '{ reviews(first: 30) { nodes { id privateNotes } totalCount } }'],
  ['nothing that is met', stranger, '{ reviews { nodes { id } totalCount } }'],
  ['a review that is not met', stranger, '{ review(id: "r01") { id } }'],
  ['filters', hana, '{ employees(filter: { or: [{ not: { salaryAtLeast: 70004000 } }, { manager: { titleIs: "Lead" } }] }) { nodes { id salary } totalCount } }'],
  ['an order', hana, '{ employees(orderBy: { field: SALARY, direction: DESC }) { nodes { id } } }'],
  ['a search', olaf, '{ search(text: "E") { id salary } }'],
  ['an update below', mia, 'mutation { updateEmployee(id: "emil", input: { version: 1, title: "x" }) { version title salary phone } }'],
  ['an update above', mia, 'mutation { updateEmployee(id: "boss", input: { title: "x" }) { id } }'],
  ['an update of oneself', justNow(emil), 'mutation { updateEmployee(id: "emil", input: { bankAccount: null, contact: { phone: "1" } }) { bankAccount } }'],
  ['an update of another who has no account', hana, 'mutation { updateEmployee(id: "zoe", input: { salary: 1 }) { salary } }'],
  ['an update of an old version', hana, 'mutation { updateEmployee(id: "emil", input: { version: 7, salary: 1 }) { id } }'],
  ['a list with a foreign id', mia, 'mutation { deleteReviews(ids: ["r01", "r22", "r02"]) }'],
  ['a list with one’s own id', hana, 'mutation { raiseSalaries(ids: ["emil", "hana"], by: 1) }'],
  ['a list', hana, 'mutation { raiseSalaries(ids: ["emil", "nora"], by: 1) }'],
  ['conditional updates', mia, 'mutation { a: submitReview(id: "r02") { status } b: submitReview(id: "r02") { id } c: submitReview(id: "r22") { id } }'],
  ['an insert', boss, 'mutation { a: createReview(input: { employeeId: "emil", period: "9", rating: 1 }) { id status } b: createReview(input: { employeeId: "boss", period: "9", rating: 1 }) { id } }'],
]; // prettier-ignore

describe.each(stores)('on %s', (_, run) => {
  it.each(operations)('%s: the same answer, commands and documents as in memory', async (_name, viewer, source) => {
    const expected = await askOver(memory(), viewer, source);
    expect(await run((store) => askOver(store, viewer, source))).toEqual(expected);
  });
});
