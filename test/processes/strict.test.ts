// Two server processes on one MongoDB that look each request's session and account up (`REVOCATION_CHECK=strict`), with
// login limits on and no grace to speak of.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { startMongo } from '../database/server.js';
import { jwtSecret, openCluster, rounds } from './cluster.js';
import type { Account, Cluster, ServerProcess } from './cluster.js';
import {
  administrator, changePassword, demoPassword, disableUser, expectNoRefresh, invalidToken, login, loginRefused, logout,
  logoutEverywhere, me, meIs, refresh, refreshRefused, revokeSession, send, setUserRoles, signIn, tokensOf,
} from './operations.js'; // prettier-ignore
import type { Tokens } from './operations.js';
import { halves, longest, succeeded } from './racing.js';
import { race } from './request.js';
import type { Answer, Operation } from './request.js';

const limit = 5;

const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('Two strict processes', () => {
  let cluster: Cluster;
  let first: ServerProcess;
  let second: ServerProcess;
  let admin: Tokens;
  beforeAll(async () => {
    const settings = { REVOCATION_CHECK: 'strict', REFRESH_GRACE: '1ms', LOGIN_LIMIT_PAIR: `${limit}/15m` };
    cluster = await openCluster(server!, settings);
    [first, second] = await cluster.startPair();
    admin = await administrator(first);
  });
  afterAll(() => cluster.stop());

  const codeOf = (answer: Answer): string | undefined => answer.body.errors?.[0]?.extensions.code;

  const endings: readonly { by: string; end: (alice: Account, own: Tokens) => Operation }[] = [
    { by: 'SR-14 logout', end: (_, own) => ({ query: logout, token: own.access }) },
    { by: 'SR-16 logoutEverywhere', end: (_, own) => ({ query: logoutEverywhere, token: own.access }) },
    {
      by: 'revokeSession',
      end: (_, own) => ({ query: revokeSession, token: own.access, variables: { id: own.sessionId } }),
    },
    {
      by: 'SR-17 changePassword',
      end: (_, own) => changePassword(own.access, demoPassword, 'seven gulls over a quiet bay'),
    },
    { by: 'SR-19 disableUser', end: ({ id }) => ({ query: disableUser, token: admin.access, variables: { id } }) },
    {
      by: 'SR-20 setUserRoles',
      end: ({ id }) => ({ query: setUserRoles, token: admin.access, variables: { id, roles: [] } }),
    },
  ];
  it.each(endings)('B26 $by is known to the other process at once', async ({ end }) => {
    const alice = await cluster.addUser(['AUDITOR']);
    const tokens = await signIn(second, alice);
    expect(await second.ask(me, tokens.access)).toEqual(meIs(alice));
    const ended = await send(first, end(alice, tokens));
    expect(await second.ask(me, tokens.access)).toEqual(invalidToken);
    expect({ ended, succeeded: succeeded(ended) }).toMatchObject({ succeeded: true });
  });

  it("TK-30 a token is refused whose session is another user's; signed alike with its own, it is good", async () => {
    const [alice, bob] = [await cluster.addUser(), await cluster.addUser()];
    const tokens = await signIn(first, alice);
    const { header, payload } = jwt.decode(tokens.access, { complete: true })!;
    const signedFor = (sub: string): string => jwt.sign({ ...(payload as jwt.JwtPayload), sub }, jwtSecret, { header });
    expect(await second.ask(me, signedFor(alice.id))).toEqual(meIs(alice));
    for (const process of [first, second]) expect(await process.ask(me, signedFor(bob.id))).toEqual(invalidToken);
  });

  const elsewhere: readonly { what: string; change: (alice: Account, tokens: Tokens) => Promise<unknown> }[] = [
    { what: 'account was deleted', change: ({ id }) => cluster.users.deleteOne({ _id: id }) },
    {
      what: 'account was disabled',
      change: ({ id }) => cluster.users.updateOne({ _id: id }, { $set: { disabledAt: new Date() } }),
    },
    {
      what: 'generation was raised',
      change: ({ id }) => cluster.users.updateOne({ _id: id }, { $inc: { generation: 1 } }),
    },
    {
      what: 'session was ended',
      change: (_, { sessionId }) => cluster.sessions.updateOne({ _id: sessionId }, { $set: { endedAt: new Date() } }),
    },
    { what: 'session was deleted', change: (_, { sessionId }) => cluster.sessions.deleteOne({ _id: sessionId }) },
  ];
  it.each(elsewhere)('TK-31 a token is refused whose $what in the database alone', async ({ change }) => {
    const alice = await cluster.addUser();
    const tokens = await signIn(first, alice);
    for (const process of [first, second]) expect(await process.ask(me, tokens.access)).toEqual(meIs(alice));
    await change(alice, tokens);
    for (const process of [first, second]) expect(await process.ask(me, tokens.access)).toEqual(invalidToken);
  });

  it(
    'RC-01 B27 of 20 refreshes with one token and no grace there is never a second successor',
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const alice = await cluster.addUser();
        const tokens = await signIn(first, alice);
        const answers = await race(halves([first, second], 20, () => refresh(tokens.refresh)));
        const given = answers.filter(succeeded).map(tokensOf);
        for (const answer of answers.filter((each) => !succeeded(each))) expect(answer).toEqual(refreshRefused);
        expect(new Set(given.map((each) => each.refresh)).size).toBe(1);
        const live = await cluster.liveSessions(alice.id);
        expect(await cluster.sessions.find({ userId: alice.id }).toArray()).toMatchObject([{ counter: 1 }]);
        // A refused one was a reuse, and ended the session: then the successor is dead too.
        expect(live.length).toBe(given.length === answers.length ? 1 : 0);
        if (live.length > 0) continue;
        await expectNoRefresh(given[0]!.refresh, first, second);
        for (const { access } of given) expect(await second.ask(me, access)).toEqual(invalidToken);
      }
    },
    longest,
  );

  it(
    'RC-07 of 50 wrong passwords at most the limit is judged, and the right one waits too',
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const alice = await cluster.addUser();
        const answers = await race(
          halves([first, second], 50, (index) => login(alice, `a wrong password, number ${index}`)),
        );
        const judged = answers.filter((answer) => codeOf(answer) === 'INVALID_CREDENTIALS');
        for (const answer of judged) expect(answer).toEqual(loginRefused);
        for (const answer of answers.filter((each) => !judged.includes(each)))
          expect(answer.body).toMatchObject({
            data: { login: null },
            errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } }],
          });
        expect(judged.length).toBe(limit);
        for (const process of [first, second]) expect(codeOf(await send(process, login(alice)))).toBe('RATE_LIMITED');
        expect(await cluster.sessions.countDocuments({ userId: alice.id })).toBe(0);
      }
    },
    longest,
  );

  it(
    'RC-08 of 49 wrong passwords and the right one at the limit counts what failed, and nothing else',
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const alice = await cluster.addUser();
        for (let wrong = 1; wrong < limit; wrong += 1)
          expect(await send(first, login(alice, 'a wrong password'))).toEqual(loginRefused);
        const answers = await race(
          halves([first, second], 50, (index) => login(alice, index === 25 ? demoPassword : 'a wrong password')),
        );
        const right = answers[25]!;
        const judged = answers.filter((answer) => codeOf(answer) === 'INVALID_CREDENTIALS').length;
        expect({ right, fits: succeeded(right) || codeOf(right) === 'RATE_LIMITED' }).toMatchObject({ fits: true });
        expect(judged).toBeLessThanOrEqual(1);
        expect(await cluster.sessions.countDocuments({ userId: alice.id })).toBe(succeeded(right) ? 1 : 0);
        // What is left of the limit can be used up, no more and no less.
        const after: Answer[] = [];
        for (let count = 0; count < 2; count += 1) after.push(await send(second, login(alice, 'a wrong password')));
        expect({ answers, after: after.map(codeOf) }).toMatchObject({
          after: judged === 0 ? ['INVALID_CREDENTIALS', 'RATE_LIMITED'] : ['RATE_LIMITED', 'RATE_LIMITED'],
        });
      }
    },
    longest,
  );
});
