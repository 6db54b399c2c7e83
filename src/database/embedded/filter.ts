// A filter is read into clauses, which refuses all that is not in the port. The planner works on the clauses.
import { UnsupportedError, refuseOthers } from './unsupported.js';
import { checkName, isEmbedded, isScalar, typeName } from './value.js';
import type { Scalar } from './value.js';

/** One condition on one key. */
export type Clause =
  | RangeClause
  | { field: string; operator: '$eq' | '$ne'; operand: Scalar }
  | { field: string; operator: '$in'; operand: readonly Scalar[] }
  | { field: string; operator: '$exists'; operand: boolean }
  | { field: string; operator: '$elemMatch'; operand: readonly RangeClause[] };

/** A bound within the type of its operand. */
export interface RangeClause {
  field: string;
  operator: Range;
  operand: Scalar;
}

type Range = '$gt' | '$gte' | '$lt' | '$lte';

/** What a filter demands: every clause, and of each disjunction one branch. */
export interface Conjunction {
  clauses: readonly Clause[];
  disjunctions: readonly (readonly Conjunction[])[];
}

/**
 * Takes a filter apart. Throws, by name, on every operator and operand outside the port. A disjunction of one branch is
 * that branch: so rules on rows with one way to fulfil them are served by indexes as other conditions are.
 */
export function readFilter(filter: unknown): Conjunction {
  if (!isEmbedded(filter)) throw new UnsupportedError(`a filter of type ${typeName(filter)}`);
  const clauses: Clause[] = [];
  const disjunctions: (readonly Conjunction[])[] = [];
  for (const [key, condition] of Object.entries(filter)) {
    if (key === '$or' || key === '$and') {
      const branches = branchesOf(key, condition);
      if (key === '$or' && branches.length > 1) disjunctions.push(branches);
      else
        for (const branch of branches) {
          clauses.push(...branch.clauses);
          disjunctions.push(...branch.disjunctions);
        }
    } else if (key.startsWith('$')) throw new UnsupportedError(`the filter operator ${key}`);
    else clauses.push(...clausesOf(key, condition));
  }
  return { clauses, disjunctions };
}

function branchesOf(operator: string, branches: unknown): Conjunction[] {
  if (Array.isArray(branches) && branches.length > 0) return branches.map(readFilter);
  throw new UnsupportedError(`${operator} without a list of filters`);
}

function clausesOf(field: string, condition: unknown): Clause[] {
  checkName(field);
  if (!isEmbedded(condition)) return [{ field, operator: '$eq', operand: scalar(field, condition) }];
  if (Object.keys(condition).length === 0) throw new UnsupportedError(`the equality of embedded documents at ${field}`);
  refuseOthers('filter operator', condition, operators);
  return Object.entries(condition).map(([operator, operand]) =>
    clauseOf(field, operator as Clause['operator'], operand),
  );
}

function clauseOf(field: string, operator: Clause['operator'], operand: unknown): Clause {
  if (operator === '$exists') {
    if (typeof operand !== 'boolean') throw new UnsupportedError(`$exists with a value of type ${typeName(operand)}`);
    return { field, operator, operand };
  }
  if (operator === '$in') {
    if (!Array.isArray(operand)) throw new UnsupportedError(`$in without a list at ${field}`);
    return { field, operator, operand: operand.map((item) => scalar(field, item)) };
  }
  if (operator === '$elemMatch') return { field, operator, operand: elementRanges(field, operand) };
  const value = scalar(field, operand);
  if (value === null && operator !== '$eq' && operator !== '$ne')
    throw new UnsupportedError(`${operator} with null at ${field}`);
  return { field, operator, operand: value } as Clause;
}

function elementRanges(field: string, ranges: unknown): RangeClause[] {
  if (!isEmbedded(ranges) || Object.keys(ranges).length === 0)
    throw new UnsupportedError(`$elemMatch without ranges at ${field}`);
  refuseOthers('operator in $elemMatch', ranges, rangeOperators);
  return Object.entries(ranges).map(
    ([operator, operand]) => clauseOf(field, operator as Range, operand) as RangeClause,
  );
}

function scalar(field: string, operand: unknown): Scalar {
  if (!isScalar(operand)) throw new UnsupportedError(`an operand of type ${typeName(operand)} at ${field}`);
  return operand;
}

const rangeOperators = ['$gt', '$gte', '$lt', '$lte'];
const operators = ['$eq', '$ne', '$in', '$exists', '$elemMatch', ...rangeOperators];
