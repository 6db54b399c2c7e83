import type { Rows } from '../../database/rows.js';
import { entryOf } from '../users/account-entry.js';
import type { Actor } from '../users/account-entry.js';
import type { EndSession } from './end-session.js';

/** Ends one session among the rows. True also when it is over already; `null` when there is none. */
export async function revokeSession(
  sessionId: string,
  rows: Rows,
  actor: Actor,
  endSession: EndSession,
): Promise<true | null> {
  const entry = entryOf('authn_token_revoked', 'Mutation.revokeSession', sessionId, actor);
  return (await endSession(sessionId, entry, rows)) === 'unknown' ? null : true;
}
