// The rules on records, as they come from whoever guards them, in the words of a query.
import type { Expression, Filter, OnlyIf, Stored } from './port.js';

/** One condition on a record's key; `id` is the document's `_id`. */
export type RowCondition =
  | { readonly key: string; readonly op: 'eq' | 'ne'; readonly value: string | number | boolean }
  | { readonly key: string; readonly op: 'in'; readonly values: ReadonlySet<string | number | boolean> };

/** Any of the lists has to hold, with all of its conditions; a list without members is fulfilled by none. */
export type AnyRow = readonly (readonly RowCondition[])[];

/** Which rows may be touched: each of these. */
export interface Rows {
  readonly allOf: readonly AnyRow[];
}

/** No restriction. */
export const everyRow: Rows = { allOf: [] };

/** The filter together with the rules on rows. */
export function within<T extends Stored>(rows: Rows, filter: Filter<T>): Filter<T> {
  if (rows.allOf.length === 0) return filter;
  const rules = rows.allOf.map((anyOf): object =>
    anyOf.length === 0 ? { _id: { $in: [] } } : { $or: anyOf.map((all) => ({ $and: all.map(conditionOf) })) },
  );
  return { $and: [filter, ...rules] } as unknown as Filter<T>;
}

/**
 * Whether a record that a store found among these rows is one of them. A store finds a list by each of its elements, and
 * takes whatever is of another type for another value; where a value cannot be compared, none of the rules holds.
 */
export function isAmong(record: object, { allOf }: Rows): boolean {
  const values = record as Readonly<Record<string, unknown>>;
  return allOf.every(
    (anyOf) =>
      anyOf.flat().every((condition) => isComparable(values[condition.key], condition)) &&
      anyOf.some((all) => all.every((condition) => fulfils(values[condition.key], condition))),
  );
}

/** The keys of the record that the rules name. */
export function keysOf({ allOf }: Rows): string[] {
  return allOf.flat(2).map(({ key }) => key);
}

/** The value of a stored key, of those documents only that fulfil any of the lists. */
export function onlyIf(key: string, anyOf: AnyRow): OnlyIf {
  const holds: Expression = { $or: anyOf.map((all) => ({ $and: all.map(expressionOf) })) };
  return { $cond: [holds, `$${key}`, '$$REMOVE'] };
}

/** What is left of the rules for rows whose key is that value: a query for many values does not repeat long lists. */
export function reduced({ allOf }: Rows, key: string, value: string): Rows {
  const left = allOf.map((anyOf) =>
    anyOf
      .filter((all) => all.every((condition) => condition.key !== key || fulfils(value, condition)))
      .map((all) => all.filter((condition) => condition.key !== key)),
  );
  return { allOf: left.filter((anyOf) => !anyOf.some((all) => all.length === 0)) };
}

function fulfils(value: unknown, condition: RowCondition): boolean {
  if (condition.op === 'in') return condition.values.has(value as string);
  return (value === condition.value) === (condition.op === 'eq');
}

function isComparable(value: unknown, condition: RowCondition): boolean {
  if (value === null) return true;
  if (condition.op === 'ne') return typeof value === typeof condition.value;
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function storedKey({ key }: RowCondition): string {
  return key === 'id' ? '_id' : key;
}

function conditionOf(condition: RowCondition): object {
  const key = storedKey(condition);
  switch (condition.op) {
    case 'eq':
      return { [key]: { $eq: condition.value } };
    case 'ne':
      return { [key]: { $ne: condition.value } };
    case 'in':
      return { [key]: { $in: [...condition.values] } };
  }
}

function expressionOf(condition: RowCondition): Expression {
  const path = `$${storedKey(condition)}` as const;
  switch (condition.op) {
    case 'eq':
      return { $eq: [path, { $literal: condition.value }] };
    case 'ne':
      return { $ne: [path, { $literal: condition.value }] };
    case 'in':
      return { $in: [path, { $literal: [...condition.values] }] };
  }
}
