// Documents of an older version or another program, at every place from which the directory reads: least privilege, and
// never an error of ours.
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Stored } from '../../src/database/port.js';
import { unvalidated } from '../database/unvalidated.js';
import { onEveryStore } from '../stores.js';
import type { Running } from '../application.js';

type Odd = Stored & { readonly userId?: string; readonly ended?: unknown };

const person =
  '__typename id name email phone personalEmail homeAddress birthDate department { id } manager { id } ... on Employee { version jobTitle hiredOn endedOn salary { amount } bankAccount nationalId notes reviews { totalCount nodes { id } } reports { totalCount nodes { id } } } ... on Contractor { version agency contractEndsOn dayRate { amount } }';
const department = 'id version name headcount budget { amount } head { id } members { totalCount nodes { id } }';
const review = 'id period status rating comments privateNotes employee { id } author { id }';

const none = {
  email: null, phone: null, personalEmail: null, homeAddress: null, birthDate: null, department: null, manager: null,
}; // prettier-ignore
const noEmployee = {
  jobTitle: null, hiredOn: null, endedOn: null, salary: null, bankAccount: null, nationalId: null, notes: null,
  reviews: { totalCount: 0, nodes: [] }, reports: { totalCount: 0, nodes: [] },
}; // prettier-ignore
const nulls = {
  version: null, name: null, foldedName: null, searchTokens: null, phone: null, departmentId: null,
  managerId: null, endedOn: null, ended: null, jobTitle: null, hiredOn: null, salaryAmount: null,
  agency: null, contractEndsOn: null, dayRateAmount: null, budgetAmount: null, headId: null, arriving: null,
}; // prettier-ignore
const wrong = {
  version: 'one', name: 7, foldedName: true, searchTokens: 'tokens', email: 5, phone: true, departmentId: 6, managerId: false,
  endedOn: 'soon', jobTitle: 8, hiredOn: 'then', salaryAmount: 'much', bankAccount: 9, birthDate: '2001-02-29', agency: 1,
  contractEndsOn: 20_300_101, dayRateAmount: 1.5, budgetAmount: 'all', headId: 77,
}; // prettier-ignore

