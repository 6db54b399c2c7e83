// A server process that is killed (SIGKILL) right after an answer, or in the middle of a load: what it answered stays,
// what it changed is recorded, and the other process goes on.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection } from 'mongodb';
import { auditCollection } from '../../src/audit/audit-log.js';
import type { AuditEventName, AuditRecord } from '../../src/audit/audit-record.js';
import { startMongo } from '../database/server.js';
import { openCluster } from './cluster.js';
import type { Account, Cluster, ServerProcess } from './cluster.js';
import {
  administrator, changePassword, demoPassword, disableUser, expectNoRefresh, invalidToken, login, loginRefused,
  logoutEverywhere, me, meIs, refresh, send, setUserRoles, signIn, tokensOf,
} from './operations.js'; // prettier-ignore
import type { Tokens } from './operations.js';
import { succeeded } from './racing.js';
import { race } from './request.js';
import type { Answer, Operation } from './request.js';
import { expectRefusedWithinASecond } from './spread.js';
import { deep } from '../deep.js';

const newPassword = 'seven gulls over a quiet harbour';
const crashes = deep ? 20 : 1;

const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('A process that is killed', () => {
  let cluster: Cluster;
  let audit: Collection<AuditRecord>;
  let survivor: ServerProcess;
  let victim: ServerProcess;
  let admin: Tokens;
  beforeAll(async () => {
    // The client asks again after a restart, which takes seconds.
    cluster = await openCluster(server!, { REFRESH_GRACE: '2m' });
    audit = cluster.database.collection<AuditRecord>(auditCollection);
    [survivor, victim] = await cluster.startPair();
    admin = await administrator(survivor);
  });
  afterAll(() => cluster.stop());

  const recordsOf = (event: AuditEventName, id: string): Promise<AuditRecord[]> =>
    audit.find({ event, outcome: 'SUCCEEDED', $or: [{ actorId: id }, { recordIds: id }] }).toArray();

  interface Change {
    readonly what: string;
    readonly event: AuditEventName;
    change(alice: Account, own: Tokens): Operation;
    /** What a login with the password of before answers afterwards. */
    readonly signsIn: boolean;
  }
  const changes: readonly Change[] = [
    {
      what: 'changePassword',
      event: 'authn_password_change',
      change: (_, own) => changePassword(own.access, demoPassword, newPassword),
      signsIn: false,
    },
    {
      what: 'logoutEverywhere',
      event: 'authn_token_revoked',
      change: (_, own) => ({ query: logoutEverywhere, token: own.access }),
      signsIn: true,
    },
    {
      what: 'setUserRoles',
      event: 'privilege_permissions_changed',
      change: ({ id }) => ({ query: setUserRoles, token: admin.access, variables: { id, roles: ['AUDITOR'] } }),
      signsIn: true,
    },
    {
      what: 'disableUser',
      event: 'user_archived',
      change: ({ id }) => ({ query: disableUser, token: admin.access, variables: { id } }),
      signsIn: false,
    },
  ];
  // Each change with a kill of its own in the long rounds; else one, right after the last of them has answered.
  const batches = deep ? changes.map((change) => [change]) : [changes];
  it.each(batches.map((batch) => ({ batch, what: batch.map((each) => each.what).join(', ') })))(
    'AU-04 FR-12 B26 right after it answered $what has recorded it, and its revocation holds everywhere',
    async ({ batch }) => {
      const before = await Promise.all(
        batch.map(async (each) => {
          const alice = await cluster.addUser();
          return { ...each, alice, own: await signIn(survivor, alice) };
        }),
      );
      for (const { own, alice } of before) expect(await victim.ask(me, own.access)).toEqual(meIs(alice));
      const answers = await Promise.all(before.map(({ change, alice, own }) => send(victim, change(alice, own))));
      const [answeredAt] = [performance.now(), await victim.kill()];
      for (const answer of answers) expect({ answer, done: succeeded(answer) }).toEqual({ answer, done: true });

      for (const { event, alice } of before) expect(await recordsOf(event, alice.id)).toHaveLength(1);
      await Promise.all(before.map(({ own }) => expectRefusedWithinASecond(survivor, own.access, answeredAt)));
      victim = await cluster.start();
      for (const { event, own, alice, signsIn } of before) {
        expect(await victim.ask(me, own.access)).toEqual(invalidToken);
        if (event !== 'privilege_permissions_changed') await expectNoRefresh(own.refresh, victim, survivor);
        if (event === 'authn_password_change') await signIn(victim, alice, newPassword);
        if (signsIn) await signIn(victim, alice);
        else expect(await send(victim, login(alice))).toEqual(loginRefused);
      }
    },
  );

  /** Signs in and goes on refreshing until no answer comes. */
  async function refreshUntilCrash(by: ServerProcess, account: Account) {
    const refreshed: Tokens[] = [];
    try {
      refreshed.push(await signIn(by, account));
      for (;;) refreshed.push(tokensOf(await send(by, refresh(refreshed.at(-1)!.refresh))));
    } catch (error) {
      if (!isCutOff(error)) throw error;
      return refreshed;
    }
  }

  /** Runs an operation again and again, adding to the answers, until no answer comes. */
  async function repeatUntilCrash(answers: Answer[], operation: () => Promise<Answer>): Promise<void> {
    try {
      for (;;) answers.push(await operation());
    } catch (error) {
      if (!isCutOff(error)) throw error;
    }
  }

  it(
    'FR-18 FR-10 RC-01 amid logins, refreshes and changes leaves one successor a session, and a record of every change',
    async () => {
      for (let crash = 0; crash < crashes; crash += 1) {
        const accounts = await Promise.all(Array.from({ length: 6 }, () => cluster.addUser()));
        const [changing, promoted] = [await cluster.addUser(), await cluster.addUser()];
        const begun = tokensOf(await send(victim, login(changing)));
        const passwords = (count: number): string => (count === 0 ? demoPassword : `${newPassword} ${count}`);
        const changed: Answer[] = [];
        const roles: Answer[] = [];
        const load = Promise.all([
          Promise.all(accounts.map((account) => refreshUntilCrash(victim, account))),
          repeatUntilCrash(changed, () => {
            const latest = changed.at(-1);
            const token = latest ? tokensOf(latest).access : begun.access;
            return send(victim, changePassword(token, passwords(changed.length), passwords(changed.length + 1)));
          }),
          repeatUntilCrash(roles, () => {
            const given = roles.length % 2 === 0 ? ['AUDITOR'] : [];
            return victim.ask(setUserRoles, admin.access, { id: promoted.id, roles: given });
          }),
        ]);
        const deadline = performance.now() + 10_000;
        while (Math.min(changed.length, roles.length) < 2 && performance.now() < deadline) await sleep(10);
        await sleep((crash * 37) % 150);
        await victim.kill();
        const [chains] = await load;
        victim = await cluster.start();

        for (const [index, chain] of chains.entries()) {
          const account = accounts[index]!;
          const latest = chain.at(-1);
          expect(await cluster.sessions.countDocuments({ userId: account.id })).toBeLessThanOrEqual(1);
          if (!latest) continue;
          // The client that got no answer asks again with what it has, here at two processes at once.
          const again = await race([victim, survivor].map(({ url }) => [url, refresh(latest.refresh)] as const));
          const given = again.map(tokensOf);
          expect(given[0]!.refresh).toBe(given[1]!.refresh);
          expect(await cluster.liveSessions(account.id)).toMatchObject([
            { _id: latest.sessionId, counter: chain.length },
          ]);
          expect(await survivor.ask(me, given[0]!.access)).toEqual(meIs(account));
        }

        const done = [
          { account: changing, answers: changed, event: 'authn_password_change' },
          { account: promoted, answers: roles, event: 'privilege_permissions_changed' },
        ] as const;
        for (const { account, answers, event } of done) {
          for (const answer of answers)
            expect({ answer, errors: answer.body.errors }).toEqual({ answer, errors: undefined });
          const generation = (await cluster.users.findOne({ _id: account.id }))?.generation ?? NaN;
          expect(answers.length).toBeGreaterThan(0);
          // One more than was answered, if the last was cut off after the change.
          expect([answers.length, answers.length + 1]).toContain(generation);
          await expectEventually(async () => (await recordsOf(event, account.id)).length, generation);
        }
        const generation = (await cluster.users.findOne({ _id: changing.id }))!.generation;
        for (const count of [generation - 1, generation + 1])
          expect(await send(victim, login(changing, passwords(count)))).toEqual(loginRefused);
        await signIn(victim, changing, passwords(generation));

        // Also of a login that was cut off before its answer.
        const userId = { $in: accounts.map(({ id }) => id) };
        for (const { _id } of await cluster.sessions.find({ userId }).toArray()) {
          const logins = () => audit.countDocuments({ event: 'authn_login_success', sessionId: _id });
          await expectEventually(logins, 1);
        }
      }
    },
    30_000 + crashes * 15_000,
  );
});

/** What was cut off is moved to the log by the processes that live, within seconds. */
async function expectEventually(count: () => Promise<number>, expected: number): Promise<void> {
  const deadline = Date.now() + 5_000;
  while ((await count()) !== expected && Date.now() < deadline) await sleep(50);
  expect(await count()).toBe(expected);
}

/** The connection broke, or there was nobody to connect to. */
function isCutOff(error: unknown): boolean {
  return ['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
}
