import { randomBytes } from 'node:crypto';
import type { Settings } from '../../config/settings.js';
import type { Clock } from '../../context.js';
import { ApiError } from '../../errors.js';
import type { FieldProblem } from '../../errors.js';
import type { PasswordHasher } from '../passwords/password-hasher.js';
import { hashableRule, isHashable } from '../passwords/policy.js';
import { upgradeHash } from '../passwords/upgrade-hash.js';
import type { LoginThrottle } from '../throttling/login-throttle.js';
import { canonicalEmail } from '../users/email.js';
import { isEnabled } from '../users/user.repository.js';
import type { UserRecord, UserRepository } from '../users/user.repository.js';
import type { EndSession } from './end-session.js';
import type { SessionRecord, SessionRepository } from './session.repository.js';

/** What a person types, and where the request came from. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** A session just begun, and its user as of that moment. */
export interface SignedIn {
  readonly session: SessionRecord;
  readonly user: UserRecord;
}

/** What a sign-in needs. */
export interface SignInParts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly passwords: PasswordHasher;
  readonly throttle: LoginThrottle;
  readonly endSession: EndSession;
  readonly settings: Pick<Settings, 'REFRESH_TOKEN_TTL' | 'SESSION_TTL' | 'SESSION_LIMIT'>;
  readonly clock: Clock;
}

/**
 * Checks a password, upgrades an outdated hash of it, and begins a session; the user's oldest ones beyond `SESSION_LIMIT` end.
 *
 * @throws {ApiError} `BAD_USER_INPUT` for what can be nobody's address or password, told from its form alone;
 * `INVALID_CREDENTIALS` in one form and one time for an unknown address, a wrong password, an account that is disabled or
 * has no sound hash; `RATE_LIMITED` when too many attempts failed, or too many passwords wait to be checked.
 */
export async function signIn(credentials: Credentials, parts: SignInParts): Promise<SignedIn> {
  const { users, sessions, endSession, throttle, clock } = parts;
  const email = canonicalEmail(credentials.email);
  const hashable = isHashable(credentials.password);
  if (email === undefined || !hashable) throw malformed(email !== undefined, hashable);

  const user = await throttle.attempt(email, credentials.address, () => userWith(email, credentials.password, parts));
  if (!user) throw new ApiError('INVALID_CREDENTIALS');
  await upgradeHash(user, credentials.password, parts);

  const session = newSession(user, credentials, parts);
  await sessions.insert(session);
  // After the insert and before the answer: a disabling or a new password since the hash was read leaves no session.
  const current = await users.recordLogin(user._id, user.generation, new Date(clock()));
  if (!current) {
    await endSession(session._id);
    throw new ApiError('INVALID_CREDENTIALS');
  }
  await endBeyondLimit(session, parts);
  return { session, user: current };
}

/** The enabled account of that address and password, after the same work whichever it lacks. */
async function userWith(
  email: string,
  password: string,
  { users, passwords }: SignInParts,
): Promise<UserRecord | null> {
  const user = await users.findByEmail(email);
  const matches = await passwords.verify(password, user?.passwordHash);
  return user && matches && isEnabled(user) ? user : null;
}

function malformed(emailIsGood: boolean, passwordIsGood: boolean): ApiError {
  const fields: FieldProblem[] = [];
  if (!emailIsGood) fields.push({ path: 'email', message: 'must be an e-mail address of at most 254 characters' });
  if (!passwordIsGood) fields.push({ path: 'password', message: hashableRule });
  return new ApiError('BAD_USER_INPUT', { details: { fields } });
}

function newSession(
  user: UserRecord,
  { address, userAgent }: Credentials,
  { settings, clock }: SignInParts,
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

// Each login looks after its own insert, so of parallel ones the last to look sees all.
async function endBeyondLimit(
  own: SessionRecord,
  { sessions, endSession, settings, clock }: SignInParts,
): Promise<void> {
  const live = await sessions.findLive(own.userId, new Date(clock()));
  const others = live.filter((session) => session._id !== own._id);
  await Promise.all(others.slice(settings.SESSION_LIMIT - 1).map((session) => endSession(session._id)));
}
