// Access tokens are judged without the store, so what ends a session or a generation before `exp` has to be known here.
// No clock decides whether a token is revoked: a revocation names a session, or all of a user's tokens below a `ver`.
import type { Viewer } from '../viewer.js';

/** What this process knows to be revoked. */
export interface Revocations {
  isRevoked(viewer: Viewer): boolean;
  sessionEnded(sessionId: string): void;
  /** The user's tokens of every generation below that one are revoked. */
  generationRaised(userId: string, generation: number): void;
}

interface Entry {
  readonly belowGeneration: number;
  readonly learnedAt: number;
}

/**
 * Revocations in memory. An entry leaves when it has been here for longer than a token lives, so there are never more
 * than were made, or learned, within one token's life.
 *
 * @param kept in milliseconds: the longest life of an access token, and more.
 * @param elapsed milliseconds that only go up; a duration is measured, so no clock is asked.
 */
export function revocationsInMemory(kept: number, elapsed: () => number = () => performance.now()): Revocations {
  const sessions = new Map<string, Entry>();
  const users = new Map<string, Entry>();

  function add(entries: Map<string, Entry>, key: string, belowGeneration: number): void {
    const learnedAt = elapsed();
    dropOlder(entries, learnedAt - kept);
    const known = entries.get(key)?.belowGeneration ?? 0;
    // Of a record whose generation is none, no token is good.
    const below = Number.isSafeInteger(belowGeneration) ? belowGeneration : Infinity;
    // Deleted first: a Map keeps the order of insertion, which `dropOlder` relies on.
    entries.delete(key);
    entries.set(key, { belowGeneration: Math.max(below, known), learnedAt });
  }

  return {
    isRevoked({ id, sessionId, generation }) {
      return sessions.has(sessionId) || generation < (users.get(id)?.belowGeneration ?? 0);
    },
    sessionEnded: (sessionId) => add(sessions, sessionId, 0),
    generationRaised: (userId, generation) => add(users, userId, generation),
  };
}

// Oldest first, up to the first that still counts: each entry is looked at about once.
function dropOlder(entries: Map<string, Entry>, than: number): void {
  for (const [key, { learnedAt }] of entries) {
    if (learnedAt >= than) return;
    entries.delete(key);
  }
}
