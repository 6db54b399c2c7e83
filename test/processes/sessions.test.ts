// The life of a session between two server processes on one MongoDB, with its state read from the store.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditCollection } from '../../src/audit/audit-log.js';
import type { AuditRecord } from '../../src/audit/audit-record.js';
import { startMongo } from '../database/server.js';
import { openCluster } from './cluster.js';
import type { Cluster, ServerProcess } from './cluster.js';
import {
  administrator, demoPassword, disableUser, enableUser, expectNoRefresh, invalidToken, login, logoutEverywhere, me, meIs, refresh,
  refreshRefused, refusal, revokeSession, send, signIn, tokensOf,
} from './operations.js'; // prettier-ignore
import type { Tokens } from './operations.js';
import type { Answer, Operation } from './request.js';
import { expectRefusedWithinASecond } from './spread.js';

const grace = 1_000;

const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('A session between two processes', () => {
  let cluster: Cluster;
  let first: ServerProcess;
  let second: ServerProcess;
  beforeAll(async () => {
    cluster = await openCluster(server!, { REFRESH_GRACE: `${grace}ms`, LOG_LEVEL: 'trace' });
    [first, second] = await cluster.startPair();
  });
  afterAll(() => cluster.stop());

  const stored = (sessionId: string) => cluster.sessions.findOne({ _id: sessionId });

  it('SR-01 SR-03 is one record, which holds no token, and which a refresh at the other process moves on', async () => {
    const alice = await cluster.addUser();
    const tokens = await signIn(first, alice);
    expect(await second.ask(me, tokens.access)).toEqual(meIs(alice));
    const [before, ...others] = await cluster.sessions.find({ userId: alice.id }).toArray();
    expect([before, others]).toMatchObject([{ _id: tokens.sessionId, counter: 0 }, []]);
    expect(JSON.stringify(before)).not.toContain(tokens.refresh.split('.')[2]);

    const next = tokensOf(await send(second, refresh(tokens.refresh)));
    expect(next.sessionId).toBe(tokens.sessionId);
    expect(next.refresh).not.toBe(tokens.refresh);
    expect(await cluster.sessions.find({ userId: alice.id }).toArray()).toMatchObject([
      { _id: tokens.sessionId, counter: 1, expiresAt: before?.expiresAt, authTime: before?.authTime },
    ]);
    expect(await first.ask(me, next.access)).toEqual(meIs(alice));
  });

  it('SR-05 gives the same successor at the other process within the grace', async () => {
    const alice = await cluster.addUser();
    const { refresh: token, sessionId } = await signIn(first, alice);
    const once = tokensOf(await send(first, refresh(token)));
    const again = tokensOf(await send(second, refresh(token)));
    expect(again.refresh).toBe(once.refresh);
    expect(await stored(sessionId)).toMatchObject({ counter: 1 });
    expect(tokensOf(await send(second, refresh(again.refresh))).sessionId).toBe(sessionId);
  });

  it('SR-06 SR-08 AU-08 ends at a replay after the grace, with one critical record however often it is replayed', async () => {
    const alice = await cluster.addUser();
    const tokens = await signIn(first, alice);
    const next = tokensOf(await send(first, refresh(tokens.refresh)));
    await sleep(grace + 50);
    expect(await first.ask(me, next.access)).toEqual(meIs(alice));

    expect(await send(second, refresh(tokens.refresh))).toEqual(refreshRefused);
    const answeredAt = performance.now();
    expect(await second.ask(me, next.access)).toEqual(invalidToken);
    expect(await stored(tokens.sessionId)).toMatchObject({ counter: 1, endedAt: expect.any(Date) });
    await expectRefusedWithinASecond(first, next.access, answeredAt);
    await expectNoRefresh(next.refresh, first, second);

    const ended = await stored(tokens.sessionId);
    for (let count = 0; count < 5; count += 1) await expectNoRefresh(tokens.refresh, first, second);
    expect(await stored(tokens.sessionId)).toEqual(ended);
    expect(await cluster.sessions.countDocuments({ userId: alice.id })).toBe(1);
    const reuse = { event: 'authn_token_reuse', sessionId: tokens.sessionId } as const;
    expect(await cluster.database.collection<AuditRecord>(auditCollection).find(reuse).toArray()).toMatchObject([
      { level: 'CRITICAL', address: '127.0.0.1', sessionAddress: '127.0.0.1' },
    ]);
  });

  it('SR-07 B29 ends when a token older than the parent comes, also within the grace', async () => {
    const alice = await cluster.addUser();
    const tokens = await signIn(first, alice);
    let latest = tokens;
    for (const process of [first, second, first]) latest = tokensOf(await send(process, refresh(latest.refresh)));
    expect(await send(second, refresh(tokens.refresh))).toEqual(refreshRefused);
    const answeredAt = performance.now();
    expect(await stored(tokens.sessionId)).toMatchObject({ counter: 3, endedAt: expect.any(Date) });
    expect(await second.ask(me, latest.access)).toEqual(invalidToken);
    await expectRefusedWithinASecond(first, latest.access, answeredAt);
    await expectNoRefresh(latest.refresh, first, second);
  });

  it('SR-10 SR-13 takes nothing but a string, and no state from the client: refused before the store is asked', async () => {
    const alice = await cluster.addUser();
    const tokens = await signIn(first, alice);
    const before = await stored(tokens.sessionId);
    for (const wrong of [{ token: tokens.refresh }, [tokens.refresh, tokens.refresh], 7, true])
      expect(await send(second, refresh(wrong))).toMatchObject({
        status: 400,
        body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
      });
    for (const extra of ['sessionId: "mine"', 'expiresAt: "2100-01-01T00:00:00.000Z"', 'counter: 0']) {
      const query = `mutation { refresh(refreshToken: "${tokens.refresh}", ${extra}) { accessToken } }`;
      expect(await second.ask(query)).toMatchObject({
        status: 400,
        body: { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
      });
    }
    expect(await stored(tokens.sessionId)).toEqual(before);
    expect(tokensOf(await send(second, refresh(tokens.refresh))).sessionId).toBe(tokens.sessionId);
  });

  it('SR-22 is listed at every process to its owner alone, the current one marked, without a token', async () => {
    const [alice, bob] = [await cluster.addUser(), await cluster.addUser()];
    const [one, other] = [await signIn(first, alice), await signIn(second, alice)];
    await signIn(first, bob);
    for (const process of [first, second]) {
      const answer = await process.ask('{ mySessions { id current } }', one.access);
      const listed = answer.body.data?.['mySessions'] as { id: string; current: boolean }[];
      expect(answer.body.errors).toBeUndefined();
      expect(listed.toSorted((a, b) => Number(b.current) - Number(a.current))).toEqual([
        { id: one.sessionId, current: true },
        { id: other.sessionId, current: false },
      ]);
    }
  });

  it('SR-23 cannot be ended by another user, who is not told whether it exists', async () => {
    const [alice, bob] = [await cluster.addUser(), await cluster.addUser()];
    const [own, others] = [await signIn(first, alice), await signIn(first, bob)];
    const denied = refusal('revokeSession', 'FORBIDDEN', 'Not allowed.');
    for (const process of [first, second]) {
      for (const id of [others.sessionId, 'there-is-no-such-session', ''])
        expect(await process.ask(revokeSession, own.access, { id })).toEqual(denied);
      expect(await process.ask(me, others.access)).toEqual(meIs(bob));
    }
    expect(await cluster.liveSessions(bob.id)).toMatchObject([{ _id: others.sessionId }]);
  });

  it('SR-25 SR-26 B28 outlives a restart, and so does every revocation', async () => {
    const [alice, bob] = [await cluster.addUser(), await cluster.addUser()];
    const kept = await signIn(second, alice);
    const used = await signIn(second, alice);
    const successor = tokensOf(await send(second, refresh(used.refresh)));
    const latest = tokensOf(await send(second, refresh(successor.refresh)));
    const revoked = await signIn(second, bob);
    expect(await second.ask(logoutEverywhere, revoked.access)).toEqual({
      status: 200,
      body: { data: { logoutEverywhere: 1 } },
    });
    await second.kill();
    // As if long ago: longer than what is read again and again goes back.
    const longAgo = new Date(Date.now() - 300_000);
    await cluster.users.updateOne({ _id: bob.id }, { $set: { revokedAt: longAgo } });
    await cluster.sessions.updateOne({ _id: revoked.sessionId }, { $set: { endedAt: longAgo } });
    second = await cluster.start();

    // The first request that it sees: what was revoked before its start is known before it listens.
    expect(await second.ask(me, revoked.access)).toEqual(invalidToken);
    await expectNoRefresh(revoked.refresh, second, first);
    expect(await second.ask(me, kept.access)).toEqual(meIs(alice));
    expect(tokensOf(await send(second, refresh(kept.refresh))).sessionId).toBe(kept.sessionId);
    expect(await second.ask(me, latest.access)).toEqual(meIs(alice));
    await expectNoRefresh(used.refresh, second);
    await expectNoRefresh(latest.refresh, second, first);
    expect(await second.ask(me, latest.access)).toEqual(invalidToken);
  });

  it('SR-19 SR-27 stays over when its account is enabled again, after every cache has been read anew', async () => {
    const [alice, admin] = [await cluster.addUser(), await administrator(second)];
    const tokens = await signIn(first, alice);
    const answer = { id: alice.id };
    expect(await second.ask(disableUser, admin.access, answer)).toEqual({
      status: 200,
      body: { data: { disableUser: { id: alice.id, enabled: false } } },
    });
    await sleep(1_100);
    expect(await second.ask(enableUser, admin.access, answer)).toEqual({
      status: 200,
      body: { data: { enableUser: { id: alice.id, enabled: true } } },
    });
    for (const process of [first, second]) expect(await process.ask(me, tokens.access)).toEqual(invalidToken);
    await expectNoRefresh(tokens.refresh, first, second);
    expect(await cluster.liveSessions(alice.id)).toEqual([]);
    for (const process of [first, second]) {
      const anew = tokensOf(await send(process, login(alice)));
      expect(await process.ask(me, anew.access)).toEqual(meIs(alice));
    }
  });

  it('FR-12 B30 is over when its account alone says so: its process was killed before it could mark the session', async () => {
    const alice = await cluster.addUser();
    const tokens = await signIn(first, alice);
    await cluster.users.updateOne(
      { _id: alice.id },
      { $set: { generation: 1, sessionsFrom: 1 }, $currentDate: { revokedAt: true } },
    );
    const changedAt = performance.now();
    for (const process of [first, second]) await expectRefusedWithinASecond(process, tokens.access, changedAt);
    await expectNoRefresh(tokens.refresh, first, second);
    expect(await cluster.liveSessions(alice.id)).toEqual([]);
    const anew = await signIn(second, alice);
    expect(await first.ask(me, anew.access)).toEqual(meIs(alice));
  });

  it('SR-31 gives its tokens in answers that nobody may store, and nowhere else: no log has them', async () => {
    const alice = await cluster.addUser();
    const fetched = async ({ query, variables }: Operation): Promise<Tokens> => {
      const response = await fetch(second.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      expect(response.headers.get('cache-control')).toBe('no-store');
      return tokensOf({ status: response.status, body: (await response.json()) as Answer['body'] });
    };
    const tokens = await fetched(login(alice));
    const next = await fetched(refresh(tokens.refresh));
    expect(await second.ask(me, next.access)).toEqual(meIs(alice));
    const replayed = await send(second, refresh(`${tokens.refresh.slice(0, -2)}xx`));
    expect(replayed).toEqual(refreshRefused);
    const logged = second.output();
    expect(logged).toContain('"level":');
    for (const secret of [tokens.access, tokens.refresh, next.access, next.refresh, demoPassword, alice.email])
      expect(logged.split('\n').filter((line) => line.startsWith('{') && line.includes(secret))).toEqual([]);
    for (const { access, refresh: token } of [tokens, next])
      for (const part of [...access.split('.'), ...token.split('.')].filter((each) => each.length > 60))
        expect(logged).not.toContain(part);
  });
});
