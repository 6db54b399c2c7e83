import { describe, expect, it } from '@jest/globals';
import { createSecretKey } from 'node:crypto';
import { createCursors } from '../../src/graphql/cursor.js';
import { bindingOf } from '../../src/graphql/page.js';
import { ask, forbidden, refusedBefore } from './asking.js';
import { company } from './company/documents.js';
import { boss, emil, hana, mia, nora } from './company/viewers.js';
import type { Viewer } from './company/words.js';

const source = `query ($first: Int = 3, $after: String, $orderBy: EmployeeOrder) {
  employees(first: $first, after: $after, orderBy: $orderBy) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } totalCount }
}`;
interface Variables {
  readonly first?: number;
  readonly after?: string | null;
  readonly orderBy?: object | null;
}
const page = (viewer: Viewer, variables: Variables) => ask(viewer, source, { variables: { ...variables } });

interface Shown {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly totalCount: number;
}

async function shown(viewer: Viewer, variables: Variables): Promise<Shown> {
  const { answer } = await page(viewer, variables);
  expect(answer.errors).toBeUndefined();
  return (answer.data as unknown as { employees: Shown }).employees;
}

/** All pages, one after another. */
async function allOf(viewer: Viewer, orderBy: object | null): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (let more = true; more;) {
    const { edges, pageInfo }: Shown = await shown(viewer, { orderBy, after });
    ids.push(...edges.map(({ node }) => node.id));
    [more, after] = [pageInfo.hasNextPage, pageInfo.endCursor];
  }
  return ids;
}

