// Who may become whose manager: an employee who stays, and nobody who reports to the person, in however many steps.
import { everyRow } from '../../database/rows.js';
import { ApiError } from '../../errors.js';
import { ContendedError } from '../announced/make-announced.js';
import type { People } from './people.repository.js';
import { people as queries } from './people.queries.js';
import type { PersonRecord } from './person.document.js';

const wanted = {
  keys: new Set(['kind', 'managerId', 'pendingManagerId', 'endedOn', 'pendingEnd']),
  rows: everyRow,
};

/**
 * Throws unless the person may report to that manager. To be called once the person announces it: announcements count
 * as made here, so that of two moves that would close a circle together one is refused.
 *
 * @throws {ApiError} `BAD_USER_INPUT`; `CONFLICT` where only what others have announced stands against it.
 */
export async function refuseAsManager(
  people: Pick<People, 'records'>,
  personId: string,
  managerId: string,
  path: string,
): Promise<void> {
  await refuseCircle(people, personId, await staying(people, managerId, path), path);
}

/**
 * Throws unless that person may head a department. To be called once the department announces it.
 *
 * @throws {ApiError} `BAD_USER_INPUT`; `CONFLICT` while it is announced that they leave.
 */
export async function refuseAsHead(people: Pick<People, 'records'>, headId: string, path: string): Promise<void> {
  await staying(people, headId, path);
}

async function staying({ records }: Pick<People, 'records'>, id: string, path: string): Promise<PersonRecord> {
  const [person] = await records.find(queries.where({ id, kind: 'EMPLOYEE' }), wanted);
  if (!person) throw refused(path, 'must be the id of an employee; what came is none');
  if (person.endedOn !== null) throw refused(path, 'must be an employee who stays; what came is one who leaves');
  if (person.pendingEnd !== null) throw new ContendedError();
  return person;
}

async function refuseCircle(
  people: Pick<People, 'records'>,
  personId: string,
  manager: PersonRecord,
  path: string,
): Promise<void> {
  // `made`: reached by what stands; the others only by something announced.
  const made = new Map<string, boolean>();
  let level: PersonRecord[] = [manager];
  made.set(manager.id, true);
  while (level.length > 0) {
    const above = new Map<string, boolean>();
    for (const person of level) {
      const standing = made.get(person.id) === true;
      if (person.managerId !== null) above.set(person.managerId, standing || above.get(person.managerId) === true);
      if (person.pendingManagerId !== null && !above.has(person.pendingManagerId))
        above.set(person.pendingManagerId, false);
    }
    const next = [...above].filter(([id, standing]) => !made.has(id) || (standing && made.get(id) === false));
    for (const [id, standing] of next) made.set(id, standing);
    if (made.has(personId) || next.length === 0) break;
    const found = await people.records.byIds(
      next.map(([id]) => id),
      wanted,
    );
    level = found.filter((person) => person !== null);
  }
  if (made.get(personId) === true) {
    const message =
      manager.id === personId
        ? 'must be somebody else; nobody is their own manager'
        : 'must be nobody who reports to the person, directly or not';
    throw refused(path, message);
  }
  if (made.has(personId)) throw new ContendedError();
}

function refused(path: string, message: string): ApiError {
  return new ApiError('BAD_USER_INPUT', { details: { fields: [{ path, message }] } });
}
