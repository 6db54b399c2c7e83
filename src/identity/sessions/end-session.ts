import type { AuditLog } from '../../audit/audit-log.js';
import type { AuditEntry } from '../../audit/audit-record.js';
import { everyRow } from '../../database/rows.js';
import type { Rows } from '../../database/rows.js';
import { ApiError } from '../../errors.js';
import type { Revocations } from './revocations.js';
import { isEnded } from './session.repository.js';
import type { SessionRepository } from './session.repository.js';

/** How a session that was to be ended was found: `over` already, or `unknown` among the rows. */
export type EndedSession = 'ended' | 'over' | 'unknown';

/**
 * Ends a session: no refresh succeeds from now on, nor any access token of it, in this process at once and in others
 * within a second. Idempotent. The entry is recorded where it was this call that ended it; `rows` bounds which may be.
 */
export type EndSession = (sessionId: string, entry?: AuditEntry, rows?: Rows) => Promise<EndedSession>;

/** Attempts at a session whose earlier record has to be delivered first. */
const attempts = 5;

/** Makes that function for one store and its revocations. */
export function sessionEnder(sessions: SessionRepository, revocations: Revocations, audit: AuditLog): EndSession {
  return async function endSession(sessionId, entry, rows = everyRow) {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const ended = await sessions.end(sessionId, entry && audit.record(entry), rows);
      const session = ended ?? (await sessions.findById(sessionId, rows));
      if (!session) {
        // A token that names a session was signed here: it must not go on because the store forgot the session.
        if (rows === everyRow) revocations.sessionEnded(sessionId);
        return 'unknown';
      }
      // Also for one that is over: another process may have ended it a moment ago.
      if (isEnded(session)) revocations.sessionEnded(sessionId);
      try {
        await audit.deliver(sessions.collection, session);
      } catch (error) {
        // The record of before cannot be delivered: the session ends all the same, and the error says that it is not noted.
        if (!isEnded(session) && (await sessions.end(sessionId, undefined, rows))) revocations.sessionEnded(sessionId);
        throw error;
      }
      if (isEnded(session)) return ended ? 'ended' : 'over';
    }
    throw new ApiError('CONFLICT');
  };
}
