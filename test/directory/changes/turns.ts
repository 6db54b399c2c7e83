// Operations on one store that take turns, one command at a time, in an order that a test draws: races without luck.
import { setImmediate as others } from 'node:timers/promises';
import { EmbeddedStore } from '../../../src/database/embedded/store.js';
import type { Collection, Store, Stored } from '../../../src/database/port.js';
import { departmentCollection, departmentIndexes } from '../../../src/features/departments/department.repository.js';
import { peopleCollection, peopleIndexes } from '../../../src/features/people/people.queries.js';

/** A store in memory alone, with the indexes of the directory. */
export async function storeInMemory(): Promise<EmbeddedStore> {
  const nothing = (): Promise<void> => Promise.resolve();
  const store = new EmbeddedStore(nothing, nothing);
  await store.ensureIndexes(peopleCollection, peopleIndexes);
  await store.ensureIndexes(departmentCollection, departmentIndexes);
  return store;
}

/** What became of one operation. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

type Begin = (store: Pick<Store, 'collection' | 'now'>) => Promise<unknown>;

/**
 * Begins all of them, each with the same store behind a gate, and lets one command after the other through: which, `pick`
 * says among those that wait. Ends when all operations have; an operation whose every command is refused to go on by
 * `pick` returning -1 stays where it is, as in a process that was killed.
 */
export async function inTurns(
  store: Store,
  operations: readonly Begin[],
  pick: (waiting: readonly number[]) => number,
): Promise<readonly (Outcome | undefined)[]> {
  const waiting: { by: number; go: () => Promise<unknown> }[] = [];
  const outcomes: (Outcome | undefined)[] = operations.map(() => undefined);
  operations.forEach((begin, by) => {
    const gate = <R>(command: () => Promise<R>): Promise<R> =>
      new Promise<R>((resolve, reject) => {
        waiting.push({ by, go: () => command().then(resolve, reject) });
      });
    begin(behind(store, gate)).then(
      (value) => (outcomes[by] = { value }),
      (error: unknown) => (outcomes[by] = { error }),
    );
  });
  for (;;) {
    for (let turn = 0; turn < 3; turn += 1) await others();
    if (outcomes.every(Boolean)) return outcomes;
    if (waiting.length === 0) continue;
    const chosen = pick(waiting.map(({ by }) => by));
    if (chosen < 0) return outcomes;
    const [next] = waiting.splice(chosen, 1);
    await next!.go();
  }
}

function behind(store: Store, gate: <R>(command: () => Promise<R>) => Promise<R>): Pick<Store, 'collection' | 'now'> {
  return {
    now: () => gate(() => store.now()),
    collection: <T extends Stored>(name: string): Collection<T> =>
      new Proxy(store.collection<T>(name), {
        get(target, method: keyof Collection<T>) {
          const run = target[method] as (...given: unknown[]) => unknown;
          return (...given: unknown[]) => {
            if (method !== 'find' && method !== 'aggregate')
              return gate(() => Reflect.apply(run, target, given) as Promise<unknown>);
            return {
              toArray: () =>
                gate(() => (Reflect.apply(run, target, given) as { toArray(): Promise<unknown> }).toArray()),
            };
          };
        },
      }),
  };
}
