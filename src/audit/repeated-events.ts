// Events that an attacker can cause by the thousand. They must not fill the disk, crowd out what matters, or hold up an
// answer: each kind of one origin is recorded at once, and then once a minute with all that came meanwhile.
import { mostRecordIds } from './audit-record.js';
import type { AuditEntry, AuditRecord } from './audit-record.js';
import type { AuditLog } from './audit-log.js';
import { OpenKinds } from './open-kinds.js';
import type { KindLimits } from './open-kinds.js';

/** What happens to what cannot be recorded. Must not throw. */
export interface RepeatedEventsReport {
  /** The store did not take a record. */
  failed(error: unknown): void;
  /** In the minute that is over, so many events were of kinds beyond the limit, and no record tells of them. */
  leftOut(group: string, count: number): void;
}

/** How much is recorded, by one process. */
export interface RepeatedEventsLimits extends KindLimits {
  /** In milliseconds; at most one record of each kind in that time. */
  readonly every: number;
}

const standard: RepeatedEventsLimits = { every: 60_000, kinds: 100, kindsOfOrigin: 10 };

/** What came since the last record of its kind. */
interface Kind {
  readonly group: string;
  readonly origin: string;
  next?: { readonly record: AuditRecord; readonly recordIds: Set<string> };
}

/** Writes entries later, and few of them. One a process. */
export class RepeatedEvents {
  readonly #log: Pick<AuditLog, 'record' | 'write'>;
  readonly #report: RepeatedEventsReport;
  readonly #networkOf: (address: string | undefined) => string;
  readonly #every: number;
  readonly #kinds = new Map<string, Kind>();
  readonly #open: OpenKinds;
  readonly #leftOut = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #writing = new Set<Promise<void>>();

  /** @param networkOf the network of an address: one sender has all of its addresses. */
  constructor(
    log: Pick<AuditLog, 'record' | 'write'>,
    networkOf: (address: string | undefined) => string,
    report: RepeatedEventsReport,
    limits: RepeatedEventsLimits = standard,
  ) {
    this.#log = log;
    this.#networkOf = networkOf;
    this.#report = report;
    this.#every = limits.every;
    this.#open = new OpenKinds(limits);
  }

  /**
   * Takes an entry; never throws, never waits. Entries of the same event, origin (the actor, or else the network), session,
   * coordinate and hash of an e-mail address are one kind. `group` has its own limit, and each origin one within it, so
   * that a flood of one leaves room for others.
   */
  note(entry: AuditEntry, group: string = entry.event): void {
    const { event, actorId, address, sessionId, coordinate, emailHash } = entry;
    const origin = JSON.stringify(actorId === undefined ? [null, this.#networkOf(address)] : [actorId]);
    const key = JSON.stringify([event, group, origin, sessionId, coordinate, emailHash]);
    const known = this.#kinds.get(key);
    if (known) this.#gather(known, entry);
    else if (this.#open.open(group, origin)) this.#begin(key, { group, origin }, entry);
    else this.#leaveOut(group);
  }

  /** Writes what is still gathered and waits for all that is being written. Nothing may be noted after it. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const gathered = [...this.#kinds.values()].flatMap((kind) => takeNext(kind) ?? []);
    this.#kinds.clear();
    this.#write(gathered);
    for (const [group, count] of this.#leftOut) this.#report.leftOut(group, count);
    this.#leftOut.clear();
    await Promise.all(this.#writing);
  }

  #begin(key: string, kind: Kind, entry: AuditEntry): void {
    this.#kinds.set(key, kind);
    this.#write([this.#log.record(entry)]);
    this.#later(() => this.#turn(key, kind));
  }

  #gather(kind: Kind, entry: AuditEntry): void {
    kind.next ??= { record: this.#log.record(entry), recordIds: new Set() };
    const { recordIds } = kind.next;
    for (const id of entry.recordIds ?? []) if (recordIds.size < mostRecordIds) recordIds.add(id);
  }

  /** The kind's minute is over: what came in it is written, and begins the next one. */
  #turn(key: string, kind: Kind): void {
    const record = takeNext(kind);
    if (record) {
      this.#write([record]);
      this.#later(() => this.#turn(key, kind));
      return;
    }
    this.#kinds.delete(key);
    this.#open.close(kind.group, kind.origin);
  }

  #leaveOut(group: string): void {
    const count = this.#leftOut.get(group) ?? 0;
    this.#leftOut.set(group, count + 1);
    if (count > 0) return;
    this.#later(() => {
      this.#report.leftOut(group, this.#leftOut.get(group) ?? 0);
      this.#leftOut.delete(group);
    });
  }

  #later(run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, this.#every);
    timer.unref();
    this.#timers.add(timer);
  }

  #write(records: readonly AuditRecord[]): void {
    const writing = this.#log.write(records).catch((error: unknown) => this.#report.failed(error));
    this.#writing.add(writing);
    void writing.finally(() => this.#writing.delete(writing));
  }
}

function takeNext(kind: Kind): AuditRecord | undefined {
  if (!kind.next) return undefined;
  const { record, recordIds } = kind.next;
  delete kind.next;
  return { ...record, recordIds: [...recordIds] };
}
