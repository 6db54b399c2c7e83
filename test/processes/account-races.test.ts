// Logins and changes of accounts that start in one tick, at two server processes; what is left is read from the store.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import bcrypt from 'bcrypt';
import { isEnabled } from '../../src/identity/users/user.repository.js';
import { startMongo } from '../database/server.js';
import { openCluster, rounds } from './cluster.js';
import type { Account, Cluster, ServerProcess } from './cluster.js';
import {
  administrator, changePassword, demoPassword, disableUser, expectNoRefresh, invalidToken, listUsers, login, loginRefused, me, meIs, send,
  setUserRoles, signIn, tokensOf,
} from './operations.js'; // prettier-ignore
import type { Tokens } from './operations.js';
import { eachRound, expectAllDead, halves, longest, succeeded } from './racing.js';
import type { Pair } from './racing.js';
import { race } from './request.js';
import type { Answer, Operation } from './request.js';

const sessionLimit = 5;
const newPassword = 'seven gulls over a quiet harbour';

const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('A race of two processes', () => {
  let cluster: Cluster;
  let pair: Pair;
  let admin: Tokens;
  beforeAll(async () => {
    cluster = await openCluster(server!, { SESSION_LIMIT: String(sessionLimit) });
    pair = await cluster.startPair();
    admin = await administrator(pair[0]);
  });
  afterAll(() => cluster.stop());

  it(
    'RC-09 SR-24 of 20 logins with a limit of 5 leaves at most 5 live, and the others refused',
    () => {
      const round = async (alice: Account): Promise<void> => {
        const given = (await race(halves(pair, 20, () => login(alice)))).filter(succeeded).map(tokensOf);
        const answeredAt = performance.now();
        const live = (await cluster.liveSessions(alice.id)).map(({ _id }) => _id);
        expect(live.length).toBeGreaterThan(0);
        expect(live.length).toBeLessThanOrEqual(sessionLimit);
        const [kept, dropped] = [true, false].map((is) => given.filter((each) => live.includes(each.sessionId) === is));
        await sleep(Math.max(0, answeredAt + 1_000 - performance.now()));
        for (const process of pair)
          for (const { access } of dropped!) expect(await process.ask(me, access)).toEqual(invalidToken);
        for (const { refresh: token } of dropped!) await expectNoRefresh(token, pair[1]);
        for (const { access } of kept!) expect(await pair[0].ask(me, access)).toEqual(meIs(alice));
      };
      // 20 logins end 15 sessions each, or find them ended: seconds of work for the store.
      return eachRound(cluster, pair, round, { count: Math.ceil(rounds / 4) });
    },
    longest,
  );

  it(
    'RC-10 of two changePassword with the same current password is won by one',
    () =>
      eachRound(cluster, pair, async (alice, one, other) => {
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
        await expectAllDead(pair, sessions);
        expect(await send(one, login(alice, passwords[lost]))).toEqual(loginRefused);
        expect(await send(other, login(alice))).toEqual(loginRefused);
        await signIn(other, alice, passwords[won]);
      }),
    longest,
  );

  it(
    'RC-14 between changePassword and logins that make an imported hash anew keeps the new password',
    () =>
      eachRound(cluster, pair, async (alice, one, other) => {
        const own = await signIn(one, alice);
        const imported = `bcrypt:${bcrypt.hashSync(demoPassword, 4)}`;
        const hashOf = async () => (await cluster.users.findOne({ _id: alice.id }))?.passwordHash;
        await cluster.users.updateOne({ _id: alice.id }, { $set: { passwordHash: imported } });
        await signIn(other, alice);
        expect(await hashOf()).toMatch(/^\$2b\$04\$/);

        await cluster.users.updateOne({ _id: alice.id }, { $set: { passwordHash: imported } });
        const [changed, ...logins] = await race([
          [one.url, changePassword(own.access, demoPassword, newPassword)],
          ...halves(pair, 8, () => login(alice)),
        ]);
        for (const answer of logins.filter((each) => !succeeded(each))) expect(answer).toEqual(loginRefused);
        const next = tokensOf(changed!);
        expect(await hashOf()).not.toBe(imported);
        expect((await cluster.liveSessions(alice.id)).map(({ _id }) => _id)).toEqual([next.sessionId]);
        await expectAllDead(pair, [own, ...logins.filter(succeeded).map(tokensOf)]);
        for (const process of pair) {
          expect(await send(process, login(alice))).toEqual(loginRefused);
          await signIn(process, alice, newPassword);
        }
      }),
    longest,
  );

  it(
    'RC-11 B26 between setUserRoles down and reads that need the role: none begun after its answer succeeds',
    () =>
      eachRound(
        cluster,
        pair,
        async (alice) => {
          const [first, second] = pair;
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

          expect(reads.length).toBeGreaterThan(60);
          for (const by of pair) expect(reads.some((read) => read.by === by && succeeded(read.answer))).toBe(true);
          const allowedLate = reads.filter(
            ({ by, sentAt, answer }) => sentAt > answeredAt + (by === first ? 0 : 1_000) && answer.status === 200,
          );
          expect(allowedLate).toEqual([]);
          expect(reads.at(-1)?.answer).toEqual(invalidToken);
        },
        { roles: ['ADMIN'] },
      ),
    longest,
  );

  it(
    'RC-12 between disableUser and logins leaves no session, whichever answered first',
    () =>
      eachRound(cluster, pair, async (alice, one) => {
        const [disabled, ...logins] = await race([
          [one.url, { query: disableUser, token: admin.access, variables: { id: alice.id } }],
          ...halves(pair, 10, () => login(alice)),
        ]);
        expect(disabled).toEqual({ status: 200, body: { data: { disableUser: { id: alice.id, enabled: false } } } });
        for (const answer of logins.filter((each) => !succeeded(each))) expect(answer).toEqual(loginRefused);
        await expectAllDead(pair, logins.filter(succeeded).map(tokensOf));
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
      const [first, second] = pair;
      const others = await cluster.users.find({ roles: 'ADMIN' }).toArray();
      const left = others.map(({ _id }) => _id);
      await cluster.users.updateMany({ _id: { $in: left } }, { $set: { roles: [] } });
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
          // Both may have been refused. Then one after the other removes one, and no more.
          if (remaining.length === 2) {
            expect(succeeded(await send(first, { ...demote(bob.id), token: hers.access }))).toBe(true);
            expect(succeeded(await send(second, { ...demote(alice.id), token: his.access }))).toBe(false);
          }
          await cluster.users.updateMany({ _id: { $in: [alice.id, bob.id] } }, { $set: { roles: [] } });
        }
      } finally {
        for (const { _id, roles } of others) await cluster.users.updateOne({ _id }, { $set: { roles } });
      }
    },
    longest,
  );
});
