import { ApiError } from '../../errors.js';
import type { UserRecord, UserRepository } from '../users/user.repository.js';
import type { PasswordHasher } from './password-hasher.js';

/**
 * Replaces an outdated hash after its password was checked, and returns the account with the hash that it has then. Only
 * while that hash still stands: a new password that was set meanwhile stays. When too many hashes wait, it is left for the
 * next sign-in.
 */
export async function upgradeHash(
  user: UserRecord,
  password: string,
  { users, passwords }: { readonly users: UserRepository; readonly passwords: PasswordHasher },
): Promise<UserRecord> {
  const { _id, passwordHash } = user;
  if (passwordHash === undefined || !passwords.isOutdated(passwordHash)) return user;
  let upgraded;
  try {
    upgraded = await passwords.hash(password);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'RATE_LIMITED') return user;
    throw error;
  }
  await users.replacePasswordHash(_id, passwordHash, upgraded);
  return { ...user, passwordHash: upgraded };
}
