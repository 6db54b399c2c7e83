import type { RefusalReason } from './verification.js';

/** What became of an access token, revocation included. */
export type TokenOutcome = 'ok' | RefusalReason | 'revoked';

/** How often each outcome was met since the start. */
export interface TokenOutcomes {
  /** Outcome → count; one that was never met is not in it. */
  readonly counts: ReadonlyMap<TokenOutcome, number>;
  /** Counts one more. */
  add(outcome: TokenOutcome): void;
}

/** Counts nothing yet. That one request's outcome is logged is the request's business. */
export function tokenOutcomes(): TokenOutcomes {
  const counts = new Map<TokenOutcome, number>();
  return {
    counts,
    add(outcome) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    },
  };
}
