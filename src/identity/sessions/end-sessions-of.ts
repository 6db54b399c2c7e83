import type { Clock } from '../../context.js';
import type { UserRecord } from '../users/user.repository.js';
import type { EndSession } from './end-session.js';
import { isOfUser } from './session.repository.js';
import type { SessionRepository } from './session.repository.js';

/** What this needs. */
export interface EndSessionsParts {
  readonly sessions: SessionRepository;
  readonly endSession: EndSession;
  readonly clock: Clock;
}

/** The live sessions of an account: neither over nor of a generation that does not count any more. */
export async function sessionsOf(user: UserRecord, { sessions, clock }: Omit<EndSessionsParts, 'endSession'>) {
  const live = await sessions.findLive([user._id], new Date(clock()));
  return live.filter((session) => isOfUser(session, user));
}

/** Marks the sessions over that the account, as it is now, does not let go on. They were dead before. */
export async function endSessionsOf(
  user: UserRecord,
  { sessions, endSession, clock }: EndSessionsParts,
): Promise<void> {
  const live = await sessions.findLive([user._id], new Date(clock()));
  const dead = live.filter((session) => !isOfUser(session, user));
  await Promise.all(dead.map(({ _id }) => endSession(_id)));
}
