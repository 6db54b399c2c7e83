import type { Collection, IndexDeclaration, Store, Stored } from '../../../src/database/port.js';

/** The documents of the contract: one key of each kind that a repository stores. */
export interface Sample extends Stored {
  name?: string | null;
  team?: string;
  rank?: number | string | null;
  active?: boolean;
  joined?: Date;
  since?: Date;
  chain?: string[];
  salary?: { amount: string; currency: string };
}

/** Runs a test on a store of its own. */
export type Provide = (test: (collection: Collection<Sample>, store: Store) => Promise<void>) => () => Promise<void>;

export const byName: IndexDeclaration<Sample> = { name: 'name', key: { name: 1, _id: 1 } };
export const uniqueName: IndexDeclaration<Sample> = { name: 'uniqueName', key: { name: 1 }, unique: true };

/** The ids of what a filter finds, in order. */
export async function idsOf(found: { toArray(): Promise<Sample[]> }): Promise<string[]> {
  return (await found.toArray()).map(({ _id }) => _id).sort();
}

/** Numbers from 0 to 1, the same in each run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
