import type { Collection, Filter, Store } from '../../../src/database/port.js';
import type { Order } from '../../../src/database/list-order.js';
import { queriesOf } from '../../../src/database/query.js';
import { Records } from '../../../src/database/records.js';
import { within } from '../../../src/database/rows.js';
import type { Rows } from '../../../src/database/rows.js';
import type { Wanted } from '../../../src/database/wanted.js';
import type { Listing } from '../../../src/graphql/page.js';
import type { ReviewDocument, ReviewRecord, ReviewStatus } from './documents.js';

const byPeriod: Order<ReviewDocument> = { key: 'period', type: 'text', direction: 1 };

const raw = queriesOf<ReviewDocument>()(() => ({
  filter: { tellsOf: [], where: (filter: Filter<ReviewDocument>) => filter },
}));

/** Reviews of one request. Every reading method keeps to the rows that are wanted. */
export class Reviews {
  readonly #collection: Collection<ReviewDocument>;
  readonly #records: Records<ReviewDocument>;

  constructor(store: Store) {
    this.#collection = store.collection<ReviewDocument>('reviews');
    this.#records = new Records(store, 'reviews');
  }

  byId(id: string, wanted: Wanted): Promise<ReviewRecord | null> {
    return this.#records.byId(id, wanted);
  }

  /** Read anew each time, as after a write. */
  byIds(ids: readonly string[], wanted: Wanted): Promise<(ReviewRecord | null)[]> {
    return this.#records.byIds(ids, wanted);
  }

  listing(filter: Filter<ReviewDocument>, binding: string, wanted: Wanted): Listing<ReviewRecord> {
    // What a store forgot the engine has to stop alone, too.
    return { binding, ...this.#records.list(raw.where({ filter }), byPeriod, wanted), isShown: () => true };
  }

  latest(employeeId: string, wanted: Wanted): Promise<ReviewRecord[]> {
    const order = { ...byPeriod, direction: -1 as const };
    return this.#records.find(raw.where({ filter: { employeeId } }), wanted, { order, limit: 1 });
  }

  /** The id of the new draft. */
  async create(document: Omit<ReviewDocument, '_id' | 'status'>): Promise<string> {
    const _id = `new-${document.employeeId}-${document.period}`;
    await this.#collection.insertOne({ _id, status: 'DRAFT', ...document });
    return _id;
  }

  /** Whether it stood at `from`, and now at `to`. */
  async move(id: string, from: ReviewStatus, to: ReviewStatus, rows: Rows): Promise<boolean> {
    const filter = within<ReviewDocument>(rows, { _id: id, status: from });
    return (await this.#collection.updateOne(filter, { $set: { status: to } })).matchedCount === 1;
  }

  /** Whether it was rated anew: not where it has that rating already. */
  async rate(id: string, rating: number, rows: Rows): Promise<boolean> {
    const filter = within<ReviewDocument>(rows, { _id: id, rating: { $ne: rating } });
    return (await this.#collection.updateOne(filter, { $set: { rating } })).matchedCount === 1;
  }

  /** How many of them were deleted: those among the rows. */
  async delete(ids: readonly string[], rows: Rows): Promise<number> {
    return (await this.#collection.deleteMany(within<ReviewDocument>(rows, { _id: { $in: ids } }))).deletedCount;
  }
}
