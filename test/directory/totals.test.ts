// Totals, headcounts and statistics: exact of what the viewer may know, and nothing of the rest.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DepartmentDocument } from '../../src/features/departments/department.repository.js';
import { derivedOf } from '../../src/features/people/person.document.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import type { ReviewDocument } from '../../src/features/reviews/review.repository.js';
import { startApplication } from '../application.js';
import type { Running } from '../application.js';
import { onEveryStore } from '../stores.js';

const departments: readonly (readonly [id: string, salaries: readonly (number | null)[], shown: object | null])[] = [
  ['odd', [300, 100, 201], { count: 3, mean: 200, median: 201 }],
  ['even', [100, 201, 400, 1_000], { count: 4, mean: 425, median: 301 }],
  ['two', [90_000_000_000, 89_999_999_999], { count: 2, mean: 90_000_000_000, median: 90_000_000_000 }],
  ['one', [7], { count: 1, mean: 7, median: 7 }],
  ['some', [null, 10, null, 11], { count: 2, mean: 11, median: 11 }],
  ['zero', [0, 0, 1], { count: 3, mean: 0, median: 0 }],
  ['unknown', [null, null], null],
  ['beyond', [1e300, 10, 1e308, 2 ** 53], { count: 1, mean: 10, median: 10 }],
  ['absurd', [1e300], null],
  ['nobody', [], null],
];

