// What one request read and was refused, gathered until its answer is ready.
import { mostRecordIds } from './audit-record.js';
import type { AuditEntry } from './audit-record.js';

/** Who asked; `null` is somebody who is not signed in. */
type Actor = { readonly id: string; readonly sessionId: string } | null;

type Gathered = Map<Actor, Map<string, Set<string>>>;

/** One request's. Each viewer (a sign-in makes a second one) and coordinate becomes one entry. */
export class Trail {
  readonly #origin: Pick<AuditEntry, 'requestId' | 'address'>;
  #reads: Gathered = new Map();
  #denials: Gathered = new Map();

  constructor({ requestId, address }: Pick<AuditEntry, 'requestId' | 'address'>) {
    this.#origin = { requestId, address };
  }

  /** Notes one read of an audited field; without an id where it is no record's. */
  read(actor: Actor, coordinate: string, recordId?: string): void {
    note(this.#reads, actor, coordinate, recordId);
  }

  /** Notes one denial. */
  denied(actor: Actor, coordinate: string, recordId?: string): void {
    note(this.#denials, actor, coordinate, recordId);
  }

  /** What was noted since the last time. */
  take(): { readonly reads: readonly AuditEntry[]; readonly denials: readonly AuditEntry[] } {
    const taken = {
      reads: entriesOf(this.#reads, { event: 'sensitive_read', outcome: 'ALLOWED', ...this.#origin }),
      denials: entriesOf(this.#denials, { event: 'authz_fail', outcome: 'DENIED', ...this.#origin }),
    };
    this.#reads = new Map();
    this.#denials = new Map();
    return taken;
  }
}

function note(gathered: Gathered, actor: Actor, coordinate: string, recordId: string | undefined): void {
  let byCoordinate = gathered.get(actor);
  if (!byCoordinate) gathered.set(actor, (byCoordinate = new Map<string, Set<string>>()));
  let ids = byCoordinate.get(coordinate);
  if (!ids) byCoordinate.set(coordinate, (ids = new Set<string>()));
  if (recordId !== undefined && ids.size < mostRecordIds) ids.add(recordId);
}

function entriesOf(gathered: Gathered, common: AuditEntry): AuditEntry[] {
  return [...gathered].flatMap(([actor, byCoordinate]) =>
    [...byCoordinate].map(([coordinate, ids]) => ({
      ...common,
      ...(actor && { actorId: actor.id, sessionId: actor.sessionId }),
      coordinate,
      recordIds: [...ids],
    })),
  );
}
