// What a page of 50 costs the process that answers it, to a bare handler that reads and serialises the same page.
import { createSecretKey, randomBytes } from 'node:crypto';
import { hmacKey, signingKeys } from '../../src/config/signing-keys.js';
import type { Role } from '../../src/identity/role.js';
import { accessTokens } from '../../src/identity/tokens/access-token.js';
import type { MongoServer } from '../../test/database/server.js';
import { median, rounded } from '../measure.js';
import type { Result } from '../measure.js';
import { loadCompany } from './company.js';
import { startMeasured } from './measured-process.js';
import type { MeasuredProcess } from './measured-process.js';

const rounds = 30;
const requests = 10;
/** Before the first round: until then both run code that is not compiled yet. Few rows are read soon, however slow the server. */
const warmUps = { fewRows: 800, page: 60 } as const;
const query =
  'query ($name: String) { employees(first: 50, filter: { nameStartsWith: $name }) { nodes { id name email jobTitle hiredOn } pageInfo { hasNextPage endCursor } } }';
const page = JSON.stringify({ query, variables: { name: null } });
const fewRows = JSON.stringify({ query, variables: { name: 'zofia z' } });

interface Round {
  /** Milliseconds of processor time, each request. */
  readonly processor: number;
  /** Milliseconds until the answer. */
  readonly answer: number;
}

interface Subject {
  readonly name: string;
  readonly process: MeasuredProcess;
  readonly token: string;
  readonly rounds: Round[];
}

/** Processor time and time of answer, for HR and for an employee who may see less of other fields. */
export async function processorTime(mongo: MongoServer, employees: number): Promise<Result[]> {
  const uri = new URL(mongo.freshUri());
  uri.searchParams.delete('monitorCommands');
  const environment = { NODE_ENV: 'production', MONGODB_URI: uri.href, JWT_SECRET: secret() };
  const processes: MeasuredProcess[] = [];
  const started = async (module: string, more: Record<string, string> = {}): Promise<MeasuredProcess> => {
    const running = await startMeasured(new URL(module, import.meta.url), { ...environment, ...more });
    processes.push(running);
    return running;
  };
  try {
    await loadCompany(uri.href, employees);
    const settings = { PORT: '0', SECRET_KEY: secret(), PASSWORD_PEPPER: secret() };
    const claimcheck = await started('./claimcheck-server.js', settings);
    const bare = await started('./bare-server.js');
    const hr = tokenFor('user-hr', ['EMPLOYEE', 'HR'], environment.JWT_SECRET);
    const employee = tokenFor('user-employee', ['EMPLOYEE'], environment.JWT_SECRET);
    const subjects: readonly Subject[] = [
      { name: 'bare handler', process: bare, token: hr, rounds: [] },
      { name: 'claimcheck, as HR', process: claimcheck, token: hr, rounds: [] },
      { name: 'claimcheck, as EMPLOYEE', process: claimcheck, token: employee, rounds: [] },
    ];
    await checkAnswers(subjects);
    for (const { process, token } of subjects) {
      await ask(process, token, fewRows, warmUps.fewRows);
      await ask(process, token, page, warmUps.page);
    }
    for (let round = 0; round < rounds; round += 1)
      for (const { process, token, rounds: done } of subjects) done.push(await ask(process, token, page, requests));
    return [
      ...compared('page of 50, processor time', subjects, ({ processor }) => processor),
      ...compared('page of 50, time of answer', subjects, ({ answer }) => answer),
    ];
  } finally {
    await Promise.all(processes.map((process) => process.stop()));
  }
}

async function ask(server: MeasuredProcess, token: string, body: string, count: number): Promise<Round> {
  const before = await server.processorTime();
  const start = performance.now();
  for (let asked = 0; asked < count; asked += 1) await server.post(body, token);
  const duration = performance.now() - start;
  const used = (await server.processorTime()) - before;
  return { processor: used / 1_000 / count, answer: duration / count };
}

/** All answer the same rows, and none of them an error. */
async function checkAnswers(subjects: readonly Subject[]): Promise<void> {
  const nodes = new Set<string>();
  for (const { process, token } of subjects) {
    const { data, errors } = JSON.parse(await process.post(page, token)) as {
      data: { employees: { nodes: unknown[] } };
      errors?: unknown;
    };
    if (errors !== undefined || data.employees.nodes.length !== 50) throw new Error('The page was not answered.');
    nodes.add(JSON.stringify(data.employees.nodes));
  }
  if (nodes.size !== 1) throw new Error('The subjects answered different pages.');
}

/** Signed as the server signs: no login is measured, nor needed. */
export function tokenFor(id: string, roles: readonly Role[], jwtSecret: string): string {
  const keys = signingKeys([hmacKey(createSecretKey(Buffer.from(jwtSecret)), 'HS256')]);
  const settings = { JWT_ISSUER: 'claimcheck', JWT_AUDIENCE: 'claimcheck', ACCESS_TOKEN_TTL: 900_000 };
  const authTime = Math.floor(Date.now() / 1_000);
  const viewer = { id, sessionId: 'session-of-the-benchmark', roles, authTime, generation: 0 };
  return accessTokens(() => keys, settings, Date.now).issue(viewer, new Date(Date.now() + 86_400_000)).token;
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function compared(name: string, subjects: readonly Subject[], of: (round: Round) => number): Result[] {
  const [baseline] = subjects as [Subject, ...Subject[]];
  return subjects.map(({ name: subject, rounds: done }) => ({
    case: name,
    subject,
    medianMs: rounded(median(done.map(of)), 3),
    baseline: baseline.name,
    ratio: rounded(median(done.map((round, index) => of(round) / of(baseline.rounds[index]!))), 2),
  }));
}
