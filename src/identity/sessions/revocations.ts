// Access tokens are judged without the store, so what ends a session or a generation before `exp` has to be known here.
// No clock decides whether a token is revoked: a revocation names a session, or all of a user's tokens below a `ver`.
import type { Clock } from '../../context.js';
import type { Viewer } from '../viewer.js';

/**
 * What has been revoked, known at once to the process that did it. Asynchronous, so that a store can stand behind it and
 * carry the news to other processes; whoever cannot tell rejects, and the request is refused.
 */
export interface Revocations {
  isRevoked(viewer: Viewer): Promise<boolean>;
  /** @param until when the last token that this could stop has expired. */
  revokeSession(sessionId: string, until: Date): Promise<void>;
  /** Revokes the user's tokens of every generation below that one. */
  revokeUser(userId: string, belowGeneration: number, until: Date): Promise<void>;
}

interface Entry {
  readonly until: number;
  readonly belowGeneration: number;
}

/**
 * Revocations of this process, in memory. An entry leaves once its tokens have expired, so there are never more than were
 * made within one token's life.
 */
export function revocationsInMemory(clock: Clock): Revocations {
  const sessions = new Map<string, Entry>();
  const users = new Map<string, Entry>();

  function add(entries: Map<string, Entry>, key: string, belowGeneration: number, until: Date): void {
    dropExpired(entries, clock());
    const known = entries.get(key);
    // Deleted first: a Map keeps the order of insertion, which `dropExpired` relies on.
    entries.delete(key);
    entries.set(key, {
      until: Math.max(until.getTime(), known?.until ?? 0),
      belowGeneration: Math.max(belowGeneration, known?.belowGeneration ?? 0),
    });
  }

  return {
    async isRevoked(viewer) {
      const below = users.get(viewer.id)?.belowGeneration ?? 0;
      return sessions.has(viewer.sessionId) || viewer.generation < below;
    },
    async revokeSession(sessionId, until) {
      add(sessions, sessionId, 0, until);
    },
    async revokeUser(userId, belowGeneration, until) {
      add(users, userId, belowGeneration, until);
    },
  };
}

// Oldest first, up to the first that still counts: each entry is looked at about once.
function dropExpired(entries: Map<string, Entry>, now: number): void {
  for (const [key, entry] of entries) {
    if (entry.until > now) return;
    entries.delete(key);
  }
}
