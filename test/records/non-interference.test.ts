import { describe, expect, it } from '@jest/globals';
import { ask, askOver, memory } from './asking.js';
import { company } from './company/documents.js';
import type { Documents, PersonDocument, ReviewDocument } from './company/documents.js';
import { boss, emil, hana, justNow, mia, nora } from './company/viewers.js';
import type { Viewer } from './company/words.js';

const people = (change: (person: PersonDocument) => Partial<PersonDocument>): Documents => ({
  ...company,
  people: company.people.map((person) => ({ ...person, ...change(person) })),
});
const reviews = (change: (review: ReviewDocument) => Partial<ReviewDocument> | null): Documents => ({
  ...company,
  reviews: company.reviews.flatMap((review) => {
    const changed = change(review);
    return changed ? [{ ...review, ...changed }] : [];
  }),
});

/** Companies that differ from the first only in what the viewer may not read. */
const pairs: [string, Viewer, Documents][] = [
  [
    'a colleague: others’ salaries, accounts, phones, and all notes',
    emil,
    people(({ _id }) => ({
      notes: `other ${_id}`,
      ...(_id !== 'emil' && { salary: 1, bankAccount: 'other', phone: 'other' }),
    })),
  ],
  [
    'a colleague whose password was just checked: others’ accounts',
    justNow(emil),
    people(({ _id }) => (_id !== 'emil' ? { bankAccount: 'other' } : {})),
  ],
  [
    'a manager: salaries above, accounts below',
    mia,
    people(({ _id }) => ({
      notes: 'other',
      ...(_id !== 'mia' && { bankAccount: `other ${_id}`, phone: 'other' }),
      ...(!['mia', 'emil', 'nora'].includes(_id) && { salary: 99 }),
    })),
  ],
  ['HR: notes on themselves', hana, people(({ _id }) => (_id === 'hana' ? { notes: 'other' } : {}))],
  [
    'whoever is reviewed: the contents of drafts',
    emil,
    reviews(({ status }) => (status === 'DRAFT' ? { rating: 5, privateNotes: 'other', period: '200' } : {})),
  ],
  ['whoever is reviewed: that there are drafts', emil, reviews(({ status }) => (status === 'DRAFT' ? null : {}))],
  ['whoever is reviewed: what was noted privately', emil, reviews(() => ({ privateNotes: 'other' }))],
  ['a colleague: that there are reviews', nora, reviews(() => null)],
  [
    'the top: that there are drafts of others',
    boss,
    reviews(({ status, authorId }) => (status === 'DRAFT' && authorId !== 'boss' ? null : {})),
  ],
];

const fields = 'id version name title salary phone bankAccount notes payBand manager { id salary }';
const operations = [
  `{ employees(first: 100) { nodes { ${fields} latestReview { id rating privateNotes } reviews(first: 3) { edges { cursor node { id rating } } pageInfo { hasNextPage endCursor } totalCount } } totalCount } }`,
  '{ reviews(first: 7) { nodes { id period status rating privateNotes } pageInfo { hasNextPage endCursor } totalCount } }',
  '{ reviews(filter: { ratingAtLeast: 4 }) { edges { cursor node { id } } totalCount } }',
  '{ reviews(filter: { employee: { titleIs: "Engineer", salaryAtLeast: 70000500 } }) { nodes { id } totalCount } }',
  '{ employees(filter: { salaryAtLeast: 70000500 }) { totalCount nodes { id } } meanSalary }',
  '{ employees(filter: { or: [{ not: { salaryAtLeast: 70000500 } }, { titleIs: "Lead" }] }) { nodes { id } } }',
  '{ employees(orderBy: { field: SALARY, direction: DESC }, first: 2) { edges { cursor node { id } } } }',
  '{ search(text: "other") { id } b: search(text: "E") { id salary notes } }',
  '{ a: review(id: "r02") { id } b: review(id: "r22") { id } c: review(id: "nothing") { id } }',
  'mutation { updateEmployee(id: "boss", input: { title: "x" }) { id salary } }',
  'mutation { updateEmployee(id: "emil", input: { version: 1, title: "x" }) { id salary bankAccount } }',
  'mutation { updateEmployee(id: "emil", input: { contact: { phone: "1" }, bankAccount: "b" }) { id } }',
  'mutation { a: submitReview(id: "r02") { id } b: acknowledgeReview(id: "r02") { id } c: deleteReviews(ids: ["r02", "r22", "r01"]) }',
  'mutation { createReview(input: { employeeId: "emil", period: "200", rating: 1 }) { id privateNotes } }',
];

describe('stores that differ only in what a viewer may not read', () => {
  it.each(pairs)('give that viewer the same bytes after the same commands: %s', async (_, viewer, documents) => {
    for (const source of operations) {
      const [one, two] = [await ask(viewer, source), await ask(viewer, source, { documents })];
      expect(two.bytes).toBe(one.bytes);
      expect(two.commands).toEqual(one.commands);
    }
  });

  it.each(pairs)('and somebody else others, so that the pair is one: %s', async (_, viewer, documents) => {
    const somebody = viewer === hana ? { ...hana, id: 'u-olaf' } : hana;
    const differ = operations.map(async (source) => {
      const [one, two] = [memory(), memory()];
      const [first, second] = [
        await askOver(one, somebody, source),
        await askOver(two, somebody, source, { documents }),
      ];
      return first.bytes !== second.bytes;
    });
    expect(await Promise.all(differ)).toContain(true);
  });
});
