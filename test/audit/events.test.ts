// AU-01: what is recorded of each event in the life of an account and its tokens, and nothing else.
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from '@jest/globals';
import { auditCollection } from '../../src/audit/audit-log.js';
import { auditEvents } from '../../src/audit/audit-record.js';
import type { AuditRecord } from '../../src/audit/audit-record.js';
import { onEveryStore } from '../stores.js';
import { demoPassword } from '../application.js';
import type { Answer, Running } from '../application.js';
import { forget, sessionOf } from './recorded.js';

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const wrong = 'another-long-password';

/** Asks as one client. */
class Client {
  constructor(
    readonly running: Running,
    readonly name: string,
  ) {}

  login(password = demoPassword, email = `${this.name}@claimcheck.example`): Promise<Answer> {
    const variables = { email, password };
    const query =
      'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken refreshToken } }';
    return this.running.ask(query, null, variables);
  }

  async begin(): Promise<Tokens> {
    return (await this.login()).body.data!['login'] as Tokens;
  }

  refresh(refreshToken: string): Promise<Answer> {
    const query = 'mutation ($token: String) { refresh(refreshToken: $token) { accessToken refreshToken } }';
    return this.running.ask(query, null, { token: refreshToken });
  }

  change(mutation: string, { accessToken }: Pick<Tokens, 'accessToken'>): Promise<Answer> {
    return this.running.ask(`mutation { ${mutation} }`, accessToken);
  }
}

type Expected = Partial<Record<keyof AuditRecord, unknown>>;

/** What is done after the log was emptied, and the one record that is there then; the rest of it is the same for all. */
const actions: readonly [what: string, act: (client: Client, forgetAll: () => Promise<void>) => Promise<[Answer, Expected]>][] = [
  ['a login', async (client) => {
    const answer = await client.login();
    const sessionId = sessionOf((answer.body.data!['login'] as Tokens).accessToken);
    return [answer, { event: 'authn_login_success', outcome: 'SUCCEEDED', actorId: 'user-stranger', sessionId, coordinate: 'Mutation.login', recordIds: ['user-stranger'] }];
  }],
  ['a login with a wrong password', async (client) => [
    await client.login(wrong),
    { event: 'authn_login_fail', outcome: 'FAILED', level: 'WARN', coordinate: 'Mutation.login', emailHash: expect.stringMatching(/^[\w-]{43}$/), recordIds: [] },
  ]],
  ['a login of nobody', async (client) => [
    await client.login(wrong, 'nobody@claimcheck.example'),
    { event: 'authn_login_fail', outcome: 'FAILED', level: 'WARN', coordinate: 'Mutation.login', emailHash: expect.stringMatching(/^[\w-]{43}$/), recordIds: [] },
  ]],
  ['AU-08 a refresh token that was used before its parent', async (client, forgetAll) => {
    const first = await client.begin();
    const second = (await client.refresh(first.refreshToken)).body.data!['refresh'] as Tokens;
    await client.refresh(second.refreshToken);
    await forgetAll();
    const sessionId = sessionOf(first.accessToken);
    return [
      await client.refresh(first.refreshToken),
      { event: 'authn_token_reuse', outcome: 'FAILED', level: 'CRITICAL', actorId: 'user-stranger', sessionId, sessionAddress: '127.0.0.1', coordinate: 'Mutation.refresh', recordIds: [sessionId] },
    ];
  }],
  ['logout', async (client, forgetAll) => {
    const { accessToken } = await client.begin();
    const sessionId = sessionOf(accessToken);
    await forgetAll();
    return [
      await client.change('logout', { accessToken }),
      { event: 'authn_token_revoked', outcome: 'SUCCEEDED', actorId: 'user-stranger', sessionId, coordinate: 'Mutation.logout', recordIds: [sessionId] },
    ];
  }],
  ['revokeSession', async (client, forgetAll) => {
    const [own, another] = [await client.begin(), await client.begin()];
    await forgetAll();
    return [
      await client.change(`revokeSession(id: "${sessionOf(another.accessToken)}")`, own),
      { event: 'authn_token_revoked', outcome: 'SUCCEEDED', actorId: 'user-stranger', sessionId: sessionOf(own.accessToken), coordinate: 'Mutation.revokeSession', recordIds: [sessionOf(another.accessToken)] },
    ];
  }],
  ['logoutEverywhere', async (client, forgetAll) => {
    const own = await client.begin();
    await forgetAll();
    return [
      await client.change('logoutEverywhere', own),
      { event: 'authn_token_revoked', outcome: 'SUCCEEDED', actorId: 'user-stranger', sessionId: sessionOf(own.accessToken), coordinate: 'Mutation.logoutEverywhere', recordIds: ['user-stranger'] },
    ];
  }],
  ['changePassword with a wrong one', async (client, forgetAll) => {
    const own = await client.begin();
    await forgetAll();
    return [
      await client.change(`changePassword(current: "${wrong}", new: "a-new-and-long-password") { tokenType }`, own),
      { event: 'authn_password_change_fail', outcome: 'FAILED', level: 'WARN', actorId: 'user-stranger', sessionId: sessionOf(own.accessToken), coordinate: 'Mutation.changePassword', recordIds: ['user-stranger'] },
    ];
  }],
  ...([
    ['setUserRoles', 'privilege_permissions_changed', 'setUserRoles(id: "user-stranger", roles: [AUDITOR]) { id }'],
    ['disableUser', 'user_archived', 'disableUser(id: "user-stranger") { id }'],
    ['enableUser', 'user_updated', 'enableUser(id: "user-stranger") { id }'],
  ] as const).map(([name, event, mutation]): (typeof actions)[number] => [name, async (client, forgetAll) => {
    const admin = await new Client(client.running, 'admin').begin();
    await forgetAll();
    return [
      await client.change(mutation, admin),
      { event, outcome: 'SUCCEEDED', level: 'WARN', actorId: 'user-admin', sessionId: sessionOf(admin.accessToken), coordinate: `Mutation.${name}`, recordIds: ['user-stranger'] },
    ];
  }]),
]; // prettier-ignore

