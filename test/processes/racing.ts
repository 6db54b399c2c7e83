// What the races share: who starts them, and what must be dead after them.
import { rounds } from './cluster.js';
import type { Account, Cluster, ServerProcess } from './cluster.js';
import { expectNoRefresh } from './operations.js';
import type { Tokens } from './operations.js';
import type { Answer, Operation } from './request.js';
import { expectRefusedWithinASecond } from './spread.js';

/** Enough for the rounds of one race. */
export const longest = 30_000 + rounds * 10_000;

/** The two processes that race. */
export type Pair = readonly [first: ServerProcess, second: ServerProcess];

/** Whether nothing of the operation was refused. */
export function succeeded(answer: Answer): boolean {
  return answer.body.errors === undefined;
}

/** Operations for a race, half of them at each process. */
export function halves(
  [first, second]: Pair,
  count: number,
  operation: (index: number) => Operation,
): (readonly [url: string, operation: Operation])[] {
  return Array.from(
    { length: count },
    (_, index) => [(index % 2 === 0 ? first : second).url, operation(index)] as const,
  );
}

/** Runs all rounds: each begins at the other process, with an account that no other round has. */
export async function eachRound(
  cluster: Cluster,
  [first, second]: Pair,
  run: (alice: Account, one: ServerProcess, other: ServerProcess) => Promise<void>,
  { roles = [], count = rounds }: { roles?: Parameters<Cluster['addUser']>[0]; count?: number } = {},
): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    const alice = await cluster.addUser(roles);
    await (round % 2 === 0 ? run(alice, first, second) : run(alice, second, first));
  }
}

/** Within a second no access token of these works anywhere; then no refresh token, as each refusal is news to its process. */
export async function expectAllDead(pair: Pair, tokens: readonly Tokens[]): Promise<void> {
  const answeredAt = performance.now();
  await Promise.all(
    tokens.flatMap(({ access }) => pair.map((process) => expectRefusedWithinASecond(process, access, answeredAt))),
  );
  for (const token of new Set(tokens.map((each) => each.refresh))) await expectNoRefresh(token, ...pair);
}
