// Claims that an attacker, or an unlucky operator, once found not to hold.
import { afterEach, describe, expect, it } from '@jest/globals';
import type { AuditRecord } from '../../src/audit/audit-record.js';
import { RepeatedEvents } from '../../src/audit/repeated-events.js';
import { printable } from '../../src/cli/token-words.js';
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

describe('records that wait', () => {
  it('an account that names a waiting record without having one can be disabled', async () => {
    await open();
    await fixture.addUser('a', { unrecordedId: 'nowhere' });
    await fixture.identity.whole.accounts.disable('user-a', everyRow, actor).catch(() => undefined);
    expect(await fixture.users.findOne({ _id: { $eq: 'user-a' } })).toHaveProperty('disabledAt');
  });

  it('a session that names a waiting record without having one ends at reuse', async () => {
    await open();
    await fixture.addUser('a');
    const first = await fixture.login('a');
    const next = await fixture.identity.refresh(first.refreshToken);
    await fixture.sessions.updateOne({ _id: { $eq: first.viewer.sessionId } }, { $set: { unrecordedId: 'nowhere' } });
    fixture.advance(60_000);
    await fixture.identity.refresh(first.refreshToken).catch(() => undefined);
    await expect(fixture.identity.refresh(next.refreshToken)).rejects.toMatchObject({ code: 'INVALID_REFRESH_TOKEN' });
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

describe('audit', () => {
  it('each account that is guessed at beyond a limit is in the log, also of one sender', async () => {
    const written: AuditRecord[] = [];
    const log = {
      record: (entry: object) => ({ recordIds: [], ...entry }) as unknown as AuditRecord,
      write: async (records: readonly AuditRecord[]) => void written.push(...records),
    };
    const repeated = new RepeatedEvents(log, { failed: () => undefined, leftOut: () => undefined });
    for (const emailHash of ['of-a', 'of-b', 'of-c'])
      repeated.note({
        event: 'authn_login_fail_max',
        outcome: 'FAILED',
        address: '192.0.2.9',
        emailHash,
        requestId: 'r',
      });
    await repeated.close();
    expect(written.map(({ emailHash }) => emailHash)).toEqual(expect.arrayContaining(['of-a', 'of-b', 'of-c']));
  });

  it('one account cannot keep the denials of all others out of the log', async () => {
    const written: AuditRecord[] = [];
    const log = {
      record: (entry: object) => ({ recordIds: [], ...entry }) as unknown as AuditRecord,
      write: async (records: readonly AuditRecord[]) => void written.push(...records),
    };
    const repeated = new RepeatedEvents(log, { failed: () => undefined, leftOut: () => undefined });
    const denial = { event: 'authz_fail', outcome: 'DENIED', requestId: 'r', coordinate: 'Employee.salary' } as const;
    for (let session = 0; session < 100; session += 1)
      repeated.note({ ...denial, actorId: 'loud', sessionId: `session-${session}` }, 'signed in');
    repeated.note({ ...denial, actorId: 'quiet', sessionId: 'other' }, 'signed in');
    await repeated.close();
    expect(written.map(({ actorId }) => actorId)).toContain('quiet');
  });

  it('one IPv6 subscriber cannot keep the forged tokens of all others out of the log', async () => {
    const written: AuditRecord[] = [];
    const log = {
      record: (entry: object) => ({ recordIds: [], ...entry }) as unknown as AuditRecord,
      write: async (records: readonly AuditRecord[]) => void written.push(...records),
    };
    const repeated = new RepeatedEvents(log, { failed: () => undefined, leftOut: () => undefined });
    const forged = { event: 'authn_token_invalid', outcome: 'DENIED', requestId: 'r' } as const;
    for (let host = 1; host <= 100; host += 1)
      repeated.note({ ...forged, address: `2001:db8::${host.toString(16)}` }, 'tokens');
    repeated.note({ ...forged, address: '192.0.2.9' }, 'tokens');
    await repeated.close();
    expect(written.map(({ address }) => address)).toContain('192.0.2.9');
  });

  it('a record that the log does not take does not keep others from being delivered', async () => {
    await open();
    const { AuditLog } = await import('../../src/audit/audit-log.js');
    const record = (id: string) => ({ _id: id, recordIds: [] }) as unknown as AuditRecord;
    await fixture.addUser('a', { unrecorded: record('poison'), unrecordedId: 'poison' });
    await fixture.addUser('b', { unrecorded: record('good'), unrecordedId: 'good' });
    const taken: string[] = [];
    const collection = () => ({
      insertOne: async ({ _id }: { _id: string }) => {
        if (_id === 'poison') throw new Error('refused');
        taken.push(_id);
      },
    });
    const log = new AuditLog({ collection } as never, 1_000, Date.now);
    await log.sweep(fixture.users as never).catch(() => undefined);
    expect(taken).toEqual(['good']);
  });
});

describe('what a sender writes', () => {
  it('an address in a record is at most as long as one can be', async () => {
    await open();
    await fixture.addUser('a');
    const address = `somebody@example.com/${'A'.repeat(9_000)}`;
    const login = { email: 'a@example.com', password: 'a wrong password', address };
    await expect(fixture.identity.login(login)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    const [record] = await fixture.audit.find({ event: { $eq: 'authn_login_fail' } }).toArray();
    expect(record!.address?.length ?? 0).toBeLessThanOrEqual(64);
  });
});

describe('words', () => {
  it('what turns the direction of a terminal is escaped', () => {
    expect(printable('\u202e')).toBe('"\\u202e"');
  });
});
