import type { Conjunction } from './filter.js';
import type { OrderedIndex } from './ordered-index.js';
import { boundOf, type KeyPart, type Position } from './position.js';
import type { Scalar } from './value.js';

/** How a query reads one index. */
export interface Plan {
  index: OrderedIndex;
  ranges: readonly { first: Position; last: Position }[];
  backwards: boolean;
  /** Whether the index yields the order asked for, so that reading can stop at the limit. */
  sorted: boolean;
}

/** The index that narrows the query most, or none: then every document is read. */
export function choosePlan(indexes: readonly OrderedIndex[], demand: Conjunction, sort: readonly KeyPart[]): Plan | undefined {
  let best: { plan: Plan; worth: number } | undefined;
  for (const index of indexes) {
    if (!index.specification.present.every((field) => impliesPresence(demand, field))) continue;
    const candidate = planWith(index, demand, sort);
    if (candidate.worth > (best?.worth ?? 0)) best = candidate;
  }
  return best?.plan;
}

/** Worth: two for each field fixed by equality, one for a bound after them, more for the order; a unique key beats all. */
function planWith(index: OrderedIndex, demand: Conjunction, sort: readonly KeyPart[]): { plan: Plan; worth: number } {
  const { points, depth } = fixedPrefixes(index.key, demand);
  const rest = index.key.slice(depth);
  // An element above the bound and another below it may be of one array: with arrays, bounds say nothing.
  const bounds = (['first', 'last'] as const).map((end): Position =>
    index.multikey ? { values: [], side: end === 'first' ? -1 : 1 } : boundOf(demand, rest, end),
  );
  const ranges = points.map((point) => {
    const [first, last] = bounds.map(({ values, side }): Position => ({ values: [...point, ...values], side }));
    return { first: first!, last: last! };
  });
  const fixed = new Set(index.key.slice(0, depth).map(([field]) => field));
  const direction = index.multikey || points.length > 1 ? undefined : directionFor(sort.filter(([field]) => !fixed.has(field)), rest);
  const narrowed = bounds.some(({ values }) => values.length > 0);
  const unique = index.specification.unique && depth >= index.specification.key.length;
  const worth = unique ? Infinity : depth * 2 + Number(narrowed) + (sort.length > 0 && direction !== undefined ? 1.5 : 0);
  return { plan: { index, ranges, backwards: direction === -1, sorted: direction !== undefined }, worth };
}

/** The leading fields that the filter fixes to one value or a list, and every combination of those values. */
function fixedPrefixes(key: readonly KeyPart[], demand: Conjunction): { points: readonly Scalar[][]; depth: number } {
  let points: Scalar[][] = [[]];
  let depth = 0;
  for (const [field] of key) {
    const values = fixedValues(demand, field);
    if (!values || (depth > 0 && points.length * values.length > mostRanges)) break;
    points = points.flatMap((point) => values.map((value) => [...point, value]));
    depth += 1;
  }
  return { points, depth };
}

const mostRanges = 1_000;

function fixedValues({ clauses }: Conjunction, field: string): readonly Scalar[] | undefined {
  const own = clauses.filter((clause) => clause.field === field);
  const equal = own.find((clause) => clause.operator === '$eq');
  if (equal) return [equal.operand as Scalar];
  const listed = own.find((clause) => clause.operator === '$in');
  return listed && [...new Set(listed.operand as readonly Scalar[])];
}

/** 1 when the key already has the order of the sort, -1 when it has it backwards. */
function directionFor(sort: readonly KeyPart[], key: readonly KeyPart[]): 1 | -1 | undefined {
  const directions = new Set(sort.map(([field, direction], part) => (key[part]?.[0] === field ? direction * key[part][1] : 0)));
  if (directions.size === 0) return 1;
  const [only] = directions;
  return directions.size === 1 && (only === 1 || only === -1) ? only : undefined;
}

function impliesPresence({ clauses }: Conjunction, field: string): boolean {
  return clauses.some((clause) => {
    if (clause.field !== field) return false;
    if (clause.operator === '$exists') return clause.operand;
    if (clause.operator === '$in') return !clause.operand.includes(null);
    return clause.operator === '$ne' ? clause.operand === null : clause.operand !== null;
  });
}
