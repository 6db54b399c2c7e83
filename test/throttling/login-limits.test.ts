// The limits on failed logins, on the embedded store and on a MongoDB server.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSecretKey } from 'node:crypto';
import { readSettings } from '../../src/config/settings.js';
import type { Store } from '../../src/database/port.js';
import { ApiError } from '../../src/errors.js';
import { loginLimitIndexes } from '../../src/identity/throttling/login-limit.repository.js';
import { loginThrottle } from '../../src/identity/throttling/login-throttle.js';
import type { LoginThrottle } from '../../src/identity/throttling/login-throttle.js';
import { onEachStore } from './stores.js';

const minute = 60_000;
const alice = 'alice@example.com';
const here = '192.0.2.1';
const wrong = async () => null;
const right = async () => 'alice';

/** `limited 900`: refused, and to come again in so many seconds. */
async function outcome(attempt: Promise<unknown>): Promise<unknown> {
  try {
    return (await attempt) ?? 'failed';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.code === 'RATE_LIMITED' ? `limited ${String(error.extensions['retryAfter'])}` : error.code;
  }
}

onEachStore('failed logins', (openStore) => {
  let store: Store;
  let now: number;
  let throttle: LoginThrottle;
  const clock = () => now;
  const throttleOf = (environment: Record<string, string> = {}, on: Store = store) =>
    loginThrottle({
      store: on,
      settings: readSettings({ NODE_ENV: 'test', ...environment }),
      keys: [createSecretKey(Buffer.from('the-key-of-the-throttling-tests!'))],
      clock,
    });
  const rows = () =>
    store.collection<{ _id: string; points?: number; expiresAt: Date }>('login_limits').find({}).toArray();
  const countsOf = async (kind: string) =>
    (await rows()).filter(({ _id }) => _id.startsWith(`${kind}:`)).map(({ points }) => points);
  const fail = async (times: number, email = alice, address = here, by = throttle) => {
    for (let count = 0; count < times; count += 1)
      expect(await outcome(by.attempt(email, address, wrong))).toBe('failed');
  };

  beforeEach(async () => {
    now = Date.UTC(2026, 10, 23, 9);
    store = await openStore();
    await store.ensureIndexes('login_limits', loginLimitIndexes);
    throttle = throttleOf({ LOGIN_LIMIT_ACCOUNT: '6/1h' });
  });
  afterEach(() => store.close());

  it('PW-24 are counted for an account from an address; then the right password is refused too, unseen', async () => {
    await fail(5);
    let judged = 0;
    const judge = async () => (judged += 1);
    expect(await outcome(throttle.attempt(alice, here, judge))).toBe('limited 900');
    now += 14 * minute + 59_001;
    expect(await outcome(throttle.attempt(alice, here, judge))).toBe('limited 1');
    expect(judged).toBe(0);
    expect(await outcome(throttle.attempt(alice, '192.0.2.2', right))).toBe('alice');
    expect(await outcome(throttle.attempt('bob@example.com', here, right))).toBe('alice');
    now += 999;
    expect(await outcome(throttle.attempt(alice, here, right))).toBe('alice');
  });

  it('PW-22 end with their window, however often was tried meanwhile', async () => {
    await fail(5);
    const before = await rows();
    for (let count = 0; count < 20; count += 1) {
      now += minute / 2;
      expect(await outcome(throttle.attempt(alice, here, right))).toMatch(/^limited/);
    }
    expect(await rows()).toEqual(before);
    now += 5 * minute;
    expect(await outcome(throttle.attempt(alice, here, right))).toBe('alice');
  });

  it('PW-20 are counted for an account wherever they come from', async () => {
    for (let count = 0; count < 6; count += 1) await fail(1, alice, `192.0.2.${count}`);
    expect(await outcome(throttle.attempt(alice, '198.51.100.1', right))).toBe('limited 3600');
    expect(await outcome(throttle.attempt('bob@example.com', '198.51.100.1', right))).toBe('alice');
    now += 60 * minute;
    expect(await outcome(throttle.attempt(alice, '198.51.100.1', right))).toBe('alice');
  });

  it('PW-21 are counted for a network whatever accounts they try', async () => {
    const small = throttleOf({ LOGIN_LIMIT_ADDRESS: '3/15m' });
    for (const name of ['a', 'b', 'c']) await fail(1, `${name}@example.com`, `2001:db8::${name}`, small);
    expect(await outcome(small.attempt(alice, '2001:db8::d', right))).toBe('limited 900');
    expect(await outcome(small.attempt(alice, '2001:db8:0:1::d', right))).toBe('alice');
    expect(await countsOf('network')).toEqual([3]);
  });

  it('PW-22 of others do not lock out an owner where they signed in within 30 days', async () => {
    expect(await outcome(throttle.attempt(alice, here, right))).toBe('alice');
    now += 29 * 24 * 60 * minute;
    for (let count = 0; count < 6; count += 1) await fail(1, alice, `198.51.100.${count}`);
    expect(await outcome(throttle.attempt(alice, '198.51.100.99', right))).toBe('limited 3600');
    expect(await outcome(throttle.attempt(alice, here, right))).toBe('alice');
    await fail(5);
    expect(await outcome(throttle.attempt(alice, here, right))).toBe('limited 900');
    expect(await countsOf('account')).toEqual([6]);
  });

  it('PW-22 of others do lock out where the owner has not signed in for 30 days, and where no pair is counted', async () => {
    await throttle.attempt(alice, here, right);
    now += 30 * 24 * 60 * minute;
    for (let count = 0; count < 6; count += 1) await fail(1, alice, `198.51.100.${count}`);
    expect(await outcome(throttle.attempt(alice, here, right))).toBe('limited 3600');

    const unpaired = throttleOf({ LOGIN_LIMIT_PAIR: 'off', LOGIN_LIMIT_ACCOUNT: '6/1h' });
    expect(await outcome(unpaired.attempt('bob@example.com', here, right))).toBe('alice');
    await fail(6, 'bob@example.com', here, unpaired);
    expect(await outcome(unpaired.attempt('bob@example.com', here, right))).toBe('limited 3600');
  });

  it('RC-07 of 50 parallel attempts, five are judged', async () => {
    let judged = 0;
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () =>
        outcome(
          throttle.attempt(alice, here, async () => {
            judged += 1;
            return null;
          }),
        ),
      ),
    );
    expect(judged).toBe(5);
    expect(outcomes.filter((each) => each === 'limited 900')).toHaveLength(45);
    expect([await countsOf('pair'), await countsOf('network'), await countsOf('account')]).toEqual([[5], [5], [5]]);
  });

  it('RC-08 the one right among 50 parallel attempts signs in or is limited; the count is that of the failures', async () => {
    const kinds = Array.from({ length: 50 }, (_, index) => (index === 2 ? right : wrong));
    const outcomes = await Promise.all(kinds.map((check) => outcome(throttle.attempt(alice, here, check))));
    const failures = outcomes.filter((each) => each === 'failed').length;
    expect(['alice', 'limited 900']).toContain(outcomes[2]);
    expect([await countsOf('pair'), await countsOf('network'), await countsOf('account')]).toEqual([
      [failures],
      [failures],
      [failures],
    ]);
  });

  it('RC-08 a right attempt is given back in the window in which it was counted, and in no other', async () => {
    await fail(2);
    await throttle.attempt(alice, here, async () => {
      now += 15 * minute;
      await fail(1);
      return 'alice';
    });
    expect(await countsOf('pair')).toEqual([1]);
  });

  it('RC-08 that did not happen leave no counter, and one of another attempt stays', async () => {
    await throttle.attempt(alice, here, right);
    expect((await rows()).map(({ _id }) => _id.replace(/:.*/, ''))).toEqual(['known']);
    await throttle.attempt(alice, here, async () => {
      await fail(1);
      return 'alice';
    });
    expect([await countsOf('pair'), await countsOf('network'), await countsOf('account')]).toEqual([[1], [1], [1]]);
  });

  it('RC-08 an attempt that is counted just before an empty counter goes stays counted', async () => {
    const meddled: Store = Object.create(store, {
      collection: {
        value: (name: string) => {
          const collection = store.collection(name);
          let met = false;
          return Object.create(collection, {
            deleteMany: {
              value: async (filter: Parameters<typeof collection.deleteMany>[0]) => {
                const first = !met;
                met = true;
                if (first) await fail(1);
                return collection.deleteMany(filter);
              },
            },
          }) as typeof collection;
        },
      },
    }) as Store;
    expect(await outcome(throttleOf({}, meddled).attempt(alice, here, right))).toBe('alice');
    expect([await countsOf('pair'), await countsOf('network'), await countsOf('account')]).toEqual([[1], [1], [1]]);
  });

  it('RC-08 forty that are right at once all sign in, or are limited, and leave nothing counted', async () => {
    const wide = throttleOf({ LOGIN_LIMIT_PAIR: '20/15m', LOGIN_LIMIT_ACCOUNT: '20/15m' });
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => outcome(wide.attempt(alice, here, right))));
    expect(outcomes.filter((each) => each !== 'alice' && each !== 'limited 900')).toEqual([]);
    expect((await rows()).map(({ _id }) => _id.replace(/:.*/, ''))).toEqual(['known']);
  });

  it('are not counted when nothing was judged', async () => {
    await fail(1);
    const busy = () => Promise.reject(new ApiError('RATE_LIMITED', { details: { retryAfter: 7 } }));
    expect(await outcome(throttle.attempt(alice, here, busy))).toBe('limited 7');
    expect([await countsOf('pair'), await countsOf('network'), await countsOf('account')]).toEqual([[1], [1], [1]]);
  });

  it('are not counted by one limit when another refuses', async () => {
    const small = throttleOf({ LOGIN_LIMIT_ACCOUNT: '1/1h' });
    await fail(1, alice, here, small);
    expect(await outcome(small.attempt(alice, '192.0.2.2', right))).toBe('limited 3600');
    expect([(await countsOf('pair')).sort(), (await countsOf('network')).sort()]).toEqual([[1], [1]]);
  });

  it('are kept under hashes: no row names an account or an address', async () => {
    await fail(1);
    await throttle.attempt(alice, here, right);
    const kept = await rows();
    expect(kept.map(({ _id }) => _id.replace(/:.*/, '')).sort()).toEqual(['account', 'known', 'network', 'pair']);
    for (const { _id } of kept) expect(_id).toMatch(/^\w+:[A-Za-z0-9_-]{43}$/);
    expect(JSON.stringify(kept)).not.toMatch(/alice|example|192/);
  });

  it('a row that is in no state to be counted on lets nobody through', async () => {
    await fail(1);
    const collection = store.collection<{ _id: string; points: unknown; expiresAt: unknown }>('login_limits');
    const [pair] = (await rows()).filter(({ _id }) => _id.startsWith('pair:'));
    await collection.updateOne({ _id: pair!._id }, { $set: { points: 'none' } });
    expect(await outcome(throttle.attempt(alice, here, right))).toBe('limited 900');
    await collection.updateOne({ _id: pair!._id }, { $set: { points: 0, expiresAt: null } });
    expect(await outcome(throttle.attempt(alice, here, right))).toBe('SERVICE_UNAVAILABLE');
  });
});

