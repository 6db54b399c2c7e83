// The last administrator can be neither demoted nor disabled, also when two of them try it on each other at once, in two
// processes and without a transaction. Whoever is to go is marked first, and only then the others are counted, without
// those who are marked. Of all that go at the same time, the one marked last finds the others marked or gone; so there is
// always one whose going is refused. No clock decides: a mark that was left behind is taken away, and with it the
// right to finish what it began, because the change demands its own mark.
import { randomBytes } from 'node:crypto';
import type { Store } from '../../database/port.js';
import { ApiError } from '../../errors.js';
import { soundHash } from '../passwords/stored-hash.js';
import type { UserRecord, UserRepository } from './user.repository.js';
import { isEnabled } from './user.repository.js';

/** A mark that is older was left behind by a process that broke off. */
const abandonedAfter = 10_000;

/** Whether somebody else has to remain when this account goes. */
export function isAdministrator(user: UserRecord): boolean {
  return isEnabled(user) && user.roles.includes('ADMIN');
}

/**
 * Marks an administrator who is to go, and sees to it that another one remains. Returns the mark: the change has to demand
 * it in its filter (`leaving`) and to remove it.
 *
 * @throws {ApiError} `CONFLICT` when no other administrator would remain.
 */
export async function leaveAdministration(
  user: UserRecord,
  users: UserRepository,
  store: Pick<Store, 'now'>,
): Promise<string> {
  const mark = randomBytes(9).toString('base64url');
  const marked = await users.update(
    { _id: { $eq: user._id }, generation: { $eq: user.generation }, disabledAt: null },
    { $set: { leaving: mark }, $currentDate: { leavingAt: true } },
  );
  // Changed since it was read: the change will not find its mark, and begins anew.
  if (!marked || (await othersRemain(user, users)) || (await othersReturn(user, users, store))) return mark;
  await users.update({ _id: { $eq: user._id }, leaving: { $eq: mark } }, unmark);
  throw new ApiError('CONFLICT', { message: 'The last administrator can be neither demoted nor disabled.' });
}

/** Removes the mark, in whatever update. */
export const unmark = { $unset: { leaving: '', leavingAt: '' } } as const;

const administrators = { roles: { $eq: 'ADMIN' }, disabledAt: null } as const;

async function othersRemain({ _id }: UserRecord, users: UserRepository): Promise<boolean> {
  const others = await users.findAll({ ...administrators, leaving: null, _id: { $ne: _id } });
  // Somebody has to be able to sign in.
  return others.some((other) => isAdministrator(other) && soundHash(other.passwordHash) !== undefined);
}

/** Takes the marks away that were left behind, and looks again. */
async function othersReturn(user: UserRecord, users: UserRepository, store: Pick<Store, 'now'>): Promise<boolean> {
  const before = new Date((await store.now()).getTime() - abandonedAfter);
  const abandoned = { ...administrators, leavingAt: { $lt: before }, _id: { $ne: user._id } };
  while ((await users.update(abandoned, unmark)) !== null);
  return othersRemain(user, users);
}
