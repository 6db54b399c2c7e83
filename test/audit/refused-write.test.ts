// The store takes everything but the audit record: then nothing leaves.
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MongoServerError } from 'mongodb';
import { AuditLog, auditCollection } from '../../src/audit/audit-log.js';
import type { AuditRecord } from '../../src/audit/audit-record.js';
import { EmbeddedCollection } from '../../src/database/embedded/collection.js';
import { createLogger } from '../../src/http/logger.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import { demoPassword, startApplication } from '../application.js';
import type { Running } from '../application.js';
import { recorded } from './recorded.js';

const lines: string[] = [];
let running: Running;
beforeAll(async () => {
  const destination = { write: (line: string) => void lines.push(line) };
  running = await startApplication({}, undefined, createLogger({ level: 'info', destination }));
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => running.stop());

/** Only the audit log writes several documents with one command. */
const refuse = (error: Error) => jest.spyOn(EmbeddedCollection.prototype, 'insertMany').mockRejectedValue(error);

const unavailable = JSON.stringify({
  errors: [{ message: 'The service is not available. Try again.', extensions: { code: 'SERVICE_UNAVAILABLE' } }],
});
const salaries = '{ employees(first: 2) { nodes { name salary { amount } } } }';

describe('AU-05 when the audit log does not take the record', () => {
  it.each([
    ['the store is away', Object.assign(new Error('away'), { name: 'MongoNetworkError' })],
    ['the store refuses it', new MongoServerError({ message: 'Document failed validation', code: 121 })],
    ['of a mistake of ours', new TypeError('x')],
  ])('because %s, the answer is SERVICE_UNAVAILABLE as a whole, and no value is in it', async (_why, error) => {
    const token = await running.tokenOf('hr');
    refuse(error);
    const { status, text, headers } = await running.ask(salaries, token);
    expect({ status, text }).toEqual({ status: 503, text: unavailable });
    const id = headers.get('x-request-id')!;
    const told = lines.filter((line) => line.includes(id)).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told).toMatchObject([
      { level: 50, cause: { type: 'ApiError', cause: { type: error.name } } },
      { level: 30, status: 503, codes: ['SERVICE_UNAVAILABLE'] },
    ]);
    jest.restoreAllMocks();
    expect((await running.ask(salaries, token)).status).toBe(200);
  });

  it('what reads nothing audited is answered', async () => {
    const token = await running.tokenOf('hr');
    refuse(new Error('away'));
    expect(await running.ask('{ employees(first: 1) { nodes { name } } }', token)).toMatchObject({ status: 200 });
  });

  it('a mutation has happened, and its answer does not leave either', async () => {
    const login = `mutation { login(email: "employee@claimcheck.example", password: "${demoPassword}") {
      accessToken user { person { ... on Employee { salary { amount } } } } } }`;
    const sessions = running.application.store.collection('sessions');
    const before = await sessions.countDocuments({});
    refuse(new Error('away'));
    const { status, text } = await running.ask(login);
    expect({ status, text }).toEqual({ status: 503, text: unavailable });
    expect(await sessions.countDocuments({})).toBe(before + 1);
  });

  it('an account is changed with its record in it, which reaches the log once it can', async () => {
    const token = await running.tokenOf('admin');
    const { store } = running.application;
    const log = store.collection<AuditRecord>(auditCollection);
    await log.deleteMany({});
    jest.spyOn(EmbeddedCollection.prototype, 'insertOne').mockRejectedValue(new Error('away'));
    const { body } = await running.ask('mutation { disableUser(id: "user-stranger") { id } }', token);
    expect(body.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    const users = store.collection<UserRecord>('users');
    expect(await users.findOne({ _id: 'user-stranger' })).toMatchObject({
      disabledAt: expect.any(Date),
      unrecorded: { event: 'user_archived', actorId: 'user-admin', recordIds: ['user-stranger'] },
    });
    expect(await log.countDocuments({})).toBe(0);
    jest.restoreAllMocks();
    await new AuditLog(store, 1, Date.now).sweep(users);
    expect(await users.findOne({ _id: 'user-stranger' })).not.toHaveProperty('unrecorded');
    expect(await log.find({}).toArray()).toMatchObject([{ event: 'user_archived', recordIds: ['user-stranger'] }]);
  });

  it('the auditor does not read the log either', async () => {
    const token = await running.tokenOf('auditor');
    refuse(new Error('away'));
    expect(await running.ask('{ auditEvents { nodes { id } } }', token)).toMatchObject({
      status: 503,
      text: unavailable,
    });
  });
});

it('an answer waits until its record is written', async () => {
  const token = await running.tokenOf('hr');
  const before = (await recorded(running, 'sensitive_read')).length;
  let write: (() => void) | undefined;
  const taken = new Promise<void>((resolve) => (write = resolve));
  const asked = new Promise<void>((reached) => {
    jest.spyOn(EmbeddedCollection.prototype, 'insertMany').mockImplementation(async () => {
      reached();
      await taken;
      return { insertedCount: 1 };
    });
  });
  let answered = false;
  const answer = running.ask(salaries, token).then((given) => ((answered = true), given));
  await asked;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(answered).toBe(false);
  write!();
  expect((await answer).status).toBe(200);
  expect(await recorded(running, 'sensitive_read')).toHaveLength(before);
});
