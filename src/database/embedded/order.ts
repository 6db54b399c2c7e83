// BSON's order of values. Filters, sorts and indexes all use this one, so they cannot disagree.
import { compareTexts } from '../text-order.js';
import { UnsupportedError } from './unsupported.js';
import { isScalar, typeName } from './value.js';
import type { Document, Scalar } from './value.js';

/** Negative, zero or positive, as BSON orders the two. */
export function compareValues(a: Scalar, b: Scalar): number {
  const difference = rankOf(a) - rankOf(b);
  if (difference !== 0 || a === null || b === null) return difference;
  return typeof a === 'string' ? compareTexts(a, b as string) : Number(a) - Number(b);
}

/** Whether the two are compared by ranges at all: `$gt: 5` says nothing about strings. */
export function sameType(a: Scalar, b: Scalar): boolean {
  return rankOf(a) === rankOf(b);
}

/** The least value of the operand's type. */
export function leastOf(operand: Scalar): Scalar {
  return leasts[rankOf(operand)]!;
}

/** The least value of the next type: all of the operand's type are below. Above dates there is no value. */
export function leastAbove(operand: Scalar): Scalar | undefined {
  return leasts[rankOf(operand) + 1];
}

const leasts: readonly Scalar[] = [null, -Number.MAX_VALUE, '', false, new Date(-8.64e15)];

/** How a sort orders two documents. */
export function documentOrder(sort: readonly (readonly [field: string, direction: 1 | -1])[]) {
  return (a: Document, b: Document): number => {
    for (const [field, direction] of sort) {
      const difference = compareKeys(keyOf(a, field, direction), keyOf(b, field, direction));
      if (difference !== 0) return difference * direction;
    }
    return 0;
  };
}

/** By what a sort orders a document; nothing for an array without elements, which comes before `null`. */
type SortKey = Scalar | undefined;

/** A missing value is null, an array its least element, backwards its greatest. Embedded documents have no order here. */
function keyOf(document: Document, field: string, direction: 1 | -1): SortKey {
  const value = document[field] ?? null;
  if (!Array.isArray(value)) return scalar(value, field);
  const elements = value.map((element: unknown) => scalar(element ?? null, field));
  return elements.sort((a, b) => compareValues(a, b) * direction)[0];
}

function compareKeys(a: SortKey, b: SortKey): number {
  if (a !== undefined && b !== undefined) return compareValues(a, b);
  return Number(a !== undefined) - Number(b !== undefined);
}

function scalar(value: unknown, field: string): Scalar {
  if (isScalar(value)) return value;
  throw new UnsupportedError(`an order by ${field}, which holds a value of type ${typeName(value)}`);
}

function rankOf(value: Scalar): number {
  if (value === null) return 0;
  if (typeof value === 'number') return 1;
  if (typeof value === 'string') return 2;
  return typeof value === 'boolean' ? 3 : 4;
}
