// Published ways in (ACCEPTANCE, "Published bypasses"), tried on the whole application over HTTP.
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import bcrypt from 'bcrypt';
import { Piscina } from 'piscina';
import { demoPassword, startApplication } from '../application.js';
import type { Answer, Running } from '../application.js';
import { ApiError } from '../../src/errors.js';

const noon = Date.UTC(2026, 10, 23, 12);
const wrong = 'not the right password';
let running: Running;

const start = async (environment: Record<string, string> = {}) => {
  running = await startApplication(environment, () => noon);
};
const email = (name: string) => `${name}@claimcheck.example`;
const send = (query: string, variables: object, headers: Record<string, string> = {}) =>
  running.post(JSON.stringify({ query, variables }), headers);
const login = (address: string, password: string, headers?: Record<string, string>) =>
  send('mutation ($e: String!, $p: String!) { login(email: $e, password: $p) { accessToken refreshToken } }', { e: address, p: password }, headers); // prettier-ignore
const changePassword = (token: string, current: string, next: string) =>
  send('mutation ($c: String!, $n: String!) { changePassword(current: $c, new: $n) { tokenType } }', { c: current, n: next }, { authorization: `Bearer ${token}` }); // prettier-ignore
const me = (token: string) => running.ask('{ me { id } }', token);
const refresh = (token: string) =>
  send('mutation ($t: String!) { refresh(refreshToken: $t) { accessToken refreshToken } }', { t: token });
const tokensOf = ({ body }: Answer, field = 'login') =>
  body.data?.[field] as { accessToken: string; refreshToken: string };
const codesOf = ({ body }: Answer) => body.errors?.map(({ extensions }) => (extensions as { code: string }).code) ?? [];

afterEach(async () => {
  jest.restoreAllMocks();
  await running.stop();
});

describe('a limit on guesses', () => {
  it('B31 holds for parallel guesses and at the other door, and for one account only', async () => {
    await start({ LOGIN_LIMIT_PAIR: '3/15m' });
    const { accessToken } = tokensOf(await login(email('employee'), demoPassword));
    const guesses = await Promise.all(Array.from({ length: 20 }, () => login(email('employee'), wrong)));
    const codes = guesses.flatMap(codesOf);
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(3);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(17);
    expect(codesOf(await changePassword(accessToken, demoPassword, 'another long password'))).toEqual(['RATE_LIMITED']);
    expect(codesOf(await login(email('manager'), demoPassword))).toEqual([]);
  });

  it('B31 counts what is guessed at changePassword for logins too', async () => {
    await start({ LOGIN_LIMIT_PAIR: '3/15m' });
    const { accessToken } = tokensOf(await login(email('employee'), demoPassword));
    for (let count = 0; count < 3; count += 1)
      expect(codesOf(await changePassword(accessToken, wrong, 'another long password'))).toEqual([
        'INVALID_CREDENTIALS',
      ]);
    expect(codesOf(await login(email('employee'), demoPassword))).toEqual(['RATE_LIMITED']);
  });

  it('B31 is no weapon: whoever uses an account’s limit up locks its owner out only where they never signed in', async () => {
    await start({ TRUST_PROXY: '1', LOGIN_LIMIT_PAIR: '2/15m', LOGIN_LIMIT_ACCOUNT: '4/1h' });
    const from = (address: string) => ({ 'x-forwarded-for': address });
    expect(codesOf(await login(email('employee'), demoPassword, from('192.0.2.1')))).toEqual([]);
    for (const address of ['198.51.100.1', '198.51.100.2'])
      for (let count = 0; count < 2; count += 1) await login(email('employee'), wrong, from(address));
    expect(codesOf(await login(email('employee'), demoPassword, from('203.0.113.1')))).toEqual(['RATE_LIMITED']);
    expect(codesOf(await login(email('employee'), demoPassword, from('192.0.2.1')))).toEqual([]);
  });
});

describe('a failed login', () => {
  beforeEach(() => start());

  it('B32 is the same answer after the same work, whether there is an account, a hash, or neither', async () => {
    const users = running.application.store.collection<{ _id: string; passwordHash?: string }>('users');
    const admin = tokensOf(await login(email('admin'), demoPassword)).accessToken;
    await running.ask('mutation { disableUser(id: "user-stranger") { id } }', admin);
    await users.updateOne({ _id: { $eq: 'user-hr' } }, { $unset: { passwordHash: '' } });

    const runs = jest.spyOn(Piscina.prototype, 'run');
    const seen = [];
    for (const [name, password] of [
      ['employee', wrong],
      ['nobody', wrong],
      ['stranger', demoPassword],
      ['hr', demoPassword],
    ] as const) {
      const { status, text, headers } = await login(email(name), password);
      const compared = runs.mock.calls.splice(0).map(([task]) => bcrypt.getRounds((task as { hash: string }).hash));
      const told = [...headers].filter(([header]) => header !== 'x-request-id' && header !== 'date');
      seen.push({ status, text, told, compared });
    }
    const [first, ...others] = seen;
    expect(first).toMatchObject({ status: 200, compared: [4] });
    expect(first?.text).toContain('"INVALID_CREDENTIALS"');
    for (const other of others) expect(other).toEqual(first);
    expect(codesOf(await login(email('employee'), demoPassword))).toEqual([]);
  });
});

