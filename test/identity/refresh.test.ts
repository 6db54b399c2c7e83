import { afterEach, describe, expect, it } from '@jest/globals';
import { ApiError } from '../../src/errors.js';
import { everyRow } from '../../src/database/rows.js';
import { day, hour, minute, openFixture, origin, second } from './fixture.js';
import type { Asked, Fixture } from './fixture.js';

let f: Fixture;
afterEach(() => f.close());

async function aliceSignedIn(settings: Record<string, string> = {}, tick = 0) {
  f = await openFixture(settings, tick);
  await f.addUser('alice');
  return f.login('alice');
}

const row = async (sessionId: string) => (await f.sessions.findOne({ _id: sessionId })) ?? undefined;
const valid = async (accessToken: string) => (await f.identity.authenticate(accessToken)).ok;

/** The private cause of a refusal, after checking that the public part is the fixed one. */
async function refusal(refreshToken: unknown, identity: Asked = f.identity): Promise<unknown> {
  const error = await identity.refresh(refreshToken).then(() => 'succeeded', (reason: unknown) => reason); // prettier-ignore
  if (!(error instanceof ApiError)) return error;
  expect(error.toJSON()).toEqual({
    message: 'The refresh token is not valid.',
    extensions: { code: 'INVALID_REFRESH_TOKEN' },
  });
  return error.cause;
}

