// Pages of employees in each order: everybody once, whatever is stored under the key of the order.
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { derivedOf } from '../../src/features/people/person.document.js';
import { unvalidated } from '../database/unvalidated.js';
import { onEveryStore } from '../stores.js';
import type { Running } from '../application.js';

interface Connection {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: number;
}

type OddPerson = Omit<PersonDocument, 'foldedName' | 'hiredOn' | 'salaryAmount'> & {
  foldedName?: unknown;
  hiredOn?: unknown;
  salaryAmount?: unknown;
};

/** Equal values, none, and texts whose UTF-16 units are in another order than their bytes. */
const proper: OddPerson[] = [
  ['a', 'Ada', '2020-01-01', 5],
  ['b', 'Ada', '2020-01-01', 5],
  ['c', 'Ada', '2021-01-01', -5],
  ['d', '\u{1f600}', '2019-12-31', 0],
  ['e', '\uff5e', '2020-01-01', 90_000_000_000],
  ['f', 'Zoe', null, null],
  ['g', 'Zoe', undefined, undefined],
  ['h', '', '2020-01-01', 5],
].map(([id, name, hiredOn, salaryAmount]) =>
  person(String(id), {
    name: String(name),
    foldedName: String(name).toLowerCase(),
    ...(hiredOn !== undefined && { hiredOn }),
    ...(salaryAmount !== undefined && { salaryAmount }),
  }),
);

/** Values of another type below and above the proper ones; and no value to be ordered by. */
const odd: OddPerson[] = [
  ...[false, true].map((value, index) =>
    person(`odd-${index}`, { foldedName: value, hiredOn: value, salaryAmount: value }),
  ),
  person('odd-2', { foldedName: 7, hiredOn: 7, salaryAmount: 'seven' }),
  person('odd-3', { foldedName: null }),
];

const orders = ['NAME', 'HIRED_ON', 'SALARY'].flatMap((field) =>
  ['ASC', 'DESC'].map((direction) => ({ field, direction })),
);
const all = 'query ($first: Int!, $after: String, $orderBy: EmployeeOrder) { employees(first: $first, after: $after, orderBy: $orderBy) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }'; // prettier-ignore

onEveryStore(
  'AZ-20 B7 employees in an order',
  (running) => {
    const people = () => unvalidated<OddPerson>(running().application.store, 'people');
    beforeAll(async () => {
      await running().application.store.collection('people').deleteMany({});
      await people().insertMany(proper);
    });

    describe.each(orders)('by $field, $direction', (orderBy) => {
      it('are everybody once, whatever the size of pages', async () => {
        const { ids: whole } = await readAll(running(), orderBy, 100);
        expect(whole).toEqual(sorted(orderBy));
        for (const size of [1, 3]) expect((await readAll(running(), orderBy, size)).ids).toEqual(whole);
      });
    });

    describe('with odd values among them', () => {
      beforeAll(() => people().insertMany(odd));

      it.each(orders)('are nobody twice and everybody with a proper value or none, by $field, $direction', async (orderBy) => {
        const whole = await readAll(running(), orderBy, 100);
        expect([...whole.ids].sort()).toEqual([...proper, ...odd].map(({ _id }) => _id).sort());
        for (const size of [1, 2, 5]) {
          const { ids, totals } = await readAll(running(), orderBy, size);
          expect(ids).toEqual(whole.ids.filter((id) => ids.includes(id)));
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids).toEqual(expect.arrayContaining(proper.map(({ _id }) => _id)));
          expect(totals).toEqual(new Set([proper.length + odd.length]));
        }
      }); // prettier-ignore
    });
  },
  { SEED_EMPLOYEES: '10' },
);

function person(_id: string, values: Partial<OddPerson>): OddPerson {
  return { ...derivedOf({ name: _id }), _id, kind: 'EMPLOYEE', version: 1, name: _id, ...values };
}

/** By the rules of the order: nobody without a value before the others, and the id last. */
function sorted({ field, direction }: { field: string; direction: string }): string[] {
  const key = ({ NAME: 'foldedName', HIRED_ON: 'hiredOn', SALARY: 'salaryAmount' } as const)[field as 'NAME'];
  const compare = (left: unknown, right: unknown): number => {
    if (left === right) return 0;
    if (left === null || right === null) return left === null ? -1 : 1;
    if (typeof left === 'number') return left - Number(right);
    return Buffer.compare(Buffer.from(left as string), Buffer.from(right as string));
  };
  const ascending = [...proper].sort(
    (left, right) => compare(left[key] ?? null, right[key] ?? null) || compare(left._id, right._id),
  );
  return (direction === 'ASC' ? ascending : ascending.reverse()).map(({ _id }) => _id);
}

async function readAll(running: Running, orderBy: object, first: number) {
  const token = await running.tokenOf('hr');
  const ids: string[] = [];
  const totals = new Set<number>();
  for (let after: string | null = null, more = true; more;) {
    const { body } = await running.ask(all, token, { first, after, orderBy });
    expect(body.errors).toBeUndefined();
    const { nodes, pageInfo, totalCount } = body.data!['employees'] as Connection;
    ids.push(...nodes.map(({ id }) => id));
    totals.add(totalCount);
    if (ids.length > 40) throw new Error(`pages do not end: ${ids.join(' ')}`);
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  return { ids, totals };
}
