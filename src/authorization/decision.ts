import type { Checks } from './relation.js';

/**
 * Why this viewer may not: no viewer; roles and conditions alone decide; no relation to the record holds, or can hold;
 * or a rule could not be evaluated, which never allows. `reason` is a condition's, where nothing else is missing; it is the
 * only part that the client is told.
 */
export type Denial = { readonly reason?: string } & (
  | { readonly because: 'anonymous' }
  | { readonly because: 'lacking' }
  | { readonly because: 'unrelated' }
  | { readonly because: 'fault'; readonly fault: unknown }
);

/** Checks that would allow the record if only one condition were fulfilled. */
export interface Near {
  readonly checks: Checks;
  readonly reason: string;
}

/**
 * Allowed on each record that fulfils one of `anyOf`; on all others `otherwise`, with the reason of one of `near` if the
 * record fulfils that. The record must carry `keys`. Without any `anyOf` no record is allowed; what is asked of the record
 * is the reason only.
 */
export interface RecordDecision {
  readonly kind: 'record';
  readonly anyOf: readonly Checks[];
  readonly near: readonly Near[];
  readonly keys: readonly string[];
  readonly otherwise: Denial;
}

/** What was decided for one viewer on one coordinate, before any record is seen. */
export type Decision = { readonly kind: 'allow' } | { readonly kind: 'deny'; readonly denial: Denial } | RecordDecision;

/** Nothing more to ask, whatever the record. */
export const allow: Decision = { kind: 'allow' };

/** Reported to `onDecision`. The public error never carries more than code, coordinate, place and reason. */
export interface DecisionEvent<Context, Viewer> {
  readonly context: Context;
  readonly viewer: Viewer | null;
  readonly coordinate: string;
  readonly allowed: boolean;
  /** Whether the rule is an audited field's own. */
  readonly audited: boolean;
  readonly denial?: Denial;
  /** The record on which a relation decided, or that an audited field was read from. */
  readonly record?: unknown;
}
