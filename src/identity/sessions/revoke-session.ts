import type { Rows } from '../../database/rows.js';
import type { Actor } from '../users/account-entry.js';
import type { EndSession } from './end-session.js';

/** Ends one session among the rows. True also when it is over already; `null` when there is none. */
export async function revokeSession(
  sessionId: string,
  rows: Rows,
  { viewer, address, requestId }: Actor,
  endSession: EndSession,
): Promise<true | null> {
  const ended = await endSession(
    sessionId,
    {
      event: 'authn_token_revoked',
      outcome: 'SUCCEEDED',
      actorId: viewer?.id,
      sessionId: viewer?.sessionId,
      address,
      coordinate: 'Mutation.revokeSession',
      recordIds: [sessionId],
      requestId,
    },
    rows,
  );
  return ended === 'unknown' ? null : true;
}
