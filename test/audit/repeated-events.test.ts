import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AuditLog } from '../../src/audit/audit-log.js';
import { mostRecordIds } from '../../src/audit/audit-record.js';
import type { AuditEntry, AuditRecord } from '../../src/audit/audit-record.js';
import { RepeatedEvents } from '../../src/audit/repeated-events.js';

const minute = 60_000;

let written: AuditRecord[];
let commands: number;
let failing: Error | undefined;
let reported: unknown[];
let events: RepeatedEvents;

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
  events = new RepeatedEvents(
    log,
    { failed: (error) => reported.push(error), leftOut: (group, count) => reported.push([group, count]) },
    { every: minute, kinds: 3 },
  );
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
    const slow = new RepeatedEvents(new AuditLog({ collection: () => collection as never }, 1_000, Date.now), {
      failed: () => undefined,
      leftOut: () => undefined,
    });
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
