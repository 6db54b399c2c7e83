// What is to be read of records: the keys, and the rows that may be met.
import { createHash } from 'node:crypto';
import type { Projection, Stored } from './port.js';
import { onlyIf } from './rows.js';
import type { AnyRow, Rows } from './rows.js';

/** What to read: keys of the record, of the rows that may be met. */
export interface Wanted {
  readonly keys: ReadonlySet<string>;
  readonly rows: Rows;
  /** Keys among them that leave the store only of rows that fulfil any of these. */
  readonly onlyIf?: ReadonlyMap<string, AnyRow>;
}

/** The same with more keys. */
export function alsoReading({ keys, rows, onlyIf: withheld }: Wanted, ...more: readonly string[]): Wanted {
  return { keys: new Set([...keys, ...more]), rows, ...(withheld && { onlyIf: withheld }) };
}

/** The same of other rows. */
export function among(rows: Rows, { keys, onlyIf: withheld }: Omit<Wanted, 'rows'>): Wanted {
  return { keys, rows, ...(withheld && { onlyIf: withheld }) };
}

/** Equal for what reads the same. */
export function signatureOf(wanted: Wanted): string {
  const { rows, onlyIf: withheld } = wanted;
  return JSON.stringify([storedKeysOf(wanted, []), signed(rows), withheld ? signed(withheld) : null]);
}

// The rows of one projection serve many look-ups, and may name thousands of ids: each look-up carries only a digest.
const signatures = new WeakMap<object, string>();

function signed(rules: object): string {
  let signature = signatures.get(rules);
  if (signature === undefined) {
    signature = createHash('sha256').update(JSON.stringify(rules, listed)).digest('base64');
    signatures.set(rules, signature);
  }
  return signature;
}

function listed(_: string, value: unknown): unknown {
  return value instanceof Set || value instanceof Map ? [...(value as ReadonlySet<unknown>)] : value;
}

/** The stored keys to read, without `_id`, sorted; `besides` whatever was asked for. */
export function storedKeysOf({ keys }: Pick<Wanted, 'keys'>, besides: readonly string[]): string[] {
  return [...new Set([...keys, ...besides])].filter((key) => key !== 'id' && key !== '_id').sort();
}

/** The projection of these stored keys. What a list is ordered or grouped by, whoever asked for it may know of every row. */
export function projectionOf<T extends Stored>(
  keys: readonly string[],
  wanted: Pick<Wanted, 'onlyIf'>,
  besides: readonly string[],
): Projection<T> {
  const read = keys.map((key) => {
    const anyOf = besides.includes(key) ? undefined : wanted.onlyIf?.get(key);
    return [key, anyOf ? onlyIf(key, anyOf) : 1];
  });
  return Object.fromEntries([['_id', 1], ...read]) as Projection<T>;
}
