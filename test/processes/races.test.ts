// Requests that start in one tick at two server processes on one MongoDB; what is left is read from the store.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isEnabled } from '../../src/identity/users/user.repository.js';
import { startMongo } from '../database/server.js';
import { openCluster, rounds } from './cluster.js';
import type { Account, Cluster, ServerProcess } from './cluster.js';
import {
  administrator, changePassword, demoPassword, disableUser, expectNoRefresh, invalidToken, listUsers, login, loginRefused,
  logout, logoutEverywhere, me, meIs, refresh, refreshRefused, send, setUserRoles, signIn, tokensOf,
} from './operations.js'; // prettier-ignore
import type { Tokens } from './operations.js';
import { race } from './request.js';
import type { Answer, Operation } from './request.js';
import { expectRefusedWithinASecond } from './spread.js';

const grace = 1_000;
const sessionLimit = 5;
const newPassword = 'seven gulls over a quiet harbour';
const longest = 30_000 + rounds * 5_000;

const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('A race of two processes', () => {
  let cluster: Cluster;
  let first: ServerProcess;
  let second: ServerProcess;
  let admin: Tokens;
  beforeAll(async () => {
    cluster = await openCluster(server!, { REFRESH_GRACE: `${grace}ms`, SESSION_LIMIT: String(sessionLimit) });
    first = await cluster.start();
    second = await cluster.start();
    admin = await administrator(first);
  });
  afterAll(() => cluster.stop());

  /** Each round begins at the other process, with an account that no other round has. */
  async function eachRound(
    run: (alice: Account, one: ServerProcess, other: ServerProcess) => Promise<void>,
    roles: Parameters<Cluster['addUser']>[0] = [],
  ): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const [one, other] = round % 2 === 0 ? [first, second] : [second, first];
      await run(await cluster.addUser(roles), one, other);
    }
  }

  /** The same operation so many times, half at each process. */
  const halves = (count: number, operation: (index: number) => Operation): (readonly [string, Operation])[] =>
    Array.from({ length: count }, (_, index) => [(index % 2 === 0 ? first : second).url, operation(index)] as const);

  const succeeded = (answer: Answer): boolean => answer.body.errors === undefined;

  /** No refresh token of these works anywhere, and within a second no access token. */
  async function expectAllDead(tokens: readonly Tokens[]): Promise<void> {
    const answeredAt = performance.now();
    await Promise.all(
      tokens.flatMap(({ access }) =>
        [first, second].map((process) => expectRefusedWithinASecond(process, access, answeredAt)),
      ),
    );
    for (const token of new Set(tokens.map((each) => each.refresh))) await expectNoRefresh(token, first, second);
  }

  it(
    'RC-02 B27 SR-05 of 20 refreshes with one token gives one successor, counted once in the store',
    () =>
      eachRound(async (alice, one) => {
        const tokens = await signIn(one, alice);
        const answers = await race(halves(20, () => refresh(tokens.refresh)));
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
      eachRound(async (alice, one, other) => {
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
        await expectAllDead([owner, thief, second, third]);
      }),
    longest,
  );

  it(
    'RC-04 between refresh and logout leaves no token of the session alive',
    () =>
      eachRound(async (alice, one, other) => {
        const tokens = await signIn(one, alice);
        const [ended, ...refreshed] = await race([
          [one.url, { query: logout, variables: { token: tokens.refresh } }],
          ...[one, other, one, other].map(({ url }) => [url, refresh(tokens.refresh)] as const),
        ]);
        expect(ended).toEqual({ status: 200, body: { data: { logout: true } } });
        expect(await cluster.liveSessions(alice.id)).toEqual([]);
        await expectAllDead([tokens, ...refreshed.filter(succeeded).map(tokensOf)]);
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
      eachRound(async (alice, one, other) => {
        const sessions = [await signIn(one, alice), await signIn(other, alice)] as const;
        const [ended, ...refreshed] = await race([
          [one.url, end(alice, sessions[0])],
          ...[one, other].flatMap(({ url }) => sessions.map(({ refresh: token }) => [url, refresh(token)] as const)),
        ]);
        expect({ ended, succeeded: succeeded(ended!) }).toMatchObject({ succeeded: true });
        const live = await cluster.liveSessions(alice.id);
        expect(live.map(({ _id }) => _id)).toEqual(leaves === 1 ? [tokensOf(ended!).sessionId] : []);
        await expectAllDead([...sessions, ...refreshed.filter(succeeded).map(tokensOf)]);
        if (leaves === 1) {
          const { access } = tokensOf(ended!);
          for (const process of [one, other]) expect(await process.ask(me, access)).toEqual(meIs(alice));
        }
      }),
    longest,
  );

  it(
    'RC-09 SR-24 of 20 logins with a limit of 5 leaves at most 5 live, and the others refused',
    () =>
      eachRound(async (alice) => {
        const given = (await race(halves(20, () => login(alice)))).filter(succeeded).map(tokensOf);
        const answeredAt = performance.now();
        const live = (await cluster.liveSessions(alice.id)).map(({ _id }) => _id);
        expect(live.length).toBeGreaterThan(0);
        expect(live.length).toBeLessThanOrEqual(sessionLimit);
        const [kept, dropped] = [true, false].map((is) => given.filter((each) => live.includes(each.sessionId) === is));
        await Promise.all(
          dropped!.flatMap(({ access }) =>
            [first, second].map((process) => expectRefusedWithinASecond(process, access, answeredAt)),
          ),
        );
        for (const { refresh: token } of dropped!) await expectNoRefresh(token, second);
        for (const { access } of kept!) expect(await first.ask(me, access)).toEqual(meIs(alice));
      }),
    longest,
  );

  it(
    'RC-10 of two changePassword with the same current password is won by one',
    () =>
      eachRound(async (alice, one, other) => {
        const sessions = [await signIn(one, alice), await signIn(other, alice)] as const;
        const passwords = [`${newPassword} at dawn`, `${newPassword} at dusk`] as const;
        const answers = await race([
          [one.url, changePassword(sessions[0].access, demoPassword, passwords[0])],
          [other.url, changePassword(sessions[1].access, demoPassword, passwords[1])],
        ]);
        const won = answers.findIndex(succeeded);
        const lost = answers.findIndex((answer) => !succeeded(answer));
        expect({ answers, decided: won >= 0 && lost >= 0 }).toMatchObject({ decided: true });
        expect(['INVALID_CREDENTIALS', 'CONFLICT', 'INVALID_TOKEN']).toContain(
          answers[lost]?.body.errors?.[0]?.extensions.code,
        );
        const winner = tokensOf(answers[won]!);
        expect((await cluster.liveSessions(alice.id)).map(({ _id }) => _id)).toEqual([winner.sessionId]);
        await expectAllDead(sessions);
        expect(await send(one, login(alice, passwords[lost]))).toEqual(loginRefused);
        expect(await send(other, login(alice))).toEqual(loginRefused);
        await signIn(other, alice, passwords[won]);
      }),
    longest,
  );

  it(
    'RC-11 B26 between setUserRoles down and reads that need the role: none begun after its answer succeeds',
    () =>
      eachRound(
        async (alice) => {
          const { access } = await signIn(second, alice);
          const reads: { by: ServerProcess; sentAt: number; answer: Answer }[] = [];
          let answeredAt = Infinity;
          const reader = async (by: ServerProcess): Promise<void> => {
            while (performance.now() < answeredAt + 1_150) {
              const sentAt = performance.now();
              reads.push({ by, sentAt, answer: await by.ask(listUsers, access) });
              await sleep(20);
            }
          };
          const readers = [first, second].flatMap((by) => [reader(by), reader(by), reader(by)]);
          await sleep(100);
          const changed = await first.ask(setUserRoles, admin.access, { id: alice.id, roles: [] });
          answeredAt = performance.now();
          expect(changed).toEqual({ status: 200, body: { data: { setUserRoles: { id: alice.id, roles: [] } } } });
          await Promise.all(readers);

          expect(reads.length).toBeGreaterThan(100);
          for (const by of [first, second])
            expect(reads.some((read) => read.by === by && succeeded(read.answer))).toBe(true);
          const allowedLate = reads.filter(
            ({ by, sentAt, answer }) => sentAt > answeredAt + (by === first ? 0 : 1_000) && answer.status === 200,
          );
          expect(allowedLate).toEqual([]);
          expect(reads.at(-1)?.answer).toEqual(invalidToken);
        },
        ['ADMIN'],
      ),
    longest,
  );

  it(
    'RC-12 between disableUser and logins leaves no session, whichever answered first',
    () =>
      eachRound(async (alice, one) => {
        const [disabled, ...logins] = await race([
          [one.url, { query: disableUser, token: admin.access, variables: { id: alice.id } }],
          ...halves(10, () => login(alice)),
        ]);
        expect(disabled).toEqual({ status: 200, body: { data: { disableUser: { id: alice.id, enabled: false } } } });
        for (const answer of logins.filter((each) => !succeeded(each))) expect(answer).toEqual(loginRefused);
        await expectAllDead(logins.filter(succeeded).map(tokensOf));
        expect(await cluster.liveSessions(alice.id)).toEqual([]);
      }),
    longest,
  );

  const demotions: readonly { by: string; demote: (id: string) => Pick<Operation, 'query' | 'variables'> }[] = [
    { by: 'setUserRoles', demote: (id) => ({ query: setUserRoles, variables: { id, roles: [] } }) },
    { by: 'disableUser', demote: (id) => ({ query: disableUser, variables: { id } }) },
  ];
  it.each(demotions)(
    'RC-13 of two administrators who would remove each other with $by leaves one of them',
    async ({ demote }) => {
      const others = await cluster.users.find({ roles: 'ADMIN' }).toArray();
      const left = others.map(({ _id }) => _id);
      await cluster.users.updateMany({ _id: { $in: left } }, { $set: { roles: [] } });
      let removed = 0;
      try {
        for (let round = 0; round < rounds; round += 1) {
          const [alice, bob] = [await cluster.addUser(['ADMIN']), await cluster.addUser(['ADMIN'])];
          const [hers, his] = [await signIn(first, alice), await signIn(second, bob)];
          const answers = await race([
            [first.url, { ...demote(bob.id), token: hers.access }],
            [second.url, { ...demote(alice.id), token: his.access }],
          ]);
          const remaining = (await cluster.users.find({ roles: 'ADMIN' }).toArray()).filter(isEnabled);
          expect({ answers, oneIsLeft: remaining.length >= 1 }).toMatchObject({ oneIsLeft: true });
          // An answer tells the truth: who was removed is no longer there, and nobody else is missing.
          expect({ answers, removed: 2 - remaining.length }).toMatchObject({
            removed: answers.filter(succeeded).length,
          });
          for (const answer of answers.filter((each) => !succeeded(each)))
            expect(['CONFLICT', 'FORBIDDEN', 'INVALID_TOKEN']).toContain(answer.body.errors?.[0]?.extensions.code);
          removed += answers.filter(succeeded).length;
          await cluster.users.updateMany({ _id: { $in: [alice.id, bob.id] } }, { $set: { roles: [] } });
        }
        expect(removed).toBeGreaterThan(0);
      } finally {
        for (const { _id, roles } of others) await cluster.users.updateOne({ _id }, { $set: { roles } });
      }
    },
    longest,
  );

  it(
    'RC-15 at the end of the grace gives the same successor or none, and none after the first refusal',
    () =>
      eachRound(async (alice, one, other) => {
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
      eachRound(async (alice, one) => {
        const tokens = await signIn(one, alice);
        const own = { _id: tokens.sessionId };
        await cluster.sessions.updateOne(own, { $set: { idleExpiresAt: new Date(Date.now() + 30) } });
        await sleep(20);
        const racing = race(halves(6, () => refresh(tokens.refresh)));
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
            await expectNoRefresh(token, first, second);
        }
      }),
    longest,
  );
});
