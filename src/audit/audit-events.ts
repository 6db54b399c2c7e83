// The one reader. There is no other way to the log, and this one changes nothing.
import type { Collection, Filter, IndexDeclaration, Store } from '../database/port.js';
import { Records } from '../database/records.js';
import type { RecordOf, Wanted } from '../database/records.js';
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

/** The place after which a page begins: the last event's time, in milliseconds since the epoch, and id. */
export type AuditEventPosition = readonly [at: number, id: string];

/** Recorded events of one request's viewer. Those whose time to be kept is over are not there. */
export class AuditEvents {
  readonly #records: Records<AuditRecord>;
  readonly #clock: () => number;

  constructor(store: Pick<Store, 'collection'>, clock: () => number) {
    const collection: Collection<AuditRecord> = store.collection(auditCollection);
    this.#records = new Records(collection);
    this.#clock = clock;
  }

  /** Newest first; events of one moment by id, backwards. */
  find(
    filter: AuditEventFilter,
    wanted: Wanted,
    { after, limit }: { readonly after: AuditEventPosition | undefined; readonly limit: number },
  ): Promise<AuditEventRecord[]> {
    const matching = this.#matching(filter);
    const sort = { at: -1, _id: -1 } as const;
    return this.#records.find(after ? { $and: [matching, beyond(after)] } : matching, wanted, {
      sort,
      limit,
      extra: ['at'],
    });
  }

  /** How many match; counts no further than the limit. */
  count(filter: AuditEventFilter, wanted: Pick<Wanted, 'rows'>, limit: number): Promise<number> {
    return this.#records.count(this.#matching(filter), wanted, limit);
  }

  #matching({ event, actorId, coordinate, recordId, from, to }: AuditEventFilter): Filter<AuditRecord> {
    const named = Object.entries({ event, actorId, coordinate, recordIds: recordId })
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key, value]) => ({ [key]: { $eq: value } }));
    const at = { ...(from && { $gte: from }), ...(to && { $lt: to }) };
    return {
      $and: [
        // The embedded store deletes nothing by itself, MongoDB within a minute.
        { expiresAt: { $gt: new Date(this.#clock()) } },
        ...(from || to ? [{ at }] : []),
        ...named,
      ],
    };
  }
}

function beyond([time, id]: AuditEventPosition): Filter<AuditRecord> {
  const at = new Date(time);
  return { $or: [{ at: { $lt: at } }, { at: { $eq: at }, _id: { $lt: id } }] };
}
