// From stored documents to records: only the keys that are wanted, `id` for `_id`, and `null` for a key without a
// value, so that what was not read (no key at all) can be told from what is not there.
import { createHash } from 'node:crypto';
import { allOf } from './all-of.js';
import { firstOfEach } from './first-of-each.js';
import { beyond, sortOf } from './list-order.js';
import type { Order, Place } from './list-order.js';
import { Loaders } from './loaders.js';
import { middleOf } from './port.js';
import type { Collection, Filter, Projection, Sort, Stored, Update } from './port.js';
import type { Query } from './query.js';
import { onlyIf, within } from './rows.js';
import type { AnyRow, Rows } from './rows.js';
import { soundRecord } from './sound.js';
import type { Readers } from './sound.js';

/** A document as the rest of the program sees it. Keys that were not read are absent, whatever their type says. */
export type RecordOf<T extends Stored> = { [K in keyof Omit<T, '_id'>]-?: Exclude<T[K], undefined> | null } & {
  id: string;
};

/** What to read: keys of the record, of the rows that may be met. */
export interface Wanted {
  readonly keys: ReadonlySet<string>;
  readonly rows: Rows;
  /** Keys among them that leave the store only of rows that fulfil any of these. */
  readonly onlyIf?: ReadonlyMap<string, AnyRow>;
}

/** The same with more keys. */
export function alsoReading({ keys, rows, onlyIf: withheld }: Wanted, ...more: readonly string[]): Wanted {
  return { keys: new Set([...keys, ...more]), rows, ...(withheld && { onlyIf: withheld }) };
}

/** The same of other rows. */
export function among(rows: Rows, { keys, onlyIf: withheld }: Omit<Wanted, 'rows'>): Wanted {
  return { keys, rows, ...(withheld && { onlyIf: withheld }) };
}

/** Which part of a list. */
export interface Part<T extends Stored> {
  readonly order: Order<T>;
  readonly after?: Place | undefined;
  readonly limit?: number;
}

/** What a group's numbers say. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
}

/** Reads and changes one collection's records for one request: projected, of visible rows only, and batched by id. */
export class Records<T extends Stored> {
  readonly #name: string;
  readonly #collection: Collection<T>;
  readonly #readers: Readers<T>;
  readonly #loaders = new Loaders<RecordOf<T> | null>();

  /** @param readers How odd values are read. */
  constructor(
    store: { collection<D extends Stored>(name: string): Collection<D> },
    name: string,
    readers: Readers<T> = {},
  ) {
    this.#name = name;
    this.#collection = store.collection<T>(name);
    this.#readers = readers;
  }

  /** The record of that id; `null` where there is none, and for anything that is no id. */
  async byId(id: string | null | undefined, wanted: Wanted): Promise<RecordOf<T> | null> {
    if (typeof id !== 'string' || id === '') return null;
    return this.#loaders.load(signatureOf(wanted), id, (ids) => this.byIds(ids, wanted));
  }

  /** To be called after a write: what was read before it is not given again. */
  forget(): void {
    this.#loaders.clear();
  }

