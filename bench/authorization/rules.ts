import { measure } from '../measure.js';
import type { Result } from '../measure.js';
import { asClaimcheck } from './claimcheck.js';
import { mixed, workOn } from './fields.js';
import { asGraphqlJs } from './graphql-js.js';

/**
 * Policies of 1 to 200 guarded fields a type, each with a rule of its own, and the same query: the usual twelve fields
 * of 1,000 rows, one of them guarded, by a relation. The other guarded fields are there and not selected.
 */
export async function flatInRules(): Promise<Result[]> {
  const results: Result[] = [];
  for (const rules of [1, 10, 50, 200]) {
    const guarded = guardedNames(rules);
    const subjects = [asGraphqlJs(guarded), asClaimcheck(guarded)];
    const work = await workOn(mixed, 1_000, subjects, { guarded: guarded.slice(0, 1) });
    results.push(...(await measure(`rules: ${rules}`, work, { warmUps: 4, rounds: 40 })));
  }
  return results;
}

/** So many names of guarded fields; of the usual fields, `salary` alone. */
export function guardedNames(count: number): readonly string[] {
  return ['salary', ...Array.from({ length: count - 1 }, (_, n) => `guarded${n + 1}`)];
}
