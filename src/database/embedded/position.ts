// Places in an index. An entry is at its key; a bound lies just before or just after all entries that begin with it.
import type { Clause, Conjunction } from './filter.js';
import { compareValues } from './order.js';
import type { Scalar } from './value.js';

/** A field of an index and its direction. */
export type KeyPart = readonly [field: string, direction: 1 | -1];

/** A place in an index. */
export interface Position {
  values: readonly Scalar[];
  /** Before, at, or after what begins with the values. */
  side: -1 | 0 | 1;
}

/** The order of places in an index with that key. */
export function positionOrder(key: readonly KeyPart[]): (a: Position, b: Position) => number {
  return (a, b) => {
    const shared = Math.min(a.values.length, b.values.length);
    for (let part = 0; part < shared; part += 1) {
      const difference = compareValues(a.values[part]!, b.values[part]!);
      if (difference !== 0) return difference * key[part]![1];
    }
    if (a.values.length === b.values.length) return a.side - b.side;
    return a.values.length < b.values.length ? a.side : -b.side;
  };
}

/**
 * The tightest place that the filter gives for the first (or last) entry that can match.
 * Of a conjunction it is the tightest of its parts, of a disjunction the widest of its branches. So the filter of a
 * keyset page, `{$or: [{name: {$gt: x}}, {name: x, _id: {$gt: y}}]}`, begins just after (x, y), where the page does.
 */
export function boundOf(demand: Conjunction, key: readonly KeyPart[], end: 'first' | 'last'): Position {
  const order = positionOrder(key);
  const sign = end === 'first' ? 1 : -1;
  const extreme = (towards: number) => (a: Position, b: Position) => (order(a, b) * towards * sign >= 0 ? a : b);
  const disjunctions = demand.disjunctions.map((branches) =>
    branches.map((branch) => boundOf(branch, key, end)).reduce(extreme(-1)),
  );
  return [boundOfClauses(demand.clauses, key, end), ...disjunctions].reduce(extreme(1));
}

function boundOfClauses(clauses: readonly Clause[], key: readonly KeyPart[], end: 'first' | 'last'): Position {
  const outside = end === 'first' ? -1 : 1;
  const values: Scalar[] = [];
  for (const [field, direction] of key) {
    const equal = clauses.find((clause) => clause.field === field && clause.operator === '$eq');
    if (equal) {
      values.push(equal.operand as Scalar);
      continue;
    }
    const [strict, inclusive] = (end === 'first') === (direction === 1) ? ['$gt', '$gte'] : ['$lt', '$lte'];
    const range = clauses.find(
      ({ field: name, operator }) => name === field && (operator === strict || operator === inclusive),
    );
    if (range)
      return {
        values: [...values, range.operand as Scalar],
        side: range.operator === strict ? (-outside as 1 | -1) : outside,
      };
    break;
  }
  return { values, side: outside };
}
