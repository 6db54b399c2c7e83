// Changes of one person: one conditional update on the record as it was read; where the manager changes, an announced one.
import { both } from '../../database/query.js';
import { everyRow } from '../../database/rows.js';
import type { Rows } from '../../database/rows.js';
import type { Wanted } from '../../database/wanted.js';
import { ApiError } from '../../errors.js';
import type { Context } from '../../context.js';
import { storedVersion, updateOf } from '../versioned.js';
import { noAnnouncement } from '../announced/announcement.js';
import { makeAnnounced, unannounced } from '../announced/make-announced.js';
import { pastLapsed } from './lapsed.js';
import { refuseAsManager } from './managers.js';
import { people as queries } from './people.queries.js';
import { derivedOf } from './person.document.js';
import type { PersonDocument, PersonKind, PersonRecord } from './person.document.js';

/** What a change of a person may touch. */
type Changeable = Omit<
  PersonDocument,
  '_id' | 'kind' | 'version' | 'foldedName' | 'searchTokens' | 'userId' | 'ended' | 'endedOn' | `pending${string}`
>;

/** What is to become of a person: what is absent stays, `null` is cleared. */
export type PersonChange = { readonly [K in keyof Changeable]?: Changeable[K] | null | undefined };

/** Which person, as what, and among which rows. */
export interface PersonToChange {
  readonly id: string;
  readonly kind: PersonKind;
  /** The version that the client saw; without one the change is of whatever is there. */
  readonly version: number | null | undefined;
  readonly rows: Rows;
}

const keys: ReadonlySet<string> = new Set(['version', 'name', 'email', 'jobTitle', 'agency', 'managerId']);

/**
 * Changes a person and returns the record; `null` when there is none among the rows, or not of that version.
 *
 * @throws {ApiError} `BAD_USER_INPUT` for a department that is not there and for who cannot be the manager; `CONFLICT`
 * when others keep changing the person.
 */
export async function changePerson(
  target: PersonToChange,
  change: PersonChange,
  wanted: Wanted,
  parts: Pick<Context, 'people' | 'departments'>,
): Promise<PersonRecord | null> {
  const { people, departments } = parts;
  const { id, kind, version, rows } = target;
  const changed = await makeAnnounced(async () => {
    const asRead = await people.records.toChange(queries.where({ id, kind }), rows, keys);
    if (!asRead || (typeof version === 'number' && version !== asRead.version)) return null;
    if (typeof change.departmentId === 'string') await refuseUnknownDepartment(departments, change.departmentId);
    const unchanged = queries.where({ id, kind, version: storedVersion(asRead) });
    const update = updateOf<PersonDocument>(asRead, change, derivedAfter(asRead, change));
    const { managerId } = change;
    const { announcements, records } = people;
    if (typeof managerId !== 'string' || managerId === asRead.managerId)
      return unannounced(() => records.change(unchanged, rows, update, wanted));
    return {
      announce: (pendingId) => announcements.announce(unchanged, rows, pendingId, { pendingManagerId: managerId }),
      look: () => pastLapsed(parts, () => refuseAsManager(people, id, managerId, 'input.managerId')),
      make: (pendingId) =>
        records.change(
          both(unchanged, announcements.announced(pendingId)),
          rows,
          { ...update, $unset: { ...update.$unset, ...noAnnouncement } },
          wanted,
        ),
      withdraw: (pendingId) => announcements.withdraw(id, pendingId),
    };
  });
  people.forget();
  return changed;
}

/** @throws {ApiError} `BAD_USER_INPUT` unless there is such a department. None is ever removed. */
export async function refuseUnknownDepartment(departments: Context['departments'], id: string): Promise<void> {
  if (await departments.byId(id, { keys: new Set(), rows: everyRow })) return;
  const message = 'must be the id of a department; what came is none';
  throw new ApiError('BAD_USER_INPUT', { details: { fields: [{ path: 'input.departmentId', message }] } });
}

function derivedAfter(asRead: PersonRecord, change: PersonChange): ReturnType<typeof derivedOf> {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const next: PersonRecord = { ...asRead, ...Object.fromEntries(given) };
  return derivedOf({ ...next, name: next.name ?? '' });
}
