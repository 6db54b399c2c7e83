// Composes the application: settings → store → features → schema → server.
import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { AuditLog } from './audit/audit-log.js';
import { AuditTrail, auditLogIndexes, auditShape, noteDecision } from './audit-trail.js';
import { assertProtected, engineOf } from './authorization/authorization.js';
import { assertReadable } from './authorization/viewer-may.js';
import type { Clock, Context, RequestOrigin } from './context.js';
import type { Background, Demo, Environment, Feature, Indexes, Validators } from './feature.js';
import { loadSecrets } from './config/secrets.js';
import type { Secrets } from './config/secrets.js';
import type { Settings } from './config/settings.js';
import { publicJwks } from './config/signing-keys.js';
import type { KeysReport } from './config/token-keys.js';
import { openStore } from './database/open.js';
import type { Store } from './database/port.js';
import { createCursors } from './graphql/cursor.js';
import { declareSchema } from './graphql/declare.js';
import { guardedKeys } from './guarded-keys.js';
import { createHttpServer } from './http/server.js';
import type { HttpServer } from './http/server.js';
import { loggable } from './http/logger.js';
import type { Logger } from './http/logger.js';
import { identityFeature, identityShape } from './identity/feature.js';
import { createIdentity } from './identity/identity.js';
import { protect } from './policy.js';
import { loadDemo } from './seed.js';
import { ServerInfoResolver } from './server-info.resolver.js';
import { viewerCanShape } from './viewer-can.resolver.js';

export { readSettings } from './config/settings.js';
export type { Settings } from './config/settings.js';
export type { Clock, Context, RequestOrigin } from './context.js';
export type { Demo, Environment, Feature, Indexes, Validators } from './feature.js';
export { createLogger } from './http/logger.js';
export type { Logger, LoggerOptions } from './http/logger.js';

/** What an application is made of. */
export interface ApplicationParts {
  readonly settings: Settings;
  /** Or what makes it, given the names of all guarded values, so that they can be kept out of every line. */
  readonly logger: Logger | ((guarded: readonly string[]) => Logger);
  readonly features: readonly Feature[];
  readonly demo?: Demo;
  /** Frozen by tests. */
  readonly clock?: Clock;
}

/** A started application; nothing listens until `server.listen`. */
export interface Application {
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
  readonly server: HttpServer;
  readonly store: Store;
  readonly secrets: Secrets;
  /** Accounts of the demo company, where it is loaded. */
  readonly demoAccounts: Demo['accounts'];
  /** Makes the context of one request. */
  contextFor(origin: RequestOrigin): Context;
  /** Reads `JWT_KEYS_FILE` again; bad keys are logged, and the old ones stay. Missing where no such file is used. */
  readonly reloadKeys?: () => Promise<void>;
  /** Records what an operation read; the server does it before each answer leaves. */
  readonly audit: Pick<AuditTrail, 'record'>;
  /** Finishes what runs, then closes the server, the password workers, the audit log and, last, the store. */
  close(): Promise<void>;
}

/** The guarded schema of these features, without a store or a server. Throws a `PolicyError` that lists every gap. */
export async function createSchema(
  features: readonly Pick<Feature, 'resolvers' | 'records' | 'queries'>[],
  settings?: Pick<Settings, 'AUTHORIZATION_ERRORS'>,
): Promise<GraphQLSchema> {
  const all = [identityShape, auditShape, viewerCanShape, ...features];
  const resolvers = [ServerInfoResolver, ...all.flatMap((feature) => feature.resolvers)];
  const schema = protect(await declareSchema(resolvers), {
    errors: settings?.AUTHORIZATION_ERRORS ?? 'per-selection',
    onDecision: noteDecision,
    records: Object.assign({}, ...all.map(({ records }) => records)) as NonNullable<Feature['records']>,
    queries: all.flatMap(({ queries = [] }) => queries),
  });
  assertReadable(engineOf(schema), schema);
  return schema;
}

/** Opens the store, builds indexes, loads the demo company where it is wanted, and makes the server. */
export async function createApplication({
  settings,
  logger: given,
  features,
  demo,
  clock = Date.now,
}: ApplicationParts): Promise<Application> {
  const schema = await createSchema(features, settings);
  const logger = typeof given === 'function' ? given(guardedKeys(schema)) : given;
  const secrets = await loadSecrets(settings);
  const store = await openStore(settings);
  const environment = { store, settings, clock };
  const log = new AuditLog(store, settings.AUDIT_TTL, clock);
  const audit = new AuditTrail(log, logger);
  const hasPerson = personAsked(features, environment);
  const report = (what: string, cause?: unknown): void =>
    cause === undefined ? logger.warn(what) : logger.error({ cause: loggable(cause) }, what);
  const refused = (what: string, reason: string, requestId: string): void =>
    logger.info({ requestId, reason }, `${what} refused`);
  const identity = createIdentity({
    ...environment,
    secrets,
    audit: log,
    note: audit.note,
    report,
    refused,
    hasPerson,
  });
  const background: Background[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(background.map((running) => running.stop()));
    await identity.close();
    await audit.close();
    await store.close();
  };
  try {
    const all = [identityFeature(identity), ...features];
    for (const { validators } of all) await ensureValidators(store, validators ?? {});
    for (const { indexes } of [{ indexes: auditLogIndexes }, ...all]) await ensureIndexes(store, indexes);
    assertProtected(schema);
    await identity.start();
    const demoAccounts = demo ? await loadDemo(demo, { ...environment, hashPassword: identity.passwords.hash }) : [];
    for (const { start } of features)
      if (start) background.push(await start({ ...environment, accounts: identity.accounts, report }));
    const cursors = createCursors(secrets.derive('cursor'));
    const members = all.map((feature) => feature.members(environment));
    const contextFor = (origin: RequestOrigin): Context =>
      Object.assign(
        { ...origin, clock, cursors, ...audit.membersFor(origin, environment) },
        ...members.map((member) => member()),
      ) as Context;
    const server = await createHttpServer({
      settings, schema, contextFor, authenticate: identity.authenticate, logger, audit,
      isReady: () => store.ping().then(() => identity.isCurrent()),
      demoAccounts, exampleQueries: demo?.queries, publicKeys: () => publicJwks(secrets.tokenKeys.current),
    }); // prettier-ignore
    const following = secrets.tokenKeys.follow?.(keysReport(logger));
    return {
      schema, logger, server, store, secrets, demoAccounts, contextFor, audit,
      ...(following && { reloadKeys: following.reload }),
      close: async () => {
        following?.stop();
        await server.close();
        await close();
      },
    }; // prettier-ignore
  } catch (error) {
    await close();
    throw error;
  }
}

/** An account is a person's when one of the features knows them. */
function personAsked(features: readonly Feature[], environment: Environment): (userId: string) => Promise<boolean> {
  const asked = features.flatMap(({ hasPerson }) => (hasPerson ? [hasPerson(environment)] : []));
  return async (userId) => (await Promise.all(asked.map((hasPerson) => hasPerson(userId)))).includes(true);
}

function keysReport(logger: Logger): KeysReport {
  return {
    replaced: (kids) => logger.info({ kids }, 'signing keys were read again'),
    refused: (problems) => logger.error({ problems }, 'signing keys could not be read again; the old ones stay'),
  };
}

async function ensureValidators(store: Store, validators: Validators): Promise<void> {
  for (const [collection, schema] of Object.entries(validators)) await store.ensureValidator(collection, schema);
}

async function ensureIndexes(store: Store, indexes: Indexes): Promise<void> {
  for (const [collection, declared] of Object.entries(indexes)) await store.ensureIndexes(collection, declared);
}
