import sortedBTree from 'sorted-btree';
import type { Place } from './place.js';

/** Entries of an index and their ids, in order; `from` is where the part of the place begins that is to be compared. */
export interface Scan {
  entries: Generator<[Place, string]>;
  from: number;
}

/** The ids of several scans in one order. */
export function* mergedScans(scans: readonly Scan[], backwards: boolean): Generator<string> {
  const heads = new sortedBTree.default<string, { id: string; scan: number }>();
  const advance = (scan: number) => {
    const { entries, from } = scans[scan]!;
    const next = entries.next();
    // Two elements of one list may lead to the same place: the number of the scan keeps both.
    if (next.done !== true) heads.set(`${next.value[0].slice(from)}${scan}`, { id: next.value[1], scan });
  };
  scans.forEach((_, scan) => advance(scan));
  while (heads.size > 0) {
    const place = (backwards ? heads.maxKey() : heads.minKey())!;
    const { id, scan } = heads.get(place)!;
    heads.delete(place);
    yield id;
    advance(scan);
  }
}
