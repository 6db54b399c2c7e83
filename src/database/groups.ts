// Records that belong to one of several others, such as the members of departments: what is asked at the same time of many
// groups in the same way is read together.
import { allOf } from './all-of.js';
import { firstOfEach } from './first-of-each.js';
import type { Order } from './list-order.js';
import { Loaders } from './loaders.js';
import { middleOf } from './port.js';
import type { Collection, Filter, Sort, Stored } from './port.js';
import type { Query } from './query.js';
import { soundRecord } from './record.js';
import type { RecordOf } from './record.js';
import { within } from './rows.js';
import type { Readers } from './sound.js';
import { projectionOf, signatureOf, storedKeysOf } from './wanted.js';
import type { Wanted } from './wanted.js';

/** The records that have this id under this key. */
export interface Group<T extends Stored> {
  readonly key: keyof T & string;
  readonly id: string;
}

/** What a group's numbers say. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
}

/** Reads groups of one collection's records, for one request. */
export class Groups<T extends Stored> {
  readonly #name: string;
  readonly #collection: Collection<T>;
  readonly #readers: Readers<T>;
  readonly #firstPages = new Loaders<readonly RecordOf<T>[]>();
  readonly #counts = new Loaders<number>();
  readonly #summaries = new Loaders<Summary | null>();

  /**
   * @param name The name of the collection.
   * @param readers How odd values are read.
   */
  constructor(name: string, collection: Collection<T>, readers: Readers<T>) {
    this.#name = name;
    this.#collection = collection;
    this.#readers = readers;
  }

  /** What was read before is not given again. */
  forget(): void {
    for (const loaders of [this.#firstPages, this.#counts, this.#summaries]) loaders.clear();
  }

  /** The first records of a group, in an order: one command or two, however many groups (up to 400). See `firstOfEach`. */
  firstPage(
    { key, id }: Group<T>,
    query: Query<T>,
    wanted: Wanted,
    { order, limit }: { readonly order: Order<T>; readonly limit: number },
  ): Promise<readonly RecordOf<T>[]> {
    const signature = JSON.stringify([key, query.filter, order, limit, signatureOf(wanted)]);
    return this.#firstPages.load(signature, id, async (groups) => {
      const besides = [key, order.key];
      const keys = storedKeysOf(wanted, besides);
      const projection = projectionOf<T>(keys, wanted, besides);
      const { filter } = query;
      const asked = { name: this.#name, key, groups, filter, rows: wanted.rows, order, limit, projection };
      const found = await firstOfEach(this.#collection, asked);
      return groups.map((group) =>
        (found.get(group) ?? []).map((document) => soundRecord(document, keys, this.#readers)),
      );
    });
  }

  /** How many of a group's visible records match: one command, however many groups. */
  count({ key, id }: Group<T>, { filter }: Query<T>, { rows }: Pick<Wanted, 'rows'>): Promise<number> {
    return this.#counts.load(signatureOfRows(key, filter, rows), id, async (groups) => {
      const $match = within(rows, allOf(belongingTo<T>(key, groups), filter));
      const counted = await this.#collection
        .aggregate<{ _id: string; count: number }>([{ $match }, { $group: { _id: `$${key}`, count: { $sum: 1 } } }])
        .toArray();
      const counts = new Map(counted.map(({ _id, count }) => [_id, count]));
      return groups.map((group) => counts.get(group) ?? 0);
    });
  }

  /**
   * What the numbers under a key say of a group's visible records that match: one command, however many groups; `null`
   * where there is no number. Those that are too large to be exact are left out, as amounts that read as none.
   */
  summary(
    { key, id }: Group<T>,
    { filter }: Query<T>,
    { rows }: Pick<Wanted, 'rows'>,
    number: keyof T & string,
  ): Promise<Summary | null> {
    return this.#summaries.load(`${number} ${signatureOfRows(key, filter, rows)}`, id, async (groups) => {
      const numbers = { [number]: { $gte: Number.MIN_SAFE_INTEGER, $lte: Number.MAX_SAFE_INTEGER } };
      const $match = within(rows, allOf(belongingTo<T>(key, groups), numbers as unknown as Filter<T>, filter));
      const values = `$${number}` as const;
      const found = await this.#collection
        .aggregate<Summary & { _id: string }>([
          { $match },
          { $sort: { [key]: 1, [number]: 1 } as unknown as Sort<T> },
          { $group: { _id: `$${key}`, count: { $sum: 1 }, mean: { $avg: values }, values: { $push: values } } },
          { $project: { count: 1, mean: 1, median: middleOf('values') } },
        ])
        .toArray();
      const summaries = new Map(found.map(({ _id, ...summary }) => [_id, summary]));
      return groups.map((group) => summaries.get(group) ?? null);
    });
  }
}

/** The records of any of these groups. */
function belongingTo<T extends Stored>(key: keyof T & string, groups: readonly string[]): Filter<T> {
  return { [key]: { $in: groups } } as unknown as Filter<T>;
}

function signatureOfRows(key: string, filter: object, rows: Wanted['rows']): string {
  return JSON.stringify([key, filter, signatureOf({ keys: new Set(), rows })]);
}
