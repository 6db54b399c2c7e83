// A cursor holds where it was given out: of that list, filter, order and viewer. All others are one answer.
import { expect, it } from '@jest/globals';
import { generateKeySync } from 'node:crypto';
import { createCursors } from '../../src/graphql/cursor.js';
import { onEveryStore } from '../stores.js';
import type { Answer, Running } from '../application.js';

const employees =
  'query ($after: String, $filter: EmployeeFilter, $orderBy: EmployeeOrder) { employees(first: 2, after: $after, filter: $filter, orderBy: $orderBy) { nodes { id } edges { cursor } pageInfo { endCursor } } }'; // prettier-ignore
const bySalary = { field: 'SALARY', direction: 'DESC' };

interface Connection {
  nodes: { id: string }[];
  edges: { cursor: string }[];
  pageInfo: { endCursor: string };
}

onEveryStore(
  'AZ-21 B9 a cursor',
  (running) => {
    const ask = async (viewer: string, variables: object): Promise<Answer> =>
      running().ask(employees, await running().tokenOf(viewer), { ...variables });
    const page = async (viewer: string, variables: object): Promise<Connection> =>
      (await ask(viewer, variables)).body.data!['employees'] as Connection;

    it('is the same bytes for the same row of the same list, and others for another', async () => {
      const [first, again] = [await page('hr', {}), await page('hr', {})];
      expect(again).toEqual(first);
      const [one, two] = first.edges.map(({ cursor }) => cursor);
      expect((await page('hr', { after: one })).edges[0]!.cursor).toBe(two);
      const elsewhere = [
        await page('manager', {}),
        await page('hr', { orderBy: { field: 'NAME', direction: 'DESC' } }),
        await page('hr', { filter: { hiredAfter: '1900-01-01' } }),
      ];
      const cursors = [first, ...elsewhere].flatMap(({ edges }) => edges.map(({ cursor }) => cursor));
      expect(new Set(cursors).size).toBe(cursors.length);
    });

    it('goes on where it was given out; anywhere else, altered or forged it is one and the same refusal', async () => {
      const filter = { hiredAfter: '1990-01-01' };
      const orderBy = { field: 'HIRED_ON', direction: 'ASC' };
      const { nodes, pageInfo } = await page('auditor', { filter, orderBy });
      const after = pageInfo.endCursor;
      const next = await page('auditor', { filter, orderBy, after });
      expect(next.nodes).toHaveLength(2);
      expect(next.nodes).not.toEqual(expect.arrayContaining([nodes[0]]));

      const binding = JSON.stringify(['Query.employees', 'user-auditor', JSON.stringify([{}, { key: 'foldedName', type: 'text', direction: 1 }])]); // prettier-ignore
      const foreign = createCursors([generateKeySync('hmac', { length: 256 })]).seal(binding, ['ada', 'x']);
      const members = await groupCursors(running());
      const refused = [
        { filter, after },
        { filter: { ...filter, jobTitle: 'Engineer' }, orderBy, after },
        { filter: { hiredAfter: '1990-01-02' }, orderBy, after },
        { orderBy, after },
        { filter, orderBy: { ...orderBy, direction: 'DESC' }, after },
        { filter, orderBy: { ...orderBy, field: 'NAME' }, after },
        ...[...altered(after), foreign, ...members, (await page('hr', { filter, orderBy })).pageInfo.endCursor].map(
          (other) => ({ filter, orderBy, after: other }),
        ),
      ];
      const answers = await Promise.all(refused.map((variables) => ask('auditor', variables)));
      const told = {
        message: 'The cursor is not valid here.',
        locations: [{ line: 1, column: 76 }],
        path: ['employees'],
        extensions: {
          code: 'BAD_USER_INPUT',
          fields: [{ path: 'after', message: 'must be a cursor of this list, given to this viewer' }],
        },
      };
      for (const { status, body } of answers)
        expect([status, body]).toEqual([200, { data: { employees: null }, errors: [told] }]);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    });

    it('of one department, manager or employee is none of another', async () => {
      const token = await running().tokenOf('hr');
      const { departments } = (
        await running().ask('{ departments { id members(first: 1) { pageInfo { endCursor } } } }', token)
      ).body.data as { departments: { id: string; members: Connection }[] };
      const [one, two] = departments;
      const members = async (id: string, after: string) =>
        (
          await running().ask(
            'query ($id: ID!, $after: String) { department(id: $id) { members(first: 1, after: $after) { nodes { id } } } }',
            token,
            { id, after },
          )
        ).body;
      const own = await members(one!.id, one!.members.pageInfo.endCursor);
      expect(own).toEqual({ data: { department: { members: { nodes: [{ id: expect.any(String) }] } } } });
      expect(await members(two!.id, one!.members.pageInfo.endCursor)).toEqual({
        data: { department: { members: null } },
        errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })],
      });
    });

    it('of an order that its viewer may not ask for goes on for nobody else', async () => {
      const { pageInfo } = await page('hr', { orderBy: bySalary });
      const given = { orderBy: bySalary, after: pageInfo.endCursor };
      expect((await page('hr', given)).nodes).toHaveLength(2);
      const answers = await Promise.all(
        [given, { ...given, after: 'forged' }, { orderBy: bySalary }].map((variables) => ask('manager', variables)),
      );
      for (const { status, body } of answers) expect([status, body]).toEqual([200, forbidden]);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    });

    it('given under a role that was taken away is refused by the rule of the order, though it is the own', async () => {
      const { pageInfo } = await page('hr', { orderBy: bySalary });
      const given = { orderBy: bySalary, after: pageInfo.endCursor };
      await setRoles(running(), 'EMPLOYEE');
      expect((await ask('hr', given)).body).toEqual(forbidden);
      await setRoles(running(), 'EMPLOYEE, HR');
      expect((await page('hr', given)).nodes).toHaveLength(2);
    });
  },
  { SEED_EMPLOYEES: '30', REVOCATION_CHECK: 'strict' },
);

