// Hashes of a lower cost and hashes from elsewhere: what they match, what it costs, and what becomes of them.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Piscina } from 'piscina';
import bcrypt from 'bcrypt';
import { ApiError } from '../../src/errors.js';
import { compare } from '../../src/identity/passwords/worker.js';
import { minute, openFixture, password } from './fixture.js';
import type { Fixture } from './fixture.js';

let f: Fixture;
let runs: jest.SpiedFunction<Piscina['run']>;
beforeAll(() => void (runs = jest.spyOn(Piscina.prototype, 'run')));
afterAll(() => runs.mockRestore());
beforeEach(async () => {
  f = await openFixture({ BCRYPT_COST: '6' });
  runs.mockClear();
});
afterEach(() => f.close());

const other = 'the other horse battery';
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'succeeded',
    (error: unknown) => (error instanceof ApiError ? error.code : error),
  );
const loginWith = (tried: string, name = 'alice') =>
  codeOf(f.identity.login({ email: `${name}@example.com`, password: tried }));
const hashOf = async (name = 'alice') => (await f.users.findOne({ _id: `user-${name}` }))?.passwordHash;
/** Steps of bcrypt that were run since the last look. */
const work = () => {
  const tasks = runs.mock.calls.splice(0).map(([task]) => task as { hash?: string; cost?: number; padding?: string[] });
  return tasks.map(({ hash, cost, padding = [] }) =>
    hash === undefined ? 2 ** cost! : [hash, ...padding].reduce((sum, each) => sum + 2 ** bcrypt.getRounds(each), 0),
  );
};
const imported = (text: string, variant = '2b', cost = 5) =>
  `bcrypt:${bcrypt.hashSync(text, cost).replace('$2b', `$${variant}`)}`;

describe('a hash of a lower cost', () => {
  it('PW-18 RC-14 is replaced once, at the next sign-in; the account still signs in', async () => {
    const cheap = await openFixture({ BCRYPT_COST: '4' });
    const old = await cheap.identity.passwords.hash(password);
    await cheap.close();
    await f.addUser('alice', { passwordHash: old });
    expect(await loginWith(other)).toBe('INVALID_CREDENTIALS');
    expect(await hashOf()).toBe(old);
    runs.mockClear();
    expect(await loginWith(password)).toBe('succeeded');
    const upgraded = await hashOf();
    expect(upgraded).toMatch(/^\$2b\$06\$/);
    expect(work()).toEqual([64, 64]);
    expect(await loginWith(password)).toBe('succeeded');
    expect(await hashOf()).toBe(upgraded);
    expect(work()).toEqual([64]);
  });

  it('PW-03 PW-18 a hash of a higher cost is replaced, too: it would tell by its time that there is an account', async () => {
    const dear = await openFixture({ BCRYPT_COST: '7' });
    const stored = await dear.identity.passwords.hash(password);
    await dear.close();
    await f.addUser('alice', { passwordHash: stored });
    expect(await loginWith(other)).toBe('INVALID_CREDENTIALS');
    expect(await hashOf()).toBe(stored);
    expect(await loginWith(password)).toBe('succeeded');
    expect(await hashOf()).toMatch(/^\$2b\$06\$/);
    expect(await loginWith(password)).toBe('succeeded');
  });

  it('RC-14 a new password that is set meanwhile stays', async () => {
    await f.addUser('alice', { passwordHash: imported(password) });
    const set = await f.identity.passwords.hash(other);
    f.before('users.updateOne', () =>
      f.users.updateOne({ _id: 'user-alice' }, { $set: { passwordHash: set }, $inc: { generation: 1 } }),
    );
    expect(await loginWith(password)).toBe('INVALID_CREDENTIALS');
    expect(await hashOf()).toBe(set);
    expect(await loginWith(other)).toBe('succeeded');
  });

  it('stays where too many hashes wait, and its owner signs in', async () => {
    const stored = imported(password);
    await f.addUser('alice', { passwordHash: stored });
    const hash = jest.spyOn(f.identity.passwords, 'hash').mockRejectedValueOnce(new ApiError('RATE_LIMITED'));
    expect(await loginWith(password)).toBe('succeeded');
    expect(await hashOf()).toBe(stored);
    hash.mockRejectedValueOnce(new Error('a worker died'));
    expect(await loginWith(password)).toEqual(new Error('a worker died'));
    expect(await loginWith(password)).toBe('succeeded');
    expect(await hashOf()).toMatch(/^\$2b\$06\$/);
  });
});

describe('an imported hash', () => {
  it.each(['2a', '2b', '2y'])(
    'PW-18 of the variant %s matches its password, and becomes one of ours',
    async (variant) => {
      await f.addUser('alice', { passwordHash: imported(password, variant) });
      expect(await loginWith(other)).toBe('INVALID_CREDENTIALS');
      expect(await loginWith(password)).toBe('succeeded');
      expect(await hashOf()).toMatch(/^\$2b\$06\$/);
      expect(await loginWith(password)).toBe('succeeded');
      expect(await loginWith(other)).toBe('INVALID_CREDENTIALS');
    },
  );

  it('PW-08 matches no password of more than 72 bytes, of which bcrypt would ignore the rest, and no empty one', async () => {
    const bytes = 'ж'.repeat(36);
    await f.addUser('alice', { passwordHash: imported(bytes) });
    await f.addUser('bob', { passwordHash: imported('') });
    runs.mockClear();
    expect(await loginWith(`${bytes}X`)).toBe('INVALID_CREDENTIALS');
    expect(await loginWith('', 'bob')).toBe('INVALID_CREDENTIALS');
    expect(work()).toEqual([64, 64]);
    expect(await loginWith(bytes)).toBe('succeeded');
    await f.users.updateOne({ _id: 'user-alice' }, { $set: { passwordHash: imported(`${bytes}X`) } });
    expect(await loginWith(`${bytes}X`)).toBe('INVALID_CREDENTIALS');
  });

  it('is told from ours by its mark alone: neither is tried as the other', async () => {
    const own = await f.identity.passwords.hash(password);
    await f.addUser('alice', { passwordHash: `bcrypt:${own}` });
    await f.addUser('bob', { passwordHash: imported(password).slice('bcrypt:'.length) });
    runs.mockClear();
    expect([await loginWith(password), await loginWith(password, 'bob')]).toEqual([
      'INVALID_CREDENTIALS',
      'INVALID_CREDENTIALS',
    ]);
    expect(work()).toEqual([64, 64]);
  });
});