onEveryStore(
  'totals',
  (running) => {
    beforeAll(() => fill(running()));
    const ask = async (viewer: string, query: string, variables?: Record<string, unknown>) =>
      (await running().ask(query, await running().tokenOf(viewer), variables)).body;

    describe('AZ-22 B8 salaryStatistics', () => {
      const statistics = 'salaryStatistics { count mean { amount currency } median { amount } }';

      it.each(departments)('of department %s, with salaries %j, is worked out of those who work there', async (id, _, shown) => {
        const body = await ask('hr', `{ department(id: "${id}") { ${statistics} } }`);
        const { count, mean, median } = (shown ?? {}) as { count: number; mean: number; median: number };
        expect(body).toEqual({
          data: {
            department: {
              salaryStatistics: shown && { count, mean: { amount: mean, currency: 'EUR' }, median: { amount: median } },
            },
          },
        });
      }); // prettier-ignore

      it('of all departments is the same as one by one', async () => {
        const ids = departments.map(([id]) => id);
        const one = await Promise.all(ids.map((id) => ask('hr', `{ department(id: "${id}") { id ${statistics} } }`)));
        const { departments: all } = (await ask('hr', `{ departments { id ${statistics} } }`)).data as {
          departments: { id: string }[];
        };
        const single = one.map(({ data }) => (data as { department: { id: string } }).department);
        expect(ids.map((id) => all.find((department) => department.id === id))).toEqual(single);
      });

      it('is refused to all but HR, with or without anybody, and says no number', async () => {
        for (const viewer of ['manager', 'employee', 'auditor'])
          for (const id of ['odd', 'nobody'])
            expect(await ask(viewer, `{ department(id: "${id}") { ${statistics} headcount } }`)).toEqual({
              data: { department: { salaryStatistics: null, headcount: id === 'odd' ? 4 : 0 } },
              errors: [
                {
                  message: 'Not allowed.',
                  locations: [{ line: 1, column: expect.any(Number) }],
                  path: ['department', 'salaryStatistics'],
                  extensions: { code: 'FORBIDDEN', coordinate: 'Department.salaryStatistics', count: 1 },
                },
              ],
            });
      });
    });

    it('AZ-22 there is no other way to group, count, add up or tell apart', async () => {
      for (const field of ['salaryStatistics(field: NOTES)', 'aggregate', 'groupBy', 'distinct', 'employeesAggregate'])
        for (const viewer of ['hr', 'manager']) {
          const token = await running().tokenOf(viewer);
          const { status, body } = await running().ask(`{ departments { ${field} { count } } }`, token);
          expect([status, body.data]).toEqual([400, undefined]);
        }
    });

    it('headcount is of employees and contractors who have not left; members are all of them', async () => {
      const { department } = (
        await ask('auditor', '{ department(id: "odd") { headcount members { totalCount nodes { id } } } }')
      ).data as { department: { headcount: number; members: { totalCount: number; nodes: { id: string }[] } } };
      expect(department).toEqual({
        headcount: 4,
        members: {
          totalCount: 5,
          nodes: ['odd-0', 'odd-1', 'odd-2', 'odd-contractor', 'odd-left'].map((id) => ({ id })),
        },
      });
    });

    describe('AZ-34 B38 reviews of which some are hidden', () => {
      const list =
        'query ($id: ID!, $first: Int, $after: String) { employee(id: $id) { reviews(first: $first, after: $after) { totalCount nodes { id status } pageInfo { hasNextPage endCursor } } } }';
      const seen = async (viewer: string, id: string, first: number) => {
        const [ids, sizes, totals]: [string[], number[], Set<number>] = [[], [], new Set()];
        for (let after: string | null = null, more = true; more;) {
          const body = await ask(viewer, list, { id, first, after });
          expect(body.errors).toBeUndefined();
          const { reviews } = body.data!['employee'] as {
            reviews: { totalCount: number; nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
          }; // prettier-ignore
          ids.push(...reviews.nodes.map((node) => node.id));
          sizes.push(reviews.nodes.length);
          totals.add(reviews.totalCount);
          ({ hasNextPage: more, endCursor: after } = reviews.pageInfo);
        }
        return { ids, sizes, totals: [...totals] };
      };
      const submitted = ['r8', 'r7', 'r5', 'r4', 'r2', 'r1'];

      it('are shown and counted as if the others did not exist: by whom they are about, managers above, and HR', async () => {
        const { employee, manager } = await idsOf(running());
        for (const viewer of ['employee', 'hr', 'manager']) {
          const own = { employee: [], hr: ['r9', 'r6', 'r3', 'r0'], manager: ['r9', 'r3'] }[viewer]!;
          const expected = [...submitted, ...own].sort().reverse();
          const [size, count] = [4, expected.length];
          const sizes = count === 6 ? [4, 2] : count === 8 ? [4, 4] : [4, 4, 2];
          expect([viewer, await seen(viewer, employee, size)]).toEqual([viewer, { ids: expected, sizes, totals: [count] }]);
          expect((await seen(viewer, employee, 100)).ids).toEqual(expected);
        }
        expect(manager).not.toBe(employee);
      }); // prettier-ignore

      it('are nobody else’s list, whether there are any or not', async () => {
        const { employee, other } = await idsOf(running());
        const answers = await Promise.all(
          [employee, other].map((id) => ask('auditor', list, { id, first: 4, after: null })),
        );
        for (const answer of answers)
          expect(answer).toEqual({
            data: { employee: { reviews: null } },
            errors: [
              expect.objectContaining({
                path: ['employee', 'reviews'],
                extensions: { code: 'FORBIDDEN', coordinate: 'Employee.reviews', count: 1 },
              }),
            ],
          });
      });

      it('are the author’s own drafts, in myDrafts, and nobody else’s', async () => {
        const drafts = '{ myDrafts(first: 100) { totalCount nodes { id status privateNotes } } }';
        const { myDrafts } = (await ask('manager', drafts)).data as { myDrafts: { totalCount: number; nodes: object[] } };
        const all = await running().application.store.collection<ReviewDocument>('reviews').find({}).toArray();
        const { manager } = await idsOf(running());
        const own = all.filter(({ authorId, status }) => authorId === manager && status === 'DRAFT');
        expect(myDrafts.totalCount).toBe(own.length);
        expect(myDrafts.nodes).toEqual(expect.arrayContaining([{ id: 'r9', status: 'DRAFT', privateNotes: 'private r9' }]));
        expect(myDrafts.nodes).toHaveLength(own.length);
        expect(await ask('employee', drafts)).toEqual({ data: { myDrafts: { totalCount: 0, nodes: [] } } });
        expect((await ask('auditor', drafts)).data).toEqual({ myDrafts: null });
      }); // prettier-ignore
    });
  },
  { SEED_EMPLOYEES: '22' },
);

describe('totalCount, on the embedded store', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startApplication({ SEED_EMPLOYEES: '10' });
    const people = Array.from({ length: 10_001 }, (_, index) => ({
      _id: `n-${index}`, kind: 'EMPLOYEE' as const, version: 1, name: 'N', foldedName: 'n', searchTokens: [],
      departmentId: 'large', jobTitle: index === 0 ? 'first' : 'rest',
    })); // prettier-ignore
    await running.application.store.collection<PersonDocument>('people').insertMany(people);
    await running.application.store
      .collection<DepartmentDocument>('departments')
      .insertOne({ _id: 'large', version: 1, name: 'Large', foldedName: 'large', searchTokens: [] });
  });
  afterAll(() => running.stop());

  it('is exact up to ten thousand, null above, in every list; headcount goes on', async () => {
    const { body } = await running.ask(
      '{ all: employees { totalCount } most: employees(filter: { jobTitle: "rest" }) { totalCount } one: employees(filter: { jobTitle: "first" }) { totalCount } department(id: "large") { headcount members(first: 1) { totalCount } } }',
      await running.tokenOf('auditor'),
    );
    expect(body).toEqual({
      data: {
        all: { totalCount: null },
        most: { totalCount: 10_000 },
        one: { totalCount: 1 },
        department: { headcount: 10_001, members: { totalCount: null } },
      },
    });
  });
});

