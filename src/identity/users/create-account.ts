import { randomBytes } from 'node:crypto';
import { MongoServerError } from 'mongodb';
import { carrying } from '../../audit/audit-log.js';
import type { AuditLog } from '../../audit/audit-log.js';
import type { Clock } from '../../context.js';
import { ApiError } from '../../errors.js';
import type { FieldProblem } from '../../errors.js';
import type { PasswordHasher } from '../passwords/password-hasher.js';
import { newPasswordProblem } from '../passwords/policy.js';
import { roles as allRoles } from '../role.js';
import type { Role } from '../role.js';
import { entryOf } from './account-entry.js';
import type { Actor } from './account-entry.js';
import { canonicalEmail } from './email.js';
import { refuseRolesOfPeople } from './roles-of-people.js';
import type { RolesOfPeopleParts } from './roles-of-people.js';
import type { UserRecord, UserRepository } from './user.repository.js';

/** A new account. Its e-mail address and password are checked by `create`. */
export interface NewAccount {
  readonly email: string;
  readonly password: string;
  readonly roles: readonly Role[];
}

/** What making an account needs. */
export interface CreateParts extends RolesOfPeopleParts {
  readonly users: UserRepository;
  readonly passwords: Pick<PasswordHasher, 'hash'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Makes an account, as `Accounts.create` says; its audit record is written with it. */
export async function createAccount(account: NewAccount, actor: Actor, parts: CreateParts): Promise<UserRecord> {
  const { users, passwords, audit, clock } = parts;
  const email = canonicalEmail(account.email);
  const problem = newPasswordProblem(account.password, { email: email ?? '' });
  const fields: FieldProblem[] = [];
  if (email === undefined) fields.push({ path: 'email', message: 'must be an e-mail address' });
  if (problem !== undefined) fields.push({ path: 'password', message: problem });
  if (email === undefined || fields.length > 0) throw new ApiError('BAD_USER_INPUT', { details: { fields } });

  const id = randomBytes(12).toString('base64url');
  const roles = allRoles.filter((role) => account.roles.includes(role));
  await refuseRolesOfPeople(id, roles, parts);
  // Before the hash, which takes its time; the unique index decides all the same.
  if (await users.findByEmail(email)) throw taken();
  const user: UserRecord = {
    _id: id,
    email,
    passwordHash: await passwords.hash(account.password),
    roles,
    generation: 0,
    createdAt: new Date(clock()),
    ...carrying(audit.record(entryOf('user_created', undefined, id, actor))),
  };
  await users.insert(user).catch((error: unknown) => {
    throw error instanceof MongoServerError && error.code === 11_000 ? taken() : error;
  });
  try {
    await audit.deliver(users.collection, user);
  } catch (error) {
    // Nobody was told of it: taken back, so that it can be made again. The first error says more than one of this.
    await Promise.allSettled([users.collection.deleteMany({ _id: { $eq: id } })]);
    throw error;
  }
  return user;
}

function taken(): ApiError {
  return new ApiError('CONFLICT', { message: 'There is an account of that address already.' });
}
