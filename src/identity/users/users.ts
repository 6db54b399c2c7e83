// Accounts as the API shows them: projected, batched, and never with a password's hash.
import type { Order } from '../../database/list-order.js';
import type { Store } from '../../database/port.js';
import { queriesOf } from '../../database/query.js';
import { Records } from '../../database/records.js';
import type { RecordOf } from '../../database/record.js';
import type { Wanted } from '../../database/wanted.js';
import type { Listing } from '../../graphql/page.js';
import type { Role } from '../role.js';
import { canonicalStart } from './email.js';
import { UserRepository, isEnabled, usersCollection } from './user.repository.js';
import type { UserRecord } from './user.repository.js';

/** What of an account the API can show. */
type Shown = Omit<UserRecord, 'passwordHash' | 'unrecorded' | 'unrecordedId'>;

/** An account as resolvers see it. */
export type AccountRecord = RecordOf<Shown>;

/** The keys of queries for accounts: those of UserFilter. */
export const accountQueries = queriesOf<Shown>()((key) => ({
  emailStartsWith: key.prefix('email', ['email']),
  role: key.equal('roles'),
  enabled: {
    tellsOf: ['disabledAt'],
    where: (enabled: boolean) => ({ disabledAt: enabled ? { $eq: null } : { $ne: null } }),
  },
}));

/** Those that a client may send. */
export const accountFilterKeys = ['emailStartsWith', 'role', 'enabled'] as const;

const byEmail: Order<Shown> = { key: 'email', type: 'text', direction: 1 };

/** Which accounts to list; all that is given has to hold. A prefix is compared in the canonical form of addresses. */
export interface AccountFilter {
  readonly emailStartsWith?: string | null;
  readonly role?: Role | null;
  readonly enabled?: boolean | null;
}

declare module '../../context.js' {
  interface Context {
    readonly users: Users;
  }
}

/** Accounts of one request. */
export class Users {
  readonly #records: Records<Shown>;
  readonly #accounts: UserRepository;

  constructor(store: Store) {
    this.#accounts = new UserRepository(store);
    this.#records = new Records(store, usersCollection);
  }

  /** The account of that id; `null` for an unknown or malformed one. */
  byId(id: string, wanted: Wanted): Promise<AccountRecord | null> {
    return this.#records.byId(id, wanted);
  }

  /** The accounts of these ids, in their order. */
  byIds(ids: readonly string[], wanted: Wanted): Promise<(AccountRecord | null)[]> {
    return this.#records.byIds(ids, wanted);
  }

  /** To be called after a change: what was read before it is not given again. */
  forget(): void {
    this.#records.forget();
  }

  /** The roles that the account has now; `null` when it is gone or disabled. */
  async rolesNow(id: string): Promise<readonly Role[] | null> {
    const user = await this.#accounts.findById(id);
    return user && isEnabled(user) ? user.roles : null;
  }

  /** The accounts that match, by e-mail address, which is unique. */
  listing(filter: AccountFilter, binding: string, wanted: Wanted): Listing<AccountRecord> {
    const { emailStartsWith, ...rest } = filter;
    const prefix = emailStartsWith && canonicalStart(emailStartsWith);
    const sent = { ...rest, ...(prefix && { emailStartsWith: prefix }) };
    const matching = accountQueries.sent(accountFilterKeys, sent);
    return { binding, ...this.#records.list(matching, byEmail, wanted) };
  }
}
