// Lists in an order that pages can go on in: one key, then the id as tie-breaker. A place in a list is the values of the
// row after which a page begins.
import type { Filter, Sort, Stored } from './port.js';
import { storedValue } from './record.js';
import { compareTexts } from './text-order.js';

/** 1 is ascending: rows without a value come first. */
export type Direction = 1 | -1;

/** An order of records. */
export interface Order<T extends Stored> {
  readonly key: keyof T & string;
  /** What the key holds in a record that is as it should be. */
  readonly type: 'text' | 'number' | 'date';
  readonly direction: Direction;
  /** What the key is made of, where the record has it under another name. */
  readonly of?: keyof T & string;
}

/**
 * A place in a list: the key's value (a date as milliseconds) and the id. For a row that holds a value of another type
 * there, which side of all proper values it is on: the page after it begins, or ends, with those.
 */
export type Place = readonly [value: string | number | null, id: string] | readonly ['lower' | 'higher'];

/** Of which key of the record the order tells: what a rule on it has to be as strict as. */
export function tellsOf<T extends Stored>({ key, of = key }: Order<T>): string {
  return of;
}

/** The whole sort. */
export function sortOf<T extends Stored>({ key, direction }: Order<T>): Sort<T> {
  return { [key]: direction, _id: direction };
}

/** The place of a record that was read with the order's key. */
export function placeOf<T extends Stored>(record: { readonly id: string }, { key, type, direction }: Order<T>): Place {
  const stored = storedValue(record, key);
  const id = idOf(record);
  // A list without an element comes before all that have no value.
  if (Array.isArray(stored) && stored.length === 0) return [null, ''];
  const value = Array.isArray(stored) ? sortedBy(stored, direction) : stored;
  if (value === null) return [null, id];
  if (type === 'date' && value instanceof Date && !Number.isNaN(value.getTime())) return [value.getTime(), id];
  if (type === 'text' && typeof value === 'string') return [value, id];
  if (type === 'number' && Number.isFinite(value)) return [value as number, id];
  return [rankOf(value) < ranks[type] ? 'lower' : 'higher'];
}

/** The id, or where among those that are texts one stands that is none: numbers come before them, all else behind. */
function idOf({ id }: { readonly id: unknown }): string {
  if (typeof id === 'string') return id;
  return typeof id === 'number' ? '' : '\u{10ffff}';
}

/** Whether a record holds a list under the order's key: a store finds it behind every place that one of its elements is. */
export function isListed<T extends Stored>(record: object, { key }: Order<T>): boolean {
  return Array.isArray(storedValue(record, key));
}

/** The rows behind a place. */
export function beyond<T extends Stored>(order: Order<T>, place: Place): Filter<T> {
  return place.length === 1 ? beyondOdd(order, place[0]) : beyondProper(order, place);
}

function beyondOdd<T extends Stored>({ key, type, direction }: Order<T>, side: 'lower' | 'higher'): object {
  const none = { [key]: null };
  const proper = { [key]: { $gte: least[type], ...(type === 'number' && { $lte: Number.MAX_VALUE }) } };
  if (direction === 1) return side === 'lower' ? proper : { _id: { $in: [] } };
  return side === 'higher' ? { $or: [proper, none] } : none;
}

function beyondProper<T extends Stored>(
  { key, type, direction }: Order<T>,
  [at, id]: readonly [string | number | null, string],
): object {
  const ascending = direction === 1;
  const behind = { _id: ascending ? { $gt: id } : { $lt: id } };
  if (at === null) {
    const same = { [key]: null, ...behind };
    return ascending ? { $or: [same, { [key]: { $ne: null } }] } : same;
  }
  const value = type === 'date' ? new Date(at) : at;
  const same = { [key]: value, ...behind };
  return ascending
    ? { $or: [{ [key]: { $gt: value } }, same] }
    : { $or: [{ [key]: { $lt: value } }, same, { [key]: null }] };
}

/** What a store sorts a list by: its least element, backwards its greatest. */
function sortedBy(list: readonly unknown[], direction: Direction): unknown {
  return list.reduce((found, one) => (compare(one, found) * direction < 0 ? one : found), list[0]);
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === 'string' && typeof other === 'string') return compareTexts(one, other);
  const difference = rankOf(one) - rankOf(other);
  // Of values that no order is of, one stands for all; to make numbers of them may throw.
  if (difference !== 0 || (typeof one === 'object' && !(one instanceof Date))) return difference;
  return Number(one) - Number(other);
}

const least = { text: '', number: -Number.MAX_VALUE, date: new Date(-8.64e15) } as const;

/** BSON's order of types, as far as it matters here. */
const ranks = { number: 1, text: 2, date: 9 } as const;

function rankOf(value: unknown): number {
  // Before all numbers stands what is none.
  if (value === null) return -1;
  if (typeof value === 'number') return value > 0 ? ranks.number : 0;
  if (typeof value === 'string') return ranks.text;
  if (value instanceof Date) return ranks.date;
  if (typeof value === 'boolean') return 8;
  return Array.isArray(value) ? 4 : 3;
}