describe('a token', () => {
  beforeEach(() => start());

  it('B33 of one kind is none of another, and as good as junk there; each is good in its own place', async () => {
    const { accessToken, refreshToken } = tokensOf(await login(email('manager'), demoPassword));
    const page = await running.ask('{ employees(first: 1) { pageInfo { endCursor } } }', accessToken);
    const { endCursor } = (page.body.data?.['employees'] as { pageInfo: { endCursor: string } }).pageInfo;

    const [junkAsBearer, junkAsRefresh] = [await me('junk'), await refresh('junk')];
    expect([junkAsBearer.status, codesOf(junkAsBearer)]).toEqual([401, ['INVALID_TOKEN']]);
    expect([junkAsRefresh.status, codesOf(junkAsRefresh)]).toEqual([200, ['INVALID_REFRESH_TOKEN']]);
    for (const other of [refreshToken, endCursor]) expect((await me(other)).text).toBe(junkAsBearer.text);
    for (const other of [accessToken, endCursor]) expect((await refresh(other)).text).toBe(junkAsRefresh.text);
    for (const other of [accessToken, endCursor])
      await send('mutation ($t: String) { logout(refreshToken: $t) }', { t: other });
    const cursor = await running.ask('query ($a: String) { employees(first: 1, after: $a) { totalCount } }', accessToken, { a: refreshToken }); // prettier-ignore
    expect(codesOf(cursor)).toEqual(['BAD_USER_INPUT']);

    expect((await me(accessToken)).body).toEqual({ data: { me: { id: 'user-manager' } } });
    expect((await me(tokensOf(await refresh(refreshToken), 'refresh').accessToken)).status).toBe(200);
  });
});

describe('a password', () => {
  beforeEach(() => start());

  it.each([
    ['72 letters', 'q7'.repeat(36)],
    ['18 emoji', '😀'.repeat(18)],
  ])('B36 counts beyond the 72 bytes that bcrypt reads: %s', async (_what, beginning) => {
    const { accessToken } = tokensOf(await login(email('employee'), demoPassword));
    expect((await changePassword(accessToken, demoPassword, `${beginning}Y`)).body).toEqual({
      data: { changePassword: { tokenType: 'Bearer' } },
    });
    expect(codesOf(await login(email('employee'), `${beginning}X`))).toEqual(['INVALID_CREDENTIALS']);
    expect(codesOf(await login(email('employee'), beginning))).toEqual(['INVALID_CREDENTIALS']);
    expect(codesOf(await login(email('employee'), `${beginning}Y`))).toEqual([]);
  });

  it('B36 with a NUL, at which bcrypt would stop, is nobody’s', async () => {
    const { accessToken } = tokensOf(await login(email('employee'), demoPassword));
    expect(codesOf(await changePassword(accessToken, demoPassword, 'a long password\0beyond'))).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect(codesOf(await login(email('employee'), `${demoPassword}\0`))).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await login(email('employee'), demoPassword))).toEqual([]);
  });
});

describe('an address', () => {
  beforeEach(() => start({ LOGIN_LIMIT_PAIR: '3/15m' }));

  it('B37 is judged in the form that is stored: no spelling makes a second account, or a second limit', async () => {
    const context = running.application.contextFor({ viewer: null, requestId: 'reviewed' });
    const create = (address: string) =>
      context.identity.accounts
        .create({ email: address, password: 'correct horse battery', roles: [] }, context)
        .then(({ email: stored }) => stored)
        .catch((error: unknown) => (error instanceof ApiError ? error.code : error));
    const spellings = ['KIM@Claimcheck.example', ' kim@claimcheck.example ', 'ｋim@claimcheck.example', 'Kim@claimcheck.example']; // prettier-ignore
    expect(await create('Kim@claimcheck.example')).toBe(email('kim'));
    for (const spelling of spellings) expect([spelling, await create(spelling)]).toEqual([spelling, 'CONFLICT']);
    expect(await create('kim＠claimcheck.example')).toBe('BAD_USER_INPUT');
    expect(await create('kım@claimcheck.example')).toBe('kım@claimcheck.example');

    for (const spelling of spellings) expect(codesOf(await login(spelling, 'correct horse battery'))).toEqual([]);
    for (const spelling of spellings.slice(0, 3))
      expect(codesOf(await login(spelling, wrong))).toEqual(['INVALID_CREDENTIALS']);
    expect(codesOf(await login(email('kim'), 'correct horse battery'))).toEqual(['RATE_LIMITED']);
  });
});