describe('the limits', () => {
  const read = (environment: Record<string, string>) => readSettings({ NODE_ENV: 'test', ...environment });

  it('are 5, 20 and 100 failures unless set', () => {
    const { LOGIN_LIMIT_PAIR, LOGIN_LIMIT_ACCOUNT, LOGIN_LIMIT_ADDRESS } = read({});
    expect([LOGIN_LIMIT_PAIR, LOGIN_LIMIT_ACCOUNT, LOGIN_LIMIT_ADDRESS]).toEqual([
      { attempts: 5, window: 15 * minute },
      { attempts: 20, window: 60 * minute },
      { attempts: 100, window: 15 * minute },
    ]);
    expect(read({ LOGIN_LIMIT_PAIR: '1/250ms', LOGIN_LIMIT_ACCOUNT: 'off' })).toMatchObject({
      LOGIN_LIMIT_PAIR: { attempts: 1, window: 250 },
      LOGIN_LIMIT_ACCOUNT: 'off',
    });
  });

  it.each(['0/15m', '5', '5/', '/15m', '5/15', '5/0s', '-1/15m', '5/15m/1h', '1e3/1h', 'Off', 'none', '5 / 15m'])(
    'cannot be %p',
    (text) => {
      expect(() => read({ LOGIN_LIMIT_PAIR: text })).toThrow(
        'LOGIN_LIMIT_PAIR must be failures per duration such as 5/15m, or off',
      );
    },
  );

  it('have windows of at most 30 days', () => {
    for (const name of ['LOGIN_LIMIT_PAIR', 'LOGIN_LIMIT_ACCOUNT', 'LOGIN_LIMIT_ADDRESS'] as const) {
      expect(read({ [name]: '5/30d' })[name]).toEqual({ attempts: 5, window: 30 * 86_400_000 });
      for (const text of ['5/31d', '5/721h', '5/999999999d'])
        expect(() => read({ [name]: text })).toThrow(`${name} must have a duration of at most 30d`);
    }
  });

  it('are not off in production', () => {
    const production = {
      NODE_ENV: 'production',
      MONGODB_URI: 'mongodb://db.example/x',
      SECRET_KEY: 'Jk2-first-of-three-made-for-tests-9x',
      JWT_SECRET: 'Qw7-second-of-three-made-for-tests-4',
      PASSWORD_PEPPER: 'Zp5-third-of-three-made-for-tests-81',
    };
    expect(readSettings(production)).toMatchObject({ LOGIN_LIMIT_PAIR: { attempts: 5 } });
    for (const name of ['LOGIN_LIMIT_PAIR', 'LOGIN_LIMIT_ACCOUNT', 'LOGIN_LIMIT_ADDRESS']) {
      expect(() => readSettings({ ...production, [name]: 'off' })).toThrow(`${name} must not be off in production`);
    }
  });
});
