import type { Collection, IndexDeclaration, Store } from '../../database/port.js';
import { ApiError } from '../../errors.js';

/** A counter of one window, or a note that a pair of account and address signed in before: without `points`. */
export interface LoginLimitRecord {
  /** A kind and a keyed hash: no address, of mail or of the network, can be read from it. */
  _id: string;
  points?: number;
  /** The end of the window; nothing moves it. */
  expiresAt: Date;
}

/** The collection's name. */
export const loginLimitsCollection = 'login_limits';

/** Each index with what it serves. */
export const loginLimitIndexes: readonly IndexDeclaration<LoginLimitRecord>[] = [
  // Deletion only, and late: every reader compares the time itself. The hour bears with clocks that differ.
  { name: 'expiresAt', key: { expiresAt: 1 }, expireAfterSeconds: 3_600 },
];

/** What a counter says after a reservation. */
export interface Counter {
  readonly points: number;
  readonly expiresAt: Date;
}

/** A row that others change at the same time settles in two or three rounds. */
const mostRounds = 10;

/** Every change is a single conditional update or insert: parallel attempts never get more than the limit. */
export class LoginLimitRepository {
  readonly #rows: Collection<LoginLimitRecord>;

  constructor(store: Store) {
    this.#rows = store.collection<LoginLimitRecord>(loginLimitsCollection);
  }

  /**
   * Counts `points` more in the current window, or begins one that ends at `expiresAt`. At the limit nothing is written,
   * and the answer is one above the limit: so refusals neither count nor prolong anything.
   *
   * @throws {ApiError} `SERVICE_UNAVAILABLE` for a row that is in no state to be counted on.
   */
  async count(id: string, points: number, limit: number, now: Date, expiresAt: Date): Promise<Counter> {
    for (let round = 0; round < mostRounds; round += 1) {
      const counted =
        (await this.#countInWindow(id, points, limit, now)) ??
        (await this.#beginWindow(id, points, limit, now, expiresAt));
      if (counted) return counted;
    }
    throw new ApiError('SERVICE_UNAVAILABLE', { cause: new Error('a row of login_limits does not settle') });
  }

  /**
   * Takes back what was counted in that very window; in a later one there is nothing to take back. A counter that comes to
   * 0 is deleted: what a later attempt asks of the store must not tell that somebody signed in.
   */
  async giveBack(id: string, points: number, expiresAt: Date): Promise<void> {
    const window = { _id: { $eq: id }, expiresAt: { $eq: expiresAt }, points: { $gte: points } };
    const row = await this.#rows.findOneAndUpdate(window, { $inc: { points: -points } }, { returnDocument: 'after' });
    // Not one to which another attempt was added meanwhile.
    if (row?.points === 0) await this.#rows.deleteMany({ ...window, points: { $eq: 0 } });
  }

  /** Notes something that is true until then. */
  async note(id: string, expiresAt: Date): Promise<void> {
    const { matchedCount } = await this.#rows.updateOne({ _id: { $eq: id } }, { $set: { expiresAt } });
    if (matchedCount === 0) await this.#insert({ _id: id, expiresAt });
  }

  async isNoted(id: string, now: Date): Promise<boolean> {
    return (await this.#rows.findOne({ _id: { $eq: id }, expiresAt: { $gt: now } })) !== null;
  }

  async #countInWindow(id: string, points: number, limit: number, now: Date): Promise<Counter | undefined> {
    const belowLimit = { _id: { $eq: id }, expiresAt: { $gt: now }, points: { $lte: limit - points } };
    const row = await this.#rows.findOneAndUpdate(belowLimit, { $inc: { points } }, { returnDocument: 'after' });
    return row ? { points: row.points ?? limit, expiresAt: row.expiresAt } : undefined;
  }

  /** `undefined`: another attempt was first, so look again. */
  async #beginWindow(
    id: string,
    points: number,
    limit: number,
    now: Date,
    expiresAt: Date,
  ): Promise<Counter | undefined> {
    const row = await this.#rows.findOne({ _id: { $eq: id } });
    const begun = { points, expiresAt };
    if (!row) return (await this.#insert({ _id: id, ...begun })) ? begun : undefined;
    if (row.expiresAt > now) {
      // Begun by another meanwhile. Points that are no number are at the limit, too.
      const counts = typeof row.points === 'number' && row.points + points <= limit;
      return counts ? undefined : { points: limit + points, expiresAt: row.expiresAt };
    }
    const over = { _id: { $eq: id }, expiresAt: { $lte: now } };
    const { matchedCount } = await this.#rows.updateOne(over, { $set: begun });
    return matchedCount === 1 ? begun : undefined;
  }

  /** Whether it was this call that inserted. */
  async #insert(row: LoginLimitRecord): Promise<boolean> {
    try {
      await this.#rows.insertOne(row);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 11_000) return false;
      throw error;
    }
  }
}
