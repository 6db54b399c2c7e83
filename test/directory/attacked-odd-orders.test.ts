// Pages go on, and come to an end, whatever somebody has stored under the key of their order.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ObjectId } from 'mongodb';
import { MongoStore } from '../../src/database/mongo.js';
import type { DepartmentDocument } from '../../src/features/departments/department.repository.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import type { Running } from '../application.js';
import { unvalidated } from '../database/unvalidated.js';
import { onEveryStore } from '../stores.js';
import { addEmployee, ask, personOf } from './changes/asking.js';

const departmentId = 'of-several';

onEveryStore(
  'FR-23 pages go on past documents',
  (running) => {
    const page =
      'query ($after: String, $direction: OrderDirection!) { employees(first: 2, after: $after, filter: { jobTitle: "Listed" }, orderBy: { field: HIRED_ON, direction: $direction }) { nodes { id } pageInfo { hasNextPage endCursor } } }';

    beforeAll(() =>
      running()
        .application.store.collection<DepartmentDocument>('departments')
        .insertOne({ _id: departmentId, version: 1, name: 'Of', foldedName: 'of several', searchTokens: ['of'] }),
    );

    describe('with a list under the key of the order, and show everybody else once', () => {
      it.each(['ASC', 'DESC'])('%s', async (direction) => {
        const people = unvalidated<PersonDocument>(running().application.store, 'people');
        const others: string[] = [];
        for (const hiredOn of [null, '2001-01-01', '2002-01-01', '2002-01-01', '2003-01-01', '2004-01-01'])
          others.push(await addEmployee(running(), { jobTitle: 'Listed', hiredOn }));
        for (const hiredOn of [[], [], [], ['2000-01-01', '2009-01-01'], ['1999-01-01', '2002-06-01'], [null], [5]]) {
          const id = await addEmployee(running(), { jobTitle: 'Listed' });
          await people.updateOne({ _id: id }, { $set: { hiredOn: hiredOn as unknown as string } });
        }
        const seen = idsOn(await pagesOf(running(), 'auditor', page, 12, { direction }));
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.filter((id) => others.includes(id)).sort()).toEqual([...others].sort());
        await running().application.store.collection<PersonDocument>('people').deleteMany({ jobTitle: 'Listed' });
      });
    });

    it('with a list of texts that JavaScript orders in another way than stores', async () => {
      const people = unvalidated<PersonDocument>(running().application.store, 'people');
      const ids: string[] = [];
      for (const foldedName of ['\u{1f500}', '\u{1f700}'])
        ids.push(await addEmployee(running(), { jobTitle: 'Signs', foldedName }));
      const listed = await addEmployee(running(), { jobTitle: 'Signs' });
      await people.updateOne({ _id: listed }, { $set: { foldedName: ['\u{1f600}', '\uff5e'] as unknown as string } });
      const query =
        'query ($after: String) { employees(first: 1, after: $after, filter: { jobTitle: "Signs" }) { nodes { id } pageInfo { hasNextPage endCursor } } }';
      expect(idsOn(await pagesOf(running(), 'auditor', query, 4))).toEqual([listed, ...ids]);
    });

    it('with a list under the key of their group', async () => {
      const people = unvalidated<PersonDocument>(running().application.store, 'people');
      const others: string[] = [];
      for (let index = 0; index < 4; index += 1) others.push(await addEmployee(running(), { departmentId }));
      for (let index = 0; index < 4; index += 1) {
        const id = await addEmployee(running(), { foldedName: 'a' });
        await people.updateOne({ _id: id }, { $set: { departmentId: [departmentId] as unknown as string } });
      }
      const query = '{ departments { id members(first: 2) { nodes { id } pageInfo { hasNextPage } } } }';
      const { body } = await ask(running(), 'auditor', query);
      const found = body.data!['departments'] as { id: string; members: Page }[];
      expect(found.find(({ id }) => id === departmentId)!.members).toEqual({
        nodes: others.slice(0, 2).map((id) => ({ id })),
        pageInfo: { hasNextPage: true },
      });
    });

    it('with an id that is no text, which nobody meets', async () => {
      const { store } = running().application;
      if (!(store instanceof MongoStore)) return; // the embedded store has no other ids
      const manager = await personOf(running(), 'manager');
      const ids: readonly unknown[] = [new ObjectId(), 5, new Date(5), { a: 1 }, true];
      const people = store.client.db().collection<{ _id: unknown }>('people');
      const odd = ids.map((_id) => ({
        _id, kind: 'EMPLOYEE', name: 'Odd', foldedName: 'odd', searchTokens: ['oddling'], managerId: manager._id, jobTitle: 'Odd',
      })); // prettier-ignore
      await people.insertMany(odd, { bypassDocumentValidation: true });
      const first = await addEmployee(running(), { foldedName: 'odd', jobTitle: 'Odd', managerId: manager._id });
      const second = await addEmployee(running(), { foldedName: 'odd', jobTitle: 'Odd', managerId: manager._id });
      const query =
        'query ($after: String) { employees(first: 1, after: $after, filter: { jobTitle: "Odd" }) { nodes { id } pageInfo { hasNextPage endCursor } } search(text: "oddling") { __typename } me { person { ... on Employee { salary { amount } } } } }';
      const pages = await pagesOf(running(), 'manager', query, 8);
      for (const { search, me } of pages)
        expect([search, me]).toEqual([[], { person: { salary: { amount: manager.salaryAmount } } }]);
      expect(idsOn(pages)).toEqual([first, second]);
    });
  },
  { SEED_EMPLOYEES: '12' },
);

/** The answers of page after page of `employees`, until there is none: at most so many, and no error in any. */
async function pagesOf(
  running: Running,
  account: 'auditor' | 'manager',
  query: string,
  most: number,
  variables: object = {},
) {
  const pages: Answered[] = [];
  for (let after: string | null = null; pages.length === 0 || after !== null;) {
    expect(pages.length).toBeLessThan(most);
    const { body } = await ask(running, account, query, { ...variables, after });
    expect(body.errors).toBeUndefined();
    const answered = body.data as unknown as Answered;
    pages.push(answered);
    const { hasNextPage, endCursor } = answered.employees.pageInfo;
    after = hasNextPage ? endCursor : null;
  }
  return pages;
}

function idsOn(pages: readonly Answered[]): string[] {
  return pages.flatMap(({ employees }) => employees.nodes.map(({ id }) => id));
}

interface Answered {
  readonly employees: Page;
  readonly search?: unknown;
  readonly me?: unknown;
}

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
