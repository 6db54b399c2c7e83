// What one process revokes, it refuses at once, the other within a second, and neither ever again.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMongo } from '../database/server.js';
import { openCluster } from './cluster.js';
import type { Account, Cluster, ServerProcess } from './cluster.js';
import {
  administrator, changePassword, demoPassword, disableUser, expectNoRefresh, invalidToken, listUsers, login, loginRefused,
  logout, logoutEverywhere, me, meIs, refresh, revokeSession, send, setUserRoles, signIn, tokensOf,
} from './operations.js'; // prettier-ignore
import type { Tokens } from './operations.js';
import type { Answer } from './request.js';
import { expectRefusedWithinASecond, spreadSummary } from './spread.js';
import { deep } from '../deep.js';

const newPassword = 'seven gulls over a quiet harbour';

interface Ending {
  readonly by: string;
  /** Runs at the first process. */
  act(sessions: readonly [Tokens, Tokens, Tokens], account: Account): Promise<Answer>;
  readonly answer: (account: Account) => Answer;
  /** Which of the three sessions end. */
  readonly ends: readonly [boolean, boolean, boolean];
}

const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('Of three sessions, begun at two processes', () => {
  let cluster: Cluster;
  let first: ServerProcess;
  let second: ServerProcess;
  let admin: Tokens;
  beforeAll(async () => {
    cluster = await openCluster(server!);
    [first, second] = await cluster.startPair();
    admin = await administrator(first);
  });
  afterAll(async () => {
    if (deep) console.log(spreadSummary());
    await cluster.stop();
  });

  const answers = (field: string, value: unknown): Answer => ({ status: 200, body: { data: { [field]: value } } });

  const endings: readonly Ending[] = [
    {
      by: 'SR-14 logout with the access token',
      act: ([own]) => first.ask(logout, own.access),
      answer: () => answers('logout', true),
      ends: [true, false, false],
    },
    {
      by: 'SR-14 logout with the refresh token alone',
      act: ([own]) => first.ask(logout, undefined, { token: own.refresh }),
      answer: () => answers('logout', true),
      ends: [true, false, false],
    },
    {
      by: 'revokeSession by its owner',
      act: ([own, , other]) => first.ask(revokeSession, own.access, { id: other.sessionId }),
      answer: () => answers('revokeSession', true),
      ends: [false, false, true],
    },
    {
      by: 'B26 revokeSession by an administrator',
      act: ([, other]) => first.ask(revokeSession, admin.access, { id: other.sessionId }),
      answer: () => answers('revokeSession', true),
      ends: [false, true, false],
    },
    {
      by: 'SR-16 logoutEverywhere',
      act: ([own]) => first.ask(logoutEverywhere, own.access),
      answer: () => answers('logoutEverywhere', 3),
      ends: [true, true, true],
    },
    {
      by: 'SR-19 B26 disableUser',
      act: (_, { id }) => first.ask(disableUser, admin.access, { id }),
      answer: ({ id }) => answers('disableUser', { id, enabled: false }),
      ends: [true, true, true],
    },
  ];

  it.each(endings)('$by ends exactly those that it should', async ({ act, answer, ends }) => {
    const [alice, bob] = [await cluster.addUser(), await cluster.addUser()];
    const sessions = [await signIn(first, alice), await signIn(first, alice), await signIn(second, alice)] as const;
    const others = await signIn(second, bob);
    for (const tokens of sessions) expect(await second.ask(me, tokens.access)).toEqual(meIs(alice));

    expect(await act(sessions, alice)).toEqual(answer(alice));
    const answeredAt = performance.now();
    const ended = sessions.filter((_, index) => ends[index]);
    const kept = sessions.filter((_, index) => !ends[index]);
    for (const tokens of ended) expect(await first.ask(me, tokens.access)).toEqual(invalidToken);
    await Promise.all(ended.map((tokens) => expectRefusedWithinASecond(second, tokens.access, answeredAt)));

    const live = await cluster.liveSessions(alice.id);
    expect(live.map(({ _id }) => _id).toSorted()).toEqual(kept.map(({ sessionId }) => sessionId).toSorted());
    for (const tokens of ended) await expectNoRefresh(tokens.refresh, first, second);
    for (const tokens of kept) {
      for (const process of [first, second]) expect(await process.ask(me, tokens.access)).toEqual(meIs(alice));
      expect(tokensOf(await send(second, refresh(tokens.refresh))).sessionId).toBe(tokens.sessionId);
    }
    for (const process of [first, second]) expect(await process.ask(me, others.access)).toEqual(meIs(bob));
  });

  it('SR-17 B30 changePassword ends all, and signs in anew with the new password alone', async () => {
    const alice = await cluster.addUser();
    const sessions = [await signIn(first, alice), await signIn(first, alice), await signIn(second, alice)] as const;
    const changed = tokensOf(await send(first, changePassword(sessions[0].access, demoPassword, newPassword)));
    const answeredAt = performance.now();
    for (const tokens of sessions) expect(await first.ask(me, tokens.access)).toEqual(invalidToken);
    await Promise.all(sessions.map((tokens) => expectRefusedWithinASecond(second, tokens.access, answeredAt)));
    for (const tokens of sessions) await expectNoRefresh(tokens.refresh, first, second);
    for (const process of [first, second]) {
      expect(await process.ask(me, changed.access)).toEqual(meIs(alice));
      expect(await send(process, login(alice))).toEqual(loginRefused);
      await signIn(process, alice, newPassword);
    }
    expect(tokensOf(await send(second, refresh(changed.refresh))).sessionId).toBe(changed.sessionId);
  });

  it('SR-19 disableUser lets nobody in at either process, with the answer of a wrong password', async () => {
    const alice = await cluster.addUser();
    expect((await first.ask(disableUser, admin.access, { id: alice.id })).body.errors).toBeUndefined();
    for (const process of [first, second]) expect(await send(process, login(alice))).toEqual(loginRefused);
    expect(await cluster.sessions.countDocuments({ userId: alice.id })).toBe(0);
  });

  it('SR-20 SR-21 B26 setUserRoles stops the old access tokens; a refresh at either process has the new roles', async () => {
    const alice = await cluster.addUser();
    const sessions = [await signIn(first, alice), await signIn(second, alice)] as const;
    const give = async (roles: readonly string[]): Promise<number> => {
      expect(await first.ask(setUserRoles, admin.access, { id: alice.id, roles })).toEqual(
        answers('setUserRoles', { id: alice.id, roles }),
      );
      return performance.now();
    };
    const raisedAt = await give(['ADMIN']);
    for (const { access } of sessions) {
      expect(await first.ask(me, access)).toEqual(invalidToken);
      await expectRefusedWithinASecond(second, access, raisedAt);
    }
    const raised = tokensOf(await send(second, refresh(sessions[0].refresh)));
    expect([raised.roles, raised.sessionId]).toEqual([['ADMIN'], sessions[0].sessionId]);
    for (const process of [first, second])
      expect((await process.ask(listUsers, raised.access)).body).toMatchObject({ data: { users: { pageInfo: {} } } });

    const loweredAt = await give([]);
    expect(await first.ask(listUsers, raised.access)).toEqual(invalidToken);
    await expectRefusedWithinASecond(second, raised.access, loweredAt);
    expect(await second.ask(listUsers, raised.access)).toEqual(invalidToken);
    const lowered = tokensOf(await send(second, refresh(raised.refresh)));
    expect(lowered.roles).toEqual([]);
    for (const process of [first, second])
      expect(await process.ask(listUsers, lowered.access)).toMatchObject({
        status: 200,
        body: { data: { users: null }, errors: [{ extensions: { code: 'FORBIDDEN', coordinate: 'Query.users' } }] },
      });
    expect(await cluster.users.findOne({ _id: alice.id })).toMatchObject({ roles: [], generation: 2 });
  });
});
