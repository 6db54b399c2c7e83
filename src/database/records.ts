// From stored documents to records: only the keys that are wanted, `id` for `_id`, and `null` for a key without a
// value, so that what was not read (no key at all) can be told from what is not there.
import { Loaders } from './loaders.js';
import type { Collection, Filter, FindOptions, Projection, Stored } from './port.js';
import { within } from './rows.js';
import type { Rows } from './rows.js';

/** A document as the rest of the program sees it. Keys that were not read are absent, whatever their type says. */
export type RecordOf<T extends Stored> = { [K in keyof Omit<T, '_id'>]-?: Exclude<T[K], undefined> | null } & {
  id: string;
};

/** What to read: keys of the record, of the rows that may be met. */
export interface Wanted {
  readonly keys: ReadonlySet<string>;
  readonly rows: Rows;
}

/** Reads one collection's records for one request: projected, of visible rows only, and batched by id. */
export class Records<T extends Stored> {
  readonly #collection: Collection<T>;
  readonly #loaders = new Loaders<RecordOf<T> | null>();

  constructor(collection: Collection<T>) {
    this.#collection = collection;
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

  /** The records that match, in the order asked for. `extra` keys are read besides: those of a sort, for cursors. */
  async find(
    filter: Filter<T>,
    wanted: Wanted,
    options: Omit<FindOptions<T>, 'projection'> & { extra?: readonly (keyof T & string)[] } = {},
  ): Promise<RecordOf<T>[]> {
    const { extra = [], ...rest } = options;
    const keys = [...new Set([...storedKeys(wanted), ...extra])];
    const documents = await this.#collection
      .find(within(wanted.rows, filter), { ...rest, projection: projection(keys) })
      .toArray();
    return documents.map((document) => toRecord(document, keys));
  }

  /** How many of the visible rows match; counts no further than the limit. */
  count(filter: Filter<T>, { rows }: Pick<Wanted, 'rows'>, limit: number): Promise<number> {
    return this.#collection.countDocuments(within(rows, filter), { limit });
  }

  /** The records of these ids, in their order, read with one command. */
  async byIds(ids: readonly string[], wanted: Wanted): Promise<(RecordOf<T> | null)[]> {
    const records = await this.find({ _id: { $in: ids } } as unknown as Filter<T>, wanted);
    const found = new Map(records.map((record) => [record.id, record]));
    return ids.map((id) => found.get(id) ?? null);
  }
}

/** Equal for what reads the same. */
export function signatureOf(wanted: Wanted): string {
  let rows = rowSignatures.get(wanted.rows);
  if (rows === undefined) rowSignatures.set(wanted.rows, (rows = JSON.stringify(wanted.rows, listed)));
  return JSON.stringify([storedKeys(wanted), rows]);
}

// The rows of one projection serve many look-ups, and may name thousands of ids.
const rowSignatures = new WeakMap<Rows, string>();

function listed(_: string, value: unknown): unknown {
  return value instanceof Set ? [...(value as ReadonlySet<unknown>)] : value;
}

/** The stored keys of what is wanted, without `_id`, sorted. */
function storedKeys({ keys }: Wanted): string[] {
  return [...keys].filter((key) => key !== 'id' && key !== '_id').sort();
}

function projection<T extends Stored>(keys: readonly string[]): Projection<T> {
  return Object.fromEntries([['_id', 1], ...keys.map((key) => [key, 1])]) as Projection<T>;
}

function toRecord<T extends Stored>(document: T, keys: readonly string[]): RecordOf<T> {
  const values = document as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries([['id', document._id], ...keys.map((key) => [key, values[key] ?? null])]) as RecordOf<T>;
}
