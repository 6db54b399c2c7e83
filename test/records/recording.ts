// A store that writes down each command, and lets a test act right before one.
import type { Collection, Filter, Store, Stored } from '../../src/database/port.js';

/** One command as it reached the store. */
export interface Command {
  readonly collection: string;
  readonly method: keyof Collection<Stored>;
  readonly filter: Filter<Stored>;
  /** The keys asked for, or changed. */
  readonly keys: readonly string[];
}

/** Called before a command runs. May change the store beneath, and give the command another filter. */
export type Intervene = (command: Command, beneath: Store) => Promise<Filter<Stored> | undefined>;

export interface Recording {
  readonly store: Store;
  readonly commands: Command[];
}

/** The same store, recorded. */
export function recorded(beneath: Store, intervene: Intervene = async () => undefined): Recording {
  const commands: Command[] = [];
  const collection = <T extends Stored>(name: string): Collection<T> => {
    const target = beneath.collection<T>(name);
    const send = async (method: Command['method'], given: readonly unknown[]): Promise<unknown> => {
      const command: Command = {
        collection: name,
        method,
        filter: structuredClone(given[0]) as Filter<Stored>,
        keys: keysOf(given.slice(1)),
      };
      commands.push(command);
      const filter = (await intervene(command, beneath)) ?? given[0];
      const sent = (target[method] as (...args: unknown[]) => unknown).call(target, filter, ...given.slice(1));
      return method === 'find' ? (sent as ReturnType<typeof target.find>).toArray() : sent;
    };
    return new Proxy(target, {
      get:
        (_, method: Command['method']) =>
        (...given: unknown[]) =>
          method === 'find' ? { toArray: () => send(method, given) } : send(method, given),
    });
  };
  return { commands, store: { ...beneath, kind: beneath.kind, collection } };
}

function keysOf(options: readonly unknown[]): string[] {
  const [first = {}] = options as { projection?: object; $set?: object; $unset?: object }[];
  return Object.keys({ ...first.projection, ...first.$set, ...first.$unset }).sort();
}
