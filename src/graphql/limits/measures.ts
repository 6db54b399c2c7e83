/** What is limited of an operation, all of it with fragments expanded. */
export interface Measures {
  /** Response fields from the root to the deepest leaf, without those below `__schema` and `__type`. */
  depth: number;
  /** The same, counted below `__schema` and `__type` only. */
  introspectionDepth: number;
  /**
   * 1 for each field, times the page size below a connection, times 20 below any other list. Nothing for what is below
   * `__schema` and `__type`.
   */
  cost: number;
  /** Fields with an alias. */
  aliases: number;
  /** Response keys at the root. */
  rootFields: number;
  directives: number;
}

/** Where counting stops: more than any limit may be. */
export const countless = 1_000_000_000;

/** A sum or product that stops at `countless`. */
export function saturated(count: number): number {
  return Math.min(count, countless);
}
