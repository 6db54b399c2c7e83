// How long the other processes go on accepting what one of them has revoked.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { ServerProcess } from './cluster.js';
import { invalidToken, me } from './operations.js';

const promised = 1_000;
const interval = 50;

/** Milliseconds from a mutation's answer to the sending of the first request that was refused, each time it was measured. */
const delays: number[] = [];

/**
 * Asks with that token every 50 ms until it is refused, and fails when a request sent later than a second after the
 * mutation's answer is not. From then on it has to stay refused.
 *
 * @param answeredAt of the mutation, by `performance.now()`.
 */
export async function expectRefusedWithinASecond(by: ServerProcess, token: string, answeredAt: number): Promise<void> {
  for (;;) {
    const delay = performance.now() - answeredAt;
    const answer = await by.ask(me, token);
    if (answer.status === 401 || delay > promised) {
      expect(answer).toEqual(invalidToken);
      delays.push(delay);
      break;
    }
    await sleep(interval);
  }
  expect(await by.ask(me, token)).toEqual(invalidToken);
}

/** One line on what was measured, for the long rounds. */
export function spreadSummary(): string {
  const sorted = delays.toSorted((one, other) => one - other);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(0);
  return `known to the other process after: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms, of ${sorted.length}`;
}
