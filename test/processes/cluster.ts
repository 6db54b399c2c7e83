// Several server processes on one MongoDB, as in a deployment: they share nothing but the store and the secrets.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import type { Collection, Db } from 'mongodb';
import type { Role } from '../../src/identity/role.js';
import { sessionsCollection } from '../../src/identity/sessions/session.repository.js';
import type { SessionRecord } from '../../src/identity/sessions/session.repository.js';
import { usersCollection } from '../../src/identity/users/user.repository.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import { killAll, start } from '../start/process.js';
import type { MongoServer } from '../database/server.js';
import { prepare } from './request.js';
import type { Answer } from './request.js';
import { deep } from '../deep.js';

/** Rounds of a race: each begins with an account of its own. */
export const rounds = deep ? 100 : 3;

/** One running `claimcheck serve`. */
export interface ServerProcess {
  /** Of the GraphQL endpoint. */
  readonly url: string;
  ask(query: string, token?: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** The status of a path such as `/readyz`. */
  statusOf(path: string): Promise<number>;
  /** All that it printed and logged so far. */
  output(): string;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** An account that a test added. */
export interface Account {
  readonly id: string;
  readonly email: string;
}

export interface Cluster {
  /** The database's, as the processes know it. */
  readonly uri: string;
  /** The state itself, beside what the processes answer. */
  readonly database: Db;
  readonly users: Collection<UserRecord>;
  readonly sessions: Collection<SessionRecord>;
  /** Starts two processes, of which the first loads the demo company. */
  startPair(): Promise<[ServerProcess, ServerProcess]>;
  /** Starts one more process. */
  start(settings?: Record<string, string>): Promise<ServerProcess>;
  /** Writes an account straight into the store; its password is that of the demo accounts. */
  addUser(roles?: readonly Role[], changed?: Partial<UserRecord>): Promise<Account>;
  /** Sessions with which the account could go on now, judged by the store alone. */
  liveSessions(userId: string): Promise<SessionRecord[]>;
  stop(): Promise<void>;
}

/** Signs access tokens, as in the processes. */
export const jwtSecret = 'the-jwt-secret-b39e52d6-of-several-processes';

const secrets = {
  SECRET_KEY: 'the-secret-key-4f8a1c07-of-several-processes',
  JWT_SECRET: jwtSecret,
  PASSWORD_PEPPER: 'the-pepper-7d10c9ee-of-several-processes',
};
const throttling = { LOGIN_LIMIT_PAIR: 'off', LOGIN_LIMIT_ACCOUNT: 'off', LOGIN_LIMIT_ADDRESS: 'off' };

/** A fresh database, and no process yet. `settings` are those of every process. */
export async function openCluster(server: MongoServer, settings: Record<string, string> = {}): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-processes-'));
  const uri = server.freshUri();
  const client = new MongoClient(uri);
  const database = client.db();
  const users = database.collection<UserRecord>(usersCollection);
  const sessions = database.collection<SessionRecord>(sessionsCollection);

  const begin = async (own: Record<string, string>): Promise<ServerProcess> => {
    const environment = {
      NODE_ENV: 'test', DATA_DIR: folder, MONGODB_URI: uri, PORT: '0', LOG_LEVEL: 'fatal', SEED: 'none', SEED_EMPLOYEES: '10',
      ...secrets, ...throttling, ...settings, ...own,
    }; // prettier-ignore
    const started = start(environment);
    const url = await started.ready();
    return {
      url,
      ask: async (query, token, variables) => (await prepare(url, { query, token, ...(variables && { variables }) }))(),
      statusOf: async (path) => (await fetch(new URL(path, url))).status,
      output: () => Object.values(started.output()).join('\n'),
      async kill() {
        started.child.kill('SIGKILL');
        await started.exited;
      },
    };
  };

  return {
    uri,
    database,
    users,
    sessions,
    // Not at once: a process does not start while another loads the demo company.
    startPair: async () => [await begin({ SEED: 'demo' }), await begin({})],
    start: (own = {}) => begin(own),
    async addUser(roles = [], changed = {}) {
      const id = `user-${randomUUID()}`;
      const email = `${id}@claimcheck.example`;
      const like = await users.findOne({ _id: 'user-stranger' });
      if (!like) throw new Error('the demo company is not there: startPair comes first');
      await users.insertOne({ ...like, _id: id, email, roles, ...changed });
      return { id, email };
    },
    async liveSessions(userId) {
      const [user, own] = await Promise.all([users.findOne({ _id: userId }), sessions.find({ userId }).toArray()]);
      const now = new Date();
      if (!user || (user.disabledAt ?? null) !== null) return [];
      const from = user.sessionsFrom ?? 0;
      return own.filter(
        ({ endedAt, idleExpiresAt, expiresAt, generation }) =>
          (endedAt ?? null) === null && idleExpiresAt > now && expiresAt > now && generation >= from,
      );
    },
    async stop() {
      killAll();
      await client.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
