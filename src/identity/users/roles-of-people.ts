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
  parts: RolesOfPeopleParts,
): Promise<void> {
  const refused = await withoutPerson(id, wanted, parts);
  if (refused.length === 0) return;
  const message = `must not hold ${refused.join(' or ')}: the account has no person`;
  throw new ApiError('BAD_USER_INPUT', { details: { fields: [{ path: 'roles', message }] } });
}

/**
 * Refuses an account that holds such roles from when it had a person.
 *
 * @throws {ApiError} `CONFLICT`.
 */
export async function refuseHeldRolesOfPeople(
  id: string,
  held: readonly Role[],
  parts: RolesOfPeopleParts,
): Promise<void> {
  const refused = await withoutPerson(id, held, parts);
  if (refused.length === 0) return;
  const message = `The account holds ${refused.join(' and ')}, and has no person any more: give it other roles first.`;
  throw new ApiError('CONFLICT', { message });
}

/** Those of the roles that the account may not hold. */
async function withoutPerson(id: string, roles: readonly Role[], { hasPerson }: RolesOfPeopleParts): Promise<Role[]> {
  const needing = rolesOfPeople.filter((role) => roles.includes(role));
  return needing.length === 0 || (await hasPerson(id)) ? [] : needing;
}

const rolesOfPeople: readonly Role[] = ['EMPLOYEE', 'HR'];
