import { ApiError } from '../../errors.js';
import { isEnabled } from '../users/user.repository.js';
import type { UserRepository } from '../users/user.repository.js';
import type { Viewer } from '../viewer.js';
import { isEnded, isOfUser } from './session.repository.js';
import type { SessionRepository } from './session.repository.js';

/** A store that does not answer in that time, in milliseconds, is as good as away. */
const patience = 1_000;

/**
 * The strict look-up: whether the store says, now, that the token's account is there, enabled and of the token's
 * generation, and that the token's session is that account's and goes on. Two look-ups by id, at once.
 *
 * @throws {ApiError} `SERVICE_UNAVAILABLE` when the store does not answer within a second.
 */
export async function isStanding(viewer: Viewer, users: UserRepository, sessions: SessionRepository): Promise<boolean> {
  const [user, session] = await inTime(Promise.all([users.findById(viewer.id), sessions.findById(viewer.sessionId)]));
  if (!user || !session || !isEnabled(user) || isEnded(session)) return false;
  return viewer.generation === user.generation && isOfUser(session, user);
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ApiError('SERVICE_UNAVAILABLE', { cause: 'the store is slow' })), patience);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
