// The one writer. A change carries its record inside the changed document, in the same update (see `carrying`), and the
// record is moved to the log from there: so nothing is changed and not recorded, whatever breaks off in between.
import { randomBytes } from 'node:crypto';
import { MongoServerError } from 'mongodb';
import type { Collection, IndexDeclaration, Store, Stored } from '../database/port.js';
import { text } from '../database/validator.js';
import { auditEvents, mostRecordIds } from './audit-record.js';
import { ApiError } from '../errors.js';
import type { AuditEntry, AuditRecord } from './audit-record.js';

/** The collection's name. */
export const auditCollection = 'audit';

/** Each index with the query that it serves. */
export const auditIndexes: readonly IndexDeclaration<AuditRecord>[] = [
  // Deletion only.
  { name: 'expiresAt', key: { expiresAt: 1 }, expireAfterSeconds: 0 },
];

/** A document that carries the record of its last change until the log has it. */
export interface Carrier extends Stored {
  unrecorded?: AuditRecord;
  /** The id of `unrecorded`, for filters. `null` or missing: the log has it, and the next change may come. */
  unrecordedId?: string;
}

/** What a change adds to its `$set`; its filter has to demand `notCarrying`. */
export function carrying(record: AuditRecord): { unrecorded: AuditRecord; unrecordedId: string } {
  return { unrecorded: record, unrecordedId: record._id };
}

/** What a change demands of the document: a record that waits would be lost. */
export const notCarrying = { unrecordedId: null } as const;

/** The index by which `sweep` finds what waits. */
export const carrierIndex = {
  name: 'unrecordedId',
  key: { unrecordedId: 1 },
  partialFilterExpression: { unrecordedId: { $exists: true } },
} as const satisfies IndexDeclaration<Carrier>;

/** The keys of a carrier, for the schema of its collection. */
export const carrierSchema = { unrecorded: { bsonType: 'object' }, unrecordedId: text } as const;

const sweptAtOnce = 100;

/** Writes the log of one store; there is no way to change or remove what is in it. */
export class AuditLog {
  readonly #records: Collection<AuditRecord>;
  readonly #clock: () => number;
  readonly #keep: number;

  /** @param keep how long records are kept, in milliseconds (`AUDIT_TTL`). */
  constructor(store: Pick<Store, 'collection'>, keep: number, clock: () => number) {
    this.#records = store.collection<AuditRecord>(auditCollection);
    this.#keep = keep;
    this.#clock = clock;
  }

  /** An entry completed: with an id, the time and its end. Ids beyond the 1,000th are left out. */
  record(entry: AuditEntry): AuditRecord {
    const at = this.#clock();
    const given = Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
    return {
      ...(given as Pick<AuditEntry, 'event' | 'outcome' | 'requestId'>),
      _id: randomBytes(18).toString('base64url'),
      at: new Date(at),
      level: auditEvents[entry.event],
      recordIds: [...(entry.recordIds ?? [])].slice(0, mostRecordIds),
      expiresAt: new Date(at + this.#keep),
    };
  }

  /**
   * Writes records that belong to no change, with one command.
   * @throws {ApiError} `SERVICE_UNAVAILABLE` when the store does not take them, whatever its reason.
   */
  async write(records: readonly AuditRecord[]): Promise<void> {
    if (records.length === 0) return;
    try {
      await this.#records.insertMany(records);
    } catch (cause) {
      throw new ApiError('SERVICE_UNAVAILABLE', { cause });
    }
  }

  /**
   * Moves the record that a document carries to the log. Idempotent, so that of two who do it both may. A document that
   * names a record without having one (somebody damaged it) is freed of the name: it could not be changed any more.
   * @throws {ApiError} `SERVICE_UNAVAILABLE` when the log does not take it; the document then carries it on.
   */
  async deliver(carriers: Collection<Carrier>, { _id, unrecorded, ...document }: Carrier): Promise<void> {
    const unrecordedId = document.unrecordedId ?? null;
    if (!unrecorded && unrecordedId === null) return;
    if (unrecorded) await this.#insert(unrecorded);
    // As it was read: a record that another change put there meanwhile stays.
    await carriers.updateOne(
      { _id: { $eq: _id }, unrecordedId: { $eq: unrecordedId } },
      { $unset: { unrecorded: '', unrecordedId: '' } },
    );
  }

  /**
   * Delivers all that waits in a collection since a process broke off. What the log refuses keeps nothing else waiting.
   * @throws the first failure, after everything else was delivered; that of the collection itself at once.
   */
  async sweep(carriers: Collection<Carrier>): Promise<void> {
    const failures: unknown[] = [];
    for (let after = ''; ;) {
      const waiting = await carriers
        .find(
          { unrecordedId: { $exists: true, $gt: after } },
          { sort: { unrecordedId: 1 }, limit: sweptAtOnce, projection: { unrecorded: 1, unrecordedId: 1 } },
        )
        .toArray();
      for (const document of waiting) {
        await this.deliver(carriers, document).catch((error: unknown) => failures.push(error));
      }
      const last = waiting.at(-1)?.unrecordedId;
      if (last === undefined || waiting.length < sweptAtOnce) break;
      after = last;
    }
    if (failures.length > 0) throw failures[0];
  }

  /** One that is there already counts as taken. */
  async #insert(record: AuditRecord): Promise<void> {
    try {
      await this.#records.insertOne(record);
    } catch (error) {
      const isThere = error instanceof MongoServerError && error.code === 11_000;
      if (!isThere) throw new ApiError('SERVICE_UNAVAILABLE', { cause: error });
    }
  }
}
