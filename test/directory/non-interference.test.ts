// What a viewer may not read has no influence on what they are told: change every such value, and the answers to the
// same queries are the same bytes.
import { describe, expect, it } from '@jest/globals';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { onEveryStore } from '../stores.js';
import type { Running } from '../application.js';
import { changeHidden, viewers } from './hidden-values.js';

const everything =
  'id name email phone jobTitle personalEmail homeAddress birthDate salary { amount currency } bankAccount nationalId notes';

const review = 'id period status rating comments privateNotes employee { id } author { id }';
const ofContractor =
  '... on Contractor { id agency personalEmail homeAddress birthDate dayRate { amount } manager { id } }';
const orders = [
  '{ field: SALARY }',
  '{ field: SALARY, direction: DESC }',
  '{ field: HIRED_ON }',
  '{ direction: DESC }',
];
const filters = ['salaryAtLeast: 1', 'salaryAtMost: 6000000', 'nameStartsWith: "a"', 'hiredAfter: "2018-01-01"'];

const queries = [
  `{ employees(first: 100) { totalCount nodes { ${everything} } } }`,
  `{ employees(first: 3) { edges { cursor node { x: salary { a: amount } salary { currency } } } pageInfo { endCursor hasNextPage } } }`,
  `{ departments { name headcount budget { amount } head { ${everything} } } }`,
  `{ departments { members(first: 5) { nodes { __typename name homeAddress ... on Employee { salary { amount } notes } } } } }`,
  `{ employees(first: 10) { nodes { manager { salary { amount } reports(first: 5) { nodes { bankAccount salary { amount } } } } } } }`,
  `query ($with: Boolean = true) { employees { nodes { ...f @include(if: $with) } } } fragment f on Employee { ...g nationalId } fragment g on Person { homeAddress birthDate }`,
  `{ me { email person { name homeAddress ... on Employee { salary { amount } reports { totalCount } } } } }`,
  `{ employees(first: 2) { nodes { department { budget { amount } head { personalEmail } } } } }`,
  `{ users { nodes { email person { name } } } employees(first: 1) { nodes { notes } } }`,
  `{ user(id: "user-hr") { email person { homeAddress } } employees(first: 4) { nodes { __typename notes } } }`,
  `{ employees(first: 100) { nodes { reviews(first: 2) { totalCount pageInfo { hasNextPage startCursor endCursor } edges { cursor node { ${review} } } } } } }`,
  `{ myDrafts(first: 1) { totalCount pageInfo { hasNextPage endCursor } nodes { ${review} } } }`,
  `{ departments { salaryStatistics { count mean { amount } median { amount } } members(first: 100) { totalCount nodes { ${ofContractor} } } } }`,
  `{ search(text: "contractor", first: 50) { __typename ${ofContractor} } }`,
  `{ search(text: "changed") { __typename } a: search(text: "birch") { __typename } b: search(text: "arriving") { __typename } }`,
  ...orders.map(
    (orderBy) =>
      `{ employees(first: 4, orderBy: ${orderBy}) { totalCount edges { cursor node { id } } pageInfo { endCursor } } }`,
  ),
  ...filters.map(
    (filter) =>
      `{ employees(first: 4, filter: { ${filter} }) { totalCount edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }`,
  ),
  `{ employees(first: 101) { nodes { salary { amount } } } }`,
  `{ employees(first: 5, after: "x") { nodes { salary { amount } } } serverInfo { name } }`,
];

onEveryStore(
  'an answer does not depend on what its viewer may not read',
  (running) => {
    describe.each(viewers)('as %s', (viewer) => {
      it('gives the same bytes after every hidden value changed, and other bytes after a readable one did', async () => {
        const token = await running().tokenOf(viewer);
        const before = await answers(running(), token);
        const restore = await changeHidden(running().application.store, viewer);
        expect(await answers(running(), token)).toEqual(before);
        await restore();
        if (!['employee', 'manager', 'hr'].includes(viewer)) return;
        const people = running().application.store.collection<PersonDocument>('people');
        const own = (await people.findOne({ userId: `user-${viewer}` }))!;
        await people.updateOne({ _id: own._id }, { $set: { salaryAmount: 1 } });
        expect(await answers(running(), token)).not.toEqual(before);
        await people.updateOne({ _id: own._id }, { $set: { salaryAmount: own.salaryAmount! } });
      });
    });
  },
  { SEED_EMPLOYEES: '22' },
);

async function answers(running: Running, token: string | null): Promise<string[]> {
  const texts: string[] = [];
  for (const query of queries) texts.push((await running.ask(query, token)).text);
  return texts;
}
