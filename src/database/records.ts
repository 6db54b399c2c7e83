// Reading and changing one collection for one request.
import { allOf } from './all-of.js';
import { Groups } from './groups.js';
import type { Group } from './groups.js';
import { beyond, isListed, placeOf, sortOf } from './list-order.js';
import type { Order, Place } from './list-order.js';
import { Loaders } from './loaders.js';
import type { Collection, Filter, Stored, Update } from './port.js';
import type { Query } from './query.js';
import { isAmong, keysOf, within } from './rows.js';
import type { Rows } from './rows.js';
import { soundRecord } from './record.js';
import type { RecordOf } from './record.js';
import type { Readers } from './sound.js';
import { alsoReading, projectionOf, signatureOf, storedKeysOf } from './wanted.js';
import type { Wanted } from './wanted.js';

/** How much of what matches, and in which order. */
export interface Part<T extends Stored> {
  readonly order: Order<T>;
  readonly limit?: number;
}

/** A list in an order, read page by page. */
export interface List<Row> {
  /** Where a page that begins after the row goes on: what `read` takes. */
  readonly positionOf: (row: Row) => Place;
  /** Whether a row may be met: a store finds odd ones beside those that are among the rows. */
  readonly isShown: (row: Row) => boolean;
  readonly read: (range: {
    readonly after: readonly (string | number | null)[] | undefined;
    readonly limit: number;
  }) => Promise<readonly Row[]>;
  /** How many rows there are; may count no further than the limit. */
  readonly count: (limit: number) => Promise<number>;
}

/** Reads and changes one collection's records for one request: projected, of visible rows only, and batched by id. */
export class Records<T extends Stored> {
  readonly #collection: Collection<T>;
  readonly #readers: Readers<T>;
  readonly #loaders = new Loaders<RecordOf<T> | null>();
  /** The same of groups: a change of any record is one of theirs. */
  readonly groups: Groups<T>;

