// The rules on records as filters, to become part of a query or of a write.
import type { Decision } from './decision.js';
import type { Check, Checks } from './relation.js';
import type { Question, Scope } from './scope.js';

/**
 * Which rows may be touched: each list of `allOf` has to hold by one of its members. Without any list every row may be;
 * a list without members is fulfilled by none. Keys are those of the record as resolvers return it.
 */
export interface RowFilter {
  readonly allOf: readonly (readonly Checks[])[];
}

/** No restriction. */
export const everyRow: RowFilter = { allOf: [] };

/** What all of these decisions leave to each row. Equal ones count once. */
export function rowsOf(decisions: readonly Decision[]): RowFilter {
  const allOf = new Map<string, readonly Checks[]>();
  for (const decision of decisions) {
    if (decision.kind === 'allow') continue;
    const anyOf = decision.kind === 'record' ? decision.anyOf : [];
    allOf.set(JSON.stringify(anyOf.map(signatureOf)), anyOf);
  }
  return { allOf: [...allOf.values()] };
}

/** The rows of a type that a viewer may meet. The facts were asked before. */
export function visibleRows(visible: Question | undefined, scope: Scope): RowFilter {
  return visible ? rowsOf([scope.settled(visible)]) : everyRow;
}

/** The keys on which rows are decided. */
export function keysIn({ allOf }: RowFilter): string[] {
  return [...new Set(allOf.flat(2).map(({ key }) => key))];
}

/** Equal for equal checks in the same order. */
export function signatureOf(checks: Checks): string {
  return JSON.stringify(checks.map(signatureOfCheck));
}

// One check serves many rules of an operation, and may name thousands of ids.
const signatures = new WeakMap<Check, string>();

function signatureOfCheck(check: Check): string {
  let signature = signatures.get(check);
  if (signature === undefined) signatures.set(check, (signature = JSON.stringify(check, listed)));
  return signature;
}

function listed(_: string, value: unknown): unknown {
  return value instanceof Set ? [...(value as ReadonlySet<unknown>)] : value;
}
