// The database server is killed amid changes of the directory and started again on what it has stored.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMortalMongo } from '../database/server.js';
import { openCluster } from './cluster.js';
import type { Cluster } from './cluster.js';
import { addEmployees, departmentsIn, flawsOf, hire, move, peopleIn, rephone } from './directory-invariants.js';
import { openLink } from './link.js';
import type { Link } from './link.js';
import { signIn } from './operations.js';
import { longest, succeeded } from './racing.js';
import type { Pair } from './racing.js';
import type { Answer } from './request.js';

const mortal = await startMortalMongo();
afterAll(() => mortal?.stop());

(mortal ? describe : describe.skip)('A kill of the database server amid changes of the directory', () => {
  let link: Link;
  let cluster: Cluster;
  let pair: Pair;
  let token: string;
  beforeAll(async () => {
    link = await openLink(`mongodb://127.0.0.1:${mortal!.port()}/directory`);
    cluster = await openCluster({ uri: link.uri, freshUri: () => link.uri, stop: () => Promise.resolve() });
    pair = await cluster.startPair();
    token = (await signIn(pair[0], { email: 'hr@claimcheck.example' })).access;
  });
  afterAll(async () => {
    await cluster.stop();
    await link.close();
  });

  const codeOf = (answer: Answer): string => answer.body.errors?.[0]?.extensions.code ?? 'done';

  it(
    'FR-03 FR-05 FR-13 loses nothing that was answered, closes no circle, and is over within five seconds of its return',
    async () => {
      const ids = await addEmployees(cluster, 6);
      const departmentId = (await departmentsIn(cluster).findOne({}))!._id;
      const [hired, codes, phones] = [new Set<string>(), new Map<string, number>(), new Map<string, string>()];
      let [slowest, over] = [0, false];
      const ask = async (by: number, query: string, variables: Record<string, unknown>): Promise<boolean> => {
        const begun = performance.now();
        const answer = await pair[by % 2]!.ask(query, token, variables);
        slowest = Math.max(slowest, performance.now() - begun);
        codes.set(codeOf(answer), (codes.get(codeOf(answer)) ?? 0) + 1);
        return succeeded(answer);
      };
      const load = [0, 1, 2, 3].map(async (by) => {
        for (let count = 0; !over; count += 1) {
          const [id, managerId] = [ids[(count + by) % 6]!, ids[(count + by + 1 + (count % 3)) % 6]!];
          await ask(by, move, { id, managerId });
          const email = `load-${by}-${count}@example.com`;
          const input = { name: 'Load', email, jobTitle: 'x', hiredOn: '2026-01-01', departmentId, managerId };
          if (await ask(by, hire, { input })) hired.add(email);
          // Each worker has a person of its own for this.
          const phone = `+49 30 ${1_000 + count}`;
          if (await ask(by, rephone, { id: ids[by]!, version: null, phone })) phones.set(ids[by]!, phone);
          else phones.delete(ids[by]!); // it may have happened
        }
      });
      await sleep(2_000);
      await mortal!.kill();
      await sleep(1_000);
      await mortal!.revive();
      link.leadTo(mortal!.port());
      const back = performance.now();
      const before = hired.size;
      while (hired.size === before && performance.now() - back < 20_000) await sleep(50);
      const recovered = performance.now() - back;
      await sleep(1_000);
      over = true;
      await Promise.all(load);

      const known = ['BAD_USER_INPUT', 'CONFLICT', 'SERVICE_UNAVAILABLE', 'done'];
      expect([...codes.keys()].filter((code) => !known.includes(code))).toEqual([]);
      expect([codes.get('SERVICE_UNAVAILABLE'), codes.get('done')]).toEqual([expect.any(Number), expect.any(Number)]);
      expect(slowest).toBeLessThan(3_000 * patience);
      expect(recovered).toBeLessThan(5_000 * patience);
      const stored = await peopleIn(cluster).find({ kind: 'EMPLOYEE' }).toArray();
      const emails = stored.map(({ email }) => email);
      expect([...hired].filter((email) => !emails.includes(email))).toEqual([]);
      expect(new Set(emails).size).toBe(emails.length);
      for (const [id, phone] of phones) expect(stored.find(({ _id }) => _id === id)?.phone).toBe(phone);
      expect(await flawsOf(cluster)).toEqual([]);
    },
    longest,
  );
});

/** The machine may do other things at the same time; what has to be told apart is seconds from never. */
const patience = 2;
