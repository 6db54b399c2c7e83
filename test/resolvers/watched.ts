// A store that writes down each command, with the keys that it asks for.
import type { Collection, Store, Stored } from '../../src/database/port.js';

export interface Command {
  collection: string;
  method: string;
  keys: string[];
}

/** The same store; commands that reach it stand in the list. */
export function watched(store: Store, commands: Command[]): Store {
  const collection = <T extends Stored>(name: string): Collection<T> =>
    new Proxy(store.collection<T>(name), {
      get: (target, method: keyof Collection<T>) => (filter: never, options?: { projection?: object }) => {
        commands.push({ collection: name, method, keys: Object.keys(options?.projection ?? {}).sort() });
        return (target[method] as (...given: unknown[]) => unknown).call(target, filter, options);
      },
    });
  return { ...store, kind: store.kind, collection };
}