onEveryStore(
  'FR-23 an odd document',
  (running) => {
    const ask = async (viewer: string, query: string) =>
      (await running().ask(query, await running().tokenOf(viewer))).body;

    beforeAll(async () => {
      const { store } = running().application;
      const insert = (collection: string, documents: readonly object[]) =>
        unvalidated<Odd>(store, collection).insertMany(documents as readonly Odd[]);
      await insert('people', [
        { _id: 'bare', kind: 'EMPLOYEE' },
        { _id: 'nulls', kind: 'EMPLOYEE', ...nulls },
        { _id: 'wrong', kind: 'EMPLOYEE', ...wrong },
        { _id: 'bare-contractor', kind: 'CONTRACTOR' },
        { _id: 'wrong-contractor', kind: 'CONTRACTOR', ...wrong, email: 55 },
        { _id: 'dangling', kind: 'EMPLOYEE', version: 1, name: 'D', foldedName: 'd', searchTokens: ['dangling'], departmentId: 'gone', managerId: 'gone' },
        { _id: 'circle-a', kind: 'EMPLOYEE', version: 1, name: 'A', foldedName: 'circle a', searchTokens: [], managerId: 'circle-b' },
        { _id: 'circle-b', kind: 'EMPLOYEE', version: 1, name: 'B', foldedName: 'circle b', searchTokens: [], managerId: 'circle-a' },
        { _id: 'no-kind', name: 'No kind', foldedName: 'no kind', searchTokens: ['nokind'] },
        { _id: 'null-kind', kind: null, name: 'No kind', foldedName: 'no kind', searchTokens: ['nokind'] },
        { _id: 'robot', kind: 'ROBOT', name: 'Robot', foldedName: 'robot', searchTokens: ['nokind'] },
        { _id: 'arriving', kind: 'ARRIVING', name: 'Arriving', foldedName: 'arriving', searchTokens: ['nokind'] },
      ]); // prettier-ignore
      await insert('departments', [
        { _id: 'bare' },
        { _id: 'nulls', ...nulls, foldedName: 'nulls' },
        { _id: 'wrong', ...wrong },
        { _id: 'headless', version: 1, name: 'Headless', foldedName: 'headless', searchTokens: ['headless'], headId: 'gone' },
        { _id: 'led-by-contractor', version: 1, name: 'Led', foldedName: 'led', searchTokens: null, headId: 'bare-contractor' },
      ]); // prettier-ignore
      const of = { employeeId: 'dangling', authorId: 'gone' };
      await insert('reviews', [
        { _id: 'r-bare', ...of, period: 'a' },
        { _id: 'r-unknown', ...of, period: 'b', status: 'PUBLISHED', rating: 'good', comments: 5, createdAt: 'yesterday' },
        { _id: 'r-null', ...of, period: 'c', status: null, rating: null, createdAt: null },
        { _id: 'r-lower', ...of, period: 'd', status: 'submitted', rating: 1.5, privateNotes: 8, createdAt: 5 },
        { _id: 'r-good', ...of, period: 'e', status: 'SUBMITTED', rating: 2, createdAt: new Date(5) },
      ]); // prettier-ignore
    });

    it.each([
      ['bare', { __typename: 'Employee', id: 'bare', version: 0, name: '', ...none, ...noEmployee }],
      ['nulls', { __typename: 'Employee', id: 'nulls', version: 0, name: '', ...none, ...noEmployee }],
      ['wrong', { __typename: 'Employee', id: 'wrong', version: 0, name: '', ...none, ...noEmployee }],
      ['dangling', { __typename: 'Employee', id: 'dangling', version: 1, name: 'D', ...none, ...noEmployee, reviews: { totalCount: 5, nodes: ['r-good', 'r-bare', 'r-lower', 'r-null', 'r-unknown'].map((id) => ({ id })) } }],
      ['bare-contractor', { __typename: 'Contractor', id: 'bare-contractor', version: 0, name: '', ...none, agency: null, contractEndsOn: null, dayRate: null }],
      ['wrong-contractor', { __typename: 'Contractor', id: 'wrong-contractor', version: 0, name: '', ...none, agency: null, contractEndsOn: null, dayRate: null }],
      ['no-kind', null],
      ['null-kind', null],
      ['robot', null],
      ['arriving', null],
    ])('person %s is read without an error, with nothing where there is nothing', async (id, shown) => {
      const body = await ask('hr', `{ person(id: "${id}") { ${person} } }`);
      const reviews = (shown as Partial<typeof noEmployee> | null)?.reviews?.nodes.length ? sortedReviews(body) : body;
      expect(reviews).toEqual({ data: { person: shown } });
    }); // prettier-ignore

    it.each([
      ['bare', { version: 0, name: '' }],
      ['nulls', { version: 0, name: '' }],
      ['wrong', { version: 0, name: '' }],
      ['headless', { version: 1, name: 'Headless' }],
      ['led-by-contractor', { version: 1, name: 'Led' }],
    ])('department %s is read without an error', async (id, shown) => {
      expect(await ask('hr', `{ department(id: "${id}") { ${department} } }`)).toEqual({
        data: {
          department: { id, ...shown, headcount: 0, budget: null, head: null, members: { totalCount: 0, nodes: [] } },
        },
      });
    });

    it.each(['manager', 'employee', 'auditor', 'hr'])('lists, searches and ways between records go by %s without an error of ours', async (viewer) => {
      const queries = [
        ...['NAME', 'HIRED_ON', ...(viewer === 'hr' ? ['SALARY'] : [])].flatMap((field) => ['ASC', 'DESC'].map((direction) =>
          `{ employees(first: 100, orderBy: { field: ${field}, direction: ${direction} }) { totalCount nodes { id name version salary { amount } hiredOn manager { id } department { id } } } }`)),
        `{ employees(first: 25) { nodes { ${person.replace(/ \.\.\. on Contractor.*/, '')} } } }`,
        `{ departments { ${department} } }`,
        '{ search(text: "nokind") { __typename } a: search(text: "dangling") { __typename ... on Person { id name } } b: search(text: "headless") { ... on Department { id name budget { amount } } } }',
        `{ a: employee(id: "circle-a") { salary { amount } manager { id manager { id } } reports { nodes { id salary { amount } reports { totalCount } } } } }`,
        `{ employee(id: "dangling") { reviews { totalCount nodes { ${review} } } } }`,
      ];
      for (const query of queries) {
        const body = await ask(viewer, query);
        expect((body.errors ?? []).filter(({ extensions }) => (extensions as { code: string }).code !== 'FORBIDDEN')).toEqual([]);
        expect(JSON.stringify(body)).not.toMatch(/robot|no-kind|null-kind|"arriving"/);
      }
      expect(await ask(viewer, '{ search(text: "nokind") { __typename } }')).toEqual({ data: { search: [] } });
    }); // prettier-ignore

    it('an odd review is HR’s only: no status but the known ones opens it to whom it is about or above them', async () => {
      const { store } = running().application;
      const own = (await store.collection<Odd>('people').findOne({ userId: 'user-employee' }))!._id;
      await store.collection('reviews').deleteMany({});
      await unvalidated<Odd>(store, 'reviews').insertMany([
        ...[undefined, null, 'PUBLISHED', 'submitted', 1, true].map((status, index) =>
          ({ _id: `odd-${index}`, employeeId: own, authorId: 'gone', period: String(index), ...(status !== undefined && { status }), privateNotes: 's3cret' })),
        { _id: 'shown', employeeId: own, authorId: 'gone', period: 'shown', status: 'ACKNOWLEDGED', createdAt: new Date(5) },
      ] as readonly object[] as readonly Odd[]); // prettier-ignore
      const query = `{ employee(id: "${own}") { reviews { totalCount nodes { id status } } } }`;
      for (const viewer of ['employee', 'manager'])
        expect(await ask(viewer, query)).toEqual({
          data: { employee: { reviews: { totalCount: 1, nodes: [{ id: 'shown', status: 'ACKNOWLEDGED' }] } } },
        });
      const { reviews } = (await ask('hr', query)).data!['employee'] as { reviews: { totalCount: number; nodes: { status: unknown }[] } }; // prettier-ignore
      expect([reviews.totalCount, reviews.nodes.filter(({ status }) => status === null).length]).toEqual([7, 6]);
    });

    describe('of a person who has left, whatever marks it', () => {
      it.each([true, false, 'yes', 0])('ended: %j leaves nobody themselves, nor anybody’s manager', async (ended) => {
        const people = unvalidated<Odd>(running().application.store, 'people');
        const query = '{ me { person { homeAddress ... on Employee { salary { amount } } } } employees(first: 100) { nodes { salary { amount } } } }'; // prettier-ignore
        const shown = async () => {
          const { me, employees } = (await ask('manager', query)).data as {
            me: { person: { homeAddress: unknown; salary: unknown } };
            employees: { nodes: { salary: unknown }[] };
          };
          return [me.person.homeAddress, me.person.salary, ...employees.nodes.map(({ salary }) => salary)].filter(
            (value) => value !== null,
          ).length;
        };
        expect(await shown()).toBeGreaterThan(3);
        await people.updateOne({ userId: 'user-manager' }, { $set: { ended } });
        expect(await shown()).toBe(0);
        await people.updateOne({ userId: 'user-manager' }, { $unset: { ended: '' } });
      });
    });
  },
  { SEED_EMPLOYEES: '22' },
);

/** Where creation is no date, order is by the store; the reviews are the same. */
function sortedReviews(body: Awaited<ReturnType<Running['ask']>>['body']): unknown {
  const { reviews } = body.data!['person'] as { reviews: { nodes: { id: string }[] } };
  const rank = ({ id }: { id: string }) => (id === 'r-good' ? '' : id);
  reviews.nodes.sort((left, right) => (rank(left) < rank(right) ? -1 : 1));
  return body;
}
