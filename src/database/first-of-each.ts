import type { Filter, Sort, Stored } from './port.js';
import type { RecordOf } from './records.js';

/** Reads records in an order, no more than a limit. */
export type ReadSorted<T extends Stored> = (filter: Filter<T>, sort: Sort<T>, limit: number) => Promise<RecordOf<T>[]>;

/**
 * The first rows of each group, as one ordered read of all of them. A group so large that it takes up the whole read
 * leaves the groups behind it to another one; so rows read stay within groups × limit, and the usual case is one read.
 *
 * @param order the order within a group; an index has to begin with the group's key and go on with it.
 */
export async function firstOfEach<T extends Stored>(
  read: ReadSorted<T>,
  groupKey: keyof T & string,
  groups: readonly string[],
  order: Sort<T>,
  limit: number,
): Promise<ReadonlyMap<string, RecordOf<T>[]>> {
  const found = new Map<string, RecordOf<T>[]>();
  let pending = [...new Set(groups)].sort();
  while (pending.length > 0) {
    const most = pending.length * limit;
    const rows = await read(
      { [groupKey]: { $in: pending } } as unknown as Filter<T>,
      { [groupKey]: 1, ...order },
      most,
    );
    for (const [group, members] of grouped(rows, groupKey)) found.set(group, members.slice(0, limit));
    if (rows.length < most) return found;
    const last = String((rows.at(-1) as Record<string, unknown>)[groupKey]);
    pending = pending.filter((group) => group > last || (group === last && found.get(group)!.length < limit));
  }
  return found;
}

function grouped<T extends Stored>(rows: readonly RecordOf<T>[], key: string): Map<string, RecordOf<T>[]> {
  const groups = new Map<string, RecordOf<T>[]>();
  for (const row of rows) {
    const group = String((row as Record<string, unknown>)[key]);
    const members = groups.get(group);
    if (members) members.push(row);
    else groups.set(group, [row]);
  }
  return groups;
}
