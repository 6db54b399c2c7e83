// Places in an index. An entry is at its key; a bound lies just before or just after all entries that begin with it.
import type { Clause, Conjunction, RangeClause } from './filter.js';
import { compareValues, leastAbove, leastOf } from './order.js';
import type { Scalar } from './value.js';

/** A field of an index and its direction. */
export type KeyPart = readonly [field: string, direction: 1 | -1];

/** A place in an index. */
export interface Position {
  values: readonly Scalar[];
  /** Before, at, or after what begins with the values. */
  side: -1 | 0 | 1;
}

/** The order of places in an index with that key, from that part of it on. */
export function positionOrder(key: readonly KeyPart[], from = 0): (a: Position, b: Position) => number {
  return (a, b) => {
    const shared = Math.min(a.values.length, b.values.length);
    for (let part = from; part < shared; part += 1) {
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
  return [...boundsOfClauses(demand.clauses, key, end), ...disjunctions].reduce(extreme(1));
}

/** Equalities as far as they go, then each bound that a clause on the next field gives. */
function boundsOfClauses(clauses: readonly Clause[], key: readonly KeyPart[], end: 'first' | 'last'): Position[] {
  const outside = end === 'first' ? -1 : 1;
  const values: Scalar[] = [];
  for (const [field, direction] of key) {
    const own = clauses.filter((clause) => clause.field === field);
    const equal = own.find((clause) => clause.operator === '$eq');
    if (equal) {
      values.push(equal.operand as Scalar);
      continue;
    }
    const lowest = (end === 'first') === (direction === 1);
    const limits = own.flatMap((clause) => limitsOf(clause, lowest));
    if (limits.length === 0) break;
    return limits.map(({ value, inclusive }) => ({
      values: [...values, value],
      side: inclusive ? outside : (-outside as 1 | -1),
    }));
  }
  return [{ values, side: outside }];
}

interface Limit {
  value: Scalar;
  inclusive: boolean;
}

/** How low, or how high, a value can be that fulfils the clause. */
function limitsOf(clause: Clause, lowest: boolean): Limit[] {
  switch (clause.operator) {
    case '$elemMatch':
      return clause.operand.flatMap((range) => limitsOfRange(range, lowest));
    case '$ne':
      return lowest && clause.operand === null ? [{ value: null, inclusive: false }] : [];
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return limitsOfRange(clause, lowest);
    default:
      return [];
  }
}

/** A range ends at its operand on the one side, and with the operand's type on the other. */
function limitsOfRange({ operator, operand }: RangeClause, lowest: boolean): Limit[] {
  if (operator.startsWith(lowest ? '$gt' : '$lt')) return [{ value: operand, inclusive: operator.endsWith('e') }];
  if (lowest) return [{ value: leastOf(operand), inclusive: true }];
  const above = leastAbove(operand);
  return above === undefined ? [] : [{ value: above, inclusive: false }];
}
