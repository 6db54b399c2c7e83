// Changes of the directory that exclude each other, begun in one tick at two server processes, and what is left of them
// when a process or the database is killed amid them.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMongo } from '../database/server.js';
import { openCluster, rounds } from './cluster.js';
import type { Cluster, ServerProcess } from './cluster.js';
import {
  addEmployees, appoint, departmentsIn, flawsOf, hire, leave, move, peopleIn, rephone,
} from './directory-invariants.js'; // prettier-ignore
import { signIn } from './operations.js';
import { longest, succeeded } from './racing.js';
import type { Pair } from './racing.js';
import { race } from './request.js';
import type { Answer, Operation } from './request.js';

const future = '2199-01-01';
const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('In the directory, a race of two processes', () => {
  let cluster: Cluster;
  let pair: Pair;
  let token: string;
  beforeAll(async () => {
    cluster = await openCluster(server!);
    pair = await cluster.startPair();
    token = (await signIn(pair[0], { email: 'hr@claimcheck.example' })).access;
  });
  afterAll(() => cluster.stop());

  const asHr = (query: string, variables: Record<string, unknown>): Operation => ({ query, variables, token });
  const codesOf = (answers: readonly Answer[]): string[] =>
    answers.map((answer) => answer.body.errors?.[0]?.extensions.code ?? 'done');
  /** Each at another process than the one before, the first at the other one in every other round. */
  const raceOf = async (round: number, ...operations: Operation[]): Promise<Answer[]> =>
    race(operations.map((operation, index) => [pair[(round + index) % 2]!.url, operation]));
  const eachRound = async (run: (round: number) => Promise<void>): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) await run(round);
  };
  const known = expect.stringMatching(/^(done|CONFLICT|BAD_USER_INPUT)$/);

  it(
    'of moves of two or three people under each other never closes the circle',
    () =>
      eachRound(async (round) => {
        const ids = await addEmployees(cluster, 2 + (round % 2));
        const next = (index: number): string => ids[(index + 1) % ids.length]!;
        const answers = await raceOf(round, ...ids.map((id, index) => asHr(move, { id, managerId: next(index) })));
        const stored = await Promise.all(ids.map((_id) => peopleIn(cluster).findOne({ _id })));
        // An answer tells the truth.
        expect(codesOf(answers)).toEqual(ids.map(() => known));
        expect(stored.map((person) => typeof person?.managerId === 'string')).toEqual(answers.map(succeeded));
        expect(answers.filter(succeeded).length).toBeLessThan(ids.length);
        expect(await flawsOf(cluster)).toEqual([]);
      }),
    longest,
  );

  it(
    'of a move, an arrival or an appointment against the end of the one above leaves nobody under a leaver',
    () =>
      eachRound(async (round) => {
        const [x, y, z, a] = (await addEmployees(cluster, 4)) as [string, string, string, string];
        const department = (await departmentsIn(cluster).findOne({}, { sort: { _id: 1 } }))!;
        const input = {
          name: 'New',
          email: `new-${x}@example.com`,
          jobTitle: 'x',
          hiredOn: '2026-01-01',
          departmentId: department._id,
          managerId: y,
        };
        const answers = await raceOf(
          round,
          asHr(move, { id: a, managerId: x }), asHr(leave, { id: x, on: future }),
          asHr(hire, { input }), asHr(leave, { id: y, on: future }),
          asHr(appoint, { id: department._id, headId: z }), asHr(leave, { id: z, on: future }),
        ); // prettier-ignore
        expect(codesOf(answers)).toEqual(answers.map(() => known));
        for (const at of [0, 2, 4]) expect(succeeded(answers[at]!) && succeeded(answers[at + 1]!)).toBe(false);
        expect(await peopleIn(cluster).countDocuments({ email: input.email })).toBe(succeeded(answers[2]!) ? 1 : 0);
        expect(await flawsOf(cluster)).toEqual([]);
      }),
    longest,
  );

  it(
    'of two with one address, or with one version, is won by one',
    () =>
      eachRound(async (round) => {
        const [id] = (await addEmployees(cluster, 1)) as [string];
        const department = (await departmentsIn(cluster).findOne({}))!;
        const input = {
          name: 'Twin',
          email: `twin-${id}@example.com`,
          jobTitle: 'x',
          hiredOn: '2026-01-01',
          departmentId: department._id,
        };
        const hires = await raceOf(round, asHr(hire, { input }), asHr(hire, { input }));
        expect(codesOf(hires).sort()).toEqual(['CONFLICT', 'done']);
        expect(await peopleIn(cluster).countDocuments({ email: input.email })).toBe(1);
        const phones = ['030 11', '030 22'];
        const changes = await raceOf(round, ...phones.map((phone) => asHr(rephone, { id, version: 1, phone })));
        expect(codesOf(changes).sort()).toEqual(['CONFLICT', 'done']);
        expect(await peopleIn(cluster).findOne({ _id: id })).toMatchObject({
          version: 2, phone: phones[changes.findIndex(succeeded)],
        }); // prettier-ignore
      }),
    longest,
  );

  it(
    'FR-12 FR-13 that a kill of one of them cuts off leaves what was answered, no circle and nobody half there',
    async () => {
      const [survivor, first] = pair;
      let victim: ServerProcess = first;
      for (let round = 0; round < Math.min(rounds, 5); round += 2) {
        const ids = await addEmployees(cluster, 6);
        const departmentId = (await departmentsIn(cluster).findOne({}))!._id;
        const done: { email: string }[] = [];
        const versions = new Map<string, number>();
        let over = false;
        const load = [0, 1, 2, 3].map(async (by) => {
          for (let count = 0; !over; count += 1) {
            const [id, managerId] = [ids[(count + by) % 6]!, ids[(count + by + 1 + (count % 3)) % 6]!];
            const email = `load-${round}-${by}-${count}-${id}@example.com`;
            const input = { name: 'Load', email, jobTitle: 'x', hiredOn: '2026-01-01', departmentId, managerId };
            const at = by < 2 ? victim : survivor;
            try {
              const moved = await at.ask(move, token, { id, managerId });
              if (succeeded(moved)) versions.set(id, (versions.get(id) ?? 0) + 1);
              if (succeeded(await at.ask(hire, token, { input }))) done.push({ email });
            } catch (error) {
              if (!isCutOff(error)) throw error;
              return;
            }
          }
        });
        await sleep(250 + ((round * 37) % 150));
        await victim.kill();
        over = true;
        await Promise.all(load);
        expect(done.length).toBeGreaterThan(0);
        for (const { email } of done)
          expect(await peopleIn(cluster).findOne({ email })).toMatchObject({
            kind: 'EMPLOYEE',
            managerId: expect.any(String),
          });
        for (const [id, count] of versions)
          expect((await peopleIn(cluster).findOne({ _id: id }))!.version).toBeGreaterThanOrEqual(1 + count);
        expect(await flawsOf(cluster)).toEqual([]);
        // What was under way has lapsed; the process that starts sweeps it.
        const left = { pendingId: { $exists: true } };
        await peopleIn(cluster).updateMany(left, { $set: { pendingSince: new Date(Date.now() - 11_000) } });
        victim = await cluster.start();
        expect(await peopleIn(cluster).countDocuments({ $or: [left, { kind: 'ARRIVING' }] })).toBe(0);
        expect(await flawsOf(cluster)).toEqual([]);
      }
    },
    longest,
  );
});

/** The connection broke, or there was nobody to connect to. */
function isCutOff(error: unknown): boolean {
  return ['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
}
