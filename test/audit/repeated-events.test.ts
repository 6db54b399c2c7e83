import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AuditLog } from '../../src/audit/audit-log.js';
import { mostRecordIds } from '../../src/audit/audit-record.js';
import type { AuditEntry, AuditRecord } from '../../src/audit/audit-record.js';
import { RepeatedEvents } from '../../src/audit/repeated-events.js';
import type { RepeatedEventsLimits } from '../../src/audit/repeated-events.js';
import { networkOf } from '../../src/identity/throttling/network.js';

const minute = 60_000;

let written: AuditRecord[];
let commands: number;
let failing: Error | undefined;
let reported: unknown[];
let events: RepeatedEvents;
let open: (limits?: RepeatedEventsLimits) => void;

beforeEach(() => {
  jest.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12) });
  [written, commands, failing, reported] = [[], 0, undefined, []];
  const collection = {
    insertMany: async (records: AuditRecord[]) => {
      commands += 1;
      if (failing) throw failing;
      written.push(...records);
    },
  };
  const log = new AuditLog({ collection: () => collection as never }, 1_000, Date.now);
  const report = {
    failed: (error: unknown) => reported.push(error),
    leftOut: (group: string, count: number) => reported.push([group, count]),
  };
  open = (limits) => void (events = new RepeatedEvents(log, networkOf, report, limits));
  open({ every: minute, kinds: 3, kindsOfOrigin: 3 });
});
afterEach(async () => {
  await events.close();
  jest.useRealTimers();
});

const denial = (changed: Partial<AuditEntry> = {}): AuditEntry => ({
  event: 'authz_fail',
  outcome: 'DENIED',
  actorId: 'alice',
  sessionId: 's1',
  address: '192.0.2.1',
  coordinate: 'Query.users',
  requestId: 'r1',
  ...changed,
});

const minutes = (count: number) => jest.advanceTimersByTimeAsync(count * minute);

describe('AU-07 an event that repeats', () => {
  it('is recorded at once, and then once a minute with the ids of all that came meanwhile', async () => {
    events.note(denial({ recordIds: ['a'] }));
    expect(written).toMatchObject([{ recordIds: ['a'], requestId: 'r1' }]);
    for (const id of ['b', 'c', 'b']) events.note(denial({ recordIds: [id], requestId: `of ${id}` }));
    await jest.advanceTimersByTimeAsync(minute - 1);
    expect(written).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(written.slice(1)).toMatchObject([
      { recordIds: ['b', 'c'], requestId: 'of b', at: new Date(Date.UTC(2026, 10, 22, 12)) },
    ]);
    events.note(denial({ recordIds: ['d'] }));
    expect(written).toHaveLength(2);
    await minutes(1);
    expect(written.slice(2)).toMatchObject([{ recordIds: ['d'] }]);
    await minutes(5);
    expect(written).toHaveLength(3);
  });

  it('after a quiet minute is recorded at once again', async () => {
    events.note(denial());
    await minutes(1);
    events.note(denial());
    expect(written).toHaveLength(2);
  });

  it.each([
    ['the event', { event: 'authn_token_invalid' }],
    ['the actor', { actorId: 'bob' }],
    ['the session', { sessionId: 's2' }],
    ['the coordinate', { coordinate: 'Query.user' }],
    ['the account that was guessed at', { emailHash: 'of another' }],
  ] as const)('is another kind where %s differs', (_what, changed) => {
    events.note(denial());
    events.note(denial(changed));
    expect(written).toHaveLength(2);
  });

  it('is another kind where the address differs, unless somebody is signed in', () => {
    events.note(denial());
    events.note(denial({ address: '192.0.2.2' }));
    expect(written).toHaveLength(1);
    events.note(denial({ actorId: undefined }));
    events.note(denial({ actorId: undefined, address: '192.0.2.2' }));
    expect(written).toHaveLength(3);
  });

  it('names at most 1,000 records', async () => {
    events.note(denial());
    for (let id = 0; id < mostRecordIds + 5; id += 1) events.note(denial({ recordIds: [String(id)] }));
    await minutes(1);
    expect(written[1]!.recordIds).toHaveLength(mostRecordIds);
  });
});

