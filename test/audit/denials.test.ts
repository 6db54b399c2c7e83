// What was refused is recorded after the answer, and never so much that it fills the disk.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EmbeddedCollection } from '../../src/database/embedded/collection.js';
import type { AuditRecord } from '../../src/audit/audit-record.js';
import type { Stored } from '../../src/database/port.js';
import { createLogger } from '../../src/http/logger.js';
import { startApplication } from '../application.js';
import type { Running } from '../application.js';
import { onEveryStore } from '../stores.js';
import { forget, recorded, recordedSoon, sessionOf } from './recorded.js';

onEveryStore('AU-07 a denial', (running) => {
  // Another kind each time: what comes again within a minute is not recorded at once.
  it('of a role is one record of the coordinate, whoever asked and where', async () => {
    const token = await running().tokenOf('auditor');
    const query = '{ employees(first: 3) { nodes { id salary { amount } } } }';
    const { headers, body } = await running().ask(query, token);
    const { nodes } = body.data!['employees'] as { nodes: { id: string }[] };
    expect(body.errors).toHaveLength(1);
    expect(await recordedSoon(running(), 'authz_fail', 1)).toEqual([
      {
        _id: expect.any(String),
        at: expect.any(Date),
        expiresAt: expect.any(Date),
        event: 'authz_fail',
        level: 'WARN',
        outcome: 'DENIED',
        actorId: 'user-auditor',
        sessionId: sessionOf(token),
        address: '127.0.0.1',
        coordinate: 'Employee.salary',
        recordIds: nodes.map(({ id }) => id),
        requestId: headers.get('x-request-id'),
      },
    ]);
    expect(await recorded(running(), 'sensitive_read')).toEqual([]);
  });

  it('of a relation names the records', async () => {
    await forget(running());
    const token = await running().tokenOf('employee');
    const { body } = await running().ask('{ employees(first: 5) { nodes { id homeAddress } } }', token);
    const { nodes } = body.data!['employees'] as { nodes: { id: string; homeAddress: unknown }[] };
    const refused = nodes.filter(({ homeAddress }) => homeAddress === null).map(({ id }) => id);
    expect(refused.length).toBeGreaterThan(3);
    expect(await recordedSoon(running(), 'authz_fail', 1)).toMatchObject([
      { actorId: 'user-employee', coordinate: 'Employee.homeAddress', recordIds: refused },
    ]);
  });

  it('of somebody who is not signed in has no actor', async () => {
    await forget(running());
    await running().ask('{ me { id } }');
    const [record] = await recordedSoon(running(), 'authz_fail', 1);
    expect(record).toMatchObject({ address: '127.0.0.1', coordinate: 'Query.me', recordIds: [] });
    expect(record).not.toHaveProperty('actorId');
    expect(record).not.toHaveProperty('sessionId');
  });

  it('of a token is `authn_token_invalid`, without anything of the token', async () => {
    const token = (await running().tokenOf('hr'))!;
    const { status, headers } = await running().ask('{ me { id } }', `${token}x`);
    expect(status).toBe(401);
    const records = await recordedSoon(running(), 'authn_token_invalid', 1);
    expect(records).toEqual([
      {
        _id: expect.any(String),
        at: expect.any(Date),
        expiresAt: expect.any(Date),
        event: 'authn_token_invalid',
        level: 'WARN',
        outcome: 'DENIED',
        address: '127.0.0.1',
        recordIds: [],
        requestId: headers.get('x-request-id'),
      },
    ]);
  });

  it('in bursts is one record a kind, and a good request is none', async () => {
    await forget(running());
    const token = await running().tokenOf('stranger');
    await Promise.all(Array.from({ length: 50 }, () => running().ask('{ users { __typename } }', token)));
    await Promise.all(Array.from({ length: 50 }, () => running().ask('{ users { __typename } }', 'not.a.token')));
    await running().ask('{ me { id } }', token);
    expect(await recordedSoon(running(), 'authz_fail', 1)).toMatchObject([
      { actorId: 'user-stranger', coordinate: 'Query.users' },
    ]);
    // Recorded by the test before, less than a minute ago.
    expect(await recorded(running(), 'authn_token_invalid')).toEqual([]);
  });
});

describe('AU-07 a denial', () => {
  let now = Date.now();
  const lines: string[] = [];
  let running: Running;
  beforeAll(async () => {
    const destination = { write: (line: string) => void lines.push(line) };
    running = await startApplication({}, () => now, createLogger({ level: 'warn', destination }));
  });
  beforeEach(() => void lines.splice(0));
  afterEach(() => void jest.restoreAllMocks());
  afterAll(() => running.stop());

  it('does not wait for the store, and is answered also where the store does not take its record', async () => {
    const write = jest.spyOn(EmbeddedCollection.prototype, 'insertMany').mockRejectedValue(new Error('full'));
    const { status, body } = await running.ask('{ me { id } }');
    expect([status, body.errors?.length]).toEqual([200, 1]);
    expect(write).toHaveBeenCalledTimes(1);
    for (let turn = 0; turn < 20 && lines.length === 0; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      {
        level: 50,
        msg: 'the audit log did not take a record',
        cause: { type: 'ApiError', cause: { type: 'Error', message: 'full' } },
      },
    ]);
  });

  it('of a token that is forged is recorded beside that of one that has only expired', async () => {
    const token = await running.tokenOf('hr');
    now += 3_600_000;
    expect((await running.ask('{ me { id } }', token)).body.errors).toMatchObject([
      { extensions: { reason: 'EXPIRED' } },
    ]);
    expect(await recordedSoon(running, 'authn_token_invalid', 1)).toHaveLength(1);
    expect((await running.ask('{ me { id } }', `${token}x`)).status).toBe(401);
    expect(await recordedSoon(running, 'authn_token_invalid', 2)).toHaveLength(2);
  });

  it('that came again is written before the store closes', async () => {
    const own = await startApplication();
    const { store } = own.application;
    for (let time = 0; time < 3; time += 1) await own.ask('{ me { id } }');
    expect(await recordedSoon(own, 'authz_fail', 1)).toHaveLength(1);
    const closing: string[] = [];
    const insert = EmbeddedCollection.prototype.insertMany;
    jest.spyOn(EmbeddedCollection.prototype, 'insertMany').mockImplementation(function (
      this: EmbeddedCollection<Stored>,
      documents,
    ) {
      closing.push(...documents.map((document) => String((document as Partial<AuditRecord>).event)));
      return insert.call(this, documents);
    });
    const close = jest.spyOn(store, 'close').mockImplementation(async () => void closing.push('closed'));
    await own.stop();
    close.mockRestore();
    await store.close();
    expect(closing).toEqual(['authz_fail', 'closed']);
  });
});
