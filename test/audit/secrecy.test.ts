// AU-02, AU-03: a storm of requests of every kind, with secrets where they belong and where they do not. Then every line
// of the log at its most talkative and every audit record is searched for each of them.
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MongoServerError } from 'mongodb';
import { pino } from 'pino';
import type { ApplicationParts } from '../../src/app.js';
import { auditCollection } from '../../src/audit/audit-log.js';
import { EmbeddedCollection } from '../../src/database/embedded/collection.js';
import { createLogger } from '../../src/http/logger.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import { demoPassword, startApplication } from '../application.js';
import type { Running } from '../application.js';
import { rawRequest } from '../http/raw-request.js';

const typed = 'Sentinel-typed-password-77';
/** One that is also a GraphQL name, so that it can be an alias. */
const alias = 'Sentinel_alias_password_78';
const stored = 'Sentinel-stored-value-79';
const settings = {
  SECRET_KEY: 'Sentinel-secret-key-of-this-test-only',
  JWT_SECRET: 'Sentinel-jwt-secret-of-this-test-only',
  PASSWORD_PEPPER: 'Sentinel-pepper-of-this-test-only-ok',
};
/** A newline, an escape sequence, quotes and braces, a line separator, a C1 control. */
const breaking = 'x\r\n{"level":60,"msg":"forged"}\u001b[31m"}\u2028\u009b2J\\';

const loginWith = 'mutation ($e: String!, $p: String!) { login(email: $e, password: $p) { accessToken refreshToken } }';
const refreshWith = 'mutation ($t: String) { refresh(refreshToken: $t) { accessToken refreshToken } }';

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

/** Everything that must stand nowhere. */
let sentinels: Set<string>;

