// Pages go on, and come to an end, whatever somebody has stored under the key of their order.
import { describe, expect, it } from '@jest/globals';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { unvalidated } from '../database/unvalidated.js';
import { onEveryStore } from '../stores.js';
import { addEmployee, ask } from './changes/asking.js';

onEveryStore(
  'FR-23 lists among which some hold a list under the key of the order',
  (running) => {
    const page =
      'query ($after: String, $direction: OrderDirection!) { employees(first: 2, after: $after, filter: { jobTitle: "Listed" }, orderBy: { field: HIRED_ON, direction: $direction }) { nodes { id } pageInfo { hasNextPage endCursor } } }';

    describe('show everybody else once', () => {
      it.each(['ASC', 'DESC'])('%s', async (direction) => {
        const people = unvalidated<PersonDocument>(running().application.store, 'people');
        const others: string[] = [];
        for (const hiredOn of [null, '2001-01-01', '2002-01-01', '2002-01-01', '2003-01-01', '2004-01-01'])
          others.push(await addEmployee(running(), { jobTitle: 'Listed', hiredOn }));
        for (const hiredOn of [[], [], [], ['2000-01-01', '2009-01-01'], ['1999-01-01', '2002-06-01'], [null], [5]]) {
          const id = await addEmployee(running(), { jobTitle: 'Listed' });
          await people.updateOne({ _id: id }, { $set: { hiredOn: hiredOn as unknown as string } });
        }
        const seen: string[] = [];
        for (let after: string | null = null, pages = 0; pages === 0 || after !== null; pages += 1) {
          expect(pages).toBeLessThan(12);
          const { body } = await ask(running(), 'auditor', page, { after, direction });
          expect(body.errors).toBeUndefined();
          const { nodes, pageInfo } = body.data!['employees'] as Page;
          seen.push(...nodes.map(({ id }) => id));
          after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.filter((id) => others.includes(id)).sort()).toEqual([...others].sort());
        await running().application.store.collection<PersonDocument>('people').deleteMany({ jobTitle: 'Listed' });
      });
    });
  },
  { SEED_EMPLOYEES: '12' },
);

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