describe('every failed login does the same work, whatever the account is and has', () => {
  const addAll = async (to: Fixture) => {
    await to.addUser('alice');
    await to.addUser('disabled', { disabledAt: new Date(0) });
    await to.addUser('cheap', { passwordHash: imported(password, '2y', 4) });
    await to.addUser('gone', { passwordHash: imported(password), disabledAt: new Date(0) });
    await to.addUser('bare', { passwordHash: '' });
    await to.addUser('odd', { passwordHash: `$2b$31$${'.'.repeat(53)}` });
  };
  const attempts = [
    ['alice', other], ['disabled', other], ['disabled', password], ['cheap', other], ['gone', other], ['gone', password], ['bare', password], ['odd', password],
    ['nobody', password],
  ] as const; // prettier-ignore

  it('PW-02 PW-03 one look at the store and one hash', async () => {
    await addAll(f);
    const seen = new Set<string>();
    for (const [name, tried] of attempts) {
      work();
      f.calls();
      expect(await loginWith(tried, name)).toBe('INVALID_CREDENTIALS');
      seen.add(JSON.stringify([f.calls(), work()]));
    }
    expect([...seen]).toEqual([JSON.stringify([['users.findOne', 'audit.insertMany'], [64]])]);
  });

  it('PW-02 PW-03 the same counters, too', async () => {
    const limited = await openFixture({
      LOGIN_LIMIT_PAIR: '5/15m',
      LOGIN_LIMIT_ACCOUNT: '5/1h',
      LOGIN_LIMIT_ADDRESS: '9/1h',
    });
    await addAll(limited);
    const seen = new Set<string>();
    for (const [index, name] of ['alice', 'disabled', 'cheap', 'gone', 'bare', 'odd', 'nobody'].entries()) {
      limited.calls();
      const attempt = { email: `${name}@example.com`, password: other, address: `192.0.2.${index}` };
      expect(await codeOf(limited.identity.login(attempt))).toBe('INVALID_CREDENTIALS');
      seen.add(JSON.stringify(limited.calls()));
    }
    const counter = ['login_limits.findOneAndUpdate', 'login_limits.findOne', 'login_limits.insertOne'];
    expect([...seen]).toEqual([
      JSON.stringify([...counter, ...counter, ...counter, 'users.findOne', 'audit.insertMany']),
    ]);
    await limited.close();
  });

  it('PW-02 the same counters also where the owner has just signed in', async () => {
    const limited = await openFixture({ LOGIN_LIMIT_PAIR: '5/15m', LOGIN_LIMIT_ACCOUNT: '20/1h', LOGIN_LIMIT_ADDRESS: '9/15m' }); // prettier-ignore
    await limited.addUser('alice');
    await limited.login('alice');
    const callsOf = async (name: string) => {
      limited.calls();
      const attempt = { email: `${name}@example.com`, password: other, address: '198.51.100.7' };
      expect(await codeOf(limited.identity.login(attempt))).toBe('INVALID_CREDENTIALS');
      return limited.calls();
    };
    await callsOf('first-from-there');
    expect(await callsOf('alice')).toEqual(await callsOf('nobody'));
    await limited.close();
  });
});

it('PW-03 the padding of a cheap hash is compared, also after a match', () => {
  const compared = jest.spyOn(bcrypt, 'compareSync');
  const hash = bcrypt.hashSync('a', 4);
  expect(compare({ text: 'a', hash, padding: ['$2b$04$x', '$2b$05$y'] })).toBe(true);
  expect(compare({ text: 'b', hash, padding: ['$2b$04$x'] })).toBe(false);
  expect(compared.mock.calls.map(([, each]) => each)).toEqual([hash, '$2b$04$x', '$2b$05$y', hash, '$2b$04$x']);
  compared.mockRestore();
});

it('RC-07 PW-24 of 50 parallel guesses five are hashed; then the right password is refused without a hash or a look', async () => {
  const limited = await openFixture({ LOGIN_LIMIT_PAIR: '5/15m' });
  await limited.addUser('alice');
  const login = (tried: string) =>
    codeOf(limited.identity.login({ email: 'alice@example.com', password: tried, address: '192.0.2.1' }));
  work();
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => login(other)));
  expect(outcomes.filter((each) => each === 'INVALID_CREDENTIALS')).toHaveLength(5);
  expect(outcomes.filter((each) => each === 'RATE_LIMITED')).toHaveLength(45);
  expect(work()).toHaveLength(5);
  limited.calls();
  expect(await login(password)).toBe('RATE_LIMITED');
  expect(work()).toEqual([]);
  expect(limited.calls().filter((call) => !call.startsWith('login_limits.'))).toEqual([]);
  limited.advance(15 * minute);
  expect(await login(password)).toBe('succeeded');
  await limited.close();
});
