// New people: stored at once, or, with a manager, as one who is arriving until the manager was looked at.
import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.js';
import { conflictWhereTaken } from '../../database/duplicate-key.js';
import { both } from '../../database/query.js';
import { everyRow } from '../../database/rows.js';
import type { Wanted } from '../../database/wanted.js';
import { noAnnouncement } from '../announced/announcement.js';
import { makeAnnounced, unannounced } from '../announced/make-announced.js';
import type { AnnouncedChange } from '../announced/make-announced.js';
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
 * when the e-mail address is another person's: the call may be repeated after a lost answer. Also when others keep changing
 * the manager.
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
  const document: PersonDocument = { ...rest, _id: randomUUID(), kind, version: 1, ...derivedOf(rest) };
  const made = await makeAnnounced(async () =>
    typeof managerId === 'string' ? arrival(document, managerId, parts) : unannounced(() => insert(document, parts)),
  );
  people.forget();
  return made && people.byId(made.id, wanted);
}

async function insert(document: PersonDocument, parts: Parts): Promise<{ readonly id: string }> {
  const insertOnce = () => parts.people.records.insert(document);
  await pastLapsed(parts, () => conflictWhereTaken('The e-mail address is another person’s.', insertOnce));
  return { id: document._id };
}

/** The document carries its announcement from the first, and is nobody's before the change is made. */
function arrival(document: PersonDocument, managerId: string, parts: Parts): AnnouncedChange<{ readonly id: string }> {
  const { people } = parts;
  const { announcements, records } = people;
  const { kind, _id: id } = document;
  const arriving = (pendingId: string) =>
    both(queries.where({ id, kind: 'ARRIVING' }), announcements.announced(pendingId));
  return {
    async announce(pendingId) {
      const pendingSince = await announcements.now();
      await insert({ ...document, kind: 'ARRIVING', pendingId, pendingSince, pendingManagerId: managerId }, parts);
      return true;
    },
    look: () => pastLapsed(parts, () => refuseAsManager(people, id, managerId, 'input.managerId')),
    make(pendingId) {
      const update = { $set: { kind, managerId }, $unset: noAnnouncement } as const;
      return records.change(arriving(pendingId), everyRow, update, { keys: new Set() });
    },
    withdraw: (pendingId) => records.remove(arriving(pendingId)),
  };
}