  /** @param readers How odd values are read. */
  constructor(
    store: { collection<D extends Stored>(name: string): Collection<D> },
    name: string,
    readers: Readers<T> = {},
  ) {
    this.#collection = store.collection<T>(name);
    this.#readers = readers;
    this.groups = new Groups(name, this.#collection, readers);
  }

  /** The record of that id; `null` where there is none, and for anything that is no id. */
  async byId(id: string | null | undefined, wanted: Wanted): Promise<RecordOf<T> | null> {
    if (typeof id !== 'string' || id === '') return null;
    return this.#loaders.load(signatureOf(wanted), id, (ids) => this.byIds(ids, wanted));
  }

  /** To be called after a write: what was read before it is not given again. */
  forget(): void {
    this.#loaders.clear();
    this.groups.forget();
  }

  /** The records of these ids, in their order, read with one command. */
  async byIds(ids: readonly string[], wanted: Wanted): Promise<(RecordOf<T> | null)[]> {
    const records = await this.#read({ _id: { $in: ids } } as unknown as Filter<T>, wanted);
    const found = new Map(records.map((record) => [record.id, record]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** All records that match; the part of them that is asked for, in its order. Without those whose id is no text. */
  async find({ filter }: Query<T>, wanted: Wanted, part?: Part<T>): Promise<RecordOf<T>[]> {
    return (await this.#read(filter, wanted, part)).filter(hasId);
  }

  /**
   * The record that is to be changed; `null` when none that matches is among the rows. Stricter than the filter of a
   * change, by which a store also finds odd documents: to be asked before any that a rule on rows allows.
   */
  async toChange({ filter }: Query<T>, rows: Rows, keys: ReadonlySet<string>): Promise<RecordOf<T> | null> {
    const [found] = await this.#read(filter, alsoReading({ keys, rows }, ...keysOf(rows)));
    return found && isAmong(found, rows) ? found : null;
  }

  /** All records that match, in an order. */
  list({ filter }: Query<T>, order: Order<T>, wanted: Wanted): List<RecordOf<T>> {
    return this.#list(filter, order, wanted);
  }

  /** The same of one group. First pages, and counts, of groups that are asked for at the same time are read together. */
  listOfGroup(group: Group<T>, query: Query<T>, order: Order<T>, wanted: Wanted): List<RecordOf<T>> {
    const ofGroup = { [group.key]: { $eq: group.id } } as unknown as Filter<T>;
    const alone = this.#list(allOf(ofGroup, query.filter), order, wanted);
    return {
      ...alone,
      read: ({ after, limit }) =>
        after ? alone.read({ after, limit }) : this.groups.firstPage(group, query, wanted, { order, limit }),
      count: () => this.groups.count(group, query, wanted),
    };
  }

  /** How many of the visible rows match; counts no further than the limit. */
  count({ filter }: Query<T>, { rows }: Pick<Wanted, 'rows'>, limit: number): Promise<number> {
    return this.#count(filter, rows, limit);
  }

  /**
   * One conditional update, and the record after it; `null` when no row is as the query demands, nor among the rows. What
   * was read before is not given again.
   */
  async change(
    { filter }: Query<T>,
    rows: Rows,
    update: Update<T>,
    wanted: Omit<Wanted, 'rows'>,
  ): Promise<RecordOf<T> | null> {
    const keys = storedKeysOf(wanted, []);
    const document = await this.#collection.findOneAndUpdate(within(rows, filter), update, {
      projection: projectionOf(keys, wanted, []),
      returnDocument: 'after',
    });
    this.forget();
    return document && this.#recordOf(document, keys);
  }

  /** @throws code 11000 where a unique value is taken. */
  async insert(document: T): Promise<void> {
    await this.#collection.insertOne(document);
    this.forget();
  }

  /** Removes what the query demands; how many. */
  async remove({ filter }: Query<T>): Promise<number> {
    const { deletedCount } = await this.#collection.deleteMany(filter);
    this.forget();
    return deletedCount;
  }

  #list(filter: Filter<T>, order: Order<T>, wanted: Wanted): List<RecordOf<T>> {
    return {
      positionOf: (record) => placeOf(record, order),
      isShown: (record) => hasId(record) && isAmong(record, wanted.rows),
      // Nothing comes back but what `positionOf` gave out: cursors are sealed.
      read: ({ after, limit }) =>
        after
          ? this.#readBehind(filter, wanted, order, after as Place, limit)
          : this.#read(filter, wanted, { order, limit }),
      count: (limit) => this.#count(filter, wanted.rows, limit),
    };
  }

  #count(filter: Filter<T>, rows: Rows, limit: number): Promise<number> {
    return this.#collection.countDocuments(within(rows, filter), { limit });
  }

  async #read(filter: Filter<T>, wanted: Wanted, part?: Part<T>): Promise<RecordOf<T>[]> {
    const besides = part ? [part.order.key] : [];
    const keys = storedKeysOf(wanted, besides);
    const documents = await this.#collection
      .find(within(wanted.rows, filter), {
        projection: projectionOf(keys, wanted, besides),
        ...(part && { sort: sortOf(part.order) }),
        ...(part?.limit !== undefined && { limit: part.limit }),
      })
      .toArray();
    const records = documents.map((document) => this.#recordOf(document, keys));
    const read = records.map((record) => [record.id, record] as const);
    this.#loaders.prime(signatureOf(wanted), read);
    return records;
  }

  /** Records that hold a list under the order's key are met on a first page or not at all: pages would not come to an end. */
  async #readBehind(filter: Filter<T>, wanted: Wanted, order: Order<T>, after: Place, limit: number) {
    const behind = allOf(filter, beyond(order, after));
    for (let most = limit; ; most *= 2) {
      const found = await this.#read(behind, wanted, { order, limit: most });
      const rows = found.filter((record) => !isListed(record, order));
      if (rows.length >= limit || found.length < most) return rows.slice(0, limit);
    }
  }

  #recordOf(document: T, keys: readonly string[]): RecordOf<T> {
    return soundRecord(document, keys, this.#readers);
  }
}

/** A document that another program has stored under an id of another type is nobody's to meet: what is sent never names it. */
function hasId({ id }: { readonly id: unknown }): boolean {
  return typeof id === 'string';
}
