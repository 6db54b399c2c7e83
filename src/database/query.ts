// The one way from what is asked for to what the store is asked. Every key that a query of a collection may name is
// declared once: the stored key it asks, how it compares, and of which keys of the record its answers tell. There is no
// other way to make a `Query`, and repositories take nothing else: no value becomes an operator, a path or a pattern.
import { allOf } from './all-of.js';
import type { Filter, Stored } from './port.js';
import { queryKeys } from './query-keys.js';
import type { Ask, QueryKeys } from './query-keys.js';

/** Any of a collection's keys. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each key has its own type of value
type AnyAsk<T> = Ask<T, any>;

type Value<A> = A extends { readonly where: (value: infer V) => unknown } ? V : never;

/** What to ask of each key; all that is given must hold. */
export type Asked<Asks> = { readonly [Name in keyof Asks]?: Value<Asks[Name]> };

/** As a client sends it: `null` is as good as absent. */
export type Sent<Asks> = { readonly [Name in keyof Asks]?: Value<Asks[Name]> | null | undefined };

const made = Symbol('made by the compiler');

/** A filter that the compiler made. */
export interface Query<T extends Stored> {
  readonly [made]: true;
  readonly filter: Filter<T>;
}

/** The keys of one collection's queries. */
export interface Queries<T extends Stored, Asks> {
  /** All that is given must hold. A missing value is refused: it would ask for more than was meant. */
  where(asked: Asked<Asks>): Query<T>;
  /** The same for what a client sent: names outside `allowed` are refused, absent and `null` ask for nothing. */
  sent<Name extends keyof Asks & string>(
    allowed: readonly Name[],
    input: Sent<Pick<Asks, Name>> | null | undefined,
  ): Query<T>;
  /** Of which keys of the record the answers tell. */
  tellsOf(name: keyof Asks & string): readonly string[];
  /** The same for the fields of an input, which have the keys' names: coordinate → keys of the record. */
  asksOf(input: string, names: readonly (keyof Asks & string)[]): Readonly<Record<string, readonly string[]>>;
}

/** Declares the keys that queries of a collection may name. */
export function queriesOf<T extends Stored>() {
  return <const Asks extends { readonly [name: string]: AnyAsk<T> }>(
    declare: (keys: QueryKeys<T>) => Asks,
  ): Queries<T, Asks> => {
    const asks = declare(queryKeys<T>());
    const part = (name: string, value: unknown): Filter<T> => {
      const ask = Object.hasOwn(asks, name) ? asks[name] : undefined;
      if (!ask) throw new TypeError(`A query has no key ${name}.`);
      return ask.where(value);
    };
    return {
      where: (asked) => query(Object.entries(asked).map(([name, value]) => part(name, value))),
      sent(allowed, input) {
        const given = Object.entries(input ?? {}).filter(([, value]) => value !== null && value !== undefined);
        const parts = given.map(([name, value]) => {
          if (!(allowed as readonly string[]).includes(name)) throw new TypeError(`A query has no key ${name}.`);
          return part(name, value);
        });
        return query(parts);
      },
      tellsOf: (name) => asks[name]!.tellsOf,
      asksOf: (input, names) => Object.fromEntries(names.map((name) => [`${input}.${name}`, asks[name]!.tellsOf])),
    };
  };
}

/** What all of these ask for. */
export function both<T extends Stored>(...queries: readonly Query<T>[]): Query<T> {
  return query(queries.map(({ filter }) => filter));
}

function query<T extends Stored>(parts: readonly Filter<T>[]): Query<T> {
  return { [made]: true, filter: allOf(...parts) };
}
