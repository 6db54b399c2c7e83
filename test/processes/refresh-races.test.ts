// Refreshes that start in one tick, at two server processes, with each other and with what ends the session.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMongo } from '../database/server.js';
import { openCluster } from './cluster.js';
import type { Account, Cluster } from './cluster.js';
import {
  administrator, changePassword, demoPassword, disableUser, expectNoRefresh, logout, logoutEverywhere, me, meIs, refresh,
  refreshRefused, send, signIn, tokensOf,
} from './operations.js'; // prettier-ignore
import type { Tokens } from './operations.js';
import { eachRound, expectAllDead, halves, longest, succeeded } from './racing.js';
import type { Pair } from './racing.js';
import { race } from './request.js';
import type { Answer, Operation } from './request.js';

const grace = 1_000;
const newPassword = 'seven gulls over a quiet harbour';

const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('A race of two processes', () => {
  let cluster: Cluster;
  let pair: Pair;
  let admin: Tokens;
  beforeAll(async () => {
    cluster = await openCluster(server!, { REFRESH_GRACE: `${grace}ms` });
    pair = await cluster.startPair();
    admin = await administrator(pair[0]);
  });
  afterAll(() => cluster.stop());

  it(
    'RC-02 B27 SR-05 of 20 refreshes with one token gives one successor, counted once in the store',
    () =>
      eachRound(cluster, pair, async (alice, one) => {
        const tokens = await signIn(one, alice);
        const answers = await race(halves(pair, 20, () => refresh(tokens.refresh)));
        const given = answers.map(tokensOf);
        expect(new Set(given.map((each) => each.refresh)).size).toBe(1);
        expect(await cluster.liveSessions(alice.id)).toMatchObject([{ _id: tokens.sessionId, counter: 1 }]);
        expect(tokensOf(await send(one, refresh(given[0]!.refresh))).sessionId).toBe(tokens.sessionId);
      }),
    longest,
  );

  it(
    'RC-03 between owner and thief for one token leaves neither a fork: the second conflict ends the session',
    () =>
      eachRound(cluster, pair, async (alice, one, other) => {
        const stolen = (await signIn(one, alice)).refresh;
        const [owner, thief] = (
          await race([
            [one.url, refresh(stolen)],
            [other.url, refresh(stolen)],
          ])
        ).map(tokensOf) as [Tokens, Tokens];
        expect(thief.refresh).toBe(owner.refresh);
        const second = tokensOf(await send(one, refresh(owner.refresh)));
        const third = tokensOf(await send(one, refresh(second.refresh)));
        expect(await send(other, refresh(thief.refresh))).toEqual(refreshRefused);
        expect(await cluster.liveSessions(alice.id)).toEqual([]);
        await expectAllDead(pair, [owner, thief, second, third]);
      }),
    longest,
  );

  it(
    'RC-04 between refresh and logout leaves no token of the session alive',
    () =>
      eachRound(cluster, pair, async (alice, one, other) => {
        const tokens = await signIn(one, alice);
        const [ended, ...refreshed] = await race([
          [one.url, { query: logout, variables: { token: tokens.refresh } }],
          ...[one, other, one, other].map(({ url }) => [url, refresh(tokens.refresh)] as const),
        ]);
        expect(ended).toEqual({ status: 200, body: { data: { logout: true } } });
        expect(await cluster.liveSessions(alice.id)).toEqual([]);
        await expectAllDead(pair, [tokens, ...refreshed.filter(succeeded).map(tokensOf)]);
      }),
    longest,
  );

  const endings: readonly { by: string; end: (alice: Account, own: Tokens) => Operation; leaves: number }[] = [
    { by: 'logoutEverywhere', end: (_, own) => ({ query: logoutEverywhere, token: own.access }), leaves: 0 },
    { by: 'changePassword', end: (_, own) => changePassword(own.access, demoPassword, newPassword), leaves: 1 },
    {
      by: 'disableUser',
      end: ({ id }) => ({ query: disableUser, token: admin.access, variables: { id } }),
      leaves: 0,
    },
  ];
  it.each(endings)(
    'RC-05 B30 between refresh and $by lets no session survive',
    ({ end, leaves }) =>
      eachRound(cluster, pair, async (alice, one, other) => {
        const sessions = [await signIn(one, alice), await signIn(other, alice)] as const;
        const [ended, ...refreshed] = await race([
          [one.url, end(alice, sessions[0])],
          ...[one, other].flatMap(({ url }) => sessions.map(({ refresh: token }) => [url, refresh(token)] as const)),
        ]);
        expect({ ended, succeeded: succeeded(ended!) }).toMatchObject({ succeeded: true });
        const live = await cluster.liveSessions(alice.id);
        expect(live.map(({ _id }) => _id)).toEqual(leaves === 1 ? [tokensOf(ended!).sessionId] : []);
        await expectAllDead(pair, [...sessions, ...refreshed.filter(succeeded).map(tokensOf)]);
        if (leaves === 1) {
          const { access } = tokensOf(ended!);
          for (const process of [one, other]) expect(await process.ask(me, access)).toEqual(meIs(alice));
        }
      }),
    longest,
  );

  it(
    'RC-15 at the end of the grace gives the same successor or none, and none after the first refusal',
    () =>
      eachRound(cluster, pair, async (alice, one, other) => {
        const tokens = await signIn(one, alice);
        const next = tokensOf(await send(one, refresh(tokens.refresh)));
        const rotatedAt = Date.now();
        const answers: Answer[] = [];
        for (const offset of [-50, -20, 0, 20, 50]) {
          await sleep(Math.max(0, rotatedAt + grace + offset - Date.now()));
          answers.push(await send(other, refresh(tokens.refresh)));
        }
        const refusedFrom = answers.findIndex((answer) => !succeeded(answer));
        expect({ answers, refused: refusedFrom >= 0 }).toMatchObject({ refused: true });
        for (const answer of answers.slice(0, refusedFrom)) expect(tokensOf(answer).refresh).toBe(next.refresh);
        for (const answer of answers.slice(refusedFrom)) expect(answer).toEqual(refreshRefused);
        expect(await cluster.sessions.findOne({ _id: tokens.sessionId })).toMatchObject({
          counter: 1,
          endedAt: expect.any(Date),
        });
        await expectNoRefresh(next.refresh, one, other);
      }),
    longest,
  );

  it(
    'RC-16 between refresh and the deletion of an expiring session: refused, or renewed once, never without an end',
    () =>
      eachRound(cluster, pair, async (alice, one) => {
        const tokens = await signIn(one, alice);
        const own = { _id: tokens.sessionId };
        await cluster.sessions.updateOne(own, { $set: { idleExpiresAt: new Date(Date.now() + 30) } });
        await sleep(20);
        const racing = race(halves(pair, 6, () => refresh(tokens.refresh)));
        // What the server's TTL sweep does.
        await sleep(10);
        await cluster.sessions.deleteOne({ ...own, idleExpiresAt: { $lte: new Date() } });
        const answers = await racing;
        const given = answers.filter(succeeded).map(tokensOf);
        for (const answer of answers.filter((each) => !succeeded(each))) expect(answer).toEqual(refreshRefused);
        const left = await cluster.sessions.findOne(own);
        expect(new Set(given.map((each) => each.refresh)).size).toBeLessThanOrEqual(1);
        if (left && (left.endedAt ?? null) === null && given.length > 0) {
          expect(left.counter).toBe(1);
          expect(left.idleExpiresAt.getTime()).toBeGreaterThan(Date.now());
        } else {
          expect(await cluster.liveSessions(alice.id)).toEqual([]);
          for (const token of new Set([tokens.refresh, ...given.map((each) => each.refresh)]))
            await expectNoRefresh(token, ...pair);
        }
      }),
    longest,
  );
});
