// Leaving: first said, then, from the start of that day (UTC, by the store's clock), carried out.
import type { Context } from '../../context.js';
import { both } from '../../database/query.js';

import { everyRow } from '../../database/rows.js';
import type { Rows } from '../../database/rows.js';
import { among } from '../../database/wanted.js';
import type { Wanted } from '../../database/wanted.js';
import { ApiError } from '../../errors.js';
import type { Accounts } from '../../identity/users/accounts.js';
import type { Actor } from '../../identity/users/account-entry.js';
import { departments as departmentQueries } from '../departments/department.repository.js';
import { raised, storedVersion } from '../versioned.js';
import { noAnnouncement } from '../announced/announcement.js';
import { makeAnnounced, unannounced } from '../announced/make-announced.js';
import { pastLapsed } from './lapsed.js';
import { withKind } from './people.repository.js';
import type { People } from './people.repository.js';
import { people as queries } from './people.queries.js';
import { personKinds } from './person.document.js';
import type { PersonRecord } from './person.document.js';

const keys = new Set(['kind', 'version', 'endedOn', 'ended', 'userId']);
const nothing = { keys: new Set<string>() };
const idOnly = { ...nothing, rows: everyRow };
const everybody = queries.where({ kinds: personKinds });

/**
 * Says that a person no longer works here from that day on, and carries it out when the day has come: the account is
 * disabled first. Said for another day before the day has come, that day counts; said again, nothing changes. `null` when
 * there is no such person among the rows.
 *
 * @param on `YYYY-MM-DD`, the first day on which the person no longer works here.
 * @throws {ApiError} `CONFLICT` while the person has reports or heads a department, when their employment is over since
 * another day, and for the last administrator.
 */
export async function endEmployment(
  id: string,
  on: string,
  rows: Rows,
  wanted: Wanted,
  context: Pick<Context, 'people' | 'departments' | 'identity'> & Actor,
): Promise<PersonRecord | null> {
  const { people } = context;
  const { announcements, records } = people;
  const known = both(queries.where({ id }), everybody);
  const read = withKind(wanted);
  const said = await makeAnnounced(async () => {
    const asRead = await records.toChange(known, rows, keys);
    if (!asRead) return null;
    if (asRead.endedOn === on)
      return unannounced(async () => (await records.find(known, among(rows, read)))[0] ?? null);
    if (asRead.ended) throw new ApiError('CONFLICT', { message: 'The employment is over since another day.' });
    const working = both(known, queries.where({ ended: false }));
    const unchanged = both(working, queries.where({ version: storedVersion(asRead) }));
    const { kind, userId } = asRead;
    const isDue = on <= (await people.today());
    const next = {
      endedOn: on,
      ...(kind === 'CONTRACTOR' && { contractEndsOn: on }),
      ...(isDue && ({ ended: true } as const)),
    };
    return {
      announce: (pendingId) => announcements.announce(unchanged, rows, pendingId, { pendingEnd: true }),
      async look() {
        await pastLapsed(context, () => refuseToLeave(id, context));
        // Before anything else is written: the last administrator cannot leave.
        if (isDue && userId !== null) await disable(userId, context.identity.accounts, context);
      },
      // Of whatever version by then: other changes do not stand against it, and the account is disabled already.
      make: (pendingId) => {
        const update = { ...raised(asRead, next), $unset: noAnnouncement };
        return records.change(both(working, announcements.announced(pendingId)), rows, update, read);
      },
      withdraw: (pendingId) => announcements.withdraw(id, pendingId),
    };
  });
  people.forget();
  if (said) await carryOut(id, await people.today(), context.identity.accounts, context, people);
  return said;
}

/**
 * Carries out an end whose day has come: the account is disabled, which ends its sessions and tokens; then the person is
 * marked. Whatever was done already is not done again: a crash between the two is made good by the next sweep.
 *
 * @throws {ApiError} `CONFLICT` for the last administrator.
 */
export async function carryOut(
  id: string,
  today: string,
  accounts: Pick<Accounts, 'disable'>,
  actor: Actor,
  { records }: Pick<People, 'records'>,
): Promise<void> {
  const due = both(everybody, queries.where({ id, ended: false, dueOn: today }));
  const [person] = await records.find(due, { keys: new Set(['userId']), rows: everyRow });
  if (!person) return;
  if (person.userId !== null) await disable(person.userId, accounts, actor);
  await records.change(due, everyRow, { $set: { ended: true } }, nothing);
}

async function disable(userId: string, accounts: Pick<Accounts, 'disable'>, actor: Actor): Promise<void> {
  await accounts.disable(userId, everyRow, actor, 'Mutation.endEmployment');
}

async function refuseToLeave(
  id: string,
  { people, departments }: Pick<Context, 'people' | 'departments'>,
): Promise<void> {
  // What is announced first: what is made between the two looks is then found by the second.
  const [arriving, heading] = await Promise.all([
    people.records.count(queries.where({ pendingManagerId: id }), idOnly, 1),
    departments.records.count(departmentQueries.where({ pendingHeadId: id }), idOnly, 1),
  ]);
  const [reports, heads] = await Promise.all([
    people.records.count(both(everybody, queries.where({ managerId: id, ended: false })), idOnly, 1),
    departments.records.count(departmentQueries.where({ headId: id }), idOnly, 1),
  ]);
  if (reports + arriving > 0) throw new ApiError('CONFLICT', { message: 'The person still has reports.' });
  if (heads + heading > 0) throw new ApiError('CONFLICT', { message: 'The person still heads a department.' });
}
