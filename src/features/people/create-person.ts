// New people: stored at once, or, with a manager, as one who is arriving until the manager was looked at.
import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.js';
import { conflictWhereTaken } from '../../database/duplicate-key.js';
import { both } from '../../database/query.js';
import type { Wanted } from '../../database/records.js';
import { everyRow } from '../../database/rows.js';
import { ApiError } from '../../errors.js';
import { noAnnouncement } from './announced.js';
import { refuseUnknownDepartment } from './change-person.js';
import { pastLapsed } from './lapsed.js';
import { refuseAsManager } from './managers.js';
import { people as queries } from './people.queries.js';
import { derivedOf } from './person.document.js';
import type { PersonDocument, PersonKind, PersonRecord } from './person.document.js';

/** What a person is made with; `null` is as good as absent. */
export type NewPerson = Pick<PersonDocument, 'name'> & { readonly email: string; readonly departmentId: string } & {
  readonly [K in keyof Omit<PersonDocument, '_id' | 'kind' | 'version' | 'foldedName' | 'searchTokens'>]?:
    PersonDocument[K] | undefined;
};

type Parts = Pick<Context, 'people' | 'departments'>;

type Given = { readonly [K in keyof NewPerson]: Exclude<NewPerson[K], undefined> };

/**
 * Makes a person, and returns the record.
 *
 * @throws {ApiError} `BAD_USER_INPUT` for a department that is not there and for who cannot be the manager; `CONFLICT`
 * when the e-mail address is another person's: the call may be repeated after a lost answer.
 */
export async function createPerson(
  kind: PersonKind,
  person: NewPerson,
  wanted: Wanted,
  parts: Parts,
): Promise<PersonRecord | null> {
  const { people, departments } = parts;
  await refuseUnknownDepartment(departments, person.departmentId);
  const given = Object.entries(person).filter(([, value]) => value !== null && value !== undefined);
  const { managerId, ...rest } = Object.fromEntries(given) as Given;
  const id = randomUUID();
  const document: PersonDocument = { ...rest, _id: id, kind, version: 1, ...derivedOf(rest) };
  const made = typeof managerId === 'string' ? await arrive(document, managerId, parts) : await insert(document, parts);
  people.forget();
  return made && people.byId(id, wanted);
}

async function insert(document: PersonDocument, parts: Parts): Promise<true> {
  const insertOnce = () => parts.people.records.insert(document);
  await pastLapsed(parts, () => conflictWhereTaken('The e-mail address is another person’s.', insertOnce));
  return true;
}

async function arrive(document: PersonDocument, managerId: string, parts: Parts): Promise<true> {
  const { people } = parts;
  const pendingId = randomUUID();
  const { kind, _id: id } = document;
  const pendingSince = await people.announcements.now();
  await insert({ ...document, kind: 'ARRIVING', pendingId, pendingSince, pendingManagerId: managerId }, parts);
  const arriving = both(queries.where({ id, kind: 'ARRIVING' }), people.announcements.announced(pendingId));
  try {
    await pastLapsed(parts, () => refuseAsManager(people, id, managerId, 'input.managerId'));
    const update = { $set: { kind, managerId }, $unset: noAnnouncement } as const;
    if (await people.records.change(arriving, everyRow, update, { keys: new Set() })) return true;
  } catch (error) {
    // Where that fails too, the arrival lapses by itself.
    await Promise.allSettled([people.records.remove(arriving)]);
    throw error;
  }
  throw new ApiError('CONFLICT');
}