it('AU-01 the README lists every event with its level', async () => {
  const rows = (await readFile('README.md', 'utf8')).matchAll(/^\| `([a-z_]+)` +\| `([A-Z]+)` +\| \S/gm);
  expect(Object.fromEntries([...rows].map(([, name, level]) => [name, level]))).toEqual(auditEvents);
});

onEveryStore('AU-01 one record is there when the answer is', (running) => {
  const log = () => running().application.store.collection<AuditRecord>(auditCollection);
  let secrets: string[];
  beforeAll(
    () => void (secrets = [demoPassword, wrong, 'a-new-and-long-password', 'stranger@', 'nobody@', 'eyJ', '$2']),
  );

  it.each(actions)('of %s', async (_what, act) => {
    await forget(running());
    const begun = Date.now();
    const [answer, expected] = await act(new Client(running(), 'stranger'), () => forget(running()));
    const records = await log().find({}).toArray();
    expect(records).toEqual([
      {
        _id: expect.any(String),
        at: expect.any(Date),
        level: 'INFO',
        address: '127.0.0.1',
        requestId: answer.headers.get('x-request-id'),
        expiresAt: expect.any(Date),
        ...expected,
      },
    ]);
    expect(records[0]!.at.getTime()).toBeGreaterThanOrEqual(begun);
    for (const secret of secrets) expect(JSON.stringify(records)).not.toContain(secret);
  });

  it('of changePassword: one of the change and one of the sign-in that it is', async () => {
    const client = new Client(running(), 'stranger');
    const own = await client.begin();
    await forget(running());
    const { body } = await client.change(
      `changePassword(current: "${demoPassword}", new: "a-new-and-long-password") { accessToken }`,
      own,
    );
    const { accessToken } = body.data!['changePassword'] as Tokens;
    const records = await log().find({ event: 'authn_password_change' }).toArray();
    expect(records).toMatchObject([
      {
        outcome: 'SUCCEEDED',
        actorId: 'user-stranger',
        sessionId: sessionOf(own.accessToken),
        recordIds: ['user-stranger'],
      },
    ]);
    expect(accessToken).not.toBe(own.accessToken);
    for (const secret of secrets) expect(JSON.stringify(await log().find({}).toArray())).not.toContain(secret);
  });

  it.each([
    ['a good refresh', async (client: Client) => client.refresh((await client.begin()).refreshToken)],
    ['junk for a refresh token', (client: Client) => client.refresh('junk')],
    ['an ordinary query', (client: Client) => client.running.ask('{ serverInfo { name } }')],
  ])('and none of %s', async (_what, act) => {
    const client = new Client(running(), 'manager');
    await forget(running());
    await act(client);
    const records = await log().find({}).toArray();
    expect(records.filter(({ event }) => event !== 'authn_login_success')).toEqual([]);
  });
});
