// The non-interference kit: what a viewer may not read has no influence on what they are told.
import type { Interference, InterferenceSearch } from './testing/interference.js';
import { Search } from './testing/search.js';
import { Worlds } from './testing/worlds.js';

export type { GeneratedOperation, Interference, InterferenceSearch } from './testing/interference.js';
export type { OperationLimits } from './testing/limits.js';

/**
 * Searches for an operation whose answer depends on what its viewer may not read. Resolves with the first that is
 * found, shrunk to little more than what makes the difference, or with `undefined`. Leaves the world as it was given.
 *
 * Operations hold nested fields, aliases (also such that take another field's name), inline and named fragments (used
 * again, nested, on interfaces and unions), `@skip` and `@include`, arguments, input objects, lists and enums as
 * literals and variables, page sizes in and out of range, cursors and ids of earlier answers, unknown and malformed.
 *
 * Throws what `answer` and `change` throw, and a `TypeError` for a mutation that the schema does not have.
 *
 * @example
 * const found = await findInterference({
 *   schema,
 *   answer: async ({ query, variables }) => JSON.stringify(await graphql({ schema, source: query, variableValues: variables, contextValue: { viewer: bob } })),
 *   change: () => { alice.salary = alice.salary === 1 ? 2 : 1; }, // bob may not read it
 * });
 * expect(found).toBeUndefined();
 */
export async function findInterference(search: InterferenceSearch): Promise<Interference | undefined> {
  const worlds = new Worlds(search);
  try {
    return await new Search(search, worlds).run();
  } finally {
    await worlds.leave();
  }
}
