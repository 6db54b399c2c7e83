import { setTimeout as sleep } from 'node:timers/promises';

/** Begins `count` loops of this work. `stop` resolves when the last has ended; `done` is how often it was done so far. */
export function keepBusy(
  count: number,
  work: () => Promise<unknown>,
): { readonly done: () => number; stop(): Promise<void> } {
  let done = 0;
  let stopped = false;
  const loops = Array.from({ length: count }, async () => {
    while (!stopped) {
      await work();
      done += 1;
    }
  });
  // Told by `stop`, not by the end of the process.
  for (const loop of loops) loop.catch(() => undefined);
  return {
    done: () => done,
    async stop() {
      stopped = true;
      await Promise.all(loops);
    },
  };
}

/** What a while of asking found: each answer's time, and how long it went on, in milliseconds. */
export interface Asked {
  readonly times: number[];
  readonly duration: number;
}

/** Asks at a steady pace, whatever the answers take: a slow one delays no other. */
export async function askFor(duration: number, every: number, ask: () => Promise<void>): Promise<Asked> {
  const times: number[] = [];
  const asked: Promise<void>[] = [];
  const start = performance.now();
  const timed = async (): Promise<void> => {
    const begun = performance.now();
    await ask();
    times.push(performance.now() - begun);
  };
  for (let count = 0; count * every < duration; count += 1) {
    await sleep(Math.max(0, start + count * every - performance.now()));
    const answer = timed();
    answer.catch(() => undefined);
    asked.push(answer);
  }
  const passed = performance.now() - start;
  await Promise.all(asked);
  return { times, duration: passed };
}
