import type { Conjunction } from './filter.js';
import type { OrderedIndex } from './ordered-index.js';
import { boundOf } from './position.js';
import type { KeyPart, Position } from './position.js';
import type { Scalar } from './value.js';

/** How a query is served. */
export interface Plan {
  indexName: string;
  /** The ids of all documents that can match, each once; some may not exist. */
  ids: Iterable<string>;
  /** Whether the ids come in the order asked for, so that reading can stop at the limit. */
  sorted: boolean;
}

/** The index that narrows the query most, or none: then every document is read. */
export function choosePlan(
  indexes: readonly OrderedIndex[],
  demand: Conjunction,
  sort: readonly KeyPart[],
): Plan | undefined {
  const ids = fixedValues(demand, '_id')?.filter((id) => typeof id === 'string');
  if (ids) return { indexName: '_id_', ids: new Set(ids), sorted: ids.length <= 1 };
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
  // One array may have an element above a bound and another below it: with arrays, bounds say nothing.
  const unbounded = { clauses: [], disjunctions: [] };
  const bounds = index.multikey ? unbounded : demand;
  const [first, last] = [boundOf(bounds, rest, 'first'), boundOf(bounds, rest, 'last')];
  const fixed = new Set(index.key.slice(0, depth).map(([field]) => field));
  const open = sort.filter(([field]) => !fixed.has(field));
  const direction = index.multikey || points.length > 1 ? undefined : directionFor(open, rest);
  const ranges = points.map((point) => ({ first: within(point, first), last: within(point, last) }));
  const { name, unique, key } = index.specification;
  const narrowed = Number(first.values.length + last.values.length > 0);
  const worth = depth * 2 + narrowed + (sort.length > 0 && direction !== undefined ? 1.5 : 0);
  return {
    plan: { indexName: name, ids: idsIn(index, ranges, direction === -1), sorted: direction !== undefined },
    worth: unique && depth >= key.length ? Infinity : worth,
  };
}

function within(point: readonly Scalar[], { values, side }: Position): Position {
  return { values: [...point, ...values], side };
}

/** Several ranges, or several elements of an array, may lead to one document. */
function* idsIn(index: OrderedIndex, ranges: readonly Range[], backwards: boolean): Generator<string> {
  const repeats = ranges.length > 1 || index.multikey;
  const seen = new Set<string>();
  for (const { first, last } of ranges) {
    for (const id of index.scan(first, last, backwards)) {
      if (repeats && seen.has(id)) continue;
      if (repeats) seen.add(id);
      yield id;
    }
  }
}

interface Range {
  first: Position;
  last: Position;
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
  return listed?.operand;
}

/** 1 when the key already has the order of the sort, -1 when it has it backwards. */
function directionFor(sort: readonly KeyPart[], key: readonly KeyPart[]): 1 | -1 | undefined {
  const directions = new Set(
    sort.map(([field, direction], part) => (key[part]?.[0] === field ? direction * key[part][1] : 0)),
  );
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
