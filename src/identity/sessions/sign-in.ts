import { ApiError } from '../../errors.js';
import type { FieldProblem } from '../../errors.js';
import type { Origin } from '../origin.js';
import type { PasswordHasher } from '../passwords/password-hasher.js';
import { hashableRule, isHashable } from '../passwords/policy.js';
import { upgradeHash } from '../passwords/upgrade-hash.js';
import { recordedAttempt } from '../throttling/recorded-attempt.js';
import type { RecordedAttemptParts } from '../throttling/recorded-attempt.js';
import { canonicalEmail } from '../users/email.js';
import { isEnabled } from '../users/user.repository.js';
import type { UserRecord } from '../users/user.repository.js';
import { beginSession } from './begin-session.js';
import type { BeginParts, SignedIn } from './begin-session.js';

/** What a person types. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** What a sign-in needs. */
export interface SignInParts extends BeginParts, RecordedAttemptParts {
  readonly passwords: PasswordHasher;
}

const coordinate = 'Mutation.login';

/**
 * Checks a password, upgrades an outdated hash of it, and begins a session; the user's oldest ones beyond `SESSION_LIMIT`
 * end. Success and failure are recorded before the answer.
 *
 * @throws {ApiError} `BAD_USER_INPUT` for what can be nobody's address or password, told from its form alone;
 * `INVALID_CREDENTIALS` in one form and one time for an unknown address, a wrong password, an account that is disabled or
 * has no sound hash; `RATE_LIMITED` when too many attempts failed, or too many passwords wait to be checked.
 */
export async function signIn(credentials: Credentials, origin: Origin, parts: SignInParts): Promise<SignedIn> {
  const { audit, emailHash } = parts;
  const email = canonicalEmail(credentials.email);
  const hashable = isHashable(credentials.password);
  if (email === undefined || !hashable) throw malformed(email !== undefined, hashable);

  const check = () => userWith(email, credentials.password, parts);
  const checked = await recordedAttempt(email, { coordinate }, origin, check, parts);
  const user = checked && (await upgradeHash(checked, credentials.password, parts));
  const begun = user && (await beginSession(user, coordinate, origin, parts));
  if (begun) return begun;
  const { address, requestId } = origin;
  const entry = { event: 'authn_login_fail', outcome: 'FAILED', coordinate, address, requestId } as const;
  await audit.write([audit.record({ ...entry, emailHash: emailHash(email) })]);
  throw new ApiError('INVALID_CREDENTIALS');
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
