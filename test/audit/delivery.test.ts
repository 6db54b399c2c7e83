// Records that wait in the documents that they are about, and what keeps them from the log.
import { afterEach, describe, expect, it } from '@jest/globals';
import { AuditLog } from '../../src/audit/audit-log.js';
import type { Carrier } from '../../src/audit/audit-log.js';
import type { AuditRecord } from '../../src/audit/audit-record.js';
import { deliverWaiting } from '../../src/audit/deliver-waiting.js';
import type { Collection } from '../../src/database/port.js';
import { everyRow } from '../../src/database/rows.js';
import { openFixture, origin } from '../identity/fixture.js';
import type { Fixture } from '../identity/fixture.js';

const actor = { ...origin, viewer: null };

let f: Fixture;
afterEach(() => f.close());

const waiting = (id: string) => ({
  unrecorded: { _id: id, recordIds: [] } as unknown as AuditRecord,
  unrecordedId: id,
});
const carriers = () => f.users as unknown as Collection<Carrier>;

/** A log that refuses some records, and what it took. */
function refusing(isRefused: (id: string) => boolean): { log: AuditLog; taken: string[] } {
  const taken: string[] = [];
  const insertOne = async ({ _id }: AuditRecord) => {
    if (isRefused(_id)) throw new Error(`refused: ${_id}`);
    taken.push(_id);
  };
  return { log: new AuditLog({ collection: () => ({ insertOne }) } as never, 1_000, Date.now), taken };
}

const carried = async () => {
  const documents = await carriers().find({ unrecordedId: { $exists: true } }).toArray(); // prettier-ignore
  return documents.map(({ unrecordedId }) => unrecordedId);
};

describe('AU-05 a record that the log refuses', () => {
  it('waits on, and keeps no other from being delivered', async () => {
    f = await openFixture();
    for (const id of ['1 good', '2 poison', '3 good']) await f.addUser(id, waiting(id));
    const { log, taken } = refusing((id) => id.includes('poison'));
    await expect(log.sweep(carriers())).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      cause: { message: 'refused: 2 poison' },
    });
    expect(taken).toEqual(['1 good', '3 good']);
    expect(await carried()).toEqual(['2 poison']);
  });

  it('is not read again and again in place of others, however many there are of it', async () => {
    f = await openFixture();
    for (let at = 0; at < 101; at += 1) await f.addUser(`${at}`, waiting(`a poison ${at}`));
    await f.addUser('last', waiting('b good'));
    const { log, taken } = refusing((id) => id.includes('poison'));
    await expect(log.sweep(carriers())).rejects.toThrow();
    expect(taken).toEqual(['b good']);
    expect(await carried()).toHaveLength(101);
  });

  it('is reported once a round, and the collection after it is swept', async () => {
    f = await openFixture();
    for (const name of ['a', 'b']) await f.addUser(name, waiting(`poison ${name}`));
    await f.addUser('c');
    const { viewer } = await f.login('c');
    await f.sessions.updateOne({ _id: viewer.sessionId }, { $set: waiting('good') });
    const { log, taken } = refusing((id) => id.includes('poison'));
    const reports: unknown[] = [];
    const deliveries = deliverWaiting(log, [carriers(), f.sessions], (...report) => reports.push(report));
    for (let wait = 0; wait < 200 && reports.length === 0; wait += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    deliveries.stop();
    expect(taken).toEqual(['good']);
    expect(reports).toEqual([
      ['audit records that wait could not be delivered', expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' })],
    ]);
  });
});

describe('AU-05 a record that the log has already', () => {
  it('counts as delivered', async () => {
    f = await openFixture();
    const { unrecorded, unrecordedId } = waiting('there');
    await f.audit.insertOne(unrecorded);
    await f.addUser('a', { unrecorded, unrecordedId });
    await new AuditLog({ collection: () => f.audit } as never, 1_000, Date.now).sweep(carriers());
    expect(await carried()).toEqual([]);
    expect(await f.audit.countDocuments({ _id: 'there' })).toBe(1);
  });
});

describe('a document that names a waiting record without having one', () => {
  it('can be changed, if it is an account', async () => {
    f = await openFixture();
    await f.addUser('a', { unrecordedId: 'nowhere' });
    await f.identity.whole.accounts.disable('user-a', everyRow, actor);
    expect(await f.users.findOne({ _id: 'user-a' })).toMatchObject({ disabledAt: expect.any(Date) });
    expect(await f.audit.countDocuments({ event: 'user_archived' })).toBe(1);
  });

  it('ends at reuse, if it is a session', async () => {
    f = await openFixture();
    await f.addUser('a');
    const first = await f.login('a');
    const next = await f.identity.refresh(first.refreshToken);
    await f.sessions.updateOne({ _id: first.viewer.sessionId }, { $set: { unrecordedId: 'nowhere' } });
    f.advance(60_000);
    const invalid = { code: 'INVALID_REFRESH_TOKEN' };
    await expect(f.identity.refresh(first.refreshToken)).rejects.toMatchObject(invalid);
    await expect(f.identity.refresh(next.refreshToken)).rejects.toMatchObject(invalid);
    expect(await f.audit.countDocuments({ event: 'authn_token_reuse' })).toBe(1);
  });

  it('is freed of the name only: a record that another change put there meanwhile stays', async () => {
    f = await openFixture();
    await f.addUser('a', { unrecordedId: 'nowhere' });
    const read = await f.users.findOne({ _id: 'user-a' });
    await f.users.updateOne({ _id: 'user-a' }, { $set: waiting('of another') });
    await refusing(() => false).log.deliver(carriers(), read as unknown as Carrier);
    expect(await f.users.findOne({ _id: 'user-a' })).toMatchObject(waiting('of another'));
  });
});
