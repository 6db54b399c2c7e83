import type { Carrier } from '../../audit/audit-log.js';
import { carrierIndex, carrierSchema } from '../../audit/audit-log.js';
import type { Collection, Filter, IndexDeclaration, Store, Update } from '../../database/port.js';
import { count, date, documentSchema, text } from '../../database/validator.js';
import { isRole } from '../role.js';
import type { Role } from '../role.js';

/** An account. Who the person is, is not here: that is the directory's. */
export interface UserRecord extends Carrier {
  /** Canonical (`canonicalEmail`). */
  email: string;
  /** As `soundHash` reads it; an account without one cannot sign in. */
  passwordHash?: string;
  roles: readonly Role[];
  /** `ver` in a token. Raised, in the same update, by whatever must end tokens made before it. */
  generation: number;
  /** Sessions begun at a lower generation are over: raised with it by all but a change of roles. Missing: 0. */
  sessionsFrom?: number;
  /** When `generation` was last raised, by the store's clock: how other processes learn of it. */
  revokedAt?: Date;
  createdAt: Date;
  lastLoginAt?: Date;
  /** Present: disabled since then. */
  disabledAt?: Date;
  /** Present: this administrator is about to be demoted or disabled (see administrators.ts). */
  leaving?: string;
  leavingAt?: Date;
}

/** The collection's name. */
export const usersCollection = 'users';

/** Each index with the query that it serves. */
export const userIndexes: readonly IndexDeclaration<UserRecord>[] = [
  // findByEmail; one account an address, whoever else is writing
  { name: 'email', key: { email: 1 }, unique: true },
  // the list of users
  { name: 'email_id', key: { email: 1, _id: 1 } },
  // the list of users of one role; the administrators
  { name: 'roles_email_id', key: { roles: 1, email: 1, _id: 1 } },
  // raisedSince
  { name: 'revokedAt', key: { revokedAt: 1 }, partialFilterExpression: { revokedAt: { $exists: true } } },
  carrierIndex,
];

/** What an account has to be, for the server; readers make older and odder ones safe. */
export const userSchema = documentSchema<UserRecord>(
  { email: text, roles: { bsonType: 'array', items: text }, generation: count, createdAt: date },
  {
    ...carrierSchema, passwordHash: text, sessionsFrom: count, revokedAt: date, lastLoginAt: date, disabledAt: date,
    leaving: text, leavingAt: date,
  },
); // prettier-ignore

/** Records come out with least privilege where they are not as they should be: see `soundUser`. */
export class UserRepository {
  readonly collection: Collection<UserRecord>;

  constructor(store: Pick<Store, 'collection'>) {
    this.collection = store.collection<UserRecord>(usersCollection);
  }

  /** @param email canonical; anything else finds nobody. */
  findByEmail(email: string): Promise<UserRecord | null> {
    return this.find({ email: { $eq: email } });
  }

  /** `null` when there is no such account. */
  findById(id: string): Promise<UserRecord | null> {
    return this.find({ _id: { $eq: id } });
  }

  /** Any one account that matches. */
  async find(filter: Filter<UserRecord>): Promise<UserRecord | null> {
    return soundUser(await this.collection.findOne(filter));
  }

  async findAll(filter: Filter<UserRecord>): Promise<UserRecord[]> {
    return (await this.collection.find(filter).toArray()).map((record) => soundUser(record));
  }

  /** @throws code 11000 when the address (or id) is taken. */
  async insert(user: UserRecord): Promise<void> {
    await this.collection.insertOne(user);
  }

  /** One conditional update. The new state; `null` when no account is as the filter demands. */
  async update(filter: Filter<UserRecord>, update: Update<UserRecord>): Promise<UserRecord | null> {
    return soundUser(await this.collection.findOneAndUpdate(filter, update, { returnDocument: 'after' }));
  }

  /** Replaces the hash of a password by another of the same password, if it still is that one. */
  async replacePasswordHash(id: string, from: string, to: string): Promise<void> {
    await this.collection.updateOne({ _id: { $eq: id }, passwordHash: { $eq: from } }, { $set: { passwordHash: to } });
  }

  /**
   * Notes a login, if the account is still enabled and of this generation: one conditional update, so a login that a
   * disabling or a new password overtook is `null`.
   */
  recordLogin(id: string, generation: number, at: Date): Promise<UserRecord | null> {
    const unchanged = { _id: { $eq: id }, generation: { $eq: generation }, disabledAt: null };
    return this.update(unchanged, { $set: { lastLoginAt: at } });
  }

  /** What decides which sessions of these accounts go on (`isOfUser`). */
  async limitsOf(ids: readonly string[]): Promise<Pick<UserRecord, '_id' | 'generation' | 'sessionsFrom'>[]> {
    const projection = { generation: 1, sessionsFrom: 1 } as const;
    return (await this.collection.find({ _id: { $in: ids } }, { projection }).toArray()).map((record) =>
      soundUser(record),
    );
  }

  /** The accounts whose generation was raised at or after that time of the store's, with the generation of now. */
  async raisedSince(since: Date): Promise<Pick<UserRecord, '_id' | 'generation'>[]> {
    return this.collection.find({ revokedAt: { $gte: since } }, { projection: { generation: 1 } }).toArray();
  }
}

/** Whether the account may sign in and its sessions go on: never one without a generation that tokens could name. */
export function isEnabled(user: UserRecord): boolean {
  return !isDisabled(user) && Number.isSafeInteger(user.generation);
}

/** Whether somebody disabled it. */
export function isDisabled(user: UserRecord): boolean {
  return user.disabledAt !== undefined && user.disabledAt !== null;
}

/**
 * The record, made safe: roles that are missing, not a list or unknown are no roles. A limit of sessions that is not one
 * ends them all. A generation that is none stays as it is, for filters: see `isEnabled`.
 */
function soundUser<R extends UserRecord | null>(record: R): R {
  if (record === null) return record;
  const roles: unknown = record.roles;
  const sessionsFrom: unknown = record.sessionsFrom;
  return {
    ...record,
    roles: Array.isArray(roles) ? roles.filter(isRole) : [],
    ...(sessionsFrom !== undefined && {
      sessionsFrom: Number.isSafeInteger(sessionsFrom) ? sessionsFrom : Number.MAX_SAFE_INTEGER,
    }),
  };
}