const forbidden = {
  data: { employees: null },
  errors: [
    {
      message: 'Not allowed.',
      locations: [{ line: 1, column: 76 }],
      path: ['employees'],
      extensions: { code: 'FORBIDDEN', coordinate: 'EmployeeOrderField.SALARY', count: 1, input: 'orderBy.field' },
    },
  ],
};

/** One sign changed in each part, something cut off, added, doubled, in another alphabet; and what is no cursor at all. */
function altered(cursor: string): string[] {
  const at = (index: number) => cursor.slice(0, index) + (cursor[index] === 'A' ? 'B' : 'A') + cursor.slice(index + 1);
  const plain = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    ...[0, 20, Math.floor(cursor.length / 2), cursor.length - 10].map(at),
    cursor.slice(1), cursor.slice(0, -1), `${cursor}A`, `${cursor}=`, ` ${cursor}`, cursor + cursor,
    '', ' ', '\u0000', '__proto__', 'null', '{"$ne":null}', plain(['a', 'b']), plain({ $gt: '' }), 'A'.repeat(38), 'A'.repeat(9_000),
  ]; // prettier-ignore
}

/** Cursors of other lists, given to the same viewer. */
async function groupCursors(running: Running): Promise<string[]> {
  const { body } = await running.ask(
    '{ departments { members(first: 1) { pageInfo { endCursor } } head { reports(first: 1) { pageInfo { endCursor } } } } }',
    await running.tokenOf('auditor'),
  );
  const departments = body.data!['departments'] as { members: Connection; head: { reports: Connection } }[];
  return departments.flatMap(({ members, head }) => [members.pageInfo.endCursor, head.reports.pageInfo.endCursor]);
}

async function setRoles(running: Running, roles: string): Promise<void> {
  const { body } = await running.ask(
    `mutation { setUserRoles(id: "user-hr", roles: [${roles}]) { id } }`,
    await running.tokenOf('admin'),
  );
  expect(body).toEqual({ data: { setUserRoles: { id: 'user-hr' } } });
  running.forgetTokens();
}
