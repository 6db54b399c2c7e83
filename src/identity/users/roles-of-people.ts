import { ApiError } from '../../errors.js';
import type { Role } from '../role.js';

/** Knows the people of the directory. */
export interface RolesOfPeopleParts {
  /** Whether the account is a person's: only people are given EMPLOYEE and HR. */
  readonly hasPerson: (userId: string) => Promise<boolean>;
}

/**
 * Refuses roles that are only for people of the directory, where the account is nobody's.
 *
 * @throws {ApiError} `BAD_USER_INPUT`.
 */
export async function refuseRolesOfPeople(
  id: string,
  wanted: readonly Role[],
  { hasPerson }: RolesOfPeopleParts,
): Promise<void> {
  const refused = rolesOfPeople.filter((role) => wanted.includes(role));
  if (refused.length === 0 || (await hasPerson(id))) return;
  const message = `must not hold ${refused.join(' or ')}: the account has no person`;
  throw new ApiError('BAD_USER_INPUT', { details: { fields: [{ path: 'roles', message }] } });
}

const rolesOfPeople: readonly Role[] = ['EMPLOYEE', 'HR'];
