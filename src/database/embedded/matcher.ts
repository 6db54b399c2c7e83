import { Context } from 'mingo/core';
import { $eq, $ne } from 'mingo/operators/query/comparison';
import { $exists } from 'mingo/operators/query/element';
import { $and, $or } from 'mingo/operators/query/logical';
import { Query } from 'mingo/query';
import { compareValues, sameType } from './order.js';
import { isScalar } from './value.js';
import type { Document, Scalar } from './value.js';

/** Whether documents match a filter that `readFilter` let through; mingo alone is laxer than MongoDB. */
export function matcher(filter: object): (document: Document) => boolean {
  const query = new Query<Document>(filter, { context, scriptEnabled: false });
  return (document) => query.test(document);
}

/** An operator as mingo calls it. */
type Operator = (field: string, operand: unknown, options: unknown) => (document: Record<string, unknown>) => boolean;

// Mended: mingo's $in takes quadratic time, and its ranges compare UTF-16.
const oneOf: Operator = (field, operands) => {
  const wanted = new Set((operands as readonly Scalar[]).map(identity));
  return (document) => elements(document[field]).some((value) => wanted.has(identity(value)));
};

const ranges: Readonly<Record<string, (difference: number) => boolean>> = {
  $gt: (difference) => difference > 0,
  $gte: (difference) => difference >= 0,
  $lt: (difference) => difference < 0,
  $lte: (difference) => difference <= 0,
};

function withinRange(operator: string, bound: Scalar): (value: unknown) => boolean {
  const holds = ranges[operator]!;
  return (value) => isScalar(value) && sameType(value, bound) && holds(compareValues(value, bound));
}

const range =
  (operator: string): Operator =>
  (field, operand) => {
    const within = withinRange(operator, operand as Scalar);
    return (document) => elements(document[field]).some(within);
  };

const elementMatch: Operator = (field, operand) => {
  const all = Object.entries(operand as Record<string, Scalar>).map(([operator, bound]) =>
    withinRange(operator, bound),
  );
  return (document) => {
    const value = document[field];
    return Array.isArray(value) && value.some((element) => all.every((within) => within(element)));
  };
};

const context = Context.init({
  query: {
    $and,
    $or,
    $eq,
    $ne,
    $exists,
    $in: oneOf,
    $elemMatch: elementMatch,
    $gt: range('$gt'),
    $gte: range('$gte'),
    $lt: range('$lt'),
    $lte: range('$lte'),
  },
});

/** What a condition looks at: the value, or each element of an array. */
function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Equal for equal scalars; a missing value is null. */
function identity(value: unknown): unknown {
  if (value instanceof Date) return `date ${value.getTime()}`;
  return typeof value === 'string' ? `string ${value}` : (value ?? null);
}
