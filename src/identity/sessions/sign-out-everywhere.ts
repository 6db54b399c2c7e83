import { everyRow } from '../../database/rows.js';
import type { Origin } from '../origin.js';
import { entryOf } from '../users/account-entry.js';
import { changeUser } from '../users/change-user.js';
import type { ChangeParts, UserChange } from '../users/change-user.js';
import type { UserRecord } from '../users/user.repository.js';
import type { Viewer } from '../viewer.js';
import { sessionsOf } from './end-sessions-of.js';
import type { EndSessionsParts } from './end-sessions-of.js';

/** Ends all tokens and sessions of the viewer's account. How many sessions that were; `null` when there is no account. */
export async function signOutEverywhere(
  viewer: Viewer,
  origin: Origin,
  parts: ChangeParts & Omit<EndSessionsParts, 'endSession'>,
): Promise<number | null> {
  let count = 0;
  const decide = async (user: UserRecord): Promise<UserChange> => {
    count = (await sessionsOf(user, parts)).length;
    const entry = entryOf('authn_token_revoked', 'Mutation.logoutEverywhere', viewer.id, { ...origin, viewer });
    return { ends: 'sessions', entry };
  };
  return (await changeUser(viewer.id, everyRow, decide, parts)) && count;
}
