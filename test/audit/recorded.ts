// The audit log as it stands in the store, not as the API shows it.
import { setTimeout as sleep } from 'node:timers/promises';
import { auditCollection } from '../../src/audit/audit-log.js';
import type { AuditEventName, AuditRecord } from '../../src/audit/audit-record.js';
import type { Running } from '../application.js';

/** The records of one event, oldest first. */
export async function recorded({ application }: Running, event: AuditEventName): Promise<AuditRecord[]> {
  const records = application.store.collection<AuditRecord>(auditCollection);
  return records.find({ event }, { sort: { at: 1, _id: 1 } }).toArray();
}

/** The same, once there are that many: for what is recorded after the answer. Gives what there is after two seconds. */
export async function recordedSoon(running: Running, event: AuditEventName, count: number): Promise<AuditRecord[]> {
  for (const end = Date.now() + 2_000; ;) {
    const records = await recorded(running, event);
    if (records.length >= count || Date.now() > end) return records;
    await sleep(10);
  }
}

/** Forgets all: for the next test. */
export async function forget({ application }: Running): Promise<void> {
  await application.store.collection<AuditRecord>(auditCollection).deleteMany({});
}

/** The id of a demo account's session. */
export function sessionOf(token: string | null): string {
  const claims = JSON.parse(Buffer.from((token ?? '').split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
  return claims.sid;
}
