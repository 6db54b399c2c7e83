import type { AuditEntry } from '../../audit/audit-record.js';
import { ApiError } from '../../errors.js';
import type { Origin } from '../origin.js';
import type { EmailHash } from '../users/email-hash.js';
import { overLimit } from './login-throttle.js';
import type { LoginThrottle } from './login-throttle.js';

/** What an attempt that is recorded needs. */
export interface RecordedAttemptParts {
  readonly throttle: LoginThrottle;
  readonly emailHash: EmailHash;
  /** Records an event that an attacker can repeat at will: not before the answer, and not each. */
  readonly note: (entry: AuditEntry) => void;
}

/** A throttled check of a password (`LoginThrottle.attempt`). That a limit refused it is noted. */
export async function recordedAttempt<T>(
  email: string,
  about: Pick<AuditEntry, 'coordinate' | 'actorId' | 'sessionId'>,
  { address, requestId }: Origin,
  check: () => Promise<T | null>,
  { throttle, emailHash, note }: RecordedAttemptParts,
): Promise<T | null> {
  try {
    return await throttle.attempt(email, address, check);
  } catch (error) {
    if (error instanceof ApiError && error.cause === overLimit) {
      const entry = { event: 'authn_login_fail_max', outcome: 'FAILED', address, requestId } as const;
      note({ ...entry, ...about, emailHash: emailHash(email) });
    }
    throw error;
  }
}
