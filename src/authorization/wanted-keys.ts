// The keys of one type's records that a projection wants, and those of them that only some records have to give.
import type { RecordDecision } from './decision.js';
import type { Checks } from './relation.js';
import { signatureOf } from './rows.js';

/** What has to hold for a key to be read: one of the filters. Absent where every record gives it. */
export type Condition = readonly Checks[] | undefined;

/** Filters that one key may depend on; where rules multiply to more, every record gives it. */
const mostFilters = 32;

/** The keys wanted of one type's records. A key is conditional while nothing wants it of every record. */
export class WantedKeys {
  readonly keys = new Set<string>();
  readonly #conditions = new Map<string, Map<string, Checks>>();
  readonly #always = new Set<string>();

  /** Wants the key of the records that fulfil one of these filters, or of every record. */
  add(key: string, condition?: Condition): void {
    this.keys.add(key);
    if (this.#always.has(key)) return;
    const filters = this.#conditions.get(key) ?? new Map<string, Checks>();
    for (const checks of condition ?? []) filters.set(signatureOf(checks), checks);
    if (!condition || filters.size > mostFilters) {
      this.#always.add(key);
      this.#conditions.delete(key);
    } else {
      this.#conditions.set(key, filters);
    }
  }

  /** The keys to be read only of records that fulfil one of these filters. */
  get onlyIf(): ReadonlyMap<string, readonly Checks[]> {
    return new Map([...this.#conditions].map(([key, filters]) => [key, [...filters.values()]]));
  }
}

/**
 * The filters of which a record that all of these decisions allow fulfils one, and no other record does; `undefined`
 * where there are too many, and for no decision at all, which leaves out no record.
 */
export function conditionOf(decisions: readonly RecordDecision[]): Condition {
  let filters: readonly Checks[] | undefined;
  for (const { anyOf } of decisions) {
    filters = filters?.flatMap((checks) => anyOf.map((others) => [...new Set([...checks, ...others])])) ?? anyOf;
    if (filters.length > mostFilters) return undefined;
  }
  return filters;
}

/** What is conditional in the sum of several types: a key that each of them that wants it, wants conditionally. */
export function onlyIfOf(
  parts: readonly { readonly keys: ReadonlySet<string>; readonly onlyIf: ReadonlyMap<string, readonly Checks[]> }[],
): ReadonlyMap<string, readonly Checks[]> {
  const sum = new WantedKeys();
  for (const { keys, onlyIf } of parts) for (const key of keys) sum.add(key, onlyIf.get(key));
  return sum.onlyIf;
}
