// Signing in over HTTP, from the mutation to the last use of a token.
import { createHmac } from 'node:crypto';
import { request as httpRequest, Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApplication, demoPassword } from '../application.js';
import type { Answer, Running } from '../application.js';
import { onEveryStore } from '../stores.js';

interface Payload {
  accessToken: string;
  refreshToken: string;
  tokenType: string;
  expiresIn: number;
}

const login =
  'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken refreshToken tokenType expiresIn user { id email roles } } }';
const refresh =
  'mutation ($token: String) { refresh(refreshToken: $token) { accessToken refreshToken expiresIn tokenType user { id } } }';
const logout = 'mutation ($token: String) { logout(refreshToken: $token) }';
const refused = {
  status: 401,
  text: '{"errors":[{"message":"The access token is not valid.","extensions":{"code":"INVALID_TOKEN"}}]}',
};

onEveryStore('signing in', (running) => {
  const signIn = async (name: string): Promise<Payload> =>
    (await running().ask(login, null, { email: `${name}@claimcheck.example`, password: demoPassword })).body.data![
      'login'
    ] as Payload;

  it('SR-01 PW-01 gives a token of each kind, how long it lasts, and the account as it may see itself; one session is stored, without a token', async () => {
    const sessions = running().application.store.collection<{ _id: string; userId: string; counter: number }>(
      'sessions',
    );
    const before = await sessions.countDocuments({});
    const { body, headers } = await running().ask(login, null, {
      email: ' Employee@claimcheck.example ',
      password: demoPassword,
    });
    expect(body).toEqual({
      data: {
        login: {
          accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
          refreshToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
          tokenType: 'Bearer',
          expiresIn: 900,
          user: { id: 'user-employee', email: 'employee@claimcheck.example', roles: ['EMPLOYEE'] },
        },
      },
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await sessions.countDocuments({})).toBe(before + 1);
    const payload = body.data!['login'] as Payload;
    const stored = JSON.stringify(await sessions.find({ userId: 'user-employee' }).toArray());
    for (const token of [payload.accessToken, payload.refreshToken]) expect(stored).not.toContain(token.split('.')[2]);
  });

  it('PW-02 answers a wrong password and an unknown address with the same bytes and headers', async () => {
    const wrong = await running().ask(login, null, {
      email: 'employee@claimcheck.example',
      password: 'not the right password',
    });
    const unknown = await running().ask(login, null, {
      email: 'nobody@claimcheck.example',
      password: 'not the right password',
    });
    expect(wrong.body).toEqual({
      data: { login: null },
      errors: [
        {
          message: 'Wrong e-mail address or password.',
          locations: [expect.anything()],
          path: ['login'],
          extensions: { code: 'INVALID_CREDENTIALS' },
        },
      ],
    });
    expect([unknown.status, unknown.text, names(unknown)]).toEqual([wrong.status, wrong.text, names(wrong)]);
  });

  it('TK-01 TK-02 reads what is public without a token, and nothing else', async () => {
    const answer = await running().ask('{ serverInfo { name } me { id } }');
    expect(answer.body).toEqual({
      data: { serverInfo: { name: 'claimcheck' }, me: null },
      errors: [
        {
          message: 'Not signed in.',
          locations: [expect.anything()],
          path: ['me'],
          extensions: { code: 'UNAUTHENTICATED', coordinate: 'Query.me', count: 1 },
        },
      ],
    });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([200, null]);
  });

  it('TK-07 TK-09 TK-15 TK-16 TK-21 refuses every bad token with the same bytes, before anything of the request is read', async () => {
    const { accessToken, refreshToken } = await signIn('employee');
    const [header, payload, signature] = accessToken.split('.') as [string, string, string];
    const bad = [
      refreshToken, `${header}.${payload}`, `${accessToken}.x`, `${header}.${payload}.`, `${header}.${payload}.${'A'.repeat(43)}`, `${accessToken}=`,
      `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.${signature}`, 'x', '..', 'null',
    ]; // prettier-ignore
    for (const token of bad) {
      for (const query of [
        '{ serverInfo { name } }',
        '{ me { id } }',
        '{ not graphql',
        '{ unknownField }',
        'mutation { login(email: "a", password: "b") { tokenType } logout me: __typename x: logout ...f } fragment f on Query { me { id } }',
      ]) {
        const answer = await running().ask(query, token);
        expect({ status: answer.status, text: answer.text }).toEqual(refused);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
      }
    }
    expect((await running().ask('{ me { id } }', accessToken)).body).toEqual({ data: { me: { id: 'user-employee' } } });
  });

  it('TK-06 looks for the token in no other place', async () => {
    const { accessToken } = await signIn('employee');
    const body = JSON.stringify({
      query: 'query ($t: String) { me { id } }'.replace('($t: String) ', ''),
      variables: { authorization: `Bearer ${accessToken}` },
      extensions: { authorization: `Bearer ${accessToken}` },
    });
    const answer = await running().post(body, {
      cookie: `authorization=Bearer ${accessToken}; access_token=${accessToken}`,
    });
    expect(answer.body.data).toEqual({ me: null });
  });

  it('SR-29 signs in, refreshes and signs out under a bad header, for that request only as nobody', async () => {
    const { refreshToken } = await signIn('employee');
    const first = await running().ask(refresh, 'junk', { token: refreshToken });
    const next = first.body.data!['refresh'] as Payload;
    expect(first.body.errors).toBeUndefined();
    expect((await running().ask(logout, 'junk', { token: next.refreshToken })).body).toEqual({
      data: { logout: true },
    });
    expect((await running().ask(logout, 'junk')).body).toEqual({ data: { logout: true } });
    const mixed = await running().ask('mutation { logout } query me { me { id } }', 'junk');
    expect(mixed.status).toBe(401);
  });

  it('SR-03 SR-04 a refresh gives a new pair in the same session, and both access tokens work', async () => {
    const first = await signIn('employee');
    const next = (await running().ask(refresh, null, { token: first.refreshToken })).body.data!['refresh'] as Payload;
    expect(next.refreshToken).not.toBe(first.refreshToken);
    expect(claims(next.accessToken)['sid']).toBe(claims(first.accessToken)['sid']);
    for (const { accessToken } of [first, next])
      expect((await running().ask('{ me { id } }', accessToken)).body).toEqual({
        data: { me: { id: 'user-employee' } },
      });
  });

  it('SR-05 SR-14 a lost answer can be asked for again; after logout nothing of the session works', async () => {
    const first = await signIn('employee');
    const next = (await running().ask(refresh, null, { token: first.refreshToken })).body.data!['refresh'] as Payload;
    const again = (await running().ask(refresh, null, { token: first.refreshToken })).body.data!['refresh'] as Payload;
    expect(again.refreshToken).toBe(next.refreshToken);
    expect((await running().ask(logout, null, { token: next.refreshToken })).body).toEqual({ data: { logout: true } });
    for (const token of [first.accessToken, next.accessToken, again.accessToken])
      expect(await running().ask('{ me { id } }', token)).toMatchObject(refused);
    for (const token of [first.refreshToken, next.refreshToken]) {
      expect((await running().ask(refresh, null, { token })).body).toEqual({
        data: { refresh: null },
        errors: [
          {
            message: 'The refresh token is not valid.',
            locations: [expect.anything()],
            path: ['refresh'],
            extensions: { code: 'INVALID_REFRESH_TOKEN' },
          },
        ],
      });
    }
  });

  it("SR-28 B13 the payload's user is decided for the user who signs in, whoever asks", async () => {
    const query = `mutation { login(email: "hr@claimcheck.example", password: "${demoPassword}") { user { email createdAt person { homeAddress ... on Employee { notes salary { amount } } } } } }`;
    for (const token of [null, (await signIn('stranger')).accessToken]) {
      const { body } = await running().ask(query, token);
      expect(body).toEqual({
        data: {
          login: {
            user: {
              email: 'hr@claimcheck.example',
              createdAt: expect.any(String),
              person: { homeAddress: expect.any(String), notes: null, salary: { amount: expect.any(Number) } },
            },
          },
        },
        errors: [
          {
            message: 'Not allowed.',
            locations: [expect.anything()],
            path: ['login', 'user', 'person', 'notes'],
            extensions: { code: 'FORBIDDEN', coordinate: 'Employee.notes', count: 1 },
          },
        ],
      });
    }
    const stranger = await running().ask(query.replace('hr@', 'stranger@'));
    // A stranger is self, but may meet no person.
    expect(stranger.body).toMatchObject({
      data: { login: { user: { email: 'stranger@claimcheck.example', person: null } } },
      errors: [
        { path: ['login', 'user', 'person'], extensions: { code: 'FORBIDDEN', coordinate: 'User.person', count: 1 } },
      ],
    });
  });
});

it("a cursor from a sign-in's answer is the user's whom it signed in", async () => {
  const running = await startApplication();
  const query = `mutation { login(email: "hr@claimcheck.example", password: "${demoPassword}") { accessToken user { person { department { id members(first: 2) { pageInfo { endCursor } } } } } } }`;
  const { body } = await running.ask(query, await running.tokenOf('stranger'));
  const { accessToken, user } = body.data!['login'] as {
    accessToken: string;
    user: { person: { department: { id: string; members: { pageInfo: { endCursor: string } } } } };
  };
  const { id, members } = user.person.department;
  const next = (token: string | null) =>
    running.ask(
      `{ department(id: "${id}") { members(first: 1, after: "${members.pageInfo.endCursor}") { nodes { name } } } }`,
      token,
    );
  expect((await next(accessToken)).body).toEqual({
    data: { department: { members: { nodes: [{ name: expect.any(String) }] } } },
  });
  expect((await next(await running.tokenOf('manager'))).body.errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  await running.stop();
});

describe('a token in time', () => {
  let running: Running;
  let now = Date.now();
  beforeAll(async () => {
    running = await startApplication(
      { ACCESS_TOKEN_TTL: '15m', JWT_SECRET: 'a secret of the deployment, 32 bytes at least' },
      () => now,
    );
  });
  afterAll(() => running.stop());

  it('TK-29 works until it expires and is refused from then on, on one connection, with the reason EXPIRED', async () => {
    const token = (await running.tokenOf('employee'))!;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await overSocket(running.url, token, agent);
    now += 15 * 60_000 - 1_001;
    const second = await overSocket(running.url, token, agent);
    now += 1_001;
    const third = await overSocket(running.url, token, agent);
    agent.destroy();
    expect([first, second]).toEqual([
      { status: 200, text: '{"data":{"me":{"id":"user-employee"}}}', reused: false },
      { status: 200, text: '{"data":{"me":{"id":"user-employee"}}}', reused: true },
    ]);
    expect(third).toEqual({
      status: 401,
      text: '{"errors":[{"message":"The access token is not valid.","extensions":{"code":"INVALID_TOKEN","reason":"EXPIRED"}}]}',
      reused: true,
    });
  });

  it('TK-33 TK-37 says in its claims what it has to, and claims that are signed but wrong give nothing', async () => {
    const token = (await running.tokenOf('hr'))!;
    now = Date.now();
    const fresh = (
      (await running.ask(login, null, { email: 'hr@claimcheck.example', password: demoPassword })).body.data![
        'login'
      ] as Payload
    ).accessToken;
    expect(Object.keys(claims(fresh)).sort()).toEqual([
      'aud',
      'auth_time',
      'client_id',
      'exp',
      'iat',
      'iss',
      'jti',
      'roles',
      'sid',
      'sub',
      'ver',
    ]);
    expect(claims(fresh)['jti']).not.toBe(claims(token)['jti']);
    const header = fresh.split('.')[0]!;
    for (const roles of ['HR', { 0: 'HR' }, [['HR']], null, undefined, ['__proto__'], ['hr']]) {
      const signed = `${header}.${Buffer.from(JSON.stringify({ ...claims(fresh), roles })).toString('base64url')}`;
      const forged = `${signed}.${createHmac('sha256', 'a secret of the deployment, 32 bytes at least').update(signed).digest('base64url')}`;
      const answer = await running.ask('{ employees { nodes { salary { amount } } } }', forged);
      expect(answer.text).not.toMatch(/"amount":\d/);
      expect([401, 200]).toContain(answer.status);
    }
  });
});

function claims(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
}

function names({ headers }: Answer): string[] {
  return [...headers.entries()]
    .filter(([name]) => !['date', 'x-request-id'].includes(name))
    .map(([name, value]) => `${name}: ${value}`);
}

function overSocket(
  url: string,
  token: string,
  agent: Agent,
): Promise<{ status: number | undefined; text: string; reused: boolean }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const sent = httpRequest(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode, text, reused: sent.reusedSocket }));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ query: '{ me { id } }' }));
  });
}
