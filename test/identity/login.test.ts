import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiError } from '../../src/errors.js';
import { everyRow } from '../../src/database/rows.js';
import { openFixture, origin, password } from './fixture.js';
import type { Fixture } from './fixture.js';

let f: Fixture;
beforeEach(async () => void (f = await openFixture({ SESSION_LIMIT: '3' })));
afterEach(() => f.close());

const failure = (attempt: Promise<unknown>) => attempt.then(() => 'succeeded', (error: unknown) => error); // prettier-ignore
const codeOf = async (attempt: Promise<unknown>) => {
  const error = await failure(attempt);
  return error instanceof ApiError ? error.code : error;
};
const sessionsOf = (userId: string) => f.sessions.find({ userId: { $eq: userId } }).toArray();

describe('login', () => {
  it('SR-01 PW-01 gives two tokens and makes one session, of which the store alone makes no token', async () => {
    await f.addUser('alice', { roles: ['EMPLOYEE', 'HR'] });
    const answer = await f.identity.login({
      email: ' Alice@Example.com',
      password,
      address: '192.0.2.1',
      userAgent: 'x'.repeat(999),
    });
    const rows = await sessionsOf('user-alice');
    expect(rows).toHaveLength(1);
    const [session] = rows;
    expect(answer).toMatchObject({
      expiresIn: 900,
      user: { _id: 'user-alice', roles: ['EMPLOYEE', 'HR'], lastLoginAt: session?.createdAt },
    });
    expect(answer.viewer).toEqual({
      id: 'user-alice',
      sessionId: session?._id,
      roles: ['EMPLOYEE', 'HR'],
      authTime: (session?.authTime.getTime() ?? 0) / 1_000,
      generation: 1,
    });
    expect(await f.identity.authenticate(answer.accessToken)).toEqual({ ok: true, viewer: answer.viewer });
    expect(session).toMatchObject({ counter: 0, generation: 1, address: '192.0.2.1', userAgent: 'x'.repeat(256) });
    expect(session?._id).toMatch(/^[A-Za-z0-9_-]{24}$/);
    expect(Object.keys(session ?? {}).sort()).toEqual(['_id', 'address', 'authTime', 'counter', 'createdAt', 'expiresAt', 'generation', 'idleExpiresAt', 'lastUsedAt', 'userAgent', 'userId']); // prettier-ignore
    expect(JSON.stringify(rows)).not.toContain(answer.refreshToken.split('.')[2]);
  });

  it('PW-02 PW-14 fails in one form for every cause, after one look at the store and one comparison', async () => {
    await f.addUser('alice');
    await f.addUser('disabled', { disabledAt: new Date(0) });
    const stored: Record<string, unknown> = {
      missing: undefined,
      null: null,
      empty: '',
      garbage: 'x',
      number: 1,
      object: { bcrypt: 'x' },
      argon: '$argon2id$v=19$m=65536',
      cost31: `$2b$31$${'.'.repeat(53)}`,
    };
    for (const [name, passwordHash] of Object.entries(stored)) {
      const user = await f.addUser(`h${name}`, { passwordHash: 'x' });
      await f.users.updateOne(
        { _id: user._id },
        passwordHash === undefined
          ? { $unset: { passwordHash: '' } }
          : { $set: { passwordHash: passwordHash as string } },
      );
    }
    const seen = new Set<string>();
    for (const email of ['nobody', 'disabled', ...Object.keys(stored).map((name) => `h${name}`)]) {
      f.calls();
      const error = await failure(f.login(email));
      expect(error).toBeInstanceOf(ApiError);
      seen.add(JSON.stringify([error, (error as ApiError).message, f.calls()]));
    }
    f.calls();
    const wrong = await failure(f.identity.login({ email: 'alice@example.com', password: 'incorrect horse battery' }));
    seen.add(JSON.stringify([wrong, (wrong as ApiError).message, f.calls()]));
    expect([...seen].map((text) => JSON.parse(text) as unknown)).toEqual([
      [
        { message: 'Wrong e-mail address or password.', extensions: { code: 'INVALID_CREDENTIALS' } },
        'Wrong e-mail address or password.',
        ['users.findOne', 'audit.insertMany'],
      ],
    ]);
    expect(await f.sessions.countDocuments({})).toBe(0);
  });

  it('PW-04 PW-11 PW-13 PW-26 PW-28 refuses what can be nobody’s address or password before it asks the store', async () => {
    await f.addUser('alice');
    f.calls();
    const attempt = (email: unknown, tried: unknown) =>
      codeOf(f.identity.login({ email: email as string, password: tried as string }));
    for (const email of [
      'alice',
      '',
      `${'a'.repeat(320)}@example.com`,
      '.'.repeat(10_000),
      'alice＠example.com',
      { $gt: '' },
      { $regex: '.' },
      ['alice@example.com'],
      null,
      undefined,
      1,
    ]) {
      expect(await attempt(email, password)).toBe('BAD_USER_INPUT');
    }
    for (const tried of [
      'a'.repeat(1_048_576),
      `${password}\0`,
      `${password}\uD800`,
      { $gt: '' },
      [password],
      null,
      undefined,
      1,
    ]) {
      expect(await attempt('alice@example.com', tried)).toBe('BAD_USER_INPUT');
    }
    expect(f.calls()).toEqual([]);
    expect(await attempt('alice@example.com', '')).toBe('INVALID_CREDENTIALS');
  });

  it('PW-04 says which field it was, and what is required of it, but not what came', async () => {
    const error = await failure(f.identity.login({ email: 's3cret', password: 'hidden\0' }));
    expect((error as ApiError).extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [
        { path: 'email', message: 'must be an e-mail address of at most 254 characters' },
        { path: 'password', message: 'must be at most 1024 characters of well-formed text without NUL' },
      ],
    });
  });

  it('SR-24 ends the oldest sessions beyond the limit, for that user only', async () => {
    await f.addUser('alice');
    await f.addUser('bob');
    const bob = await f.login('bob');
    const answers = [];
    for (let count = 0; count < 5; count += 1) {
      f.advance(10);
      answers.push(await f.login('alice'));
    }
    const works = await Promise.all(
      answers.map(async (answer) => (await f.identity.authenticate(answer.accessToken)).ok),
    );
    expect(works).toEqual([false, false, true, true, true]);
    expect(await codeOf(f.identity.refresh(answers[1]?.refreshToken))).toBe('INVALID_REFRESH_TOKEN');
    expect(await codeOf(f.identity.refresh(answers[2]?.refreshToken))).toBe('succeeded');
    expect(await f.identity.authenticate(bob.accessToken)).toMatchObject({ ok: true });
  });

  it('RC-09 never leaves more sessions than the limit after parallel logins', async () => {
    await f.addUser('alice');
    await Promise.all(Array.from({ length: 10 }, () => f.login('alice')));
    const rows = await sessionsOf('user-alice');
    expect(rows).toHaveLength(10);
    const live = rows.filter(({ endedAt }) => endedAt === undefined).length;
    expect(live).toBeLessThanOrEqual(3);
    expect(live).toBeGreaterThan(0);
  });

  it.each([
    ['disabling', { $set: { disabledAt: new Date(1) }, $inc: { generation: 1 } }],
    ['new password', { $set: { passwordHash: 'another' }, $inc: { generation: 1 } }],
  ])('RC-12 that a %s overtakes leaves no session', async (_, change) => {
    await f.addUser('alice');
    f.before('users.findOneAndUpdate', () => f.users.updateOne({ _id: 'user-alice' }, change));
    expect(await codeOf(f.login('alice'))).toBe('INVALID_CREDENTIALS');
    expect(await f.sessions.find({ endedAt: null }).toArray()).toEqual([]);
    expect(await f.users.findOne({ _id: 'user-alice' })).not.toHaveProperty('lastLoginAt');
  });

  it('RC-12 gives tokens that nobody takes when a disabling comes before its answer', async () => {
    await f.addUser('alice');
    const { accounts } = f.identity.whole;
    f.before('sessions.insertOne', () => accounts.disable('user-alice', everyRow, { ...origin, viewer: null }));
    const { accessToken, refreshToken } = await f.login('alice');
    expect(await f.identity.authenticate(accessToken)).toMatchObject({ ok: false, reason: 'revoked' });
    expect(await codeOf(f.identity.refresh(refreshToken))).toBe('INVALID_REFRESH_TOKEN');
    await accounts.enable('user-alice', everyRow, { ...origin, viewer: null });
    expect(await codeOf(f.identity.refresh(refreshToken))).toBe('INVALID_REFRESH_TOKEN');
  });

  it('FR-23 grants least privilege to records of an odd shape', async () => {
    const shapes: Record<string, object> = {
      missing: { roles: undefined },
      null: { roles: null },
      text: { roles: 'ADMIN' },
      number: { roles: 1 },
      unknown: { roles: ['ROOT', 'admin', 1, null, 'HR'] },
    };
    const granted: Record<string, unknown> = {};
    for (const [name, shape] of Object.entries(shapes)) {
      await f.addUser(name);
      const { roles } = shape as { roles?: [] };
      await f.users.updateOne(
        { _id: `user-${name}` },
        roles === undefined ? { $unset: { roles: '' } } : { $set: { roles } },
      );
      const { accessToken, user } = await f.login(name);
      const answer = await f.identity.authenticate(accessToken);
      expect(answer).toMatchObject({ ok: true, viewer: { roles: user.roles } });
      granted[name] = user.roles;
    }
    expect(granted).toEqual({ missing: [], null: [], text: [], number: [], unknown: ['HR'] });
  });

  it.each([undefined, null, '1', 0.5, {}])('FR-23 refuses an account whose generation is %p', async (generation) => {
    await f.addUser('alice');
    await f.users.updateOne(
      { _id: 'user-alice' },
      generation === undefined ? { $unset: { generation: '' } } : { $set: { generation: generation as number } },
    );
    expect(await codeOf(f.login('alice'))).toBe('INVALID_CREDENTIALS');
  });
});

it('PW-19 PW-27 one address is one account, whoever else is writing', async () => {
  const alice = await f.addUser('alice');
  await expect(f.identity.whole.users.insert({ ...alice, _id: 'user-other' })).rejects.toMatchObject({ code: 11_000 });
  expect(await f.identity.whole.users.findByEmail('alice@example.com')).toMatchObject({ _id: 'user-alice' });
  expect(await f.identity.whole.users.findByEmail('Alice@example.com')).toBeNull();
  expect(await f.identity.whole.users.findById('nobody')).toBeNull();
});
