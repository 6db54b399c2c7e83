// Subjects do the same work in turns, so that whatever else the machine does hits all of them alike. In each turn a
// subject works twice and only the second time counts: it pays for its own garbage, not for its predecessor's.

/** One row of a benchmark's table. */
export interface Result {
  readonly case: string;
  readonly subject: string;
  readonly medianMs: number;
  /** The subject to which the ratio is. */
  readonly baseline: string;
  readonly ratio: number;
  /** Where the case is about one small thing: the time of it. */
  readonly microseconds?: number;
  /** Where the case is about memory: what it takes. */
  readonly bytes?: number;
  /** Where the case is about what a store is asked: how many commands. */
  readonly commands?: number;
  /** The documents that the store examined for the list itself. */
  readonly examined?: number;
}

export interface Benchmark {
  readonly name: string;
  /** What the figures have to be, in a line. */
  readonly goal: string;
  run(): Promise<Result[]>;
}

/** Subject → its work. The first is the baseline. */
export type Subjects = ReadonlyMap<string, () => Promise<void> | void>;

export interface MeasureOptions {
  readonly warmUps: number;
  readonly rounds: number;
  /** The first two subjects meet in each round; all others join them every so many rounds. In each, if not given. */
  readonly othersEvery?: number;
}

/** Subject → the times of its work in milliseconds, one a round; `undefined` where it did not take part. */
export type Times = ReadonlyMap<string, readonly (number | undefined)[]>;

/** Runs the subjects in turns and reports what `compare` makes of their times. */
export async function measure(name: string, subjects: Subjects, options: MeasureOptions): Promise<Result[]> {
  return compare(name, await timeInTurns(subjects, options));
}

/** Runs the subjects in turns. */
export async function timeInTurns(
  subjects: Subjects,
  { warmUps, rounds, othersEvery = 1 }: MeasureOptions,
): Promise<Times> {
  const times = new Map([...subjects.keys()].map((subject) => [subject, [] as (number | undefined)[]]));
  const all = [...subjects];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    for (const [subject, work] of turn(round % othersEvery === 0 ? all : all.slice(0, 2), round)) {
      await work();
      const start = performance.now();
      await work();
      const duration = performance.now() - start;
      if (round >= warmUps) times.get(subject)![round - warmUps] = duration;
    }
  }
  return times;
}

/**
 * The median of each subject, and the median of its ratios to the first in the same round: a machine whose speed drifts
 * takes both along.
 */
export function compare(name: string, times: Times): Result[] {
  const [baseline] = times.keys();
  return [...times].map(([subject, durations]) => ({
    case: name,
    subject,
    medianMs: rounded(median(durations.filter((duration) => duration !== undefined)), 3),
    baseline: baseline!,
    ratio: rounded(
      medianOfPairs(times, subject, baseline!, (duration, base) => duration / base),
      2,
    ),
  }));
}

/** The median of what `relate` makes of the times of two subjects in one round, over all rounds that had both. */
export function medianOfPairs(
  times: Times,
  subject: string,
  baseline: string,
  relate: (duration: number, base: number) => number,
): number {
  const base = times.get(baseline)!;
  return median(
    times.get(subject)!.flatMap((duration, round) => {
      const other = base[round];
      return duration === undefined || other === undefined ? [] : [relate(duration, other)];
    }),
  );
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Each round begins with another subject and every other goes backwards, so that nobody always cleans up after the same. */
function turn<T>(items: readonly T[], round: number): T[] {
  const start = round % items.length;
  const order = [...items.slice(start), ...items.slice(0, start)];
  return Math.floor(round / items.length) % 2 === 0 ? order : order.reverse();
}
