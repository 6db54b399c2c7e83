// How a process learns of revocations that it did not make: the store's clock alone tells what is new, whatever it does.
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../src/database/embedded/open.js';
import type { Store } from '../../src/database/port.js';
import { followRevocations } from '../../src/identity/sessions/revocation-feed.js';
import type { RevocationFeed } from '../../src/identity/sessions/revocation-feed.js';
import { revocationsInMemory } from '../../src/identity/sessions/revocations.js';
import type { Revocations } from '../../src/identity/sessions/revocations.js';
import { SessionRepository } from '../../src/identity/sessions/session.repository.js';
import type { SessionRecord } from '../../src/identity/sessions/session.repository.js';
import { UserRepository } from '../../src/identity/users/user.repository.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import { minute, second } from './fixture.js';
import { viewer } from './forge.js';

const kept = 20 * minute;
const noon = Date.UTC(2026, 10, 23, 12);

let folder: string;
let store: Store;
let feed: RevocationFeed;
let revocations: Revocations;
/** What the store's clock says; a promise is a store that does not answer. */
let storeTime: () => Promise<Date>;
let reads: number;
let reported: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-feed-'));
  store = await openEmbedded(folder);
  revocations = revocationsInMemory(kept);
  reported = [];
  reads = 0;
  at(noon);
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date'] });
});
afterEach(async () => {
  feed.stop();
  jest.useRealTimers();
  await store.close();
  await rm(folder, { recursive: true });
});

function at(time: number): void {
  storeTime = () => Promise.resolve(new Date(time));
}

async function follow(): Promise<void> {
  feed = await followRevocations({
    store: { kind: 'mongodb', now: () => ((reads += 1), storeTime()) },
    users: new UserRepository(store),
    sessions: new SessionRepository(store),
    revocations,
    kept,
    report: (what) => void reported.push(what),
  });
}

const end = (id: string, time: number) =>
  store.collection<SessionRecord>('sessions').insertOne({ _id: id, endedAt: new Date(time) } as SessionRecord);
const raise = (id: string, generation: number, time: number) =>
  store.collection<UserRecord>('users').insertOne({ _id: id, generation, revokedAt: new Date(time) } as UserRecord);
const isEnded = (sessionId: string) => revocations.isRevoked({ ...viewer, sessionId });

async function pass(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 50) {
    await jest.advanceTimersByTimeAsync(50);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a process', () => {
  it('SR-26 B28 knows at its start all that can still stop a token', async () => {
    await end('a while ago', noon - kept + second);
    await raise('user-alice', 3, noon - kept + second);
    await follow();
    expect(isEnded('a while ago')).toBe(true);
    expect([2, 3].map((generation) => revocations.isRevoked({ ...viewer, generation }))).toEqual([true, false]);
    expect([feed.isFresh(), feed.isCurrent()]).toEqual([true, true]);
  });

  it('SR-14 B26 learns within a second of what another writes, and asks at most every 250 ms', async () => {
    await follow();
    await end('new', noon);
    expect(isEnded('new')).toBe(false);
    await pass(300);
    expect(isEnded('new')).toBe(true);
    reads = 0;
    await pass(3 * second);
    expect(reads).toBeLessThanOrEqual(12);
    expect(reads).toBeGreaterThanOrEqual(8);
    expect([feed.isFresh(), reported]).toEqual([true, []]);
  });

  it.each([
    ['stands', 0, -9 * second],
    ['is set on by a minute', minute, -9 * second],
    ['is set back by a minute, as that of another member may be', -minute, -minute],
  ])('FR-21 learns also when the clock of the store %s', async (_how, jump, written) => {
    await follow();
    await pass(300);
    await end('new', noon + written);
    at(noon + jump);
    await pass(300);
    expect(isEnded('new')).toBe(true);
  });

  it('FR-07 does not rely on what it knows when the store is silent, and is not ready after five seconds', async () => {
    await follow();
    storeTime = () => Promise.reject(new Error('away'));
    await pass(900);
    expect([feed.isFresh(), feed.isCurrent()]).toEqual([true, true]);
    await pass(300);
    expect([feed.isFresh(), feed.isCurrent()]).toEqual([false, true]);
    await pass(4 * second);
    expect([feed.isFresh(), feed.isCurrent()]).toEqual([false, false]);
    expect(reported).toEqual(['revocations cannot be learned']);
    // Written and forgotten by the clock's measure: a gap is read whole.
    await end('meanwhile', noon - minute);
    at(noon);
    await pass(300);
    expect([feed.isFresh(), feed.isCurrent(), isEnded('meanwhile')]).toEqual([true, true, true]);
    expect(reported).toEqual(['revocations cannot be learned', 'revocations are learned again']);
  });

  it('FR-04 asks again when a question hangs, and takes the first answer that is newer', async () => {
    await follow();
    let answer: (time: Date) => void = () => undefined;
    storeTime = () => new Promise((resolve) => (answer = resolve));
    await pass(300);
    const late = answer;
    at(noon);
    await pass(1_500);
    expect(feed.isFresh()).toBe(true);
    await end('new', noon);
    late(new Date(noon - minute));
    await pass(300);
    expect([feed.isFresh(), isEnded('new')]).toEqual([true, true]);
  });
});
