// Accounts as the API shows them: projected, batched, and never with a password's hash.
import type { Filter, Store } from '../../database/port.js';
import { Records } from '../../database/records.js';
import type { RecordOf, Wanted } from '../../database/records.js';
import { countLimit } from '../../graphql/page.js';
import type { Listing, Range } from '../../graphql/page.js';
import type { Role } from '../role.js';
import { UserRepository, isEnabled, usersCollection } from './user.repository.js';
import type { UserRecord } from './user.repository.js';

/** What of an account the API can show. */
type Shown = Omit<UserRecord, 'passwordHash'>;

/** An account as resolvers see it. */
export type AccountRecord = RecordOf<Shown>;

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
    this.#records = new Records(store.collection<Shown>(usersCollection));
  }

  /** The account of that id; `null` for an unknown or malformed one. */
  byId(id: string, wanted: Wanted): Promise<AccountRecord | null> {
    return this.#records.byId(id, wanted);
  }

  /** The accounts of these ids, in their order. */
  byIds(ids: readonly string[], wanted: Wanted): Promise<(AccountRecord | null)[]> {
    return this.#records.byIds(ids, wanted);
  }

  /** The roles that the account has now; `null` when it is gone or disabled. */
  async rolesNow(id: string): Promise<readonly Role[] | null> {
    const user = await this.#accounts.findById(id);
    return user && isEnabled(user) ? user.roles : null;
  }

  /** All accounts by e-mail address, which is unique. */
  listing(binding: string, wanted: Wanted): Listing<AccountRecord> {
    return {
      binding,
      positionOf: ({ email }) => [email],
      read: (range) =>
        this.#records.find(after(range), wanted, { sort: { email: 1 }, limit: range.limit, extra: ['email'] }),
      count: () => this.#records.count({}, wanted, countLimit + 1),
    };
  }
}

// An account without an address comes first: every address is after it.
function after({ after: position }: Range): Filter<Shown> {
  return position ? { email: { $gt: (position[0] ?? '') as string } } : {};
}
