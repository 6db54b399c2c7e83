// RFC 9700, section 4.14.2: a refresh token is good once. A client that lost the answer may ask again for a short while
// and gets the same successor; a token of any earlier state is in a second pair of hands, and ends the session.
import type { Settings } from '../../config/settings.js';
import type { Clock } from '../../context.js';
import { ApiError } from '../../errors.js';
import type { RefreshClaims, RefreshTokens } from '../tokens/refresh-token.js';
import type { RefusalReason } from '../tokens/verification.js';
import { isEnabled } from '../users/user.repository.js';
import type { UserRepository } from '../users/user.repository.js';
import type { Origin } from '../origin.js';
import type { EndSession } from './end-session.js';
import { isEnded, isLive, isOfUser } from './session.repository.js';
import type { SessionRecord, SessionRepository } from './session.repository.js';
import type { SignedIn } from './begin-session.js';

/** Why a refresh was refused: for the log, as the error's `cause`. The client is never told. */
export type RefreshRefusal = RefusalReason | 'unknown-session' | 'ended' | 'expired' | 'reused' | 'account-changed';

/** What a refresh needs. */
export interface RefreshParts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly refreshTokens: RefreshTokens;
  readonly endSession: EndSession;
  readonly settings: Pick<Settings, 'REFRESH_TOKEN_TTL' | 'REFRESH_GRACE'>;
  readonly clock: Clock;
}

/**
 * Moves the session of a refresh token on by one: same id, same absolute limit. Whoever sends the token is not asked who
 * they are. Nothing is asked of the store for what is not a refresh token of ours.
 *
 * @throws {ApiError} `INVALID_REFRESH_TOKEN`, the same for every cause.
 */
export async function refreshSession(refreshToken: unknown, origin: Origin, parts: RefreshParts): Promise<SignedIn> {
  const { users, sessions, refreshTokens, endSession, settings, clock } = parts;
  const verified = refreshTokens.verify(refreshToken);
  if (!verified.ok) throw refused(verified.reason);

  const { sid, counter } = verified.claims;
  const now = new Date(clock());
  const idleExpiresAt = new Date(now.getTime() + settings.REFRESH_TOKEN_TTL);
  const session =
    (await sessions.rotate(sid, counter, now, idleExpiresAt)) ??
    (await successorAgain(verified.claims, now, origin, parts));

  // After the counter's update and before the answer: whatever changed the account first is seen here.
  const user = await users.findById(session.userId);
  if (!user || !isEnabled(user) || !isOfUser(session, user)) {
    await endSession(sid);
    throw refused('account-changed');
  }
  return { session, user };
}

// The update found no row: this is a lost answer asked for again, or a token used twice.
async function successorAgain(
  { sid, counter }: RefreshClaims,
  now: Date,
  origin: Origin,
  { sessions, endSession, settings }: RefreshParts,
): Promise<SessionRecord> {
  const session = await sessions.findById(sid);
  if (!session) throw refused('unknown-session');
  if (!isLive(session, now)) {
    await endSession(sid);
    throw refused(isEnded(session) ? 'ended' : 'expired');
  }
  // Both ways: a clock that was set back must not make the window endless.
  const age = Math.abs(now.getTime() - session.lastUsedAt.getTime());
  if (session.counter === counter + 1 && age < settings.REFRESH_GRACE) return session;
  await endSession(sid, {
    event: 'authn_token_reuse',
    outcome: 'FAILED',
    actorId: session.userId,
    sessionId: sid,
    address: origin.address,
    sessionAddress: session.address,
    coordinate: 'Mutation.refresh',
    recordIds: [sid],
    requestId: origin.requestId,
  });
  throw refused('reused');
}

function refused(reason: RefreshRefusal): ApiError {
  return new ApiError('INVALID_REFRESH_TOKEN', { cause: reason });
}

/** Why `refreshSession` refused; `undefined` for an error that is no refusal. */
export function refusalOf(error: unknown): RefreshRefusal | undefined {
  const isRefusal = error instanceof ApiError && error.code === 'INVALID_REFRESH_TOKEN';
  return isRefusal ? (error.cause as RefreshRefusal) : undefined;
}
