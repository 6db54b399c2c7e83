import type { AuditLog } from '../../audit/audit-log.js';
import { carrying, notCarrying } from '../../audit/audit-log.js';
import type { AuditEntry } from '../../audit/audit-record.js';
import type { Filter, Update } from '../../database/port.js';
import { within } from '../../database/rows.js';
import type { Rows } from '../../database/rows.js';
import { ApiError } from '../../errors.js';
import type { Revocations } from '../sessions/revocations.js';
import type { UserRecord, UserRepository } from './user.repository.js';

/** What is to become of an account as it was read. */
export interface UserChange {
  readonly $set?: Update<UserRecord>['$set'];
  readonly $unset?: Update<UserRecord>['$unset'];
  /** What else has to be so when it is written. */
  readonly if?: Filter<UserRecord>;
  /** What ends: nothing, the access tokens made until now, or with them the sessions. */
  readonly ends: 'nothing' | 'tokens' | 'sessions';
  readonly entry: AuditEntry;
}

/** What a change needs. */
export interface ChangeParts {
  readonly users: UserRepository;
  readonly revocations: Revocations;
  readonly audit: AuditLog;
  /** Marks the sessions over that the account does not let go on, so that lists and other processes know. */
  readonly endSessionsOf: (user: UserRecord) => Promise<void>;
}

/** How often a change begins anew because the account was changed meanwhile. */
const attempts = 10;

/**
 * Changes one account: a single conditional update with the raised generation and the audit record in it. The change is
 * decided on the record as read, and again when another change came between. Returns the account after it, as it was
 * when `decide` found nothing to change; `null` when there is no such account among the rows.
 *
 * @throws {ApiError} `CONFLICT` when others keep changing it; what `decide` throws.
 */
export async function changeUser(
  id: string,
  rows: Rows,
  decide: (user: UserRecord) => Promise<UserChange | undefined> | UserChange | undefined,
  { users, revocations, audit, endSessionsOf }: ChangeParts,
): Promise<UserRecord | null> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const user = await users.find(within(rows, { _id: { $eq: id } }));
    if (!user) return null;
    // A record that waits is delivered first: the change would overwrite it.
    await audit.deliver(users.collection, user);
    const change = await decide(user);
    if (!change) return user;
    const changed = await users.update(
      within(rows, { $and: [asRead(user), change.if ?? {}] }),
      updateOf(user, change, audit),
    );
    if (!changed) continue;
    if (change.ends !== 'nothing') revocations.generationRaised(id, changed.generation);
    if (change.ends === 'sessions') await endSessionsOf(changed);
    await audit.deliver(users.collection, changed);
    return changed;
  }
  throw new ApiError('CONFLICT');
}

// Roles change with the generation, and being disabled without it.
function asRead({ _id, generation, disabledAt }: UserRecord): Filter<UserRecord> {
  const unchanged = { generation: { $eq: generation ?? null }, disabledAt: { $eq: disabledAt ?? null } };
  return { _id: { $eq: _id }, ...unchanged, ...notCarrying };
}

function updateOf({ generation }: UserRecord, change: UserChange, audit: AuditLog): Update<UserRecord> {
  const next = Number.isSafeInteger(generation) ? generation + 1 : 1;
  const raised = { generation: next, ...(change.ends === 'sessions' && { sessionsFrom: next }) };
  return {
    $set: { ...change.$set, ...(change.ends !== 'nothing' && raised), ...carrying(audit.record(change.entry)) },
    ...(change.$unset && { $unset: change.$unset }),
    ...(change.ends !== 'nothing' && { $currentDate: { revokedAt: true } }),
  };
}
