// The directory's queries: single records, pages, and the ways from one record to another.
import { describe, expect, it } from '@jest/globals';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import type { Stored } from '../../src/database/port.js';
import { unvalidated } from '../database/unvalidated.js';
import { onEveryStore } from '../stores.js';
import type { Running } from '../application.js';

interface Connection {
  nodes: { id: string; name: string }[];
  edges: { cursor: string; node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: number;
}

const page =
  'totalCount nodes { id name } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

onEveryStore('reading the directory', (running) => {
  describe('a single record', () => {
    it('AZ-32 is null without an error for an unknown or malformed id', async () => {
      const token = await running().tokenOf('hr');
      for (const id of ['nobody', '', ' ', '{"$ne":null}', 'user-employee', '\u0000', 'x'.repeat(5_000), '__proto__']) {
        const answer = await running().ask(
          'query ($id: ID!) { employee(id: $id) { id } person(id: $id) { id } department(id: $id) { id } }',
          token,
          { id },
        );
        expect(answer.body).toEqual({ data: { employee: null, person: null, department: null } });
      }
    });

    it('AZ-32 refuses an operator in place of an id before anything runs', async () => {
      const answer = await running().ask(
        'query ($id: ID!) { employee(id: $id) { id } }',
        await running().tokenOf('hr'),
        { id: { $ne: null } },
      );
      expect([answer.status, answer.body.data, answer.body.errors?.[0]?.['extensions']]).toEqual([
        400,
        undefined,
        { code: 'BAD_USER_INPUT', fields: expect.any(Array) },
      ]);
    });

    it('AZ-31 user: an unknown account and one that is not the own are the same bytes; the own and an administrator read it', async () => {
      const query = 'query ($id: ID!) { user(id: $id) { id email } }';
      const employee = await running().tokenOf('employee');
      const other = await running().ask(query, employee, { id: 'user-manager' });
      const unknown = await running().ask(query, employee, { id: 'user-nobody-x' });
      expect(other.text).toBe(unknown.text);
      expect(other.body).toEqual({
        data: { user: null },
        errors: [
          {
            message: 'Not allowed.',
            locations: [{ line: 1, column: 20 }],
            path: ['user'],
            extensions: { code: 'FORBIDDEN', coordinate: 'Query.user', count: 1 },
          },
        ],
      });
      expect((await running().ask(query, employee, { id: 'user-employee' })).body).toEqual({
        data: { user: { id: 'user-employee', email: 'employee@claimcheck.example' } },
      });
      const admin = await running().tokenOf('admin');
      expect((await running().ask(query, admin, { id: 'user-manager' })).body).toEqual({
        data: { user: { id: 'user-manager', email: 'manager@claimcheck.example' } },
      });
      expect((await running().ask(query, admin, { id: 'user-nobody' })).body).toEqual({ data: { user: null } });
    });

    it('AZ-14 is the same by every way to it', async () => {
      const token = await running().tokenOf('employee');
      const fields = '__typename id name phone homeAddress ... on Employee { salary { amount } version }';
      const me = (await running().ask(`{ me { person { ${fields} } } }`, token)).body.data as {
        me: { person: { id: string; name: string } };
      };
      const { id } = me.me.person;
      const direct = (
        await running().ask(`{ employee(id: "${id}") { ${fields} } person(id: "${id}") { ${fields} } }`, token)
      ).body.data;
      expect(direct).toEqual({ employee: me.me.person, person: me.me.person });
      const listed = (
        await running().ask(
          `{ employees(first: 100) { nodes { ${fields} } } departments { members(first: 25) { nodes { ${fields} } } } }`,
          token,
        )
      ).body.data as {
        employees: { nodes: { id: string }[] };
        departments: { members: { nodes: { id: string }[] } }[];
      };
      expect(listed.employees.nodes.find((node) => node.id === id)).toEqual(me.me.person);
      expect(listed.departments.flatMap(({ members }) => members.nodes).find((node) => node.id === id)).toEqual(
        me.me.person,
      );
    });
  });

  describe('pages', () => {
    it('show everybody once, in order, whatever the size', async () => {
      const employees = (await peopleOf(running())).filter(({ kind }) => kind === 'EMPLOYEE');
      const expected = employees.sort(byName).map(({ _id }) => _id);
      for (const size of [1, 7, 39, 40, 100]) expect(await readAll(running(), size)).toEqual(expected);
    });

    it('say whether there is more, and count what can be paged through', async () => {
      const token = await running().tokenOf('auditor');
      const first = (await running().ask(`{ employees(first: 39) { ${page} } }`, token)).body.data![
        'employees'
      ] as Connection;
      expect(first.pageInfo).toEqual({
        hasNextPage: true,
        hasPreviousPage: false,
        startCursor: first.edges[0]!.cursor,
        endCursor: first.edges[38]!.cursor,
      });
      expect([first.totalCount, first.nodes.length, first.edges.map(({ node }) => node.id)]).toEqual([
        40,
        39,
        first.nodes.map(({ id }) => id),
      ]);
      const last = (
        await running().ask(`{ employees(first: 39, after: "${first.pageInfo.endCursor}") { ${page} } }`, token)
      ).body.data!['employees'] as Connection;
      expect([last.nodes.length, last.pageInfo.hasNextPage, last.pageInfo.hasPreviousPage]).toEqual([1, false, true]);
    });

    it('of several departments are the same as one by one', async () => {
      const token = await running().tokenOf('auditor');
      const together = (
        await running().ask(
          `{ departments { id members(first: 3) { ${page} } head { reports(first: 2) { ${page} } } } }`,
          token,
        )
      ).body.data!['departments'] as {
        id: string;
        members: Connection;
      }[];
      for (const department of together) {
        const alone = (
          await running().ask(
            `{ department(id: "${department.id}") { id members(first: 3) { ${page} } head { reports(first: 2) { ${page} } } } }`,
            token,
          )
        ).body.data;
        expect(alone).toEqual({ department });
        const rest = (
          await running().ask(
            `{ department(id: "${department.id}") { members(first: 100, after: "${department.members.pageInfo.endCursor}") { ${page} } } }`,
            token,
          )
        ).body.data!['department'] as { members: Connection };
        const members = (await peopleOf(running()))
          .filter(({ departmentId }) => departmentId === department.id)
          .sort(byName);
        expect([...department.members.nodes, ...rest.members.nodes].map(({ id }) => id)).toEqual(
          members.map(({ _id }) => _id),
        );
      }
    });

    it.each([0, -1, 101, 1_000_000_000])(
      'GQ-09 of size %s are refused before anything runs, inline and by variable',
      async (size) => {
        const token = await running().tokenOf('auditor');
        const refused = {
          status: 400,
          code: 'BAD_USER_INPUT',
          fields: [{ path: 'Query.employees(first:)', message: `must be from 1 to 100; what came is ${size}` }],
        };
        for (const answer of [
          await running().ask(`{ employees(first: ${size}) { nodes { id } } }`, token),
          await running().ask('query ($n: Int) { employees(first: $n) { nodes { id } } }', token, { n: size }),
          await running().ask(
            '{ ...all } fragment all on Query { employees(first: ' + String(size) + ') { nodes { id } } }',
            token,
          ),
        ]) {
          const { code, fields } = answer.body.errors![0]!['extensions'] as { code: string; fields: unknown };
          expect({ status: answer.status, code, fields }).toEqual(refused);
          expect(answer.body.data).toBeUndefined();
        }
      },
    );

    it('GQ-09 of size null or none have the default size', async () => {
      const token = await running().tokenOf('auditor');
      const { body } = await running().ask(
        '{ a: employees(first: null) { nodes { id } } b: employees { nodes { id } } }',
        token,
      );
      expect(Object.values(body.data as Record<string, Connection>).map(({ nodes }) => nodes.length)).toEqual([20, 20]);
    });

    it("AZ-21 refuse a cursor that was altered, that belongs to another list or another viewer, and accept the viewer's own", async () => {
      const auditor = await running().tokenOf('auditor');
      const list = (
        await running().ask(
          `{ employees(first: 2) { ${page} } departments { members(first: 1) { ${page} } } }`,
          auditor,
        )
      ).body.data as {
        employees: Connection;
        departments: { members: Connection }[];
      };
      const cursor = list.employees.pageInfo.endCursor!;
      const after = (value: string, token: string | null) =>
        running().ask('query ($after: String) { employees(first: 2, after: $after) { nodes { id } } }', token, {
          after: value,
        });
      expect((await after(cursor, auditor)).body.errors).toBeUndefined();
      const forged = [
        cursor.slice(0, -2), `${cursor}A`, cursor.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')), '', 'x', Buffer.from('["Ada","1"]').toString('base64url'),
        list.departments[0]!.members.pageInfo.endCursor!,
      ]; // prettier-ignore
      for (const value of forged) expect(await codeOf(after(value, auditor))).toBe('BAD_USER_INPUT');
      expect(await codeOf(after(cursor, await running().tokenOf('hr')))).toBe('BAD_USER_INPUT');
      expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain(list.employees.nodes[1]!.name);
    });
  });

  it('accounts are listed by address for an administrator', async () => {
    const { body } = await running().ask(
      `{ users(first: 4) { totalCount nodes { email roles enabled } pageInfo { hasNextPage } } }`,
      await running().tokenOf('admin'),
    );
    expect(body).toEqual({
      data: {
        users: {
          totalCount: 6,
          nodes: [
            { email: 'admin@claimcheck.example', roles: ['ADMIN'], enabled: true },
            { email: 'auditor@claimcheck.example', roles: ['AUDITOR'], enabled: true },
            { email: 'employee@claimcheck.example', roles: ['EMPLOYEE'], enabled: true },
            { email: 'hr@claimcheck.example', roles: ['EMPLOYEE', 'HR'], enabled: true },
          ],
          pageInfo: { hasNextPage: true },
        },
      },
    });
  });

  it('serverInfo is for anyone', async () => {
    expect((await running().ask('{ serverInfo { name version } }')).body).toEqual({
      data: { serverInfo: { name: 'claimcheck', version: '0.1.0' } },
    });
  });

  it("FR-23 a person of another kind is nobody's report: an Employee is an employee on every path", async () => {
    const people = running().application.store.collection<OddPerson>('people');
    const token = await running().tokenOf('manager');
    const { body: before } = await running().ask('{ me { person { id } } }', token);
    const managerId = (before.data!['me'] as { person: { id: string } }).person.id;
    const reports =
      'query ($id: ID!) { employee(id: $id) { department { headcount members(first: 1) { totalCount nodes { id } } } reports(first: 100) { totalCount nodes { id } } } }';
    const { text } = await running().ask(reports, token, { id: managerId });
    const { departmentId } = (await people.findOne({ _id: managerId }))!;
    await unvalidated<OddPerson>(running().application.store, 'people').insertOne({
      _id: 'odd-kind',
      kind: 'ROBOT',
      version: 1,
      name: 'AAA',
      foldedName: 'aaa',
      searchTokens: ['aaa'],
      managerId,
      departmentId: departmentId ?? null,
    });
    expect((await running().ask(reports, token, { id: managerId })).text).toBe(text);
    const paged = await running().ask(reports.replace('first: 100', 'first: 1'), token, { id: managerId });
    expect(paged.text).not.toContain('odd-kind');
    await people.deleteMany({ _id: 'odd-kind' });
  });

  it('FR-23 an account without an address does not end the list of users', async () => {
    const users = running().application.store.collection<{ _id: string; roles: string[]; generation: number }>('users');
    await unvalidated(running().application.store, 'users').insertOne({
      _id: 'odd-address',
      roles: [],
      generation: 0,
    } as Stored);
    const token = await running().tokenOf('admin');
    const query = 'query ($after: String) { users(first: 1, after: $after) { nodes { id } pageInfo { endCursor } } }';
    const first = (await running().ask(query, token)).body.data!['users'] as Connection;
    const second = (await running().ask(query, token, { after: first.pageInfo.endCursor })).body.data![
      'users'
    ] as Connection;
    expect([first.nodes, second.nodes]).toEqual([[{ id: 'odd-address' }], [{ id: 'user-admin' }]]);
    await users.deleteMany({ _id: 'odd-address' });
  });

  it('FR-23 an account with missing, null or unknown roles reads with least privilege', async () => {
    interface OddUser {
      _id: string;
      email: string;
      roles: unknown;
      generation: number;
      createdAt: Date;
      disabledAt: null;
    }
    const users = running().application.store.collection<OddUser>('users');
    const odd = unvalidated<OddUser>(running().application.store, 'users');
    for (const [index, roles] of [null, 'ADMIN', ['ROOT', 'EMPLOYEE'], 1].entries()) {
      await odd.insertOne({
        _id: `odd-${index}`,
        email: `odd-${index}@claimcheck.example`,
        roles,
        generation: 0,
        createdAt: new Date(0),
        disabledAt: null,
      });
    }
    const { body } = await running().ask(
      'query { users(first: 100) { nodes { id roles enabled } } }',
      await running().tokenOf('admin'),
    );
    const shown = (body.data!['users'] as { nodes: { id: string; roles: string[] }[] }).nodes.filter(({ id }) =>
      id.startsWith('odd-'),
    );
    expect(shown.map(({ roles }) => roles)).toEqual([[], [], ['EMPLOYEE'], []]);
    expect(body.errors).toBeUndefined();
    await users.deleteMany({ _id: { $in: ['odd-0', 'odd-1', 'odd-2', 'odd-3'] } });
  });
});

type OddPerson = Omit<PersonDocument, 'kind'> & { kind: string };

async function readAll(running: Running, size: number): Promise<string[]> {
  const token = await running.tokenOf('auditor');
  const ids: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { body } = await running.ask(
      `query ($after: String) { employees(first: ${size}, after: $after) { ${page} } }`,
      token,
      { after },
    );
    const { nodes, pageInfo } = body.data!['employees'] as Connection;
    ids.push(...nodes.map(({ id }) => id));
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  return ids;
}

function peopleOf({ application: { store } }: Running): Promise<PersonDocument[]> {
  return store.collection<PersonDocument>('people').find({}).toArray();
}

function byName(left: PersonDocument, right: PersonDocument): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : left._id < right._id ? -1 : 1;
}

async function codeOf(answer: ReturnType<Running['ask']>): Promise<unknown> {
  return ((await answer).body.errors?.[0]?.['extensions'] as { code: unknown } | undefined)?.code;
}
