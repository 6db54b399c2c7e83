// A change may stand only while something is so on other records: a manager has to be there and below nobody whom they are
// to lead, a leaver must lead nobody. Nothing holds several documents still, so such a change is first announced on its
// own document, then looks at the others, and is then made, if it is still announced. Of two changes that exclude each
// other, whichever looks last sees what the other has announced or made: both cannot go through. A reader never sees what
// is only announced; what a crash leaves of it is withdrawn, and then cannot be made any more.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Store, Stored, Update } from '../../database/port.js';
import { both, queriesOf } from '../../database/query.js';
import type { Query } from '../../database/query.js';
import type { Records } from '../../database/records.js';
import { everyRow } from '../../database/rows.js';
import type { Rows } from '../../database/rows.js';
import { date, orNone, text, truth } from '../../database/validator.js';
import { ApiError } from '../../errors.js';

/** What a document says of the change that is announced for it. */
export interface Announcing extends Stored {
  pendingId?: string | null;
  /** By the store's clock. */
  pendingSince?: Date | null;
  /** Who is about to become the manager. */
  pendingManagerId?: string | null;
  /** Who is about to become the head. */
  pendingHeadId?: string | null;
  /** The person is about to leave. */
  pendingEnd?: true | null;
}

/** What an announcement has to be, for the server. */
export const announcementSchema = {
  pendingId: orNone(text),
  pendingSince: orNone(date),
  // As it was sent: announced before it is looked at.
  pendingManagerId: orNone({ bsonType: 'string' }),
  pendingHeadId: orNone({ bsonType: 'string' }),
  pendingEnd: orNone(truth),
};

/** What is announced. */
export type Announcement = Pick<Announcing, 'pendingManagerId' | 'pendingHeadId' | 'pendingEnd'>;

/** Part of the update that makes an announced change, and of the one that withdraws it. */
export const noAnnouncement = {
  pendingId: '',
  pendingSince: '',
  pendingManagerId: '',
  pendingHeadId: '',
  pendingEnd: '',
} as const;

const queries = queriesOf<Announcing>()((key) => ({
  id: key.equal('_id'),
  pendingId: key.equal('pendingId'),
  announced: key.present('pendingId'),
  before: key.compared('pendingSince', '$lt'),
}));

/** How long an announcement stands: far longer than a change takes. */
const lasts = 10_000;

const nothing = { keys: new Set<string>() };

/** The announcements in one collection. */
export class Announcements<T extends Announcing> {
  readonly #records: Records<Announcing>;
  readonly #store: Pick<Store, 'now'>;

  constructor(records: Records<T>, store: Pick<Store, 'now'>) {
    this.#records = records;
    this.#store = store;
  }

  /** Announces a change of the document as it was read; `false` where it was changed meanwhile or announces another. */
  async announce(asRead: Query<T>, rows: Rows, pendingId: string, announcement: Announcement): Promise<boolean> {
    const free = both(asRead as unknown as Query<Announcing>, queries.where({ announced: false }));
    const update: Update<Announcing> = { $set: { pendingId, ...announcement }, $currentDate: { pendingSince: true } };
    if (await this.#records.change(free, rows, update, nothing)) return true;
    await this.withdrawLapsed(asRead);
    return false;
  }

  /** The document as long as it carries the announcement. */
  announced(pendingId: string): Query<T> {
    return queries.where({ pendingId }) as unknown as Query<T>;
  }

  async withdraw(id: string, pendingId: string): Promise<void> {
    await this.#records.change(queries.where({ id, pendingId }), everyRow, { $unset: noAnnouncement }, nothing);
  }

  /** Withdraws what a crash has left on the documents of a query, and says on how many: it cannot be made any more then. */
  async withdrawLapsed(among: Query<T>): Promise<number> {
    const lapsed = queries.where({ before: await this.lapsedBefore() });
    const query = both(among as unknown as Query<Announcing>, lapsed);
    const found = await this.#records.find(query, { keys: new Set(['pendingId']), rows: everyRow });
    for (const { id, pendingId } of found) if (pendingId !== null) await this.withdraw(id, pendingId);
    return found.length;
  }

  /** Announcements made before it are given up. */
  async lapsedBefore(): Promise<Date> {
    return new Date((await this.now()).getTime() - lasts);
  }

  /** The store's clock. */
  now(): Promise<Date> {
    return this.#store.now();
  }
}

/** The steps of one announced change of one document. */
export interface AnnouncedChange<Changed> {
  /** Writes the announcement; `false`: the document was changed since it was read, or carries another announcement. */
  announce(pendingId: string): Promise<boolean>;
  /** Throws when the change may not be made. */
  look(): Promise<void>;
  /** Makes the change, if the document still carries the announcement; `null`: it does not. */
  make(pendingId: string): Promise<Changed | null>;
  /** Takes the announcement back. */
  withdraw(pendingId: string): Promise<unknown>;
}

const attempts = 8;
const longestPause = 40;

/** Only something announced stands against a change: it may be withdrawn, so the change is tried again. */
export class ContendedError extends ApiError {
  constructor() {
    super('CONFLICT');
    this.name = 'ContendedError';
  }
}

/**
 * Announces, looks and makes the change; again when another came between. `change` reads the document anew each time, and
 * answers `null` when there is nothing to change (any more). What it and `look` throw is thrown, but a `ContendedError`.
 *
 * @throws {ApiError} `CONFLICT` when others keep changing it.
 */
export async function makeAnnounced<Changed>(
  change: () => Promise<AnnouncedChange<Changed> | null>,
): Promise<Changed | null> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (attempt > 0) await setTimeout(Math.random() * longestPause);
    const steps = await change();
    if (!steps) return null;
    const pendingId = randomUUID();
    if (!(await steps.announce(pendingId))) continue;
    try {
      const changed = await lookAndMake(steps, pendingId);
      if (changed !== null) return changed;
    } catch (error) {
      if (!(error instanceof ContendedError)) throw error;
    }
  }
  throw new ApiError('CONFLICT');
}

async function lookAndMake<Changed>(steps: AnnouncedChange<Changed>, pendingId: string): Promise<Changed | null> {
  try {
    await steps.look();
    const changed = await steps.make(pendingId);
    if (changed === null) await steps.withdraw(pendingId);
    return changed;
  } catch (error) {
    // Where that fails too, the announcement lapses by itself.
    await Promise.allSettled([steps.withdraw(pendingId)]);
    throw error;
  }
}

/** A change that needs nothing to be so elsewhere, as a step of `makeAnnounced`: it is made at once. */
export function unannounced<Changed>(make: () => Promise<Changed | null>): AnnouncedChange<Changed> {
  const done = () => Promise.resolve();
  return { announce: () => Promise.resolve(true), look: done, make, withdraw: done };
}
