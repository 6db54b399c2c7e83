// Claims that an attacker, or an unlucky operator, once found not to hold.
import { afterEach, describe, expect, it } from '@jest/globals';
import { everyRow } from '../../src/database/rows.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import { openFixture, origin, password } from './fixture.js';
import type { Fixture } from './fixture.js';

const actor = { requestId: 'request-1', address: '192.0.2.9', viewer: null };

let fixture: Fixture;
const open = async (settings: Record<string, string> = {}) => (fixture = await openFixture(settings));
afterEach(async () => {
  await fixture?.close().catch(() => undefined);
});

const admin = { roles: ['ADMIN' as const] };
const administrators = async () =>
  (await fixture.users.find({ roles: { $eq: 'ADMIN' }, disabledAt: null }).toArray()).map(({ _id }) => _id);

describe('administrators', () => {
  it('the last administrator stays, also when an account is enabled while its roles are taken away', async () => {
    await open();
    const { accounts } = fixture.identity.whole;
    await fixture.addUser('a', { ...admin, disabledAt: new Date() });
    await fixture.addUser('b', admin);
    // Read as disabled, so nobody has to remain for it; enabled before the change is written.
    fixture.before('users.findOneAndUpdate', async () => {
      await accounts.enable('user-a', everyRow, actor);
      await accounts.disable('user-b', everyRow, actor);
    });
    await accounts.setRoles('user-a', [], everyRow, actor).catch(() => undefined);
    expect(await administrators()).not.toEqual([]);
  });

  it('an account that nobody can sign in to is not the administrator who remains', async () => {
    await open();
    const { accounts } = fixture.identity.whole;
    await fixture.addUser('a', admin);
    await fixture.addUser('b', { ...admin, passwordHash: 'no hash at all' });
    await fixture.addUser('c', { ...admin, generation: 'no number' });
    const going = accounts.disable('user-a', everyRow, actor);
    await expect(going).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('an account whose generation is no number can be disabled', async () => {
    await open();
    const { generation, ...other } = await fixture.addUser('a');
    expect(generation).toBe(1);
    await fixture.users.insertOne({ ...other, _id: 'user-odd', email: 'odd@example.com' } as UserRecord);
    const disabled = await fixture.identity.whole.accounts.disable('user-odd', everyRow, actor).catch(() => null);
    expect(disabled).not.toBeNull();
  });
});

describe('accounts', () => {
  it('of two that enable an account at once, one does it, and one is recorded', async () => {
    await open();
    const { accounts } = fixture.identity.whole;
    await fixture.addUser('a', { disabledAt: new Date() });
    fixture.before('users.findOneAndUpdate', async () => {
      await accounts.enable('user-a', everyRow, actor);
    });
    await accounts.enable('user-a', everyRow, actor);
    expect(await fixture.audit.countDocuments({ event: { $eq: 'user_updated' } })).toBe(1);
  });

  it('an account whose creation failed can be created again: its password was shown to nobody', async () => {
    await open();
    const { accounts } = fixture.identity.whole;
    const account = { email: 'new@example.com', password, roles: admin.roles };
    fixture.before('audit.insertOne', () => Promise.reject(new Error('the log is away')));
    await expect(accounts.create(account, actor)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(accounts.create(account, actor)).resolves.toMatchObject({ email: 'new@example.com' });
  });
});

describe('sessions', () => {
  it('logins that were answered with an error do not end the sessions of before', async () => {
    await open({ SESSION_LIMIT: '2' });
    await fixture.addUser('a');
    const { refreshToken } = await fixture.login('a');
    for (const failures of [1, 2]) {
      fixture.advance(failures * 1_000);
      fixture.before('audit.insertOne', () => Promise.reject(new Error('the log is away')));
      await expect(fixture.login('a')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    }
    fixture.advance(1_000);
    await fixture.login('a');
    await expect(fixture.identity.refresh(refreshToken)).resolves.toMatchObject({ viewer: { id: 'user-a' } });
  });

  it('a login that a change of roles overtook is no wrong password', async () => {
    await open();
    await fixture.addUser('a');
    fixture.before('users.findOneAndUpdate', async () => {
      await fixture.identity.whole.accounts.setRoles('user-a', ['EMPLOYEE', 'HR'], everyRow, actor);
    });
    await expect(fixture.login('a')).resolves.toMatchObject({ viewer: { roles: ['EMPLOYEE', 'HR'] } });
  });

  it('a password that was changed is told so, also when roles change before the new session begins', async () => {
    await open();
    await fixture.addUser('a');
    const { viewer } = await fixture.login('a');
    const { accounts, changePassword } = fixture.identity.whole;
    const change = { current: password, next: 'another horse battery' };
    fixture.before('users.findOneAndUpdate', async () => {
      fixture.before('users.findOneAndUpdate', async () => {
        await accounts.setRoles('user-a', [], everyRow, actor);
      });
    });
    await expect(changePassword(change, viewer, origin)).resolves.toMatchObject({ viewer: { id: 'user-a' } });
  });

  it('signing out ends the access token, also of a session that the store does not know any more', async () => {
    await open();
    await fixture.addUser('a');
    const { accessToken, viewer } = await fixture.login('a');
    await fixture.sessions.deleteMany({ _id: { $eq: viewer.sessionId } });
    await fixture.identity.logout({ viewer });
    expect(await fixture.identity.authenticate(accessToken)).toMatchObject({ ok: false });
  });

  it('SESSION_LIMIT counts sessions that go on, not those that a new password ended', async () => {
    await open({ SESSION_LIMIT: '2' });
    await fixture.addUser('a');
    const { viewer } = await fixture.login('a');
    // A process broke off after the update and before it marked the sessions; its clock was ahead.
    fixture.advance(60_000);
    await fixture.login('a');
    await fixture.login('a');
    fixture.advance(-60_000);
    await fixture.users.updateOne({ _id: { $eq: viewer.id } }, { $set: { generation: 2, sessionsFrom: 2 } });
    const { refreshToken } = await fixture.login('a');
    await expect(fixture.identity.refresh(refreshToken)).resolves.toMatchObject({ viewer: { id: 'user-a' } });
  });
});

describe('revocation', () => {
  it('a record of odd shape does not make a user unrevokable for as long as the process lives', async () => {
    const { revocationsInMemory } = await import('../../src/identity/sessions/revocations.js');
    const revocations = revocationsInMemory(1_000_000);
    revocations.generationRaised('user-a', undefined as unknown as number);
    revocations.generationRaised('user-a', 5);
    const viewer = { id: 'user-a', sessionId: 's', roles: [], authTime: 0, generation: 4 };
    expect(revocations.isRevoked(viewer)).toBe(true);
  });
});
