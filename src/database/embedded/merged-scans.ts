import sortedBTree from 'sorted-btree';
import type { Position } from './position.js';

/** The ids of several scans, each in that order, in one order. */
export function* mergedScans(
  scans: readonly Generator<[Position, string]>[],
  order: (a: Position, b: Position) => number,
  backwards: boolean,
): Generator<string> {
  const heads = new sortedBTree.default<Position, { id: string; scan: Generator<[Position, string]> }>(
    undefined,
    order,
  );
  const advance = (scan: Generator<[Position, string]>) => {
    const next = scan.next();
    if (next.done !== true) heads.set(next.value[0], { id: next.value[1], scan });
  };
  scans.forEach(advance);
  while (heads.size > 0) {
    const place = (backwards ? heads.maxKey() : heads.minKey())!;
    const { id, scan } = heads.get(place)!;
    heads.delete(place);
    yield id;
    advance(scan);
  }
}
