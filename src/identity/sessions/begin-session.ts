import { randomBytes } from 'node:crypto';
import type { AuditLog } from '../../audit/audit-log.js';
import { carrying } from '../../audit/audit-log.js';
import type { AuditEntry } from '../../audit/audit-record.js';
import type { Settings } from '../../config/settings.js';
import type { Clock } from '../../context.js';
import { everyRow } from '../../database/rows.js';
import type { Origin } from '../origin.js';
import { isEnabled } from '../users/user.repository.js';
import type { UserRecord, UserRepository } from '../users/user.repository.js';
import type { EndSession } from './end-session.js';
import { sessionsOf } from './end-sessions-of.js';
import type { SessionRecord, SessionRepository } from './session.repository.js';

/** A session just begun, and its user as of that moment. */
export interface SignedIn {
  readonly session: SessionRecord;
  readonly user: UserRecord;
}

/** What beginning a session needs. */
export interface BeginParts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly endSession: EndSession;
  readonly audit: AuditLog;
  readonly settings: Pick<Settings, 'REFRESH_TOKEN_TTL' | 'SESSION_TTL' | 'SESSION_LIMIT'>;
  readonly clock: Clock;
}

/**
 * Begins a session for an account whose password was just checked; its oldest ones beyond `SESSION_LIMIT` end. `null`
 * when the account was disabled, or its sessions ended, since the record was read: then there is no session.
 *
 * @param coordinate what signed in, recorded as a login; without it the session belongs to an event that is recorded.
 */
export async function beginSession(
  user: UserRecord,
  coordinate: string | undefined,
  origin: Origin,
  parts: BeginParts,
): Promise<SignedIn | null> {
  const { sessions, audit } = parts;
  // Before the session is there. A disabling or a new password that comes after it ends the session by its generation.
  const current = await noteLogin(user, parts);
  if (!current) return null;
  const plain = newSession(current, origin, parts);
  const entry = { event: 'authn_login_success', outcome: 'SUCCEEDED', actorId: user._id, coordinate } as const;
  const record = audit.record({ ...entry, sessionId: plain._id, recordIds: [user._id], ...whence(origin) });
  const session = { ...plain, ...(coordinate !== undefined && carrying(record)) };
  await sessions.insert(session);
  try {
    await audit.deliver(sessions.collection, session);
  } catch (error) {
    // Nobody gets its tokens: it must not count beside those that somebody has. The first error says more than one of this.
    await Promise.allSettled([sessions.end(session._id, undefined, everyRow)]);
    throw error;
  }
  await endBeyondLimit(session, current, origin, parts);
  return { session, user: current };
}

/** How often a change of roles is borne with. */
const attempts = 3;

/** Notes the login; `null` when the account was disabled, or its sessions ended, since it was read. */
async function noteLogin(user: UserRecord, { users, clock }: BeginParts): Promise<UserRecord | null> {
  let read: UserRecord | null = user;
  for (let attempt = 0; attempt < attempts && read; attempt += 1) {
    const noted = await users.recordLogin(read._id, read.generation, new Date(clock()));
    if (noted) return noted;
    read = await users.findById(user._id);
    // Only other roles: the password that was checked is still the one.
    if (!read || !isEnabled(read)) return null;
    if (read.sessionsFrom !== user.sessionsFrom || read.passwordHash !== user.passwordHash) return null;
  }
  return null;
}

function newSession(
  user: UserRecord,
  { address, userAgent }: Origin,
  { settings, clock }: Pick<BeginParts, 'settings' | 'clock'>,
): SessionRecord {
  const now = clock();
  return {
    _id: randomBytes(18).toString('base64url'),
    userId: user._id,
    generation: user.generation,
    counter: 0,
    authTime: new Date(now),
    createdAt: new Date(now),
    lastUsedAt: new Date(now),
    idleExpiresAt: new Date(now + settings.REFRESH_TOKEN_TTL),
    expiresAt: new Date(now + settings.SESSION_TTL),
    // The sender chooses the user agent: kept short.
    ...(address !== undefined && { address: address.slice(0, 64) }),
    ...(userAgent !== undefined && { userAgent: userAgent.slice(0, 256) }),
  };
}

// Each login looks after its own insert, so of parallel ones the last to look sees all. All of them end the same ones, and
// so no more than they have to; the own one too, where as many are newer.
async function endBeyondLimit(
  own: SessionRecord,
  user: UserRecord,
  origin: Origin,
  { sessions, endSession, settings, clock }: BeginParts,
): Promise<void> {
  const goingOn = await sessionsOf(user, { sessions, clock });
  const dropped = goingOn.slice(settings.SESSION_LIMIT).map(({ _id }) => _id);
  await Promise.all(
    dropped.map((sessionId) =>
      endSession(sessionId, {
        event: 'authn_token_revoked',
        outcome: 'SUCCEEDED',
        actorId: own.userId,
        sessionId,
        coordinate: 'Mutation.login',
        recordIds: [sessionId],
        ...whence(origin),
      }),
    ),
  );
}

function whence({ address, requestId }: Origin): Pick<AuditEntry, 'address' | 'requestId'> {
  return { address, requestId };
}
