// A process that cannot reach the database, while another can: it refuses what it cannot know, and comes back by itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditCollection } from '../../src/audit/audit-log.js';
import type { AuditEventName, AuditRecord } from '../../src/audit/audit-record.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import { startMongo } from '../database/server.js';
import { openCluster, rounds } from './cluster.js';
import type { Account, Cluster, ServerProcess } from './cluster.js';
import { openLink } from './link.js';
import type { Link } from './link.js';
import {
  changePassword, demoPassword, expectNoRefresh, invalidToken, login, logoutEverywhere, me, meIs, refresh, refreshRefused, send, signIn, tokensOf, unavailable, viewerCan,
} from './operations.js'; // prettier-ignore
import type { Tokens } from './operations.js';
import type { Answer, Operation } from './request.js';
import { expectRefusedWithinASecond } from './spread.js';

const mayViewerCan: Answer = { status: 200, body: { data: { viewerCan: [{ allowed: false }] } } };
const newPassword = 'seven gulls over a quiet harbour';
const serverInfo = '{ serverInfo { name } }';

const fiveTimes = (field: string): string => ['a', 'b', 'c', 'd', 'e'].map((alias) => `${alias}: ${field}`).join(' ');

const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('A process that cannot reach the database', () => {
  let cluster: Cluster;
  let connected: ServerProcess;
  let cached: ServerProcess;
  let strict: ServerProcess;
  let link: Link;
  beforeAll(async () => {
    cluster = await openCluster(server!);
    link = await openLink(cluster.uri);
    connected = await cluster.start({ SEED: 'demo' });
    [cached, strict] = await Promise.all([
      cluster.start({ MONGODB_URI: link.uri }),
      cluster.start({ MONGODB_URI: link.uri, REVOCATION_CHECK: 'strict' }),
    ]);
  });
  afterAll(async () => {
    await cluster.stop();
    await link.close();
  });

  /** The answer and how long it took, which is never longer than 3 seconds. */
  async function inTime(answer: Promise<Answer>): Promise<Answer> {
    const begun = performance.now();
    const given = await answer;
    const took = performance.now() - begun;
    expect({ given, inTime: took <= 3_000, took }).toMatchObject({ inTime: true });
    return given;
  }

  async function untilReady(process: ServerProcess): Promise<number> {
    const begun = performance.now();
    while ((await process.statusOf('/readyz')) !== 200 && performance.now() - begun < 10_000) await sleep(50);
    return performance.now() - begun;
  }

  /** Root fields of a mutation run one after the other, each for itself. */
  function expectEachUnavailable({ status, body }: Answer, count: number): void {
    const error = { message: unavailable.body.errors?.[0]?.message, extensions: { code: 'SERVICE_UNAVAILABLE' } };
    expect({ status, ...body }).toMatchObject({ status: 200, errors: Array.from({ length: count }, () => error) });
    expect(Object.values(body.data ?? {})).toEqual(Array.from({ length: count }, () => null));
  }

  /** What both processes behind the link answer once their knowledge is over a second old. */
  async function expectRefusals(tokens: Tokens): Promise<void> {
    const junk = `${tokens.access.slice(0, -4)}AAAA`;
    await Promise.all(
      [cached, strict].map(async (process) => {
        for (const signedIn of [viewerCan, me])
          expect(await inTime(process.ask(signedIn, tokens.access))).toEqual(unavailable);
        expect(await inTime(process.ask(viewerCan, junk))).toEqual(invalidToken);
        expect(await inTime(process.ask(serverInfo))).toMatchObject({
          status: 200,
          body: { data: { serverInfo: {} } },
        });
        expect(await inTime(send(process, refresh('junk')))).toEqual(refreshRefused);
        for (const storeNeeded of [login({ email: 'hr@claimcheck.example' }), refresh(tokens.refresh)])
          expect((await inTime(send(process, storeNeeded))).body.errors).toMatchObject([
            { extensions: { code: 'SERVICE_UNAVAILABLE' } },
          ]);
        expect(await process.statusOf('/livez')).toBe(200);
      }),
    );
  }

  /**
   * Asks from the first moment after the outage until the token is refused for good: an answer is a 503 or a 401, never
   * data, also not once.
   */
  async function expectNeverAccepted(process: ServerProcess, token: string): Promise<void> {
    const begun = performance.now();
    for (;;) {
      const answer = await process.ask(viewerCan, token);
      expect({ answer, refused: answer.status === 503 || answer.status === 401 }).toMatchObject({ refused: true });
      if (answer.status === 401) break;
      expect({ answer, inTime: performance.now() - begun < 5_000 }).toMatchObject({ inTime: true });
      await sleep(20);
    }
    expect(await process.ask(viewerCan, token)).toEqual(invalidToken);
  }

  it('FR-04 FR-05 FR-06 FR-07 FR-08 refuses signed-in requests while it hangs, is not ready after 5 s, and learns what it missed first', async () => {
    const [alice, bob] = [await cluster.addUser(), await cluster.addUser()];
    const [hers, his] = [await signIn(connected, alice), await signIn(connected, bob)];
    for (const process of [cached, strict]) expect(await process.ask(me, hers.access)).toEqual(meIs(alice));

    link.hang();
    const hungAt = performance.now();
    // Knowledge of less than a second ago is good: a short break is nobody's outage. What then asks the store is.
    const several = inTime(cached.ask(`mutation { ${fiveTimes('logoutEverywhere')} }`, his.access));
    expect(await cached.ask(viewerCan, his.access)).toEqual(mayViewerCan);
    await sleep(1_300);
    expectEachUnavailable(await several, 5);
    // Revoked where the database can be reached, while the others cannot know.
    expect((await connected.ask(logoutEverywhere, hers.access)).body).toEqual({ data: { logoutEverywhere: 1 } });
    for (const process of [cached, strict])
      expect(await inTime(process.ask(viewerCan, hers.access))).toEqual(unavailable);
    await expectRefusals(his);
    expect(await connected.ask(me, his.access)).toEqual(meIs(bob));
    await sleep(Math.max(0, hungAt + 5_500 - performance.now()));
    for (const process of [cached, strict]) expect(await process.statusOf('/readyz')).toBe(503);

    await link.mend();
    await Promise.all([cached, strict].map((process) => expectNeverAccepted(process, hers.access)));
    for (const process of [cached, strict]) {
      expect(await untilReady(process)).toBeLessThan(5_000);
      for (let count = 0; count < 5; count += 1) expect(await process.ask(me, his.access)).toEqual(meIs(bob));
      await signIn(process, bob);
    }
  }, 60_000);

  it('FR-03 FR-05 refuses them while the database is gone, and comes back within 5 s', async () => {
    const [alice, bob] = [await cluster.addUser(), await cluster.addUser()];
    const [hers, his] = [await signIn(connected, alice), await signIn(connected, bob)];
    await link.cut();
    await sleep(1_300);
    expect((await connected.ask(logoutEverywhere, hers.access)).body).toEqual({ data: { logoutEverywhere: 1 } });
    await expectRefusals(his);

    await link.mend();
    const mendedAt = performance.now();
    await Promise.all([cached, strict].map((process) => expectNeverAccepted(process, hers.access)));
    for (const process of [cached, strict]) {
      await untilReady(process);
      expect(performance.now() - mendedAt).toBeLessThan(5_000);
      for (let count = 0; count < 5; count += 1) expect(await process.ask(me, his.access)).toEqual(meIs(bob));
      await signIn(process, bob);
    }
  }, 60_000);

  const changes: readonly { what: string; change: (own: Tokens) => Operation; event: AuditEventName }[] = [
    {
      what: 'changePassword',
      change: (own) => changePassword(own.access, demoPassword, newPassword),
      event: 'authn_password_change',
    },
    {
      what: 'logoutEverywhere',
      change: (own) => ({ query: logoutEverywhere, token: own.access }),
      event: 'authn_token_revoked',
    },
  ];

  it(
    `FR-12 AU-05 that is cut off amid ${changes.map(({ what }) => what).join(' or ')} has done and recorded all, or nothing`,
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const begun = await Promise.all(
          changes.map(async (each) => {
            const account = await cluster.addUser();
            const own = await signIn(connected, account);
            return { ...each, account, own, before: await cluster.users.findOne({ _id: account.id }) };
          }),
        );
        const asked = begun.map(({ change, own }) => inTime(send(cached, change(own))));
        await sleep((10 + round * 23) % 80);
        await link.cut();
        // Mended after all have given up, or while they try again.
        if (round % 2 === 0) await Promise.all(asked);
        await link.mend();
        const answers = await Promise.all(asked);
        await untilReady(cached);
        await Promise.all(begun.map((each, index) => expectAllOrNothing({ ...each, answer: answers[index]! })));
      }
    },
    30_000 + rounds * 10_000,
  );

  async function expectAllOrNothing({ account, own, before, answer, what, event }: CutOff): Promise<void> {
    const after = await cluster.users.findOne({ _id: account.id });
    const done = after?.generation !== before?.generation;
    if (done) {
      expect(after?.generation).toBe((before?.generation ?? NaN) + 1);
      await expectRefusedWithinASecond(connected, own.access, performance.now());
      await expectNoRefresh(own.refresh, connected, cached);
      const changed = event === 'authn_password_change';
      expect({ answer, changed: after?.passwordHash !== before?.passwordHash }).toEqual({ answer, changed });
      await signIn(connected, account, changed ? newPassword : demoPassword);
    } else {
      expect(answer.body.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
      expect(after?.passwordHash).toBe(before?.passwordHash);
      expect(await connected.ask(me, own.access)).toEqual(meIs(account));
      expect(tokensOf(await send(connected, refresh(own.refresh))).sessionId).toBe(own.sessionId);
      await signIn(connected, account);
    }
    // In the log, or carried by the account until a process moves it there.
    const logged = await cluster.database
      .collection<AuditRecord>(auditCollection)
      .countDocuments({ event, outcome: 'SUCCEEDED', actorId: account.id, coordinate: `Mutation.${what}` });
    const carried = after?.unrecorded?.event === event ? 1 : 0;
    expect({ answer, recorded: Math.max(logged, carried) }).toEqual({ answer, recorded: done ? 1 : 0 });
  }
});

interface CutOff {
  readonly account: Account;
  readonly own: Tokens;
  readonly before: UserRecord | null;
  readonly answer: Answer;
  readonly what: string;
  readonly event: AuditEventName;
}