/** Departments with those salaries; in `odd` also somebody who has left and a contractor; ten reviews of the employee. */
async function fill(running: Running): Promise<void> {
  const { store } = running.application;
  const person = (_id: string, departmentId: string, rest: Partial<PersonDocument>): PersonDocument => {
    return { _id, kind: 'EMPLOYEE', version: 1, name: _id, ...derivedOf({ name: _id }), departmentId, ...rest };
  };
  await store
    .collection<DepartmentDocument>('departments')
    .insertMany(departments.map(([_id]) => ({ _id, version: 1, name: _id, foldedName: _id, searchTokens: [] })));
  await store.collection<PersonDocument>('people').insertMany([
    ...departments.flatMap(([id, salaries]) => salaries.map((salaryAmount, index) => person(`${id}-${index}`, id, index % 2 && salaryAmount === null ? {} : { salaryAmount }))),
    person('odd-left', 'odd', { salaryAmount: 1_000_000, endedOn: '2024-01-01', ended: true }),
    person('odd-contractor', 'odd', { kind: 'CONTRACTOR', salaryAmount: 1_000_000, dayRateAmount: 5 }),
  ]); // prettier-ignore
  const { employee, manager, hr } = await idsOf(running);
  await store.collection('reviews').deleteMany({});
  await store.collection<ReviewDocument>('reviews').insertMany(
    Array.from({ length: 10 }, (_, index) => ({
      _id: `r${index}`,
      employeeId: employee,
      authorId: index % 2 === 1 ? manager : hr,
      period: String(index),
      status: index % 3 === 0 ? ('DRAFT' as const) : index % 2 ? ('SUBMITTED' as const) : ('ACKNOWLEDGED' as const),
      rating: 3,
      privateNotes: `private r${index}`,
      createdAt: new Date(1_700_000_000_000 + index),
    })),
  );
}

async function idsOf({ application: { store } }: Running) {
  const people = await store.collection<PersonDocument>('people').find({}).toArray();
  const of = (account: string) => people.find(({ userId }) => userId === `user-${account}`)!._id;
  return { employee: of('employee'), manager: of('manager'), hr: of('hr'), other: 'odd-0' };
}
