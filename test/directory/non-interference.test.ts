// What a viewer may not read has no influence on what they are told: change every such value, and the answers to the
// same queries are the same bytes.
import { describe, expect, it } from '@jest/globals';
import type { DepartmentDocument } from '../../src/features/departments/department.repository.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { onEveryStore } from '../stores.js';
import type { Running } from '../application.js';

const guarded = [
  'personalEmail',
  'homeAddress',
  'birthDate',
  'salaryAmount',
  'bankAccount',
  'nationalId',
  'notes',
] as const;

const everything =
  'id name email phone jobTitle personalEmail homeAddress birthDate salary { amount currency } bankAccount nationalId notes';

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
  `{ employees(first: 101) { nodes { salary { amount } } } }`,
  `{ employees(first: 5, after: "x") { nodes { salary { amount } } } serverInfo { name } }`,
];

/** Who may read a person's guarded key; `hr` may read all but their own notes. */
function mayRead(
  viewer: string,
  key: (typeof guarded)[number],
  person: PersonDocument,
  below: ReadonlySet<string>,
): boolean {
  const own = person.userId === `user-${viewer}`;
  if (viewer === 'hr') return key !== 'notes' || !own;
  if (own) return key !== 'notes';
  return key === 'salaryAmount' && viewer === 'manager' && below.has(person._id);
}

onEveryStore(
  'an answer does not depend on what its viewer may not read',
  (running) => {
    describe.each(['anonymous', 'stranger', 'auditor', 'admin', 'employee', 'manager', 'hr'])('as %s', (viewer) => {
      it('gives the same bytes after every hidden value changed, and other bytes after a readable one did', async () => {
        const token = await running().tokenOf(viewer);
        const before = await answers(running(), token);
        const restore = await changeHidden(running(), viewer);
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

/** Changes every value that the viewer may not read; returns how to undo it. */
async function changeHidden({ application: { store } }: Running, viewer: string): Promise<() => Promise<void>> {
  const people = store.collection<PersonDocument>('people');
  const departments = store.collection<DepartmentDocument>('departments');
  const all = await people.find({}).toArray();
  const below = reportsBelow(all, `user-${viewer}`);
  for (const person of all) {
    const hidden = guarded.filter((key) => !mayRead(viewer, key, person, below));
    const $set = Object.fromEntries(hidden.map((key) => [key, key === 'salaryAmount' ? null : `changed ${key}`]));
    if (hidden.length > 0) await people.updateOne({ _id: person._id }, { $set });
  }
  const heads = new Set(all.filter(({ userId }) => userId === `user-${viewer}`).map(({ _id }) => _id));
  const budgets = (await departments.find({}).toArray()).filter(
    ({ headId }) => viewer !== 'hr' && !heads.has(headId ?? ''),
  );
  for (const { _id } of budgets) await departments.updateOne({ _id }, { $set: { budgetAmount: 7 } });
  return async () => {
    for (const { _id, ...person } of all)
      await people.updateOne({ _id }, { $set: Object.fromEntries(guarded.map((key) => [key, person[key] ?? null])) });
    for (const { _id, budgetAmount } of budgets)
      await departments.updateOne({ _id }, { $set: { budgetAmount: budgetAmount ?? null } });
  };
}

function reportsBelow(people: readonly PersonDocument[], userId: string): Set<string> {
  const below = new Set(people.filter((person) => person.userId === userId).map(({ _id }) => _id));
  const own = [...below][0];
  for (let size = -1; size !== below.size;) {
    size = below.size;
    for (const { _id, managerId } of people) if (managerId && below.has(managerId)) below.add(_id);
  }
  if (own) below.delete(own);
  return below;
}