async function storm(running: Running): Promise<void> {
  const { store } = running.application;
  const people = store.collection<PersonDocument>('people');
  const users = store.collection<UserRecord>('users');
  const login = async (account: string, password = demoPassword): Promise<Tokens> => {
    const { body } = await running.ask(loginWith, null, { e: `${account}@claimcheck.example`, p: password });
    const tokens = body.data!['login'] as Tokens;
    for (const token of [tokens.accessToken, tokens.refreshToken]) sentinels.add(token);
    return tokens;
  };
  for (const person of await people.find({}).toArray()) {
    for (const value of [person.salaryAmount, person.bankAccount, person.nationalId, person.homeAddress, person.notes])
      if (value !== undefined && value !== null) sentinels.add(String(value));
  }
  for (const { passwordHash } of await users.find({}).toArray()) if (passwordHash) sentinels.add(passwordHash);

  // Where they belong.
  const hr = await login('hr');
  const stranger = await login('stranger');
  await running.ask(loginWith, null, { e: 'hr@claimcheck.example', p: typed });
  await running.ask(loginWith, null, { e: 'nobody@claimcheck.example', p: typed });
  const next = (await running.ask(refreshWith, null, { t: stranger.refreshToken })).body.data!['refresh'] as Tokens;
  const third = (await running.ask(refreshWith, null, { t: next.refreshToken })).body.data!['refresh'] as Tokens;
  for (const { accessToken, refreshToken } of [next, third]) sentinels.add(accessToken).add(refreshToken);
  await running.ask(refreshWith, null, { t: stranger.refreshToken });
  await running.ask(refreshWith, null, { t: hr.accessToken });
  await running.ask(`mutation { changePassword(current: "${typed}", new: "${typed}2") { tokenType } }`, hr.accessToken);
  const guarded = 'salary { amount } bankAccount nationalId homeAddress notes';
  for (const token of [hr.accessToken, third.accessToken, null])
    await running.ask(`{ employees(first: 40) { nodes { ${guarded} } } }`, token);

  // Where they do not.
  const { accessToken, refreshToken } = await login('manager');
  await running.ask('{ me { id } }', `${accessToken.slice(0, -2)}AA`);
  await running.ask('{ me { id } }', refreshToken);
  await running.ask(loginWith, null, { e: typed, p: 'manager@claimcheck.example' });
  await running.ask(loginWith, accessToken, { e: breaking, p: typed });
  await running.ask(loginWith, null, { e: { password: typed }, p: [accessToken] });
  await running.ask(`{ me { id "${typed}" } }`, accessToken);
  await running.ask(`{ employee(id: { password: "${typed}" }) { id } }`, accessToken);
  await running.ask(`{ ${alias}: employees(first: 1) { nodes { name } } }`, accessToken);
  await running.ask(`{ ${alias} }`, accessToken);
  await running.ask(refreshWith, accessToken, { t: typed, [typed]: refreshToken });
  for (const body of [
    typed,
    `{"query": "${typed}`,
    JSON.stringify([typed]),
    JSON.stringify({ query: 5, operationName: typed, extensions: { accessToken } }),
    JSON.stringify({ query: '{ me { id } } query B { me { id } }', operationName: typed }),
  ])
    // prettier-ignore
    for (const type of ['application/json', 'text/plain', typed])
      await running.post(body, { 'content-type': type, cookie: `token=${accessToken}`, 'user-agent': typed });
  for (const authorization of [
    `Basic ${accessToken}`,
    typed,
    `Bearer ${accessToken} ${accessToken}`,
    `Bearer ${typed}`,
  ])
    await running.post(JSON.stringify({ query: '{ me { id } }' }), { authorization });
  for (const address of [
    `/graphql?token=${accessToken}`,
    `/graphql/${accessToken}`,
    `/${accessToken}?password=${typed}`,
    `/%0a${typed}`,
    '/livez',
    '/readyz',
  ])
    // prettier-ignore
    for (const method of ['GET', 'POST', 'PUT'])
      await fetch(running.url.replace('/graphql', '') + address, { method, headers: { 'x-request-id': accessToken } });
  await rawRequest(
    running.url,
    `POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${accessToken}\r\nBroken ${typed}\r\n\r\n`,
  );
  await rawRequest(running.url, `GET /%zz${typed} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);

  // What fails inside, and quotes what it met.
  const { _id } = (await people.findOne({ userId: 'user-manager' }))!;
  const corrupt = { salaryAmount: stored, birthDate: `${stored}\n    at: ${stored}`, phone: { text: stored } };
  await people.updateOne({ _id }, { $set: corrupt as never });
  const reading = '{ employees(first: 40) { nodes { salary { amount } birthDate phone } } }';
  expect((await running.ask(reading, hr.accessToken)).text).not.toContain(stored);
  const errors = [
    new MongoServerError({ message: `E11000 duplicate key error dup key: { email: "${stored}" }`, code: 11000 }),
    Object.assign(new Error(`connect ECONNREFUSED 10.0.0.1:27017 with ${stored}`), { name: 'MongoNetworkError' }),
    new SyntaxError(`Unexpected token '"', "${stored}" is not valid JSON`),
    new TypeError(`The "data" argument must be of type string. Received ${stored}`),
    new TypeError(`Cannot create property 'a' on string '${stored}'`),
    new Error('a wrapping', { cause: new TypeError(`Cannot use 'in' operator to search for 'a' in ${stored}`) }),
    stored,
  ];
  for (const error of errors) {
    jest.spyOn(EmbeddedCollection.prototype, 'findOne').mockRejectedValueOnce(error);
    await running.ask(loginWith, null, { e: 'hr@claimcheck.example', p: demoPassword });
    jest.restoreAllMocks();
    jest.spyOn(EmbeddedCollection.prototype, 'insertMany').mockRejectedValueOnce(error);
    await running.ask('{ employees(first: 3) { nodes { nationalId } } }', hr.accessToken);
    jest.restoreAllMocks();
  }
}

/** The sentinels that stand in a text, but for pino's own clock, in which any number may stand. */
const foundIn = (text: string): string[] => {
  const searched = text.replace(/"time":\d+/g, '');
  return [...sentinels].filter((sentinel) => searched.includes(sentinel));
};

const loggers: [string, (write: (line: string) => void) => ApplicationParts['logger']][] = [
  ['the logger of the command line', (write) => (redacted) => createLogger({ level: 'trace', redacted, destination: { write } })],
  // What the server says by itself, with nothing to take anything out.
  ['a bare pino logger', (write) => pino({ level: 'trace' }, { write })],
]; // prettier-ignore

describe.each(loggers)('after a storm of requests, with %s', (_name, loggerFor) => {
  const lines: string[] = [];
  let records: string;
  beforeAll(async () => {
    sentinels = new Set([typed, alias, stored, demoPassword, ...Object.values(settings)]);
    const running = await startApplication(
      settings,
      undefined,
      loggerFor((line) => void lines.push(line)),
    );
    await storm(running);
    await running.application.server.close();
    records = JSON.stringify(await running.application.store.collection(auditCollection).find({}).toArray());
    await running.stop();
  }, 60_000);
  afterEach(() => void jest.restoreAllMocks());

  it('AU-02 no line of the log holds a password, a token, a hash, a secret or a guarded value', () => {
    expect(sentinels.size).toBeGreaterThan(100);
    expect(lines.length).toBeGreaterThan(60);
    expect(lines.filter((line) => foundIn(line).length > 0)).toEqual([]);
  });

  it('AU-02 no audit record does', () => {
    for (const event of [
      'sensitive_read',
      'authz_fail',
      'authn_token_invalid',
      'authn_token_reuse',
      'authn_login_fail',
    ])
      expect(records).toContain(event);
    expect(foundIn(records)).toEqual([]);
  });

  it('AU-03 each line is one object of JSON, whatever names and values came', () => {
    for (const line of lines) {
      expect(line.trimEnd()).not.toMatch(/[\n\r]/);
      expect(line).not.toMatch(/\u001b|\u009b|\u2028|forged/); // eslint-disable-line no-control-regex
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), time: expect.any(Number) });
    }
  });

  it('says of each request what became of its token, and which errors it was answered with', () => {
    const requests = lines.map((line) => JSON.parse(line) as { msg: string; token?: string; codes?: string[] });
    const said = requests.filter(({ msg }) => msg === 'request');
    expect(new Set(said.map(({ token }) => token))).toEqual(new Set([undefined, 'none', 'ok', 'scheme', 'malformed', 'signature', 'header', 'revoked'])); // prettier-ignore
    const codes = new Set(said.flatMap((line) => line.codes ?? []));
    for (const code of [
      'INVALID_TOKEN',
      'FORBIDDEN',
      'INVALID_CREDENTIALS',
      'INVALID_REFRESH_TOKEN',
      'BAD_USER_INPUT',
      'BAD_REQUEST',
      'GRAPHQL_PARSE_FAILED',
      'INTERNAL_SERVER_ERROR',
      'SERVICE_UNAVAILABLE',
    ])
      // prettier-ignore
      expect(codes).toContain(code);
  });

  it('and the search finds what is there', () => {
    expect(foundIn(`{"a":"${demoPassword}"}`)).toEqual([demoPassword]);
  });
});

describe('AU-09 the request id of an INTERNAL_SERVER_ERROR', () => {
  const lines: string[] = [];
  let running: Running;
  beforeAll(async () => {
    running = await startApplication(
      {},
      undefined,
      pino({ level: 'trace' }, { write: (line) => void lines.push(line) }),
    );
  });
  afterAll(() => running.stop());

  it('finds one error line, which says the cause and where, however many fields failed of how many causes', async () => {
    const { store } = running.application;
    const failing = new Proxy(store.collection('departments'), {
      get: () => () => ({ toArray: () => Promise.reject(new Error(stored)) }),
    });
    const { collection } = store;
    store.collection = ((name: string) => (name === 'departments' ? failing : collection.call(store, name))) as never;
    const { body } = await running.ask(
      '{ departments { id } employees(first: 5) { nodes { department { id } } } }',
      await running.tokenOf('hr'),
    );
    store.collection = collection;
    const ids = new Set(body.errors!.map(({ extensions }) => (extensions as { requestId: string }).requestId));
    expect(ids.size).toBe(1);
    const told = lines.filter((line) => line.includes([...ids][0]!)).map((line) => JSON.parse(line) as object);
    expect(told.filter((line) => (line as { level: number }).level >= 40)).toEqual([
      expect.objectContaining({
        level: 50,
        code: 'INTERNAL_SERVER_ERROR',
        field: 'departments',
        msg: 'a field failed',
      }),
    ]);
  });
});
