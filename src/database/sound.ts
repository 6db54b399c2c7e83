// What odd documents read as: those of an older version, or written by another program. A value of another kind than a key
// holds reads as none, so that it neither fails an answer nor fulfils a rule.
import type { Stored } from './port.js';

/** Reads what is stored under a key: the value where it is sound, `null` or what stands for it where it is not. */
export type Reader<V> = (value: unknown) => V | null;

/** How the keys of one collection's documents are read; those without a reader as they are. */
export type Readers<T extends Stored> = { readonly [K in keyof Omit<T, '_id'>]?: Reader<Exclude<T[K], undefined>> };

/** Any text, `''` too. */
export const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What lists are ordered by is the whole text; `''` stands for none where a record cannot be without one. */
export const asTextAlways = (value: unknown): string => asText(value) ?? '';

/** Whole minor units. */
export const asAmount = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null);

/** Within 32 bits, as GraphQL's `Int` is. */
export const asInt = (value: unknown): number | null =>
  Number.isInteger(value) && Number(value) === (Number(value) | 0) ? (value as number) : null;

/** 0 stands for none: `asRead` finds both. */
export const asVersion = (value: unknown): number => asInt(value) ?? 0;

/** `YYYY-MM-DD`, of a day that there is. */
export const asDay = (value: unknown): string | null => {
  if (typeof value !== 'string' || !/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(value)) return null;
  // Every month has that many days; what a date makes of the others is slow to ask.
  if (Number(value.slice(8)) <= 28) return value;
  return new Date(`${value}T00:00:00Z`).toISOString().startsWith(value) ? value : null;
};

/** Anything but a missing value marks the record. */
export const asMark = (value: unknown): true | null => (value === null || value === undefined ? null : true);

/** One of these texts. */
export function asOneOf<const V extends string>(...known: readonly V[]): Reader<V> {
  return (value) => known.find((one) => one === value) ?? null;
}

/** One of these texts; of an array, the first of them that is in it: a store finds the document by each of its elements. */
export function asOneFound<const V extends string>(...known: readonly V[]): Reader<V> {
  return (value) => known.find((one) => (Array.isArray(value) ? value.includes(one) : one === value)) ?? null;
}