describe('AU-07 many kinds of events', () => {
  const flood = (count: number, group?: string) => {
    for (let at = 0; at < count; at += 1) events.note(denial({ actorId: `attacker ${at}` }), group);
  };

  it('are recorded up to a limit, and one report says how many were not', async () => {
    flood(1_000);
    expect(written).toHaveLength(3);
    expect(reported).toEqual([]);
    await minutes(1);
    expect(reported).toEqual([['authz_fail', 997]]);
    expect(written).toHaveLength(3);
  });

  it('leave room for other groups', () => {
    flood(1_000);
    flood(2, 'another');
    expect(written).toHaveLength(5);
  });

  it('have room again a minute later', async () => {
    flood(10);
    await minutes(1);
    events.note(denial({ actorId: 'alice' }));
    expect(written).toHaveLength(4);
  });
});

describe('AU-07 many kinds of one origin', () => {
  beforeEach(() => open());
  const forged = (address: string) => events.note(denial({ actorId: undefined, sessionId: undefined, address }));

  it('do not keep those of other accounts out of the log', async () => {
    for (let at = 0; at < 100; at += 1) events.note(denial({ actorId: 'loud', sessionId: `s${at}` }));
    events.note(denial({ actorId: 'quiet' }));
    expect(written.map(({ actorId }) => actorId)).toEqual([...Array<string>(10).fill('loud'), 'quiet']);
    await minutes(1);
    expect(reported).toEqual([['authz_fail', 90]]);
  });

  it('are one where only the host differs within the /64 of an IPv6 address', () => {
    for (let host = 1; host <= 100; host += 1) forged(`2001:db8::${host.toString(16)}`);
    for (const address of ['2001:db8:0:1::1', '192.0.2.9', '192.0.2.10']) forged(address);
    expect(written.map(({ address }) => address)).toEqual([
      '2001:db8::1',
      '2001:db8:0:1::1',
      '192.0.2.9',
      '192.0.2.10',
    ]);
  });

  it('have room again a minute later, and an account named like a network is not that network', async () => {
    const session = (actorId: string, at: number) => events.note(denial({ actorId, sessionId: `s${at}` }));
    for (let at = 0; at < 11; at += 1) session('192.0.2.1', at);
    forged('192.0.2.1');
    expect(written).toHaveLength(11);
    await minutes(1);
    session('192.0.2.1', 11);
    expect(written).toHaveLength(12);
  });

  it('name each account that one sender guesses at beyond a limit, ten a minute', async () => {
    const guess = (name: string) =>
      events.note({
        event: 'authn_login_fail_max',
        outcome: 'FAILED',
        address: '192.0.2.9',
        emailHash: `of ${name}`,
        requestId: 'r',
      });
    for (const name of ['a', 'b', 'c', 'a']) guess(name);
    expect(written.map(({ emailHash }) => emailHash)).toEqual(['of a', 'of b', 'of c']);
    await minutes(1);
    expect(written.slice(3).map(({ emailHash }) => emailHash)).toEqual(['of a']);
  });
});

describe('the audit log of repeated events', () => {
  it('writes at its end what waits, with one command, and tells of what it left out', async () => {
    for (const coordinate of ['A.a', 'A.b', 'A.c', 'A.d']) {
      events.note(denial({ coordinate }));
      events.note(denial({ coordinate, recordIds: ['x'] }));
    }
    expect(commands).toBe(3);
    await events.close();
    expect(commands).toBe(4);
    expect(written.slice(3)).toMatchObject(
      ['A.a', 'A.b', 'A.c'].map((coordinate) => ({ coordinate, recordIds: ['x'] })),
    );
    expect(reported).toEqual([['authz_fail', 2]]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('waits at its end for what is being written', async () => {
    let finish: (() => void) | undefined;
    const collection = { insertMany: () => new Promise<void>((resolve) => (finish = resolve)) };
    const slow = new RepeatedEvents(
      new AuditLog({ collection: () => collection as never }, 1_000, Date.now),
      networkOf,
      {
        failed: () => undefined,
        leftOut: () => undefined,
      },
    );
    slow.note(denial());
    let closed = false;
    const closing = slow.close().then(() => (closed = true));
    await jest.advanceTimersByTimeAsync(10);
    expect(closed).toBe(false);
    finish!();
    await closing;
    expect(closed).toBe(true);
  });

  it('reports what the store did not take, and throws nothing', async () => {
    failing = new Error('away');
    events.note(denial());
    await minutes(0);
    expect(reported).toMatchObject([{ code: 'SERVICE_UNAVAILABLE', cause: failing }]);
  });
});