const byName = ['boss', 'emil', 'hana', 'mia', 'nora', 'olaf', 'zoe'];
const bySalary = [...company.people].sort((a, b) => a.salary - b.salary).map(({ _id }) => _id);
const salary = { field: 'SALARY' };
const refusal = {
  data: { employees: null },
  errors: [forbidden('EmployeeOrderField.SALARY', ['employees'], { input: 'orderBy.field' })],
};
const badCursor = {
  data: { employees: null },
  errors: [
    expect.objectContaining({ path: ['employees'], extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
  ],
};

describe('AZ-20 B7 an order by salary', () => {
  it('is HR’s, page by page and both ways', async () => {
    expect(bySalary).not.toEqual(byName);
    expect(await allOf(hana, salary)).toEqual(bySalary);
    expect(await allOf(hana, { field: 'SALARY', direction: 'DESC' })).toEqual([...bySalary].reverse());
  });

  it('is refused to all others, and reads nothing', async () => {
    for (const viewer of [emil, mia, boss]) {
      for (const orderBy of [salary, { ...salary, direction: 'ASC' }, { ...salary, direction: 'DESC' }]) {
        const { answer, commands } = await page(viewer, { orderBy });
        expect(answer).toEqual(refusal);
        expect(commands).toEqual([]);
      }
    }
  });

  it.each([
    ['a literal', '{ employees(orderBy: { field: SALARY }) { totalCount } }', {}],
    [
      'a variable for the value',
      'query ($f: EmployeeOrderField! ) { employees(orderBy: { field: $f }) { totalCount } }',
      { f: 'SALARY' },
    ],
    [
      'a variable’s default',
      'query ($f: EmployeeOrderField! = SALARY) { employees(orderBy: { field: $f }) { totalCount } }',
      {},
    ],
    [
      'a variable’s default for all',
      'query ($o: EmployeeOrder = { field: SALARY }) { employees(orderBy: $o) { totalCount } }',
      {},
    ],
  ])('is refused however it is sent: %s', async (_, document, variables) => {
    expect((await ask(emil, document, { variables })).answer).toEqual(refusal);
    expect((await ask(hana, document, { variables })).answer).toEqual({ data: { employees: { totalCount: 7 } } });
  });

  it('leaves the order by name as it is, asked for or not', async () => {
    for (const orderBy of [null, {}, { field: 'NAME' }, { direction: 'ASC' }])
      expect(await allOf(emil, orderBy)).toEqual(byName);
    expect(await allOf(emil, { direction: 'DESC' })).toEqual([...byName].reverse());
  });

  it.each(['salary', 'BANK_ACCOUNT', '_id', '__proto__', 'constructor'])('has no other name: %s', async (field) => {
    await refusedBefore(emil, source, { orderBy: { field } });
  });
});

describe('AZ-21 B9 a cursor', () => {
  it('is of its viewer: nobody can go on with that of another', async () => {
    const { pageInfo } = await shown(nora, {});
    expect((await page(emil, { after: pageInfo.endCursor })).answer).toEqual(badCursor);
    expect((await shown(nora, { after: pageInfo.endCursor })).edges.map(({ node }) => node.id)).toEqual(
      byName.slice(3, 6),
    );
  });

  it('is of its order: one by salary tells nothing in an order by name, nor the other way round', async () => {
    const [salaries, names] = [await shown(hana, { orderBy: salary }), await shown(hana, {})];
    expect((await page(hana, { after: salaries.pageInfo.endCursor })).answer).toEqual(badCursor);
    expect((await page(hana, { after: names.pageInfo.endCursor, orderBy: salary })).answer).toEqual(badCursor);
  });

  it('of an order by salary is refused with the order, whatever it is', async () => {
    const { edges } = await shown(hana, { orderBy: salary, first: 100 });
    const cursors = [...edges.map(({ cursor }) => cursor), 'x', '', null];
    for (const after of cursors) {
      const { answer, commands } = await page(emil, { orderBy: salary, after });
      expect(answer).toEqual(refusal);
      expect(commands).toEqual([]);
    }
    const demoted = { ...hana, roles: ['EMPLOYEE'] as const };
    for (const { cursor } of edges)
      expect((await page(demoted, { orderBy: salary, after: cursor })).answer).toEqual(refusal);
  });

  it('holds nothing of the row that can be read', async () => {
    const { edges } = await shown(hana, { orderBy: salary, first: 100 });
    for (const { cursor, node } of edges) {
      const bytes = Buffer.from(cursor, 'base64url').toString('latin1');
      expect(bytes).not.toContain(String(company.people.find(({ _id }) => _id === node.id)!.salary));
      expect(bytes).not.toContain(node.id);
    }
  });

  it('that was made up or altered in any byte is refused in one way, and reads nothing of people', async () => {
    const { pageInfo } = await shown(emil, {});
    const good = Buffer.from(pageInfo.endCursor, 'base64url');
    const altered = [...good.keys()].map((at) => {
      const bytes = Buffer.from(good);
      bytes[at]! ^= 1;
      return bytes.toString('base64url');
    });
    const elsewhere = createCursors([createSecretKey(Buffer.alloc(32, 8))]);
    const forged = [
      elsewhere.seal(bindingOf('Query.employees', emil.id, 'name', '1'), ['A', 'a']),
      Buffer.from(JSON.stringify([70_000_000, 'emil'])).toString('base64url'),
      Buffer.from(JSON.stringify({ salary: { $gt: 0 } })).toString('base64'),
      `${pageInfo.endCursor}=`,
      pageInfo.endCursor.slice(1),
      `${pageInfo.endCursor}A`,
      '',
      'x',
    ];
    const answers = await Promise.all([...altered, ...forged].map((after) => page(emil, { after })));
    for (const { answer, bytes } of answers) {
      expect(answer).toEqual(badCursor);
      expect(bytes).toBe(answers[0]!.bytes);
    }
    expect((await page(emil, { after: pageInfo.endCursor })).answer.errors).toBeUndefined();
  });

  it('goes on where its row was, also when the row is gone', async () => {
    const { pageInfo } = await shown(emil, { first: 2 });
    const documents = { ...company, people: company.people.filter(({ _id }) => _id !== 'emil') };
    const { answer } = await ask(emil, source, { variables: { after: pageInfo.endCursor }, documents });
    const { edges } = (answer.data as unknown as { employees: Shown }).employees;
    expect(edges.map(({ node }) => node.id)).toEqual(['hana', 'mia', 'nora']);
  });
});
