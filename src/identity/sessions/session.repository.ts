import type { Collection, IndexDeclaration, Store } from '../../database/port.js';

/** A login and what became of it. No token and no hash of one: only the counter that the next token has to name. */
export interface SessionRecord {
  /** `sid` in tokens: 144 random bits. */
  _id: string;
  userId: string;
  /** The user's generation, as it was read with the password hash; the session is dead when the user's is another. */
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
  endedAt?: Date;
  address?: string;
  userAgent?: string;
}

/** The collection's name. */
export const sessionsCollection = 'sessions';

/** Each index with the query that it serves. */
export const sessionIndexes: readonly IndexDeclaration<SessionRecord>[] = [
  // findLive: the live sessions of a user, newest first
  { name: 'userId_endedAt_createdAt', key: { userId: 1, endedAt: 1, createdAt: -1, _id: -1 } },
  // Deletion only, and late: every reader compares the limits itself. The hour bears with clocks that differ.
  { name: 'idleExpiresAt', key: { idleExpiresAt: 1 }, expireAfterSeconds: 3_600 },
];

/** Every change is a single conditional update: of two that race, one finds the record as it expected. */
export class SessionRepository {
  readonly #sessions: Collection<SessionRecord>;

  constructor(store: Store) {
    this.#sessions = store.collection<SessionRecord>(sessionsCollection);
  }

  async insert(session: SessionRecord): Promise<void> {
    await this.#sessions.insertOne(session);
  }

  async findById(id: string): Promise<SessionRecord | null> {
    return this.#sessions.findOne({ _id: { $eq: id } });
  }

  /** Neither ended nor expired, newest first. */
  async findLive(userId: string, now: Date): Promise<SessionRecord[]> {
    const live = { userId: { $eq: userId }, endedAt: null, idleExpiresAt: { $gt: now }, expiresAt: { $gt: now } };
    return this.#sessions.find(live, { sort: { createdAt: -1, _id: -1 } }).toArray();
  }

  /**
   * Raises the counter of a live session that still has the expected one. `null`: it has another, or is not live.
   * The record returned is the session's new state.
   */
  async rotate(id: string, counter: number, now: Date, idleExpiresAt: Date): Promise<SessionRecord | null> {
    const expected = {
      _id: { $eq: id },
      counter: { $eq: counter },
      endedAt: null,
      idleExpiresAt: { $gt: now },
      expiresAt: { $gt: now },
    };
    const next = { $inc: { counter: 1 }, $set: { lastUsedAt: now, idleExpiresAt } };
    return this.#sessions.findOneAndUpdate(expected, next, { returnDocument: 'after' });
  }

  /** Ends the session for good. Returns whether it was this call that did. */
  async end(id: string, now: Date): Promise<boolean> {
    const { modifiedCount } = await this.#sessions.updateOne(
      { _id: { $eq: id }, endedAt: null },
      { $set: { endedAt: now } },
    );
    return modifiedCount === 1;
  }
}

/** Whether the session may still be used at that time. */
export function isLive(session: SessionRecord, now: Date): boolean {
  return (session.endedAt ?? null) === null && session.idleExpiresAt > now && session.expiresAt > now;
}
