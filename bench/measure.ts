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
}

/**
 * Runs all subjects in turns and reports the median of each, and the median of its ratios to the first in the same
 * turn: a machine whose speed drifts takes both along.
 */
export async function measure(
  name: string,
  subjects: Subjects,
  { warmUps, rounds }: MeasureOptions,
): Promise<Result[]> {
  const times = new Map([...subjects.keys()].map((subject) => [subject, [] as number[]]));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const [subject, work] of turn([...subjects], round + warmUps)) {
      await work();
      const start = performance.now();
      await work();
      const duration = performance.now() - start;
      if (round >= 0) times.get(subject)!.push(duration);
    }
  }
  const [baseline] = subjects.keys();
  const base = times.get(baseline!)!;
  return [...times].map(([subject, durations]) => ({
    case: name,
    subject,
    medianMs: rounded(median(durations), 3),
    baseline: baseline!,
    ratio: rounded(median(durations.map((duration, round) => duration / base[round]!)), 2),
  }));
}

/** Each round begins with another subject and every other goes backwards, so that nobody always cleans up after the same. */
function turn<T>(items: readonly T[], round: number): T[] {
  const start = round % items.length;
  const order = [...items.slice(start), ...items.slice(0, start)];
  return Math.floor(round / items.length) % 2 === 0 ? order : order.reverse();
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
