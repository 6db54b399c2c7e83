// Announcements as they are written and withdrawn. What they are for, and in which order: make-announced.ts.
import type { Store, Update } from '../../database/port.js';
import { both, queriesOf } from '../../database/query.js';
import type { Query } from '../../database/query.js';
import type { Records } from '../../database/records.js';
import { everyRow } from '../../database/rows.js';
import type { Rows } from '../../database/rows.js';
import { noAnnouncement } from './announcement.js';
import type { Announcement, Announcing } from './announcement.js';

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
  readonly #records: Pick<Records<Announcing>, 'change' | 'find'>;
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
