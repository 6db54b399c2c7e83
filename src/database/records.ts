// From stored documents to records: only the keys that are wanted, `id` for `_id`, and `null` for a key without a
// value, so that what was not read (no key at all) can be told from what is not there.
import { Loaders } from './loaders.js';
import type { Collection, Filter, FindOptions, Projection, Stored } from './port.js';

/** A document as the rest of the program sees it. Keys that were not read are absent, whatever their type says. */
export type RecordOf<T extends Stored> = { [K in keyof Omit<T, '_id'>]-?: Exclude<T[K], undefined> | null } & {
  id: string;
};

/** What to read: fields of the schema, and keys of the record that a rule needs. */
export interface Wanted {
  readonly fields: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

/** Schema field → the stored keys that its resolver reads, where that is not the one key of its own name. */
export type FieldKeys<T extends Stored> = Readonly<Record<string, readonly (keyof T & string)[]>>;

/** Reads one collection's records for one request: projected, and batched by id. */
export class Records<T extends Stored> {
  readonly #collection: Collection<T>;
  readonly #fieldKeys: FieldKeys<T>;
  readonly #loaders = new Loaders<RecordOf<T> | null>();

  constructor(collection: Collection<T>, fieldKeys: FieldKeys<T>) {
    this.#collection = collection;
    this.#fieldKeys = fieldKeys;
  }

  /** The record of that id; `null` where there is none, and for anything that is no id. */
  async byId(id: string | null | undefined, wanted: Wanted): Promise<RecordOf<T> | null> {
    if (typeof id !== 'string' || id === '') return null;
    const keys = this.#keys(wanted);
    return this.#loaders.load(keys.join(' '), id, (ids) => this.#load(ids, keys));
  }

  /** The records that match, in the order asked for. `extra` keys are read besides: those of a sort, for cursors. */
  async find(
    filter: Filter<T>,
    wanted: Wanted,
    options: Omit<FindOptions<T>, 'projection'> & { extra?: readonly (keyof T & string)[] } = {},
  ): Promise<RecordOf<T>[]> {
    const { extra = [], ...rest } = options;
    const keys = [...new Set([...this.#keys(wanted), ...extra])];
    const documents = await this.#collection.find(filter, { ...rest, projection: projection(keys) }).toArray();
    return documents.map((document) => toRecord(document, keys));
  }

  /** How many match; counts no further than the limit. */
  count(filter: Filter<T>, limit: number): Promise<number> {
    return this.#collection.countDocuments(filter, { limit });
  }

  async #load(ids: readonly string[], keys: readonly string[]): Promise<(RecordOf<T> | null)[]> {
    const documents = await this.#collection
      .find({ _id: { $in: ids } } as unknown as Filter<T>, { projection: projection(keys) })
      .toArray();
    const found = new Map(documents.map((document) => [document._id, toRecord<T>(document, keys)]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** The stored keys for what is wanted, without `_id`, sorted. */
  #keys({ fields, keys }: Wanted): string[] {
    const wanted = new Set<string>(keys);
    for (const field of fields) for (const key of this.#fieldKeys[field] ?? [field]) wanted.add(key);
    wanted.delete('id');
    wanted.delete('_id');
    return [...wanted].sort();
  }
}

function projection<T extends Stored>(keys: readonly string[]): Projection<T> {
  return Object.fromEntries([['_id', 1], ...keys.map((key) => [key, 1])]) as Projection<T>;
}

function toRecord<T extends Stored>(document: T, keys: readonly string[]): RecordOf<T> {
  const values = document as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries([['id', document._id], ...keys.map((key) => [key, values[key] ?? null])]) as RecordOf<T>;
}
