import type { Measures } from './measures.js';

/** The most that an operation may measure. */
export type OperationLimits = Readonly<Measures>;

/** The two that a deployment sets. */
export interface LimitSettings {
  readonly MAX_DEPTH: number;
  readonly MAX_COST: number;
}

/** Of a document, in bytes of UTF-8: the contract's 10 kB. */
export const mostBytes = 10_000;

/** Of a document, as the language counts them: without comments and commas. */
export const mostTokens = 1_000;

/**
 * Fields with selections and one response key, in a whole document: each is compared with each before anything is
 * executed. Of the largest document, 250 such fields would take a tenth of a second.
 */
export const mostRepeats = 50;

/** Levels of lists and objects in the value of a variable. */
export const mostNesting = 10;

/** Every limit on an operation. The introspection of tools is 14 deep. */
export function operationLimits({ MAX_DEPTH, MAX_COST }: LimitSettings): OperationLimits {
  return { depth: MAX_DEPTH, introspectionDepth: 16, cost: MAX_COST, aliases: 15, rootFields: 5, directives: 20 };
}
