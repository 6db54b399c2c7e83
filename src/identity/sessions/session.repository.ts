import { carrierIndex, carrierSchema, carrying, notCarrying } from '../../audit/audit-log.js';
import type { Carrier } from '../../audit/audit-log.js';
import type { AuditRecord } from '../../audit/audit-record.js';
import type { Collection, Filter, IndexDeclaration, Store } from '../../database/port.js';
import { everyRow, within } from '../../database/rows.js';
import type { Rows } from '../../database/rows.js';
import { count, date, documentSchema, text } from '../../database/validator.js';
import type { UserRecord } from '../users/user.repository.js';

/** A login and what became of it. No token and no hash of one: only the counter that the next token has to name. */
export interface SessionRecord extends Carrier {
  /** `sid` in tokens: 144 random bits. */
  _id: string;
  userId: string;
  /** The user's generation, as it was read with the password hash; see `isOfUser`. */
  generation: number;
  /** How often the session was refreshed. */
  counter: number;
  /** When the password was checked (`auth_time`). */
  authTime: Date;
  createdAt: Date;
  /** When the counter was last raised. */
  lastUsedAt: Date;
  /** The idle limit; every refresh moves it on. */
  idleExpiresAt: Date;
  /** The absolute limit; nothing moves it. */
  expiresAt: Date;
  /** By the store's clock: how other processes learn of it. */
  endedAt?: Date;
  address?: string;
  userAgent?: string;
}

/** The collection's name. */
export const sessionsCollection = 'sessions';

/** An ended session has to be found as long as an access token of it could be good: at most a day (`ACCESS_TOKEN_TTL`). */
const keptAfterEnd = 25 * 3_600;

/** Each index with the query that it serves. */
export const sessionIndexes: readonly IndexDeclaration<SessionRecord>[] = [
  // findLive: the live sessions of users, newest first
  { name: 'userId_endedAt_createdAt', key: { userId: 1, endedAt: 1, createdAt: -1, _id: -1 } },
  // endedSince
  { name: 'endedAt', key: { endedAt: 1 }, partialFilterExpression: { endedAt: { $exists: true } } },
  // Deletion only, and late: every reader compares the limits itself.
  { name: 'idleExpiresAt', key: { idleExpiresAt: 1 }, expireAfterSeconds: keptAfterEnd },
  carrierIndex,
];

/** What a session has to be, for the server. */
export const sessionSchema = documentSchema<SessionRecord>(
  {
    userId: text, generation: count, counter: count, authTime: date, createdAt: date, lastUsedAt: date, idleExpiresAt: date,
    expiresAt: date,
  },
  { ...carrierSchema, endedAt: date, address: { bsonType: 'string' }, userAgent: { bsonType: 'string' } },
); // prettier-ignore

/** Every change is a single conditional update: of two that race, one finds the record as it expected. */
export class SessionRepository {
  readonly collection: Collection<SessionRecord>;

  constructor(store: Pick<Store, 'collection'>) {
    this.collection = store.collection<SessionRecord>(sessionsCollection);
  }

  /** @throws code 11000 when the id is taken. */
  async insert(session: SessionRecord): Promise<void> {
    await this.collection.insertOne(session);
  }

  /** The session, over or not; `null` when it is not among the rows. */
  async findById(id: string, rows: Rows = everyRow): Promise<SessionRecord | null> {
    return this.collection.findOne(within(rows, { _id: { $eq: id } }));
  }

  /** Neither ended nor expired, newest first. Whether their users let them go on, `isOfUser` tells. */
  async findLive(userIds: readonly string[], now: Date): Promise<SessionRecord[]> {
    return this.collection
      .find({ userId: { $in: userIds }, ...liveAt(now) }, { sort: { createdAt: -1, _id: -1 } })
      .toArray();
  }

  /**
   * Raises the counter of a live session that still has the expected one. `null`: it has another, or is not live.
   * The record returned is the session's new state.
   */
  async rotate(id: string, counter: number, now: Date, idleExpiresAt: Date): Promise<SessionRecord | null> {
    const expected = { _id: { $eq: id }, counter: { $eq: counter }, ...liveAt(now) };
    const next = { $inc: { counter: 1 }, $set: { lastUsedAt: now, idleExpiresAt } };
    return this.collection.findOneAndUpdate(expected, next, { returnDocument: 'after' });
  }

  /**
   * Ends a session for good, with the record of it if there is to be one. `null`: it is not among the rows, is over, or
   * carries a record that the log has to get first.
   */
  async end(id: string, record: AuditRecord | undefined, rows: Rows): Promise<SessionRecord | null> {
    const open: Filter<SessionRecord> = { _id: { $eq: id }, endedAt: null, ...(record && notCarrying) };
    return this.collection.findOneAndUpdate(
      within(rows, open),
      { $currentDate: { endedAt: true }, ...(record && { $set: carrying(record) }) },
      { returnDocument: 'after' },
    );
  }

  /** The ids of the sessions that were ended at or after that time of the store's. */
  async endedSince(since: Date): Promise<string[]> {
    const ended = await this.collection.find({ endedAt: { $gte: since } }, { projection: { _id: 1 } }).toArray();
    return ended.map(({ _id }) => _id);
  }
}

/** The sessions that have neither ended nor expired at that time: `isLive` as a query. */
export function liveAt(now: Date) {
  return { endedAt: null, idleExpiresAt: { $gt: now }, expiresAt: { $gt: now } } as const;
}

/** Whether the session has neither ended nor expired at that time. */
export function isLive(session: SessionRecord, now: Date): boolean {
  return !isEnded(session) && session.idleExpiresAt > now && session.expiresAt > now;
}

/** Whether it was ended, by whomever. */
export function isEnded(session: SessionRecord): boolean {
  return (session.endedAt ?? null) !== null;
}

/**
 * Whether it is a session that its user still lets go on: begun at a generation that counts. A change of roles leaves
 * sessions alone (their next token has the new roles); a new password, a disabling and `logoutEverywhere` end them.
 */
export function isOfUser(
  session: { readonly userId: string | null; readonly generation: number | null },
  user: Pick<UserRecord, '_id' | 'generation' | 'sessionsFrom'>,
): boolean {
  const { userId, generation } = session;
  if (userId !== user._id || generation === null) return false;
  return generation >= (user.sessionsFrom ?? 0) && generation <= user.generation;
}
