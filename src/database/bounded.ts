import type { Collection as DriverCollection } from 'mongodb';
import type { Collection, Stored } from './port.js';
import type { Patience } from './patience.js';

/** Each method of the port, and where the driver takes its options. */
const optionsAt = {
  find: 1,
  findOne: 1,
  aggregate: 1,
  countDocuments: 1,
  insertOne: 1,
  insertMany: 1,
  deleteMany: 1,
  updateOne: 2,
  findOneAndUpdate: 2,
} as const satisfies Record<keyof Collection<Stored>, number>;

type Call = (...given: unknown[]) => unknown;

/**
 * The methods of the port on the driver's collection, each call within the patience. The driver documents `signal` for
 * reads only, and heeds it in writes.
 */
export function bounded(collection: DriverCollection, patience: Patience): object {
  const methods = Object.entries(optionsAt).map(([name, position]): [string, Call] => {
    const method = (collection as unknown as Readonly<Record<string, Call>>)[name]!.bind(collection);
    const call = <R>(given: readonly unknown[], run: (answer: unknown) => Promise<R>): Promise<R> =>
      patience.within(async (bounds) => {
        const options = { ...(given[position] as object | undefined), ...bounds };
        return run(method(...given.slice(0, position), options));
      });
    if (name === 'find' || name === 'aggregate')
      return [name, (...given) => ({ toArray: () => call(given, (cursor) => (cursor as Cursor).toArray()) })];
    return [name, (...given) => call(given, (answer) => answer as Promise<unknown>)];
  });
  return Object.fromEntries(methods);
}

interface Cursor {
  toArray(): Promise<unknown[]>;
}
