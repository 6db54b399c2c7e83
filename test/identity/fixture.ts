// An identity of its own for each test: embedded store in a temporary folder, secrets of the test's, a clock that stands.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog, auditCollection } from '../../src/audit/audit-log.js';
import type { AuditEntry, AuditRecord } from '../../src/audit/audit-record.js';
import { loadSecrets } from '../../src/config/secrets.js';
import { readSettings } from '../../src/config/settings.js';
import { openEmbedded } from '../../src/database/embedded/open.js';
import type { Collection, Store } from '../../src/database/port.js';
import { createIdentity } from '../../src/identity/identity.js';
import type { Identity } from '../../src/identity/identity.js';
import { usersCollection } from '../../src/identity/users/user.repository.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import { sessionsCollection } from '../../src/identity/sessions/session.repository.js';
import type { SessionRecord } from '../../src/identity/sessions/session.repository.js';

export const password = 'correct horse battery';
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

const environment = {
  NODE_ENV: 'test',
  SECRET_KEY: 'the-secret-key-of-the-identity-tests',
  JWT_SECRET: 'the-jwt-secret-of-the-identity-tests',
  PASSWORD_PEPPER: 'the-pepper-of-all-the-identity-tests',
  BCRYPT_COST: '4',
  LOGIN_LIMIT_PAIR: 'off',
  LOGIN_LIMIT_ACCOUNT: 'off',
  LOGIN_LIMIT_ADDRESS: 'off',
};

/** An identity that is asked from one place, unless a login says from where. */
export interface Asked extends Pick<
  Identity,
  'authenticate' | 'passwords' | 'isCurrent' | 'tokenOutcomes' | 'refreshOutcomes'
> {
  login(credentials: {
    email: string;
    password: string;
    address?: string | undefined;
    userAgent?: string | undefined;
  }): ReturnType<Identity['login']>;
  refresh(refreshToken: unknown): ReturnType<Identity['refresh']>;
  logout(tokens: Parameters<Identity['logout']>[0]): Promise<true>;
  readonly whole: Identity;
}

/** Where requests of these tests come from. */
export const origin = { requestId: 'request-1', address: '192.0.2.9', userAgent: 'test' };

export interface Fixture {
  readonly identity: Asked;
  readonly users: Collection<UserRecord>;
  readonly sessions: Collection<SessionRecord>;
  /** Names of the store's methods that were called since the last look. */
  calls(): string[];
  /** Runs once, before the next call of that method. */
  before(call: `${string}.${string}`, run: () => Promise<unknown>): void;
  advance(milliseconds: number): void;
  /** Another process on the same store and with the same secrets. */
  restart(): Promise<Asked>;
  addUser(name: string, changed?: object): Promise<UserRecord>;
  readonly audit: Collection<AuditRecord>;
  /** Events that were noted instead of written. */
  readonly noted: readonly AuditEntry[];
  /** What was said of refused refreshes. */
  readonly refusals: readonly unknown[][];
  login(name: string): ReturnType<Identity['login']>;
  close(): Promise<void>;
}

/** `tick`: milliseconds by which the clock moves whenever it is read. */
export async function openFixture(changed: Record<string, string> = {}, tick = 0): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-identity-'));
  const settings = readSettings({ ...environment, ...changed });
  const store = await openEmbedded(folder);
  const opened: Identity[] = [];
  const called: string[] = [];
  const noted: AuditEntry[] = [];
  const refusals: unknown[][] = [];
  let interruption: { call: string; run: () => Promise<unknown> } | undefined;
  let now = Date.UTC(2026, 10, 22, 12);
  const clock = () => (now += tick);

  const watched = watch(store, async (call) => {
    called.push(call);
    if (interruption?.call !== call) return;
    const { run } = interruption;
    interruption = undefined;
    await run();
  });
  const start = async () => {
    const secrets = await loadSecrets(settings);
    const audit = new AuditLog(watched, settings.AUDIT_TTL, clock);
    const hasPerson = async (id: string) => id.startsWith('user-');
    const report = () => undefined;
    const refused = (...said: unknown[]) => void refusals.push(said);
    const identity = createIdentity({
      store: watched,
      settings,
      secrets,
      clock,
      audit,
      note: (entry) => void noted.push(entry),
      report,
      refused,
      hasPerson,
    });
    for (const [name, indexes] of Object.entries(identity.indexes)) await store.ensureIndexes(name, indexes);
    await identity.start();
    called.splice(0);
    opened.push(identity);
    return asked(identity);
  };
  const identity = await start();
  const passwordHash = await identity.passwords.hash(password);

  return {
    identity,
    users: store.collection<UserRecord>(usersCollection),
    sessions: store.collection<SessionRecord>(sessionsCollection),
    audit: store.collection<AuditRecord>(auditCollection),
    noted,
    refusals,
    calls: () => called.splice(0),
    before: (call, run) => void (interruption = { call, run }),
    advance: (milliseconds) => void (now += milliseconds),
    restart: start,
    async addUser(name, other = {}) {
      const email = `${name}@example.com`;
      const user = {
        _id: `user-${name}`,
        email,
        passwordHash,
        roles: ['EMPLOYEE' as const],
        generation: 1,
        createdAt: new Date(now),
        ...other,
      };
      await store.collection<UserRecord>(usersCollection).insertOne({ ...user });
      return user;
    },
    login: (name) => identity.login({ email: `${name}@example.com`, password }),
    async close() {
      await Promise.all(opened.map((each) => each.close()));
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

function asked(identity: Identity): Asked {
  return {
    whole: identity,
    authenticate: identity.authenticate,
    passwords: identity.passwords,
    isCurrent: identity.isCurrent,
    tokenOutcomes: identity.tokenOutcomes,
    refreshOutcomes: identity.refreshOutcomes,
    login: ({ email, password, ...from }) => identity.login({ email, password }, { ...origin, ...from }),
    refresh: (refreshToken) => identity.refresh(refreshToken, origin),
    logout: (tokens) => identity.logout(tokens, origin),
  };
}

function watch(store: Store, onCall: (call: string) => Promise<void>): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'now') return () => target.now();
      if (name !== 'collection') return Reflect.get(target, name, target) as unknown;
      return (collection: string) => watchCollection(collection, target.collection(collection), onCall);
    },
  });
}

function watchCollection(name: string, collection: object, onCall: (call: string) => Promise<void>): object {
  return new Proxy(collection, {
    get(target, key) {
      const method = Reflect.get(target, key, target) as (...given: unknown[]) => unknown;
      return (...given: unknown[]) => {
        const call = `${name}.${String(key)}`;
        // `find` answers a cursor at once; its reading cannot be held up here.
        if (key !== 'find') return onCall(call).then(() => Reflect.apply(method, target, given));
        void onCall(call);
        return Reflect.apply(method, target, given);
      };
    },
  });
}
