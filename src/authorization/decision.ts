import type { Checks } from './relation.js';

/**
 * Why this viewer may not: no viewer; roles and conditions alone decide; no relation to the record holds, or can hold;
 * or a rule could not be evaluated, which never allows.
 */
export type Denial =
  | { readonly because: 'anonymous' }
  | { readonly because: 'lacking' }
  | { readonly because: 'unrelated' }
  | { readonly because: 'fault'; readonly fault: unknown };

/** What was decided for one viewer on one coordinate, before any record is seen. */
export type Decision =
  | { readonly kind: 'allow' }
  | { readonly kind: 'deny'; readonly denial: Denial }
  /** Allowed on each record that fulfils one of `anyOf`, for which it must carry `keys`; on all others `otherwise`. */
  | {
      readonly kind: 'record';
      readonly anyOf: readonly Checks[];
      readonly keys: readonly string[];
      readonly otherwise: Denial;
    };

/** Nothing more to ask, whatever the record. */
export const allow: Decision = { kind: 'allow' };

/** Reported to `onDecision`. The public error never carries more than code and coordinate. */
export interface DecisionEvent<Context, Viewer> {
  readonly context: Context;
  readonly viewer: Viewer | null;
  readonly coordinate: string;
  readonly allowed: boolean;
  readonly denial?: Denial;
  /** The record on which a relation decided, or that an audited field was read from. */
  readonly record?: unknown;
}