describe('refresh', () => {
  it('SR-03 gives a new pair for the same session and the same absolute limit', async () => {
    const first = await aliceSignedIn();
    const before = await row(first.viewer.sessionId);
    f.advance(hour);
    const next = await f.identity.refresh(first.refreshToken);
    expect(next.refreshToken).not.toBe(first.refreshToken);
    expect(next.accessToken).not.toBe(first.accessToken);
    expect(next.viewer).toEqual(first.viewer);
    const after = await row(first.viewer.sessionId);
    expect(after).toEqual({
      ...before,
      counter: 1,
      lastUsedAt: new Date(Date.UTC(2026, 10, 22, 13)),
      idleExpiresAt: new Date(Date.UTC(2026, 10, 29, 13)),
    });
    f.advance(10 * second + 1);
    expect(await refusal(first.refreshToken)).toBe('reused');
  });

  it('SR-04 leaves the previous access token good until it expires', async () => {
    const first = await aliceSignedIn();
    const next = await f.identity.refresh(first.refreshToken);
    expect([await valid(next.accessToken), await valid(first.accessToken)]).toEqual([true, true]);
  });

  it('SR-05 RC-15 gives the same successor to whoever asks again within the grace', async () => {
    const first = await aliceSignedIn();
    f.advance(1_234);
    const next = await f.identity.refresh(first.refreshToken);
    for (const later of [0, 1, 4_999, 4_999]) {
      f.advance(later);
      expect((await f.identity.refresh(first.refreshToken)).refreshToken).toBe(next.refreshToken);
    }
    expect(await row(first.viewer.sessionId)).toMatchObject({ counter: 1 });
    f.advance(1);
    expect(await refusal(first.refreshToken)).toBe('reused');
  });

  it('SR-05 goes on from the successor, however often it was given', async () => {
    const first = await aliceSignedIn();
    await f.identity.refresh(first.refreshToken);
    const again = await f.identity.refresh(first.refreshToken);
    const third = await f.identity.refresh(again.refreshToken);
    expect(await row(third.viewer.sessionId)).toMatchObject({ counter: 2 });
  });

  it('SR-06 ends the session when an earlier token comes after the grace: nobody’s token works any more', async () => {
    const first = await aliceSignedIn();
    const next = await f.identity.refresh(first.refreshToken);
    f.advance(10 * second + 1);
    expect(await valid(next.accessToken)).toBe(true);
    expect(await refusal(first.refreshToken)).toBe('reused');
    expect(await refusal(next.refreshToken)).toBe('ended');
    expect([await valid(first.accessToken), await valid(next.accessToken)]).toEqual([false, false]);
    expect(await f.identity.authenticate(next.accessToken)).toEqual({ ok: false, reason: 'revoked', expired: false });
  });

  it('SR-07 counts only the immediate parent as a lost answer', async () => {
    const first = await aliceSignedIn();
    const second_ = await f.identity.refresh(first.refreshToken);
    const third = await f.identity.refresh(second_.refreshToken);
    const fourth = await f.identity.refresh(third.refreshToken);
    expect(await refusal(first.refreshToken)).toBe('reused');
    expect(await refusal(fourth.refreshToken)).toBe('ended');
    expect(await valid(fourth.accessToken)).toBe(false);
  });

  it('SR-08 answers the same to every replay, and adds nothing to the store', async () => {
    const first = await aliceSignedIn();
    await f.identity.refresh(first.refreshToken);
    f.advance(minute);
    await refusal(first.refreshToken);
    const ended = await f.sessions.find({}).toArray();
    for (let replay = 0; replay < 10; replay += 1) expect(await refusal(first.refreshToken)).toBe('ended');
    expect(await f.sessions.find({}).toArray()).toEqual(ended);
  });

  it('SR-09 TK-17 refuses junk and access tokens without asking the store', async () => {
    const first = await aliceSignedIn();
    f.calls();
    const truncated = first.refreshToken.slice(0, -1);
    for (const junk of [
      undefined,
      null,
      '',
      'x',
      1,
      {},
      [first.refreshToken],
      '\0',
      'a'.repeat(1_000_000),
      truncated,
      `${first.refreshToken}=`,
      first.accessToken,
    ]) {
      expect(typeof (await refusal(junk))).toBe('string');
    }
    expect(f.calls()).toEqual([]);
    expect(await refusal(first.refreshToken)).toBe('succeeded');
  });

  it('SR-11 SR-32 refuses a session that was idle for too long, though its record is still there', async () => {
    const first = await aliceSignedIn();
    f.advance(7 * day - 1);
    const next = await f.identity.refresh(first.refreshToken);
    f.advance(7 * day);
    expect(await refusal(next.refreshToken)).toBe('expired');
    expect(await row(first.viewer.sessionId)).toBeDefined();
  });

  it.each(['idleExpiresAt', 'expiresAt'])(
    'SR-11 SR-12 SR-32 judges by the record’s %s, whatever the token says',
    async (limit) => {
      const first = await aliceSignedIn();
      await f.sessions.updateOne({ _id: first.viewer.sessionId }, { $set: { [limit]: new Date(0) } });
      expect(await refusal(first.refreshToken)).toBe('expired');
      expect(await row(first.viewer.sessionId)).toMatchObject({ counter: 0, endedAt: expect.any(Date) });
    },
  );

  it('SR-12 SR-32 does not go beyond the absolute limit, and no access token does', async () => {
    let answer = await aliceSignedIn({ SESSION_TTL: '20d' });
    for (let days = 0; days < 19; days += 1) {
      f.advance(day);
      answer = await f.identity.refresh(answer.refreshToken);
    }
    f.advance(day - 5 * second);
    answer = await f.identity.refresh(answer.refreshToken);
    expect(answer.expiresIn).toBe(5);
    f.advance(5 * second);
    expect(await refusal(answer.refreshToken)).toBe('expired');
    expect(await f.identity.authenticate(answer.accessToken)).toEqual({ ok: false, reason: 'expired', expired: true });
  });

  it('SR-19 SR-27 refuses a disabled account’s session, for ever', async () => {
    const first = await aliceSignedIn();
    await f.identity.whole.accounts.disable('user-alice', everyRow, { ...origin, viewer: null });
    await f.identity.whole.accounts.enable('user-alice', everyRow, { ...origin, viewer: null });
    expect(await refusal(first.refreshToken)).toBe('ended');
    expect(await refusal(first.refreshToken)).toBe('ended');
    expect(await valid(first.accessToken)).toBe(false);
    expect((await f.login('alice')).viewer.generation).toBe(2);
  });

  it('SR-19 refuses a disabled account though its generation was not raised, and a deleted one', async () => {
    const first = await aliceSignedIn();
    await f.users.updateOne({ _id: 'user-alice' }, { $set: { disabledAt: new Date(1) } });
    expect(await refusal(first.refreshToken)).toBe('account-changed');
    await f.users.updateOne({ _id: 'user-alice' }, { $unset: { disabledAt: '' } });
    const again = await f.login('alice');
    await f.users.deleteMany({ _id: 'user-alice' });
    expect(await refusal(again.refreshToken)).toBe('account-changed');
  });

  it('takes the roles that the user has now', async () => {
    const first = await aliceSignedIn();
    await f.users.updateOne({ _id: 'user-alice' }, { $set: { roles: ['AUDITOR'] } });
    const { accessToken } = await f.identity.refresh(first.refreshToken);
    expect(await f.identity.authenticate(accessToken)).toMatchObject({ ok: true, viewer: { roles: ['AUDITOR'] } });
  });

  it('SR-25 SR-26 behaves the same after a restart', async () => {
    const first = await aliceSignedIn();
    const next = await f.identity.refresh(first.refreshToken);
    const restarted = await f.restart();
    expect(await restarted.authenticate(first.accessToken)).toEqual({ ok: true, viewer: first.viewer });
    expect((await restarted.refresh(first.refreshToken)).refreshToken).toBe(next.refreshToken);
    f.advance(minute);
    expect(await refusal(next.refreshToken, restarted)).toBe('succeeded');
    expect(await refusal(first.refreshToken, restarted)).toBe('reused');
  });

  it('FR-10 loses nobody who did not get the answer', async () => {
    const first = await aliceSignedIn();
    f.before('users.findOne', () => Promise.reject(new Error('the connection was cut')));
    await expect(f.identity.refresh(first.refreshToken)).rejects.toThrow('the connection was cut');
    expect(await row(first.viewer.sessionId)).toMatchObject({ counter: 1 });
    const retried = await f.identity.refresh(first.refreshToken);
    expect(await refusal(retried.refreshToken)).toBe('succeeded');
  });

  it('FR-11 changes nothing where it was cut off before the write', async () => {
    const first = await aliceSignedIn();
    f.before('sessions.findOneAndUpdate', () => Promise.reject(new Error('the connection was cut')));
    await expect(f.identity.refresh(first.refreshToken)).rejects.toThrow('the connection was cut');
    expect(await row(first.viewer.sessionId)).toMatchObject({ counter: 0 });
    const retried = await f.identity.refresh(first.refreshToken);
    expect(retried.refreshToken).not.toBe(first.refreshToken);
    expect(await row(first.viewer.sessionId)).toMatchObject({ counter: 1 });
    expect(await refusal(retried.refreshToken)).toBe('succeeded');
  });

  it('FR-21 has a grace that a clock set back does not make endless', async () => {
    const first = await aliceSignedIn();
    f.advance(hour);
    await f.identity.refresh(first.refreshToken);
    f.advance(-5 * second);
    expect(await refusal(first.refreshToken)).toBe('succeeded');
    f.advance(-6 * second);
    expect(await refusal(first.refreshToken)).toBe('reused');
  });

  it('RC-02 gives one successor to twenty at once', async () => {
    const first = await aliceSignedIn();
    const answers = await Promise.all(Array.from({ length: 20 }, () => f.identity.refresh(first.refreshToken)));
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(await row(first.viewer.sessionId)).toMatchObject({ counter: 1 });
  });

  it('RC-01 gives at most one successor to twenty at once when there is no grace to speak of', async () => {
    const first = await aliceSignedIn({ REFRESH_GRACE: '1ms' }, 5);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => f.identity.refresh(first.refreshToken)));
    const given = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(given.length).toBeLessThanOrEqual(1);
    for (const { refreshToken, accessToken } of given) {
      expect(await refusal(refreshToken)).toBe('ended');
      expect(await valid(accessToken)).toBe(false);
    }
  });

  it('RC-05 does not outlive a disabling that comes while it is under way', async () => {
    const first = await aliceSignedIn();
    f.before('users.findOne', () =>
      f.users.updateOne({ _id: 'user-alice' }, { $set: { disabledAt: new Date(1) }, $inc: { generation: 1 } }),
    );
    expect(await refusal(first.refreshToken)).toBe('account-changed');
    expect(await valid(first.accessToken)).toBe(false);
  });

  it('TK-17 says why it refused to the log and to the count, and to nobody else', async () => {
    const { refreshToken } = await aliceSignedIn();
    await f.identity.refresh('junk').catch(() => undefined);
    await f.identity.refresh(refreshToken);
    f.advance(minute);
    await f.identity.refresh(refreshToken).catch(() => undefined);
    expect(f.refusals).toEqual([
      ['refresh', 'malformed', 'request-1'],
      ['refresh', 'reused', 'request-1'],
    ]);
    expect(Object.fromEntries(f.identity.refreshOutcomes)).toEqual({ malformed: 1, ok: 1, reused: 1 });
  });
});
