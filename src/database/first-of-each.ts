import { allOf } from './all-of.js';
import { sortOf } from './list-order.js';
import type { Order } from './list-order.js';
import type { Collection, Filter, Pipeline, Projection, Sort, Stored } from './port.js';
import { reduced, within } from './rows.js';
import type { Rows } from './rows.js';

/** What to read of each group. */
export interface FirstOfEach<T extends Stored> {
  /** The name of the collection. */
  readonly name: string;
  /** The key by which documents belong to a group. */
  readonly key: keyof T & string;
  readonly groups: readonly string[];
  readonly filter: Filter<T>;
  readonly rows: Rows;
  readonly order: Order<T>;
  readonly limit: number;
  /** Has to hold the group's key and that of the order. */
  readonly projection: Projection<T>;
}

/** So many pipelines in one command: far below what a server takes. */
const mostPipelines = 400;

/**
 * The first documents of each group, in an order. One command reads all groups one after the other, and is the only one
 * where they are small enough on the whole. Those that it did not come to are read by a second (one for each 400), each no
 * further than its limit. An index has to begin with the group's key and what the filter fixes, and go on with the order.
 */
export async function firstOfEach<T extends Stored>(
  collection: Collection<T>,
  asked: FirstOfEach<T>,
): Promise<ReadonlyMap<string, readonly T[]>> {
  const { key, groups, limit } = asked;
  const found = new Map<string, T[]>(groups.map((group) => [group, []]));
  const mostTogether = groups.length * limit;
  if (mostTogether === 0) return found;
  const together = await readTogether(collection, asked, mostTogether);
  distribute(together, key, found);
  const last: unknown = together.length < mostTogether ? undefined : together.at(-1)![key];
  const open = groups.filter((group) => last !== undefined && isOpen(found.get(group)!, group, last, limit));
  for (let most = limit, left = open; left.length > 0; most *= 2) {
    for (const group of left) found.set(group, []);
    let odd = 0;
    for (let from = 0; from < left.length; from += mostPipelines) {
      const apart = await readApart(collection, { ...asked, limit: most }, left.slice(from, from + mostPipelines));
      odd += distribute(apart, key, found);
    }
    // Those that belong to no group took the places of others.
    left = left.filter((group) => {
      const { length } = found.get(group)!;
      return odd > 0 && length < limit && length + odd >= most;
    });
  }
  return new Map([...found].map(([group, documents]) => [group, documents.slice(0, limit)]));
}

/**
 * Whether the read, which ended at its own limit, may not have come to all that is wanted of the group. It came to the
 * end of each group that it found, but the last; of which group a document is that holds several, nothing says.
 */
function isOpen(documents: readonly unknown[], group: string, last: unknown, limit: number): boolean {
  const mayGoOn = documents.length === 0 || typeof last !== 'string' || group === last;
  return mayGoOn && documents.length < limit;
}

function readTogether<T extends Stored>(
  collection: Collection<T>,
  { key, groups, filter, rows, order, projection }: FirstOfEach<T>,
  limit: number,
): Promise<T[]> {
  const ofGroups = allOf({ [key]: { $in: groups } } as unknown as Filter<T>, filter);
  const sort = { [key]: 1, ...sortOf(order) } as Sort<T>;
  return collection.find(within(rows, ofGroups), { projection, sort, limit }).toArray();
}

function readApart<T extends Stored>(
  collection: Collection<T>,
  { name, key, filter, rows, order, limit, projection }: FirstOfEach<T>,
  groups: readonly string[],
): Promise<T[]> {
  const parts = groups.map((group) => {
    const one = allOf({ [key]: { $eq: group } } as unknown as Filter<T>, filter);
    return [{ $match: within(reduced(rows, key, group), one) }, { $sort: sortOf(order) }, { $limit: limit }] as const;
  });
  const [first, ...others] = parts as [(typeof parts)[number], ...typeof parts];
  const pipeline: Pipeline<T> = [
    ...first,
    ...others.map((part) => ({ $unionWith: { coll: name, pipeline: part } })),
    { $project: projection },
  ];
  return collection.aggregate<T>(pipeline).toArray();
}

/** Returns how many belong to no group. */
function distribute<T extends Stored>(documents: readonly T[], key: keyof T, found: Map<string, T[]>): number {
  let odd = 0;
  for (const document of documents) {
    // A store finds a list by each of its elements; the rules on rows were decided for one value.
    const group: unknown = document[key];
    if (typeof group === 'string') found.get(group)?.push(document);
    else odd += 1;
  }
  return odd;
}
