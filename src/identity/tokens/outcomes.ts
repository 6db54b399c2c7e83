import type { RefusalReason } from './verification.js';

/** What became of an access token, revocation included. */
export type TokenOutcome = 'ok' | RefusalReason | 'revoked';

/** How often each outcome was met since the start. */
export interface TokenOutcomes<Outcome = TokenOutcome> {
  /** Outcome → count; one that was never met is not in it. */
  readonly counts: ReadonlyMap<Outcome, number>;
  /** Counts one more. */
  add(outcome: Outcome): void;
}

/** Counts nothing yet. That one request's outcome is logged is the request's business. */
export function tokenOutcomes<Outcome = TokenOutcome>(): TokenOutcomes<Outcome> {
  const counts = new Map<Outcome, number>();
  return {
    counts,
    add(outcome) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    },
  };
}
