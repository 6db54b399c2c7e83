import type { RefreshTokens } from '../tokens/refresh-token.js';
import type { Origin } from '../origin.js';
import type { Viewer } from '../viewer.js';
import type { EndSession } from './end-session.js';
import type { SessionRepository } from './session.repository.js';

/** What names the session to end. */
export interface SignOut {
  readonly refreshToken?: unknown;
  /** Of the request's access token; `null` when it had none that is good. */
  readonly viewer: Viewer | null;
}

/** What signing out needs. */
export interface SignOutParts {
  readonly refreshTokens: RefreshTokens;
  readonly sessions: SessionRepository;
  readonly endSession: EndSession;
}

/**
 * Ends the session of the refresh token, or else the access token's: one, never both. Neither good: nothing happens.
 * Idempotent. An earlier refresh token of the session serves too: its holder wants less access, not more.
 */
export async function signOut(
  { refreshToken, viewer }: SignOut,
  origin: Origin,
  { refreshTokens, sessions, endSession }: SignOutParts,
): Promise<void> {
  const verified = refreshTokens.verify(refreshToken);
  const sessionId = verified.ok ? verified.claims.sid : viewer?.sessionId;
  if (sessionId === undefined) return;
  const session = await sessions.findById(sessionId);
  await endSession(sessionId, {
    event: 'authn_token_revoked',
    outcome: 'SUCCEEDED',
    actorId: session?.userId,
    sessionId,
    address: origin.address,
    coordinate: 'Mutation.logout',
    recordIds: [sessionId],
    requestId: origin.requestId,
  });
}
