// What a viewer may not read has no influence on what they are told: over operations that nobody thought of.
import type { ApolloServer } from '@apollo/server';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { findInterference } from '../../src/authorization/testing.js';
import type { InterferenceSearch } from '../../src/authorization/testing.js';
import type { Context } from '../../src/context.js';
import type { Store } from '../../src/database/port.js';
import { createApolloServer } from '../../src/http/apollo.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import type { Viewer } from '../../src/identity/viewer.js';
import { startApplication } from '../application.js';
import type { Running } from '../application.js';
import { changeHidden, viewers } from './hidden-values.js';
import type { ViewerName } from './hidden-values.js';

/** For each kind of viewer. */
const operations = Number(process.env['OPERATIONS'] ?? 500);
const seed = 20_240_601;
/** Smaller than the server's own, so that there may be more operations. */
const limits = { tokens: 60, cost: 250 };
const patience = 30_000 + 100 * operations;

const now = 1_750_000_000_000;

let running: Running;
let apollo: ApolloServer<Context>;
let ids: readonly string[];

beforeAll(async () => {
  // The clock stands still, so that no token expires during a long run.
  running = await startApplication({ SEED_EMPLOYEES: '22' }, () => now);
  const { schema, store } = running.application;
  apollo = createApolloServer({
    schema,
    settings: { INTROSPECTION: 'on', MAX_DEPTH: 10, MAX_COST: 5_000 },
    logger: pino({ level: 'silent' }),
  });
  await apollo.start();
  ids = await someIds(store);
});
afterAll(async () => {
  await apollo.stop();
  await running.stop();
});

/** Of everything that has one, also of what hardly anybody may meet. */
async function someIds(store: Store): Promise<string[]> {
  const of = async (name: string, filter: object, most: number): Promise<string[]> =>
    (await store.collection(name).find(filter).toArray()).slice(0, most).map(({ _id }) => String(_id));
  const found = await Promise.all([
    of('people', { kind: 'EMPLOYEE' }, 8),
    of('people', { kind: 'CONTRACTOR' }, 2),
    of('departments', {}, 5),
    of('users', {}, 6),
    of('reviews', { status: 'DRAFT' }, 3),
    of('reviews', { status: 'SUBMITTED' }, 3),
  ]);
  return [...found.flat(), 'another', 'arriving'];
}

/** What splits the company, and words that stand only where nobody looks for them. */
const values = {
  'Query.search(text:)': ['ada', 'en', 'northwind', 'head of', 'claimcheck', 'changed', 'birch', 'arriving', 'kept what'],
  'EmployeeFilter.nameStartsWith': ['a', 'Fa', 'ada', 'V'],
  'EmployeeFilter.jobTitle': ['Head of Finance', 'Lead engineer', 'Chief executive'],
  'EmployeeFilter.hiredAfter': ['2014-01-01', '2019-01-01'],
  'EmployeeFilter.hiredBefore': ['2018-01-01', '2023-01-01'],
  'EmployeeFilter.salaryAtLeast': [4_500_000, 11_000_000],
  'EmployeeFilter.salaryAtMost': [6_000_000, 12_000_000],
}; // prettier-ignore

const changesByHr = [
  'createEmployee', 'createContractor', 'updateContractor', 'createDepartment', 'updateDepartment', 'endEmployment',
]; // prettier-ignore
const changes = [...changesByHr, 'updateEmployee', 'createReview', 'submitReview', 'acknowledgeReview'];

/** What refuses a viewer whatever is sent: nobody may tell from it what is there. */
const refused: { readonly [V in ViewerName]: readonly string[] } = {
  anonymous: changes,
  stranger: changes,
  auditor: changes,
  admin: changes,
  employee: [...changesByHr, 'createReview', 'submitReview'],
  manager: [...changesByHr, 'acknowledgeReview'],
  hr: ['createReview', 'submitReview'],
};

type Answer = (...asked: Parameters<InterferenceSearch['answer']>) => Promise<string>;

/** The guarded path without the edge: parse, validate, check, execute and format, as the server does. */
async function inProcess(viewer: ViewerName): Promise<Answer> {
  const { contextFor } = running.application;
  const origin = { viewer: await viewerOf(viewer), requestId: 'request' };
  return async ({ query, variables }) => {
    const { body } = await apollo.executeOperation({ query, variables }, { contextValue: contextFor(origin) });
    if (body.kind !== 'single') throw new TypeError('Incremental delivery is not part of this schema.');
    return JSON.stringify(body.singleResult);
  };
}

/** Whom the access token of a demo account names. */
async function viewerOf(viewer: ViewerName): Promise<Viewer | null> {
  const user = await running.application.store.collection<UserRecord>('users').findOne({ _id: `user-${viewer}` });
  return user && { id: user._id, sessionId: 'session', roles: user.roles, authTime: now / 1000, generation: 0 };
}

async function overHttp(viewer: ViewerName): Promise<Answer> {
  const token = await running.tokenOf(viewer);
  return async ({ query, variables }) => (await running.ask(query, token, variables)).text;
}

function search(viewer: ViewerName, answer: Answer): InterferenceSearch {
  let restore: (() => Promise<void>) | undefined;
  return {
    schema: running.application.schema,
    answer,
    change: async () => {
      if (!restore) restore = await changeHidden(running.application.store, viewer);
      else {
        await restore();
        restore = undefined;
      }
    },
    operations,
    seed,
    values: { ID: ids, ...values },
    refusedMutations: ['refresh', ...refused[viewer]],
    limits,
  };
}

/** Counts what was answered. */
function counted(answer: Answer): { answer: Answer; seen: { answers: number; data: number; faults: number } } {
  const seen = { answers: 0, data: 0, faults: 0 };
  return {
    seen,
    answer: async (operation) => {
      const text = await answer(operation);
      seen.answers += 1;
      if (/"data":\{.*:(?!null|\[\]|\{|\[)/.test(text)) seen.data += 1;
      if (text.includes('INTERNAL_SERVER_ERROR')) seen.faults += 1;
      return text;
    },
  };
}

describe('no answer to a generated operation depends on what its viewer may not read', () => {
  it.each(viewers)('as %s', async (viewer) => {
    const { answer, seen } = counted(await inProcess(viewer));
    expect(await findInterference(search(viewer, answer))).toBeUndefined();
    expect(seen).toEqual({ answers: 2 * operations, data: expect.any(Number), faults: 0 });
    expect(seen.data).toBeGreaterThan(operations / 2);
  }, patience); // prettier-ignore

  it('as manager over HTTP', async () => {
    const some = { ...search('manager', await overHttp('manager')), operations: Math.ceil(operations / 10) };
    expect(await findInterference(some)).toBeUndefined();
  }, patience); // prettier-ignore

  it('but that to somebody who may read it does', async () => {
    const found = await findInterference(search('employee', await inProcess('hr')));
    expect(found).toMatchObject({ because: 'differs', seed });
  }, patience); // prettier-ignore
});
