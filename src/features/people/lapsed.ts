// What a crash has left of changes that were announced and never made.
import type { Context } from '../../context.js';
import { ApiError } from '../../errors.js';
import { departments as departmentQueries } from '../departments/department.repository.js';
import { people as queries } from './people.queries.js';
import { personKinds } from './person.document.js';

type Parts = Pick<Context, 'people' | 'departments'>;

/**
 * Takes back all that was announced and given up: who was arriving is removed, all else only loses the announcement. How
 * much it was.
 */
export async function takeBackLapsed({ people, departments }: Parts): Promise<number> {
  const before = await people.announcements.lapsedBefore();
  // Never withdrawn from who is arriving: without its announcement nothing would remove the document any more.
  const taken = await Promise.all([
    people.records.remove(queries.where({ kind: 'ARRIVING', pendingBefore: before })),
    people.announcements.withdrawLapsed(queries.where({ kinds: personKinds })),
    departments.records.remove(departmentQueries.where({ arriving: true, pendingBefore: before })),
    departments.announcements.withdrawLapsed(departmentQueries.where({ arriving: false })),
  ]);
  return taken.reduce((sum, count) => sum + count, 0);
}

/** Does it; again where it is a `CONFLICT` and something that was given up could be taken back. */
export async function pastLapsed<Result>(parts: Parts, attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'CONFLICT' || (await takeBackLapsed(parts)) === 0) throw error;
    return attempt();
  }
}
