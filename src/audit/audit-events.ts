// The one reader. There is no other way to the log, and this one changes nothing.
import type { IndexDeclaration, Store } from '../database/port.js';
import type { Order } from '../database/list-order.js';
import type { Ask } from '../database/query-keys.js';
import { both, queriesOf } from '../database/query.js';
import type { Query } from '../database/query.js';
import { Records } from '../database/records.js';
import type { RecordOf } from '../database/record.js';
import type { List } from '../database/records.js';
import type { Wanted } from '../database/wanted.js';
import { auditCollection } from './audit-log.js';
import type { AuditRecord } from './audit-record.js';

/** Each index with the query that it serves: newest first, of the one key that the filter names. */
export const auditEventIndexes: readonly IndexDeclaration<AuditRecord>[] = [
  // find and count without a filter, or with times only
  { name: 'newest', key: { at: -1, _id: -1 } },
  // filter.event
  { name: 'event', key: { event: 1, at: -1, _id: -1 } },
  // filter.actorId
  { name: 'actorId', key: { actorId: 1, at: -1, _id: -1 } },
  // filter.coordinate
  { name: 'coordinate', key: { coordinate: 1, at: -1, _id: -1 } },
  // filter.recordId
  { name: 'recordIds', key: { recordIds: 1, at: -1, _id: -1 } },
];

/** An event as resolvers see it. */
export type AuditEventRecord = RecordOf<AuditRecord>;

/** Which events; all that is given must hold. `null` is as good as absent. */
export interface AuditEventFilter {
  readonly event?: string | null;
  readonly actorId?: string | null;
  readonly coordinate?: string | null;
  /** One of those that the event is about. */
  readonly recordId?: string | null;
  /** The first moment. */
  readonly from?: Date | null;
  /** The moment after the last. */
  readonly to?: Date | null;
}

/** The keys of queries for events: those of AuditFilter, and how long events are kept. */
export const auditQueries = queriesOf<AuditRecord>()((key) => ({
  // Any text: an event that this version does not know may have been recorded by another.
  event: key.equal('event') as Ask<AuditRecord, string>,
  actorId: key.equal('actorId'),
  coordinate: key.equal('coordinate'),
  recordId: key.equal('recordIds'),
  from: key.compared('at', '$gte'),
  to: key.compared('at', '$lt'),
  keptBeyond: key.compared('expiresAt', '$gt'),
}));

/** Those that a client may send. */
export const auditFilterKeys = ['event', 'actorId', 'coordinate', 'recordId', 'from', 'to'] as const;

const newestFirst: Order<AuditRecord> = { key: 'at', type: 'date', direction: -1 };

/** Recorded events of one request's viewer. Those whose time to be kept is over are not there. */
export class AuditEvents {
  readonly #records: Records<AuditRecord>;
  readonly #clock: () => number;

  constructor(store: Pick<Store, 'collection'>, clock: () => number) {
    this.#records = new Records(store, auditCollection);
    this.#clock = clock;
  }

  /** Newest first; events of one moment by id, backwards. */
  list(filter: AuditEventFilter, wanted: Wanted): List<AuditEventRecord> {
    return this.#records.list(this.#matching(filter), newestFirst, wanted);
  }

  /** The embedded store deletes nothing by itself, MongoDB within a minute: what is to be kept no longer is left out. */
  #matching(filter: AuditEventFilter): Query<AuditRecord> {
    return both(
      auditQueries.where({ keptBeyond: new Date(this.#clock()) }),
      auditQueries.sent(auditFilterKeys, filter),
    );
  }
}
