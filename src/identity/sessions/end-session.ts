import type { Clock } from '../../context.js';
import type { AccessTokens } from '../tokens/access-token.js';
import { clockTolerance } from '../tokens/verification.js';
import type { Revocations } from './revocations.js';
import type { SessionRepository } from './session.repository.js';

/**
 * Ends a session: no refresh succeeds and, in this process, no access token of it from now on. Idempotent; returns
 * whether it was this call that did.
 */
export type EndSession = (sessionId: string) => Promise<boolean>;

/** Makes that function for one store and its revocations. */
export function sessionEnder(
  sessions: SessionRepository,
  revocations: Revocations,
  tokens: Pick<AccessTokens, 'lifetime'>,
  clock: Clock,
): EndSession {
  return async function endSession(sessionId) {
    const now = clock();
    // First, and also for a session that is over already: a refresh may have been under way when it ended. Its token can
    // be younger than this moment, hence the tolerance.
    await revocations.revokeSession(sessionId, new Date(now + tokens.lifetime + clockTolerance * 1_000));
    return sessions.end(sessionId, new Date(now));
  };
}
