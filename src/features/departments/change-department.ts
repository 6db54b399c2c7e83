// New departments, and changes of one: one conditional update on the record as it was read; where somebody becomes the
// head, an announced one.
import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.js';
import { conflictWhereTaken } from '../../database/duplicate-key.js';
import type { Update } from '../../database/port.js';
import { both } from '../../database/query.js';
import { everyRow } from '../../database/rows.js';
import type { Rows } from '../../database/rows.js';
import type { Wanted } from '../../database/wanted.js';
import { noAnnouncement } from '../announced/announcement.js';
import { makeAnnounced, unannounced } from '../announced/make-announced.js';
import type { AnnouncedChange } from '../announced/make-announced.js';
import { pastLapsed } from '../people/lapsed.js';
import { refuseAsHead } from '../people/managers.js';
import { storedVersion, updateOf } from '../versioned.js';
import { departments as queries, derivedOf } from './department.repository.js';
import type { DepartmentDocument, DepartmentRecord } from './department.repository.js';

/** What is to become of a department: what is absent stays, `null` is cleared. */
export interface DepartmentChange {
  readonly name?: string | undefined;
  readonly headId?: string | null | undefined;
  readonly budgetAmount?: number | null | undefined;
}

/** Which department, and among which rows. */
export interface DepartmentToChange {
  readonly id: string;
  /** The version that the client saw; without one the change is of whatever is there. */
  readonly version: number | null | undefined;
  readonly rows: Rows;
}

type Parts = Pick<Context, 'people' | 'departments'>;

/**
 * Makes a department, and returns the record. With a head, it is there when the head was looked at.
 *
 * @throws {ApiError} `CONFLICT` when the name is another department's: the call may be repeated after a lost answer;
 * `BAD_USER_INPUT` for who cannot be the head.
 */
export async function createDepartment(
  { name, headId, budgetAmount }: DepartmentChange & { readonly name: string },
  wanted: Wanted,
  parts: Parts,
): Promise<DepartmentRecord | null> {
  const { departments } = parts;
  const document: DepartmentDocument = {
    _id: randomUUID(),
    version: 1,
    name,
    ...derivedOf({ name }),
    ...(typeof budgetAmount === 'number' && { budgetAmount }),
  };
  const made = await makeAnnounced(async () =>
    typeof headId === 'string' ? arrival(document, headId, parts) : unannounced(() => insert(document, parts)),
  );
  return made && departments.byId(made.id, wanted);
}

async function insert(document: DepartmentDocument, parts: Parts): Promise<{ readonly id: string }> {
  await pastLapsed(parts, () => named(() => parts.departments.records.insert(document)));
  return { id: document._id };
}

/** The document carries its announcement from the first, and nobody meets it before the change is made. */
function arrival(document: DepartmentDocument, headId: string, parts: Parts): AnnouncedChange<{ readonly id: string }> {
  const { records, announcements } = parts.departments;
  const arriving = (pendingId: string) =>
    both(queries.where({ id: document._id, arriving: true }), announcements.announced(pendingId));
  return {
    async announce(pendingId) {
      const pendingSince = await announcements.now();
      await insert({ ...document, arriving: true, pendingId, pendingSince, pendingHeadId: headId }, parts);
      return true;
    },
    look: () => pastLapsed(parts, () => refuseAsHead(parts.people, headId, 'input.headId')),
    make(pendingId) {
      const update: Update<DepartmentDocument> = { $set: { headId }, $unset: { ...noAnnouncement, arriving: '' } };
      return records.change(arriving(pendingId), everyRow, update, { keys: new Set() });
    },
    withdraw: (pendingId) => records.remove(arriving(pendingId)),
  };
}

/**
 * Changes a department and returns the record; `null` when there is none among the rows, or not of that version.
 *
 * @throws {ApiError} `CONFLICT` when the name is another department's, or others keep changing this one; `BAD_USER_INPUT`
 * for who cannot be the head.
 */
export async function changeDepartment(
  { id, version, rows }: DepartmentToChange,
  change: DepartmentChange,
  wanted: Pick<Wanted, 'keys'>,
  parts: Parts,
): Promise<DepartmentRecord | null> {
  const { people, departments } = parts;
  const { records, announcements } = departments;
  return makeAnnounced(async () => {
    const asRead = await records.toChange(queries.where({ id, arriving: false }), rows, new Set(['version', 'headId']));
    if (!asRead || (typeof version === 'number' && version !== asRead.version)) return null;
    const unchanged = queries.where({ id, version: storedVersion(asRead) });
    const derived = change.name === undefined ? {} : derivedOf({ name: change.name });
    const update = updateOf<DepartmentDocument>(asRead, change, derived);
    const { headId } = change;
    if (typeof headId !== 'string' || headId === asRead.headId)
      return unannounced(() => named(() => records.change(unchanged, rows, update, wanted)));
    return {
      announce: (pendingId) => announcements.announce(unchanged, rows, pendingId, { pendingHeadId: headId }),
      look: () => pastLapsed(parts, () => refuseAsHead(people, headId, 'input.headId')),
      make: (pendingId) => {
        const announced = both(unchanged, announcements.announced(pendingId));
        const made = { ...update, $unset: { ...update.$unset, ...noAnnouncement } };
        return named(() => records.change(announced, rows, made, wanted));
      },
      withdraw: (pendingId) => announcements.withdraw(id, pendingId),
    };
  });
}

function named<Result>(write: () => Promise<Result>): Promise<Result> {
  return conflictWhereTaken('The name is another department’s.', write);
}
