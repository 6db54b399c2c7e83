import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, NetworkError } from '../../src/client/client.js';
import type { Client } from '../../src/client/client.js';
import { password, startServer } from './fixture.js';
import type { Server } from './fixture.js';

let server: Server;
let people: Record<'manager' | 'employee' | 'hr', { client: Client; personId: string }>;

beforeAll(async () => {
  server = await startServer();
  people = { manager: await signedIn('manager'), employee: await signedIn('employee'), hr: await signedIn('hr') };
});
afterAll(() => server.close());

async function signedIn(name: string): Promise<{ client: Client; personId: string }> {
  const client = createClient({ url: server.url });
  await client.signIn(`${name}@claimcheck.example`, password);
  return { client, personId: (await client.me()).data.me?.person?.id ?? '' };
}

const refused = (field: string) => ({
  code: 'FORBIDDEN',
  coordinate: `Employee.${field}`,
  path: ['employee', field],
  count: 1,
});

describe('an answer', () => {
  it('holds a salary for a manager of the person, and null with a denial beside it for a colleague', async () => {
    const asManager = await people.manager.client.employee({ id: people.employee.personId });
    expect(asManager.data.employee?.salary).toEqual({ amount: expect.any(Number), currency: 'EUR' });
    expect(asManager).toMatchObject({
      denials: [refused('personalEmail'), refused('homeAddress'), refused('birthDate')],
      errors: [],
    });

    const asColleague = await people.employee.client.employee({ id: people.manager.personId });
    expect(asColleague.data.employee).toMatchObject({
      id: people.manager.personId,
      name: expect.any(String),
      salary: null,
      homeAddress: null,
    });
    expect(asColleague.denials).toEqual([
      refused('salary'),
      refused('personalEmail'),
      refused('homeAddress'),
      refused('birthDate'),
    ]);
    expect(asColleague.errors).toEqual([]);
  });

  it('has no denials for someone who may read all of it', async () => {
    const { data, denials, errors } = await people.hr.client.employee({ id: people.employee.personId });
    expect([denials, errors]).toEqual([[], []]);
    expect(data.employee).toMatchObject({
      salary: { currency: 'EUR' },
      homeAddress: expect.any(String),
      manager: { id: people.manager.personId },
    });
  });

  it('tells of a selection once, with its first place and how often it was refused', async () => {
    const { data, denials } = await people.employee.client.employees({ first: 40 });
    const nodes = data.employees?.nodes ?? [];
    const hidden = nodes.filter(({ salary }) => salary === null).length;
    const first = nodes.findIndex(({ salary }) => salary === null);
    expect([nodes.length, hidden]).toEqual([40, 39]);
    expect(denials).toEqual([
      { code: 'FORBIDDEN', coordinate: 'Employee.salary', path: ['employees', 'nodes', first, 'salary'], count: 39 },
    ]);
  });

  it('pages through everybody once', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data }: Awaited<ReturnType<Client['employees']>> = await people.hr.client.employees({ first: 15, after });
      seen.push(...(data.employees?.nodes ?? []).map(({ id }) => id));
      after = data.employees?.pageInfo.hasNextPage ? data.employees.pageInfo.endCursor : null;
    } while (after !== null);
    expect([seen.length, new Set(seen).size]).toEqual([40, 40]);
  });

  it('is null and a denial for nobody', async () => {
    expect(await createClient({ url: server.url }).departments()).toEqual({
      data: { departments: null },
      denials: [{ code: 'UNAUTHENTICATED', coordinate: 'Query.departments', path: ['departments'], count: 1 }],
      errors: [],
    });
  });
});

describe('a request without data', () => {
  it('that the server refuses throws its error', async () => {
    await expect(people.hr.client.employees({ first: 1.5 })).rejects.toMatchObject({
      name: 'ClaimcheckError',
      code: 'BAD_USER_INPUT',
      path: undefined,
      extensions: { fields: [{ path: 'first' }] },
    });
  });

  it('that is aborted throws the reason', async () => {
    const reason = new Error('no longer wanted');
    await expect(people.hr.client.me({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(people.hr.client.me({}, { signal: new AbortController().signal })).resolves.toMatchObject({
      denials: [],
    });
  });

  it('that reaches no server throws a NetworkError', async () => {
    const failure = await createClient({ url: 'http://127.0.0.1:1/graphql' })
      .me()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NetworkError);
    expect(failure).toMatchObject({ status: undefined, cause: { name: 'TypeError' } });
  });

  it.each([200, 401, 502])(
    'that something else answers with %d throws a NetworkError without the password',
    async (status) => {
      const page = await startPage(status);
      const { port } = page.address() as AddressInfo;
      const failure = await createClient({ url: `http://127.0.0.1:${port}/graphql` })
        .signIn('a@b.example', 's3cret')
        .catch((error: unknown) => error);
      page.close();
      expect(failure).toBeInstanceOf(NetworkError);
      expect(String((failure as Error).stack) + String((failure as Error).cause)).not.toContain('s3cret');
    },
  );
});

/** A proxy whose server is gone: a page of HTML, whatever was asked. */
async function startPage(status: number): Promise<HttpServer> {
  const page = createServer((_request, response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>'),
  );
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  return page;
}
