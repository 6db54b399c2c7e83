// New people: stored at once, or, with a manager, as one who is arriving until the manager was looked at.
import { randomUUID } from 'node:crypto';
import { MongoServerError } from 'mongodb';
import type { Context } from '../../context.js';
import { both } from '../../database/query.js';
import type { Wanted } from '../../database/records.js';
import { everyRow } from '../../database/rows.js';
import { ApiError } from '../../errors.js';
import { noAnnouncement } from './announced.js';
import { refuseUnknownDepartment } from './change-person.js';
import { refuseAsManager } from './managers.js';
import { people as queries } from './people.queries.js';
import { derivedOf } from './person.document.js';
import type { PersonDocument, PersonKind, PersonRecord } from './person.document.js';

/** What a person is made with; `null` is as good as absent. */
export type NewPerson = Pick<PersonDocument, 'name'> & { readonly email: string; readonly departmentId: string } & {
  readonly [K in keyof Omit<PersonDocument, '_id' | 'kind' | 'version' | 'foldedName' | 'searchTokens'>]?:
    PersonDocument[K] | undefined;
};

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
  { people, departments }: Pick<Context, 'people' | 'departments'>,
): Promise<PersonRecord | null> {
  await refuseUnknownDepartment(departments, person.departmentId);
  const given = Object.entries(person).filter(([, value]) => value !== null && value !== undefined);
  const { managerId, ...rest } = Object.fromEntries(given) as Given;
  const id = randomUUID();
  const document: PersonDocument = { ...rest, _id: id, kind, version: 1, ...derivedOf(rest) };
  const made =
    typeof managerId === 'string' ? await arrive(document, managerId, people) : await insert(document, people);
  people.forget();
  return made && people.byId(id, wanted);
}

async function insert(document: PersonDocument, { records }: Context['people']): Promise<true> {
  try {
    await records.insert(document);
    return true;
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== 11_000) throw error;
    throw new ApiError('CONFLICT', { message: 'The e-mail address is another person’s.', cause: error });
  }
}

async function arrive(document: PersonDocument, managerId: string, people: Context['people']): Promise<true> {
  const pendingId = randomUUID();
  const { kind, _id: id } = document;
  const pendingSince = await people.announcements.now();
  await insert({ ...document, kind: 'ARRIVING', pendingId, pendingSince, pendingManagerId: managerId }, people);
  const arriving = both(queries.where({ id, kind: 'ARRIVING' }), people.announcements.announced(pendingId));
  try {
    await refuseAsManager(people, id, managerId, 'input.managerId');
    const update = { $set: { kind, managerId }, $unset: noAnnouncement } as const;
    if (await people.records.change(arriving, everyRow, update, { keys: new Set() })) return true;
  } catch (error) {
    // Where that fails too, the arrival lapses by itself.
    await Promise.allSettled([people.records.remove(arriving)]);
    throw error;
  }
  throw new ApiError('CONFLICT');
}
