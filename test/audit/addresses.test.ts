// What a sender writes as its address, behind a proxy that is trusted and passes it on.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { auditCollection } from '../../src/audit/audit-log.js';
import type { AuditRecord } from '../../src/audit/audit-record.js';
import { createLogger } from '../../src/http/logger.js';
import type { SessionRecord } from '../../src/identity/sessions/session.repository.js';
import { sessionsCollection } from '../../src/identity/sessions/session.repository.js';
import { demoPassword, startApplication } from '../application.js';
import type { Running } from '../application.js';
import { recordedSoon } from './recorded.js';

let running: Running;
let lines: string;
beforeAll(async () => {
  lines = '';
  const destination = { write: (line: string) => void (lines += line) };
  const settings = { TRUST_PROXY: '1', LOGIN_LIMIT_PAIR: '2/15m' };
  running = await startApplication(settings, undefined, createLogger({ level: 'debug', destination }));
});
afterAll(() => running.stop());

const login = (name: string, password: string, told: string) =>
  running.post(
    JSON.stringify({
      query: `mutation { login(email: "${name}@claimcheck.example", password: "${password}") { tokenType } }`,
    }),
    { 'x-forwarded-for': told },
  );

/** Causes each kind of record that anybody can cause, and a session. */
async function everyRecord(told: string): Promise<void> {
  await login('hr', demoPassword, told);
  for (let attempt = 0; attempt < 3; attempt += 1) await login('nobody', 'not the right password', told);
  const query = JSON.stringify({ query: '{ me { id } }' });
  await running.post(query, { 'x-forwarded-for': told });
  await running.post(query, { 'x-forwarded-for': told, authorization: 'Bearer forged' });
}

const kinds = [
  'authn_login_success',
  'authn_login_fail',
  'authn_login_fail_max',
  'authz_fail',
  'authn_token_invalid',
] as const;

it('AU-02 a forged address gets into no record, no session and no line of the log; a real one into each record', async () => {
  const forged = `somebody@example.com/${'A'.repeat(9_000)}`;
  await everyRecord(forged);
  await everyRecord('192.0.2.77');
  for (const event of kinds) {
    const addresses = (await recordedSoon(running, event, 2)).map(({ address }) => address);
    expect([event, [...new Set(addresses)]]).toEqual([event, [undefined, '192.0.2.77']]);
  }
  const { store } = running.application;
  const records = await store.collection<AuditRecord>(auditCollection).find({}).toArray();
  const sessions = await store.collection<SessionRecord>(sessionsCollection).find({}).toArray();
  expect(sessions.map(({ address }) => address).sort()).toEqual(['192.0.2.77', undefined]);
  expect(lines.match(/"path":"\/graphql"/g)?.length).toBe(12);
  expect(JSON.stringify([records, sessions]) + lines).not.toMatch(/somebody@example\.com|AAAA/);
});
