// Joins the engine's decisions to the audit log: who read an audited field is recorded before the answer leaves, who was
// refused something soon after it.
import { AuditEvents, auditEventIndexes, auditFilterKeys, auditQueries } from './audit/audit-events.js';
import { auditCollection, auditIndexes } from './audit/audit-log.js';
import type { AuditLog } from './audit/audit-log.js';
import type { AuditEntry } from './audit/audit-record.js';
import { RepeatedEvents } from './audit/repeated-events.js';
import { Trail } from './audit/trail.js';
import { AuditEventsResolver } from './audit-events.resolver.js';
import type { DecisionEvent } from './authorization/decision.js';
import type { Context, RequestOrigin } from './context.js';
import type { Environment, Feature, Indexes } from './feature.js';
import type { Recorder, RefusedToken } from './http/graphql-route.js';
import { loggable } from './http/logger.js';
import type { Logger } from './http/logger.js';
import { networkOf } from './identity/throttling/network.js';
import type { Viewer } from './identity/viewer.js';

declare module './context.js' {
  interface Context {
    /** What this request read and was refused. */
    readonly trail: Trail;
  }
}

/** What the schema needs of the audit log, without a store. */
export const auditShape: Pick<Feature, 'resolvers' | 'records' | 'queries'> = {
  resolvers: [AuditEventsResolver],
  queries: [{ type: 'AuditEvent', asks: auditQueries.asksOf('AuditFilter', auditFilterKeys) }],
};

/** The collection's indexes: the writer's and the reader's. */
export const auditLogIndexes = { [auditCollection]: [...auditIndexes, ...auditEventIndexes] } as unknown as Indexes;

/** Notes a decision on the request's trail. Throws for an audited read that nobody could be told of: it is then not made. */
export function noteDecision({
  context,
  viewer,
  coordinate,
  allowed,
  audited,
  record,
}: DecisionEvent<Context, Viewer>): void {
  if (allowed && !audited) return;
  const recordId = (record as { readonly id?: unknown } | undefined)?.id;
  if (!allowed) {
    context.trail.denied(viewer, coordinate, typeof recordId === 'string' ? recordId : undefined);
    return;
  }
  if (record !== undefined && typeof recordId !== 'string')
    throw new TypeError(`${coordinate} is audited, and was read from a record without an id.`);
  context.trail.read(viewer, coordinate, recordId as string | undefined);
}

/** Records what requests did. One a process. */
export class AuditTrail implements Recorder {
  readonly #log: AuditLog;
  readonly #repeated: RepeatedEvents;

  constructor(log: AuditLog, logger: Pick<Logger, 'error' | 'warn'>) {
    this.#log = log;
    this.#repeated = new RepeatedEvents(log, networkOf, {
      failed: (error) => logger.error({ cause: loggable(error) }, 'the audit log did not take a record'),
      leftOut: (group, count) => logger.warn({ group, count }, 'more kinds of events than the audit log records'),
    });
  }

  /** The members of a request's context. */
  membersFor(origin: RequestOrigin, { store, clock }: Environment): Pick<Context, 'trail' | 'auditEvents'> {
    return { trail: new Trail(origin), auditEvents: new AuditEvents(store, clock) };
  }

  /**
   * To be awaited after an operation, before its answer leaves: writes what was read, with one command, and hands on what
   * was refused. Whoever executes an operation without the HTTP server has to call it.
   * @throws {ApiError} `SERVICE_UNAVAILABLE` when the log does not take it; the answer must then not leave. What a mutation
   * has changed stays changed.
   */
  async record({ trail }: Pick<Context, 'trail'>): Promise<void> {
    const { reads, denials } = trail.take();
    for (const denial of denials) this.#repeated.note(denial, denial.actorId === undefined ? 'anonymous' : 'signed in');
    await this.#log.write(reads.map((read) => this.#log.record(read)));
  }

  /** Notes an event that an attacker can repeat at will: soon, and not each time. */
  readonly note = (entry: AuditEntry): void => this.#repeated.note(entry);

  /** Notes a request that was refused for its token. Tokens that are only too old do not crowd out the others. */
  refusedToken({ reason, address, requestId }: RefusedToken): void {
    const group = reason === 'expired' ? 'expired tokens' : 'tokens';
    this.#repeated.note({ event: 'authn_token_invalid', outcome: 'DENIED', address, requestId }, group);
  }

  /** Writes what waits. To be called when no request runs any more, before the store is closed. */
  close(): Promise<void> {
    return this.#repeated.close();
  }
}
