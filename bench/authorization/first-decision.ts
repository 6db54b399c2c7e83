import { compare, medianOfPairs, rounded, timeInTurns } from '../measure.js';
import type { Result } from '../measure.js';
import { asClaimcheck } from './claimcheck.js';
import { asGraphqlJs } from './graphql-js.js';
import { viewers } from './rows.js';
import { guardedNames } from './rules.js';
import type { Subject } from './subject.js';

const coordinates = 200;
const operations = 25;
const cases = [
  { name: 'first decision, role', field: 'rows', viewer: viewers.hr },
  { name: 'first decision, relation', field: 'owned', viewer: viewers.colleague },
] as const;

/**
 * One row with 200 guarded fields, all allowed, in a new context each time: each decision is the first of its
 * coordinate. What the operation takes longer than without authorization, by 200, is one decision with all around it:
 * the operation's own share, the look at what is selected, the first read through the guard.
 */
export async function firstDecision(): Promise<Result[]> {
  const guarded = guardedNames(coordinates);
  const results: Result[] = [];
  for (const { name, field, viewer } of cases) {
    const source = `{ ${field}(count: 1) { ${guarded.join(' ')} } }`;
    const work = async ({ subject, prepare }: Subject): Promise<[string, () => Promise<void>]> => {
      const run = prepare(source);
      if ((await run(viewer)).errors) throw new Error(`${subject} refused ${name}.`);
      return [
        subject,
        async () => {
          for (let time = 0; time < operations; time += 1) await run(viewer);
        },
      ];
    };
    const subjects = new Map([await work(asGraphqlJs(guarded)), await work(asClaimcheck(guarded))]);
    const times = await timeInTurns(subjects, { warmUps: 20, rounds: 60 });
    const longer = medianOfPairs(times, 'claimcheck', 'graphql-js', (duration, base) => duration - base);
    const microseconds = rounded((longer / operations / coordinates) * 1_000, 2);
    results.push(
      ...compare(name, times).map((result) => (result.subject === 'claimcheck' ? { ...result, microseconds } : result)),
    );
  }
  return results;
}
