import type { AccessTokens } from '../tokens/access-token.js';
import type { RefreshTokens } from '../tokens/refresh-token.js';
import type { UserRecord } from '../users/user.repository.js';
import type { Viewer } from '../viewer.js';
import type { SessionRecord } from './session.repository.js';

/** What a login or a refresh answers (RFC 6749, section 5.1). */
export interface TokenResponse {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds for which the access token is good. */
  readonly expiresIn: number;
  /** Whom the access token names: the rest of the answer is decided for them. */
  readonly viewer: Viewer;
  readonly user: UserRecord;
}

/** The tokens of a session in this state: a new access token, and the one refresh token of this counter. */
export function tokenResponse(
  session: SessionRecord,
  user: UserRecord,
  access: AccessTokens,
  refresh: RefreshTokens,
): TokenResponse {
  const viewer: Viewer = {
    id: user._id,
    sessionId: session._id,
    roles: user.roles,
    authTime: Math.floor(session.authTime.getTime() / 1_000),
    generation: user.generation,
  };
  const issued = access.issue(viewer, session.expiresAt);
  const refreshToken = refresh.issue({
    sessionId: session._id,
    counter: session.counter,
    issuedAt: session.lastUsedAt,
    expiresAt: session.idleExpiresAt < session.expiresAt ? session.idleExpiresAt : session.expiresAt,
  });
  return { accessToken: issued.token, refreshToken, expiresIn: issued.expiresIn, viewer, user };
}
