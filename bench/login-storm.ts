// What logins cost everybody else. A server in a process of its own answers a signed-in query every 25 ms: while nothing
// else happens, and while 64 clients do nothing but sign in, at cost 12.
//
// query, p99     the slowest of a hundred answers
// time a login   how long the server takes for each of many; beside a bare hash, made by as many workers of lowest
//                priority as there are cores, while the same server answers the same queries
//
// default pool   the same server, hashing as bcrypt does by itself: in libuv's thread pool, at everybody's priority
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import bcrypt from 'bcrypt';
import { Piscina } from 'piscina';
import { askFor, keepBusy } from './login-storm/load.js';
import { cost, startServer } from './login-storm/server.js';
import type { Server } from './login-storm/server.js';
import { median, rounded } from './measure.js';
import type { Benchmark, Result } from './measure.js';

const clients = 64;
const rounds = 3;
const every = 25;
const seconds = { quiet: 6, bare: 8, storm: 10 };

interface Round {
  readonly times: number[];
  /** Milliseconds of the whole machine for each. */
  readonly each: number;
}

export const loginStorm: Benchmark = {
  name: 'login-storm',
  goal: 'goal during 64 logins: the p99 of other queries ≤ 1.50 of quiet; the time a login ≤ 1.05 of a bare hash',
  async run() {
    const servers = {
      own: await startServer(),
      pool: await startServer(new URL('./login-storm/default-pool.js', import.meta.url)),
    };
    const runs: Record<'quiet' | 'bare' | 'own' | 'pool', Round[]> = { quiet: [], bare: [], own: [], pool: [] };
    try {
      for (let round = 0; round < rounds; round += 1) {
        runs.quiet.push({ ...(await askFor(seconds.quiet * 1_000, every, servers.own.query)), each: 0 });
        runs.bare.push(await bareHashing(servers.own));
        runs.own.push(await busy(servers.own, clients, servers.own.login, seconds.storm));
      }
      // Once: its logins are mostly still waiting when the others are done.
      runs.pool.push(await busy(servers.pool, clients, servers.pool.login, seconds.storm));
    } finally {
      await Promise.all([servers.own.stop(), servers.pool.stop()]);
    }
    const p99 = (name: keyof typeof runs): number =>
      quantile(
        runs[name].flatMap(({ times }) => times),
        0.99,
      );
    const each = (name: keyof typeof runs): number => median(runs[name].map((round) => round.each));
    return [
      row('query, p99', 'quiet', p99('quiet'), 'quiet', p99('quiet')),
      row('query, p99', 'claimcheck', p99('own'), 'quiet', p99('quiet')),
      row('query, p99', 'default pool', p99('pool'), 'quiet', p99('quiet')),
      row('time a login', 'bare hashing', each('bare'), 'bare hashing', each('bare')),
      row('time a login', 'claimcheck', each('own'), 'bare hashing', each('bare')),
    ];
  },
};

async function bareHashing(server: Server): Promise<Round> {
  const workers = availableParallelism();
  const filename = new URL('../src/identity/passwords/worker.js', import.meta.url).href;
  const pool = new Piscina({ filename, minThreads: workers, maxThreads: workers, niceIncrement: 19 });
  const task = { text: 'a'.repeat(64), hash: bcrypt.hashSync('b'.repeat(64), cost), padding: [] };
  try {
    return await busy(server, 2 * workers, () => pool.run(task, { name: 'compare' }), seconds.bare);
  } finally {
    await pool.close();
  }
}

/** Asks while so many do this work without a pause. */
async function busy(server: Server, count: number, work: () => Promise<unknown>, lasting: number): Promise<Round> {
  const load = keepBusy(count, work);
  await sleep(2_000);
  const before = load.done();
  const { times, duration } = await askFor(lasting * 1_000, every, server.query);
  const done = load.done() - before;
  await load.stop();
  return { times, each: duration / done };
}

function row(name: string, subject: string, milliseconds: number, baseline: string, base: number): Result {
  return { case: name, subject, medianMs: rounded(milliseconds, 3), baseline, ratio: rounded(milliseconds / base, 2) };
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;
}
