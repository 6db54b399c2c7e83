// The bounds that a filter gives in an index.
import type { Clause, Conjunction, RangeClause } from './filter.js';
import { leastAbove, leastOf } from './order.js';
import { placeAfter, placeBefore } from './place.js';
import type { KeyPart, Place } from './place.js';
import type { Scalar } from './value.js';

/**
 * The tightest place that the filter gives for the first (or last) entry that can match.
 * Of a conjunction it is the tightest of its parts, of a disjunction the widest of its branches. So the filter of a
 * keyset page, `{$or: [{name: {$gt: x}}, {name: x, _id: {$gt: y}}]}`, begins just after (x, y), where the page does.
 */
export function boundOf(demand: Conjunction, key: readonly KeyPart[], end: 'first' | 'last'): Place {
  const [tightest, widest] = end === 'first' ? [later, earlier] : [earlier, later];
  const disjunctions = demand.disjunctions.map((branches) =>
    branches.map((branch) => boundOf(branch, key, end)).reduce(widest),
  );
  return [...boundsOfClauses(demand.clauses, key, end), ...disjunctions].reduce(tightest);
}

function earlier(a: Place, b: Place): Place {
  return a < b ? a : b;
}

function later(a: Place, b: Place): Place {
  return a > b ? a : b;
}

/** Equalities as far as they go, then each bound that a clause on the next field gives. */
function boundsOfClauses(clauses: readonly Clause[], key: readonly KeyPart[], end: 'first' | 'last'): Place[] {
  const [outside, inside] = end === 'first' ? [placeBefore, placeAfter] : [placeAfter, placeBefore];
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
    return limits.map(({ value, inclusive }) => (inclusive ? outside : inside)([...values, value], key));
  }
  return [outside(values, key)];
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