  /** The records of these ids, in their order, read with one command. */
  async byIds(ids: readonly string[], wanted: Wanted): Promise<(RecordOf<T> | null)[]> {
    const records = await this.#read({ _id: { $in: ids } } as unknown as Filter<T>, wanted);
    const found = new Map(records.map((record) => [record.id, record]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** All records that match; the part of them that is asked for, in its order. */
  find({ filter }: Query<T>, wanted: Wanted, part?: Part<T>): Promise<RecordOf<T>[]> {
    if (!part) return this.#read(filter, wanted);
    const { order, after, limit } = part;
    return this.#read(after ? allOf(filter, beyond(order, after)) : filter, wanted, {
      order,
      ...(limit !== undefined && { limit }),
    });
  }

  /** The first rows of each group, in an order: one command or two, however many groups (up to 400). See `firstOfEach`. */
  async firstOfEach(
    key: keyof T & string,
    groups: readonly string[],
    { filter }: Query<T>,
    wanted: Wanted,
    { order, limit }: Omit<Part<T>, 'after'> & { readonly limit: number },
  ): Promise<ReadonlyMap<string, readonly RecordOf<T>[]>> {
    const besides = [key, order.key];
    const keys = keysOf(wanted, besides);
    const projection: Projection<T> = projectionOf(keys, wanted, besides);
    const { rows } = wanted;
    const asked = { name: this.#name, key, groups, filter, rows, order, limit, projection };
    const found = await firstOfEach(this.#collection, asked);
    return new Map(
      [...found].map(([group, documents]) => [group, documents.map((document) => this.#recordOf(document, keys))]),
    );
  }

  /** How many of the visible rows match; counts no further than the limit. */
  count({ filter }: Query<T>, { rows }: Pick<Wanted, 'rows'>, limit: number): Promise<number> {
    return this.#collection.countDocuments(within(rows, filter), { limit });
  }

  /** How many of the visible rows of each group match, counted with one command. */
  async countOfEach(
    key: keyof T & string,
    groups: readonly string[],
    { filter }: Query<T>,
    { rows }: Pick<Wanted, 'rows'>,
  ): Promise<ReadonlyMap<string, number>> {
    const $match = within(rows, allOf({ [key]: { $in: groups } } as unknown as Filter<T>, filter));
    const counted = await this.#collection
      .aggregate<{ _id: string; count: number }>([{ $match }, { $group: { _id: `$${key}`, count: { $sum: 1 } } }])
      .toArray();
    return new Map(counted.map(({ _id, count }) => [_id, count]));
  }

  /**
   * What the numbers under a key say of each group that has any, worked out with one command. Those that are too large to
   * be exact are left out, as amounts that read as none.
   */
  async summaryOfEach(
    key: keyof T & string,
    groups: readonly string[],
    { filter }: Query<T>,
    { rows }: Pick<Wanted, 'rows'>,
    number: keyof T & string,
  ): Promise<ReadonlyMap<string, Summary>> {
    const numbers = { [number]: { $gte: Number.MIN_SAFE_INTEGER, $lte: Number.MAX_SAFE_INTEGER } };
    const $match = within(rows, allOf<T>({ [key]: { $in: groups }, ...numbers } as unknown as Filter<T>, filter));
    const values = `$${number}` as const;
    const found = await this.#collection
      .aggregate<Summary & { _id: string }>([
        { $match },
        { $sort: { [key]: 1, [number]: 1 } as unknown as Sort<T> },
        { $group: { _id: `$${key}`, count: { $sum: 1 }, mean: { $avg: values }, values: { $push: values } } },
        { $project: { count: 1, mean: 1, median: middleOf('values') } },
      ])
      .toArray();
    return new Map(found.map(({ _id, ...summary }) => [_id, summary]));
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
    const keys = keysOf(wanted, []);
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

  async #read(filter: Filter<T>, wanted: Wanted, sorted?: Omit<Part<T>, 'after'>): Promise<RecordOf<T>[]> {
    const besides = sorted ? [sorted.order.key] : [];
    const keys = keysOf(wanted, besides);
    const documents = await this.#collection
      .find(within(wanted.rows, filter), {
        projection: projectionOf(keys, wanted, besides),
        ...(sorted && { sort: sortOf(sorted.order) }),
        ...(sorted?.limit !== undefined && { limit: sorted.limit }),
      })
      .toArray();
    const records = documents.map((document) => this.#recordOf(document, keys));
    const read = records.map((record) => [record.id, record] as const);
    this.#loaders.prime(signatureOf(wanted), read);
    return records;
  }

  #recordOf(document: T, keys: readonly string[]): RecordOf<T> {
    return soundRecord(document, keys, this.#readers) as RecordOf<T>;
  }
}

/** Equal for what reads the same. */
export function signatureOf(wanted: Wanted): string {
  const { rows, onlyIf: withheld } = wanted;
  return JSON.stringify([keysOf(wanted, []), signed(rows), withheld ? signed(withheld) : null]);
}

// The rows of one projection serve many look-ups, and may name thousands of ids: each look-up carries only a digest.
const signatures = new WeakMap<object, string>();

function signed(rules: object): string {
  let signature = signatures.get(rules);
  if (signature === undefined) {
    signature = createHash('sha256').update(JSON.stringify(rules, listed)).digest('base64');
    signatures.set(rules, signature);
  }
  return signature;
}

function listed(_: string, value: unknown): unknown {
  return value instanceof Set || value instanceof Map ? [...(value as ReadonlySet<unknown>)] : value;
}

/** The stored keys to read, without `_id`, sorted. */
function keysOf({ keys }: Pick<Wanted, 'keys'>, besides: readonly string[]): string[] {
  return [...new Set([...keys, ...besides])].filter((key) => key !== 'id' && key !== '_id').sort();
}

/** What a list is ordered or grouped by, whoever asked for it may know of every row. */
function projectionOf<T extends Stored>(
  keys: readonly string[],
  wanted: Pick<Wanted, 'onlyIf'>,
  besides: readonly string[],
): Projection<T> {
  const read = keys.map((key) => {
    const anyOf = besides.includes(key) ? undefined : wanted.onlyIf?.get(key);
    return [key, anyOf ? onlyIf(key, anyOf) : 1];
  });
  return Object.fromEntries([['_id', 1], ...read]) as Projection<T>;
}
