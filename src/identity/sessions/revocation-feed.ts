// How one process learns what the others have revoked: it asks the store, again and again. A raised generation and an
// ended session carry the time of the store's clock, written in the same update, so each question is "since when".
import type { Store } from '../../database/port.js';
import type { UserRepository } from '../users/user.repository.js';
import type { Revocations } from './revocations.js';
import type { SessionRepository } from './session.repository.js';

/** Milliseconds from the end of one reading to the next. */
const pause = 250;

/** Each reading goes back so far, and so finds what was written a moment before an earlier one and seen only now. */
const overlap = 10_000;

/** A reading that takes longer is left alone and another is begun: a connection may hang where the next does not. */
const patience = 1_000;

/** Knowledge that is older is not to be relied on: then a request asks the store itself. */
const fresh = 1_000;

/** With knowledge that is older, the process is not ready. */
const current = 5_000;

/** The reading of revocations, begun. */
export interface RevocationFeed {
  /** Whether all that was revoked more than a second ago is known. */
  isFresh(): boolean;
  /** Whether the last good reading began within the last five seconds. */
  isCurrent(): boolean;
  /** No reading begins any more. */
  stop(): void;
}

/** What a feed reads from. */
export interface FeedParts {
  readonly store: Pick<Store, 'kind' | 'now'>;
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly revocations: Revocations;
  /** How far the first reading goes back, in milliseconds: the longest life of an access token, and more. */
  readonly kept: number;
  /** Hears when readings begin to fail, and why; and when they succeed again. */
  readonly report: (what: string, cause?: unknown) => void;
}

/**
 * Reads once all that can still stop a token, then every 250 ms what is new. Rejects when the first reading fails. The
 * embedded store has no other process to learn from: there the first reading is all.
 */
export async function followRevocations(parts: FeedParts): Promise<RevocationFeed> {
  const { store, kept, report } = parts;
  let readAt = performance.now();
  let storeTime = await read(parts, (now) => now - kept);
  let timer: NodeJS.Timeout | undefined;
  let stopped = store.kind === 'embedded';
  let failing = false;

  function readAgain(): void {
    const begunAt = performance.now();
    let next = (): void => {
      next = () => undefined;
      if (!stopped) timer = setTimeout(readAgain, pause).unref();
    };
    const late = setTimeout(() => next(), patience).unref();
    // A gap is read whole. The store's clock may also have been set, or another member's: both of its times count.
    const gap = begunAt - readAt > current;
    read(parts, (now) => (gap ? now - kept : Math.min(now, storeTime) - overlap))
      .then(
        (now) => {
          if (begunAt < readAt) return;
          readAt = begunAt;
          storeTime = now;
          if (failing) report('revocations are learned again');
          failing = false;
        },
        // What it means for requests, `isFresh` and `isCurrent` tell.
        (error: unknown) => {
          if (!failing && !stopped) report('revocations cannot be learned', error);
          failing = true;
        },
      )
      .finally(() => {
        clearTimeout(late);
        next();
      });
  }

  if (!stopped) timer = setTimeout(readAgain, pause).unref();
  return {
    isFresh: () => store.kind === 'embedded' || performance.now() - readAt < fresh,
    isCurrent: () => store.kind === 'embedded' || performance.now() - readAt < current,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Takes in what was revoked since; the store's time at the beginning. */
async function read(
  { store, users, sessions, revocations }: FeedParts,
  since: (now: number) => number,
): Promise<number> {
  const now = (await store.now()).getTime();
  const from = new Date(since(now));
  const [raised, ended] = await Promise.all([users.raisedSince(from), sessions.endedSince(from)]);
  for (const { _id, generation } of raised) revocations.generationRaised(_id, generation);
  for (const id of ended) revocations.sessionEnded(id);
  return now;
}
