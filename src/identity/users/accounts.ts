import type { Store } from '../../database/port.js';
import type { Rows } from '../../database/rows.js';
import type { Role } from '../role.js';
import { roles as allRoles } from '../role.js';
import { entryOf } from './account-entry.js';
import type { Actor } from './account-entry.js';
import { isAdministrator, leaveAdministration } from './administrators.js';
import { changeUser } from './change-user.js';
import { createAccount } from './create-account.js';
import type { CreateParts, NewAccount } from './create-account.js';
import { refuseHeldRolesOfPeople, refuseRolesOfPeople } from './roles-of-people.js';
import type { ChangeParts, UserChange } from './change-user.js';
import { isDisabled } from './user.repository.js';
import type { UserRecord } from './user.repository.js';

/** Changes of other people's accounts. Each answers `null` when there is no such account among the rows. */
export interface Accounts {
  /**
   * Makes an account.
   *
   * @throws {ApiError} `BAD_USER_INPUT` for what is no address or may be no password, and for EMPLOYEE or HR, which need a
   * person; `CONFLICT` when the address is taken: nothing is changed then.
   */
  create(account: NewAccount, actor: Actor): Promise<UserRecord>;
  /**
   * Gives an account these roles and no others; its tokens end, its sessions do not: their next token has the new roles.
   *
   * @throws {ApiError} `BAD_USER_INPUT` for EMPLOYEE or HR without a person; `CONFLICT` for the last administrator.
   */
  setRoles(id: string, roles: readonly Role[], rows: Rows, actor: Actor): Promise<UserRecord | null>;
  /**
   * Ends all tokens and sessions, and lets nobody sign in.
   *
   * @param coordinate what is recorded as having done it, where it is not `disableUser`.
   * @throws {ApiError} `CONFLICT` for the last administrator.
   */
  disable(id: string, rows: Rows, actor: Actor, coordinate?: string): Promise<UserRecord | null>;
  /**
   * Lets a disabled account sign in again. What ended with the disabling stays ended.
   *
   * @throws {ApiError} `CONFLICT` for one that holds EMPLOYEE or HR and has no person any more.
   */
  enable(id: string, rows: Rows, actor: Actor): Promise<UserRecord | null>;
}

/** What changing accounts needs. */
export interface AccountParts extends ChangeParts, CreateParts {
  readonly store: Pick<Store, 'now'>;
}

/** Makes them. What is so already is not changed again, nor recorded: each may be repeated after a lost answer. */
export function accounts(parts: AccountParts): Accounts {
  const { users, store, clock } = parts;

  /** The change of an administrator who would be one no longer. */
  async function leaving(user: UserRecord, change: UserChange): Promise<UserChange> {
    if (!isAdministrator(user)) return change;
    const mark = await leaveAdministration(user, users, store);
    return { ...change, if: { leaving: { $eq: mark } }, $unset: { ...change.$unset, leaving: '', leavingAt: '' } };
  }

  return {
    create: (account, actor) => createAccount(account, actor, parts),
    async setRoles(id, roles, rows, actor) {
      const wanted = allRoles.filter((role) => roles.includes(role));
      const decide = async (user: UserRecord): Promise<UserChange | undefined> => {
        if (sameRoles(user.roles, wanted)) return undefined;
        await refuseRolesOfPeople(id, wanted, parts);
        const entry = entryOf('privilege_permissions_changed', 'Mutation.setUserRoles', id, actor);
        const change: UserChange = { $set: { roles: wanted }, ends: 'tokens', entry };
        return wanted.includes('ADMIN') ? change : leaving(user, change);
      };
      return changeUser(id, rows, decide, parts);
    },
    async disable(id, rows, actor, coordinate = 'Mutation.disableUser') {
      const decide = async (user: UserRecord): Promise<UserChange | undefined> => {
        if (isDisabled(user)) return undefined;
        const entry = entryOf('user_archived', coordinate, id, actor);
        return leaving(user, { $set: { disabledAt: new Date(clock()) }, ends: 'sessions', entry });
      };
      return changeUser(id, rows, decide, parts);
    },
    async enable(id, rows, actor) {
      const decide = async (user: UserRecord): Promise<UserChange | undefined> => {
        if (!isDisabled(user)) return undefined;
        await refuseHeldRolesOfPeople(id, user.roles, parts);
        const entry = entryOf('user_updated', 'Mutation.enableUser', id, actor);
        return { $unset: { disabledAt: '' }, ends: 'nothing', entry };
      };
      return changeUser(id, rows, decide, parts);
    },
  };
}

function sameRoles(present: readonly Role[], wanted: readonly Role[]): boolean {
  return new Set(present).size === wanted.length && wanted.every((role) => present.includes(role));
}
