import type { Collection, IndexDeclaration, Store } from '../../database/port.js';
import { isRole } from '../role.js';
import type { Role } from '../role.js';

/** An account. Who the person is, is not here: that is the directory's. */
export interface UserRecord {
  _id: string;
  /** Canonical (`canonicalEmail`). */
  email: string;
  /** As `soundHash` reads it; an account without one cannot sign in. */
  passwordHash?: string;
  roles: readonly Role[];
  /** Raised, in the same update, by whatever must end tokens and sessions made before it (`ver` in a token). */
  generation: number;
  createdAt: Date;
  lastLoginAt?: Date;
  /** Present: disabled since then. */
  disabledAt?: Date;
}

/** The collection's name. */
export const usersCollection = 'users';

/** Each index with the query that it serves. */
export const userIndexes: readonly IndexDeclaration<UserRecord>[] = [
  // findByEmail; one account an address, whoever else is writing; the order of the list of users
  { name: 'email', key: { email: 1 }, unique: true },
];

/** Records come out with least privilege where they are not as they should be: see `soundUser`. */
export class UserRepository {
  readonly #users: Collection<UserRecord>;

  constructor(store: Store) {
    this.#users = store.collection<UserRecord>(usersCollection);
  }

  /** @param email canonical; anything else finds nobody. */
  async findByEmail(email: string): Promise<UserRecord | null> {
    return soundUser(await this.#users.findOne({ email: { $eq: email } }));
  }

  async findById(id: string): Promise<UserRecord | null> {
    return soundUser(await this.#users.findOne({ _id: { $eq: id } }));
  }

  /** @throws code 11000 when the address (or id) is taken. */
  async insert(user: UserRecord): Promise<void> {
    await this.#users.insertOne(user);
  }

  /** Replaces the hash of a password by another of the same password, if it still is that one. */
  async replacePasswordHash(id: string, from: string, to: string): Promise<void> {
    await this.#users.updateOne({ _id: { $eq: id }, passwordHash: { $eq: from } }, { $set: { passwordHash: to } });
  }

  /**
   * Notes a login, if the account is still enabled and of this generation: one conditional update, so a login that a
   * disabling or a new password overtook is `null`.
   */
  async recordLogin(id: string, generation: number, at: Date): Promise<UserRecord | null> {
    const unchanged = { _id: { $eq: id }, generation: { $eq: generation }, disabledAt: null };
    return soundUser(
      await this.#users.findOneAndUpdate(unchanged, { $set: { lastLoginAt: at } }, { returnDocument: 'after' }),
    );
  }
}

/** Whether the account may sign in and its sessions go on. */
export function isEnabled(user: UserRecord): boolean {
  return user.disabledAt === undefined || user.disabledAt === null;
}

/**
 * The record, made safe: roles that are missing, not a list or unknown are no roles. A generation that is not a whole
 * number is 0, which no stored one then equals: such an account signs in nowhere.
 */
function soundUser<R extends UserRecord | null>(record: R): R {
  if (record === null) return record;
  const roles: unknown = record.roles;
  const generation: unknown = record.generation;
  return {
    ...record,
    roles: Array.isArray(roles) ? roles.filter(isRole) : [],
    generation: Number.isSafeInteger(generation) ? generation : 0,
  };
}
