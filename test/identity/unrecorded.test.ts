// Nothing is changed and not recorded: the record is part of the change, and whoever comes next delivers it.
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Carrier } from '../../src/audit/audit-log.js';
import type { Collection } from '../../src/database/port.js';
import { everyRow } from '../../src/database/rows.js';
import { openFixture, origin, password } from './fixture.js';
import type { Fixture } from './fixture.js';

let f: Fixture;
afterEach(() => f.close());

const actor = { ...origin, viewer: null };
const away = () => Promise.reject(Object.assign(new Error('away'), { name: 'MongoNetworkError' }));

interface Case {
  readonly event: string;
  /** Of which record it is. */
  readonly of: 'user' | 'session';
  readonly act: (signedIn: Awaited<ReturnType<Fixture['login']>>) => Promise<unknown>;
}

const cases: readonly Case[] = [
  { event: 'privilege_permissions_changed', of: 'user', act: () => f.identity.whole.accounts.setRoles('user-alice', ['AUDITOR'], everyRow, actor) },
  { event: 'user_archived', of: 'user', act: () => f.identity.whole.accounts.disable('user-alice', everyRow, actor) },
  { event: 'authn_password_change', of: 'user', act: ({ viewer }) => f.identity.whole.changePassword({ current: password, next: 'another horse battery' }, viewer, origin) },
  { event: 'authn_token_revoked', of: 'user', act: ({ viewer }) => f.identity.whole.logoutEverywhere(viewer, origin) },
  { event: 'authn_token_revoked', of: 'session', act: ({ refreshToken }) => f.identity.logout({ refreshToken, viewer: null }) },
  { event: 'authn_token_revoked', of: 'session', act: ({ viewer }) => f.identity.whole.revokeSession(viewer.sessionId, everyRow, actor) },
]; // prettier-ignore

describe('AU-05 FR-12 a change whose record the log did not take', () => {
  it.each(cases)(
    '$event of a $of is carried by what was changed, and delivered later, once',
    async ({ event, of, act }) => {
      f = await openFixture();
      await f.addUser('alice');
      const signedIn = await f.login('alice');
      const { sessionId } = signedIn.viewer;
      const records = () => f.audit.find({ event: event as never }).toArray();
      f.before('audit.insertOne', away);
      await expect(act(signedIn)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      expect(await records()).toEqual([]);
      const carriers = (of === 'user' ? f.users : f.sessions) as unknown as Collection<Carrier>;
      const id = of === 'user' ? 'user-alice' : sessionId;
      const carrier = await carriers.findOne({ _id: id });
      expect(carrier?.unrecorded).toMatchObject({ event, recordIds: [id], requestId: 'request-1' });
      // The change stands: the token is refused, by this process and by another.
      expect(await f.identity.authenticate(signedIn.accessToken)).toMatchObject({ ok: false, reason: 'revoked' });

      const another = await f.restart();
      expect(await another.authenticate(signedIn.accessToken)).toMatchObject({ ok: false, reason: 'revoked' });
      const waiting = () => carriers.countDocuments({ unrecordedId: { $exists: true } });
      for (let wait = 0; wait < 100 && (await waiting()) > 0; wait += 1)
        await new Promise((resolve) => setTimeout(resolve, 10));
      expect(await records()).toEqual([carrier?.unrecorded]);
      expect(await waiting()).toBe(0);
    },
  );

  it('is delivered before the next change of the same account, which does not overwrite it', async () => {
    f = await openFixture();
    await f.addUser('alice');
    f.before('audit.insertOne', away);
    const { accounts } = f.identity.whole;
    await expect(accounts.setRoles('user-alice', ['AUDITOR'], everyRow, actor)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    await accounts.disable('user-alice', everyRow, actor);
    const events = (await f.audit.find({}).toArray()).map((record) => record.event).sort();
    expect(events).toEqual(['privilege_permissions_changed', 'user_archived']);
  });

  it('a login that the log did not take begins no session that anybody has', async () => {
    f = await openFixture();
    await f.addUser('alice');
    f.before('audit.insertOne', away);
    await expect(f.login('alice')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await f.audit.countDocuments({})).toBe(0);
    const [session] = await f.sessions.find({}).toArray();
    expect(session?.unrecorded).toMatchObject({ event: 'authn_login_success', actorId: 'user-alice' });
  });
});

describe('failed logins', () => {
  it('AU-01 are recorded with a keyed hash of the address typed, and nothing else of it', async () => {
    f = await openFixture();
    for (const email of ['nobody@example.com', ' Nobody@Example.com', 'other@example.com'])
      await expect(f.identity.login({ email, password })).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    const records = await f.audit.find({ event: 'authn_login_fail' }).toArray();
    expect(records.map(({ outcome, address, actorId }) => [outcome, address, actorId])).toEqual(
      Array(3).fill(['FAILED', '192.0.2.9', undefined]),
    );
    const [first, second, third] = records.map(({ emailHash }) => emailHash);
    expect(first).toMatch(/^[\w-]{43}$/);
    expect([second === first, third === first]).toEqual([true, false]);
    expect(JSON.stringify(records)).not.toMatch(/nobody|other/i);
  });

  it('are not answered when they cannot be recorded', async () => {
    f = await openFixture();
    f.before('audit.insertMany', away);
    await expect(f.identity.login({ email: 'nobody@example.com', password })).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
  });

  it('PW-17 PW-24 beyond a limit are noted; a wrong current password counts as one', async () => {
    f = await openFixture({ LOGIN_LIMIT_PAIR: '2/15m' });
    await f.addUser('alice');
    const { viewer } = await f.login('alice');
    const change = (current: string) =>
      f.identity.whole.changePassword({ current, next: 'another horse battery' }, viewer, origin);
    await expect(change('incorrect horse battery')).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    const wrong = f.identity.login({ email: 'alice@example.com', password: 'incorrect horse battery' });
    await expect(wrong).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(f.noted).toEqual([]);
    await expect(change(password)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(f.login('alice')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(f.noted.map(({ event, coordinate }) => [event, coordinate])).toEqual([
      ['authn_login_fail_max', 'Mutation.changePassword'],
      ['authn_login_fail_max', 'Mutation.login'],
    ]);
    expect(await f.users.findOne({ _id: 'user-alice' })).toMatchObject({ generation: 1 });
  });
});
