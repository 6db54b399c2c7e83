import { compare, measure, medianOfPairs, rounded, timeInTurns } from '../measure.js';
import type { Result } from '../measure.js';
import { asClaimcheck } from './claimcheck.js';
import { mixed, workOn } from './fields.js';
import { asGraphqlJs } from './graphql-js.js';

const sizes = [
  { rows: 100, warmUps: 20, rounds: 200 },
  { rows: 1_000, warmUps: 4, rounds: 40 },
  { rows: 10_000, warmUps: 2, rounds: 12 },
  { rows: 100_000, warmUps: 0, rounds: 3 },
] as const;

/** The mixed case, the dearest, on 100 to 100,000 rows. */
export async function rows(): Promise<Result[]> {
  const subjects = [asGraphqlJs(), asClaimcheck()];
  const results: Result[] = [];
  for (const { rows, ...options } of sizes) {
    results.push(...(await measure(`rows: ${rows}`, await workOn(mixed, rows, subjects), options)));
  }
  return results;
}

const [few, many] = [1_000, 100_000] as const;
const times = 10;

/** The time a row in one answer of 100,000 rows, to that in answers of 1,000, in turns; of graphql-js and claimcheck. */
export async function timePerRow(): Promise<Result[]> {
  const results: Result[] = [];
  for (const subject of [asGraphqlJs(), asClaimcheck()]) {
    const runFew = (await workOn(mixed, few, [subject])).get(subject.subject)!;
    const runMany = (await workOn(mixed, many, [subject])).get(subject.subject)!;
    const runFewTimes = async () => {
      for (let time = 0; time < times; time += 1) await runFew();
    };
    const on = { few: `${subject.subject} on ${few} rows`, many: `${subject.subject} on ${many} rows` };
    const work = new Map([
      [on.few, runFewTimes],
      [on.many, runMany],
    ]);
    const taken = await timeInTurns(work, { warmUps: 0, rounds: 3 });
    const perRow = (duration: number, base: number) => duration / many / (base / times / few);
    const [, result] = compare('time a row', taken);
    results.push({
      ...result!,
      ratio: rounded(medianOfPairs(taken, on.many, on.few, perRow), 2),
      microseconds: rounded((result!.medianMs / many) * 1_000, 2),
    });
  }
  return results;
}
