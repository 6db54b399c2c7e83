import { everyRow } from '../../database/rows.js';
import { ApiError } from '../../errors.js';
import type { FieldProblem } from '../../errors.js';
import { beginSession } from '../sessions/begin-session.js';
import type { BeginParts, SignedIn } from '../sessions/begin-session.js';
import { recordedAttempt } from '../throttling/recorded-attempt.js';
import type { RecordedAttemptParts } from '../throttling/recorded-attempt.js';
import { entryOf } from '../users/account-entry.js';
import { changeUser } from '../users/change-user.js';
import type { ChangeParts, UserChange } from '../users/change-user.js';
import { isEnabled } from '../users/user.repository.js';
import type { UserRecord } from '../users/user.repository.js';
import type { Viewer } from '../viewer.js';
import type { Origin } from '../origin.js';
import type { PasswordHasher } from './password-hasher.js';
import { hashableRule, isHashable, newPasswordProblem } from './policy.js';

/** The password that an account has, and the one that it is to have. */
export interface PasswordChange {
  readonly current: string;
  readonly next: string;
}

/** What a change of password needs. */
export interface PasswordChangeParts extends BeginParts, ChangeParts, RecordedAttemptParts {
  readonly passwords: PasswordHasher;
}

const coordinate = 'Mutation.changePassword';

/**
 * Gives the viewer's account another password: all its tokens and sessions end, and a new session begins for the one who
 * asked. Of two that race with one current password, one succeeds.
 *
 * @throws {ApiError} `BAD_USER_INPUT` for what can be nobody's password, or not a new one; `INVALID_CREDENTIALS` when the
 * current one is wrong, which counts as a failed login; `RATE_LIMITED` as a login.
 */
export async function changePassword(
  change: PasswordChange,
  viewer: Viewer,
  origin: Origin,
  parts: PasswordChangeParts,
): Promise<SignedIn> {
  const { users, passwords, audit } = parts;
  const user = await users.findById(viewer.id);
  if (!user) throw new ApiError('INVALID_CREDENTIALS');
  refuseMalformed(change, user);
  const who = { coordinate, actorId: viewer.id, sessionId: viewer.sessionId };
  const entry = entryOf('authn_password_change', coordinate, viewer.id, { ...origin, viewer });
  const holds = ({ passwordHash }: UserRecord) => passwords.verify(change.current, passwordHash);
  const check = async () => ((await holds(user)) && isEnabled(user) ? user : null);
  const checked = await recordedAttempt(user.email, who, origin, check, parts);
  if (!checked) {
    await audit.write([audit.record({ ...entry, event: 'authn_password_change_fail', outcome: 'FAILED' })]);
    throw wrongPassword();
  }
  const passwordHash = await passwords.hash(change.next);
  const decide = async (now: UserRecord): Promise<UserChange> => {
    // Another hash: of the same password, made anew at a sign-in meanwhile, or of the one that another change set.
    const same = now.passwordHash === user.passwordHash || (await holds(now));
    if (!same || !isEnabled(now)) throw wrongPassword();
    return { $set: { passwordHash }, if: { passwordHash: { $eq: now.passwordHash ?? null } }, ends: 'sessions', entry };
  };
  const changed = await changeUser(viewer.id, everyRow, decide, parts);
  const begun = changed && (await beginSession(changed, undefined, origin, parts));
  if (!begun) throw new ApiError('CONFLICT');
  return begun;
}

function wrongPassword(): ApiError {
  return new ApiError('INVALID_CREDENTIALS', { message: 'The current password is wrong.' });
}

function refuseMalformed({ current, next }: PasswordChange, { email }: UserRecord): void {
  const fields: FieldProblem[] = [];
  if (!isHashable(current)) fields.push({ path: 'current', message: hashableRule });
  const problem = newPasswordProblem(next, { email });
  if (problem !== undefined) fields.push({ path: 'new', message: problem });
  if (fields.length > 0) throw new ApiError('BAD_USER_INPUT', { details: { fields } });
}
