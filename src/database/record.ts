// From stored documents to records: only the keys that are wanted, `id` for `_id`, and `null` for a key without a value, so
// that what was not read (no key at all) can be told from what is not there.
import type { Stored } from './port.js';
import type { Reader, Readers } from './sound.js';

/** A document as the rest of the program sees it. Keys that were not read are absent, whatever their type says. */
export type RecordOf<T extends Stored> = { [K in keyof Omit<T, '_id'>]-?: Exclude<T[K], undefined> | null } & {
  id: string;
};

// A place in a list is what is stored, sound or not. Few records are odd, so this holds hardly any.
const odd = new WeakMap<object, Map<string, unknown>>();

/** The document's values of these keys, `id` for `_id`, each through its reader. */
export function soundRecord<T extends Stored>(document: T, keys: readonly string[], readers: Readers<T>): RecordOf<T> {
  const values = document as unknown as Readonly<Record<string, unknown>>;
  const by = readers as Readonly<Record<string, Reader<unknown> | undefined>>;
  const record: Record<string, unknown> = { id: document._id };
  for (const key of keys) {
    const stored = values[key] ?? null;
    const value = by[key] ? by[key](stored) : stored;
    record[key] = value;
    if (value !== stored) odd.set(record, (odd.get(record) ?? new Map<string, unknown>()).set(key, stored));
  }
  return record as RecordOf<T>;
}

/** What is stored under a key of a record that `soundRecord` made. */
export function storedValue(record: object, key: string): unknown {
  const values = odd.get(record);
  if (values?.has(key)) return values.get(key) ?? null;
  return (record as Readonly<Record<string, unknown>>)[key] ?? null;
}
