// How the keys of queries compare with values. Each refuses a value of another kind, so that none becomes an operator.
import type { Filter } from './port.js';

/** What one key of a query asks. */
export interface Ask<T, V> {
  /** Keys of the record of which the answers tell: what a rule on this key has to be as strict as. */
  readonly tellsOf: readonly (keyof T & string)[];
  /** @throws {TypeError} for a value of another type than the key's. */
  readonly where: (value: V) => Filter<T>;
}

type Scalar = string | number | boolean | Date;
type KeyOf<T> = keyof T & string;

/** The values that a key can be compared with. */
type ValueOf<T, K extends keyof T> = ScalarIn<Exclude<T[K], null | undefined>>;
type ScalarIn<V> = V extends readonly (infer E)[] ? ScalarIn<E> : Extract<V, Scalar>;

/** The ways of asking for a key of a document. */
export interface QueryKeys<T> {
  /** The key is the value; of an array, one of its elements is. */
  equal<K extends KeyOf<T>>(key: K): Ask<T, ValueOf<T, K>>;
  /**
   * The key is the value that was read there; `null`, and the value that stands for none, are no value. For changes of
   * what was read before.
   */
  asRead<K extends KeyOf<T>>(key: K, none?: ValueOf<T, K>): Ask<T, ValueOf<T, K> | null>;
  /** The key is one of the values; without any, of none. */
  oneOf<K extends KeyOf<T>>(key: K): Ask<T, readonly ValueOf<T, K>[]>;
  /** The key has a value (`true`), or none (`false`). */
  present<K extends KeyOf<T>>(key: K): Ask<T, boolean>;
  /** The key is before or after the value, or also is the value, in the order of its type. */
  compared<K extends KeyOf<T>>(key: K, operator: '$gt' | '$gte' | '$lt' | '$lte'): Ask<T, ValueOf<T, K>>;
  /** The text begins with the value; what the text is made of is said by `of`. */
  prefix(key: KeyOf<T>, of: readonly KeyOf<T>[]): Ask<T, string>;
  /** For each of the words, one of the array's texts begins with it; what the texts are made of is said by `of`. */
  everyPrefix(key: KeyOf<T>, of: readonly KeyOf<T>[]): Ask<T, readonly string[]>;
}

/** The ways of asking for the keys of one type of documents. */
export function queryKeys<T>(): QueryKeys<T> {
  return {
    equal: (key) => asking(key, (value) => ({ $eq: scalar(key, value) })),
    asRead: (key, none) =>
      asking(key, (value) =>
        none !== undefined && value === none
          ? { $in: [value, null] }
          : { $eq: value === null ? null : scalar(key, value) },
      ),
    oneOf: (key) => asking(key, (values) => ({ $in: list(key, values).map((value) => scalar(key, value)) })),
    present: (key) => asking(key, (value) => (truth(key, value) ? { $ne: null } : { $eq: null })),
    compared: (key, operator) => asking(key, (value) => ({ [operator]: scalar(key, value) })),
    prefix: (key, of) => ({ ...asking(key, (value) => startingWith(text(key, value))), tellsOf: of }),
    everyPrefix: (key, of) => ({
      tellsOf: of,
      where: (words) => {
        const all = list(key, words).map((word) => ({ [key]: { $elemMatch: startingWith(text(key, word)) } }));
        if (all.length === 0) throw mistaken(key, 'at least one text', words);
        return { $and: all } as unknown as Filter<T>;
      },
    }),
  };
}

function asking<T, V>(key: KeyOf<T>, condition: (value: V) => object): Ask<T, V> {
  return { tellsOf: [key], where: (value) => ({ [key]: condition(value) }) as unknown as Filter<T> };
}

/** By range, so that no text is a pattern. U+10FFFF is no character: it comes after all with which a text can go on. */
function startingWith(value: string): object {
  return { $gte: value, $lt: `${value}\u{10ffff}` };
}

function scalar(key: string, value: unknown): Scalar {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value as Scalar;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  throw mistaken(key, 'a text, a number, a date, true or false', value);
}

function text(key: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw mistaken(key, 'a text that is not empty', value);
}

function truth(key: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw mistaken(key, 'true or false', value);
}

function list<V>(key: string, values: readonly V[]): readonly V[] {
  if (!Array.isArray(values)) throw mistaken(key, 'a list', values);
  return values as readonly V[];
}

/** Says the kind of what came, never the value. */
function mistaken(key: string, wanted: string, value: unknown): TypeError {
  const came = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
  return new TypeError(`A query compares ${key} with ${wanted}; what came is ${came}.`);
}
