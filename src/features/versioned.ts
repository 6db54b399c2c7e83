// Documents that say which change of them is the last.
import type { Stored, Update } from '../database/port.js';
import { storedValue } from '../database/record.js';

/** A document with a version, from 1. */
export interface Versioned extends Stored {
  version: number;
}

/** What is stored as the version of a record that was read, for a query for it as it was; an odd text or number too. */
export function storedVersion(record: { readonly version: number | null }): number | null {
  const stored = storedValue(record, 'version');
  const comparable = stored === null || ['string', 'boolean'].includes(typeof stored) || Number.isFinite(stored);
  // What cannot be compared is not found again: the change is a conflict.
  return comparable ? (stored as number | null) : record.version;
}

/** The version after the one that was read; a document that had none gets its first. */
export function nextVersion({ version }: { readonly version: number | null }): number {
  return (version ?? 0) + 1;
}

/** An update that raises the version, whichever it is by then; an odd one begins anew. */
export function raised<Set extends object>(
  asRead: { readonly version: number | null },
  $set: Set,
): { $set: Set; $inc: { version: number } } | { $set: Set & { version: number } } {
  const stored = storedVersion(asRead);
  if (stored === null || Number.isSafeInteger(stored)) return { $set, $inc: { version: 1 } };
  return { $set: { ...$set, version: nextVersion(asRead) } };
}

/**
 * The update that makes a change: what is absent stays, `null` is cleared, and the version is the next.
 *
 * @param derived what is stored besides, worked out from what the document then holds.
 */
export function updateOf<T extends Versioned>(
  asRead: { readonly version: number | null },
  change: object,
  derived: Partial<T>,
): Update<T> {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const cleared = given.filter(([, value]) => value === null);
  const $set = {
    ...Object.fromEntries(given.filter(([, value]) => value !== null)),
    ...derived,
    version: nextVersion(asRead),
  };
  const $unset = Object.fromEntries(cleared.map(([key]) => [key, '']));
  // The compiler does not know which keys are left; the caller's types do.
  return { $set, ...(cleared.length > 0 && { $unset }) } as unknown as Update<T>;
}
