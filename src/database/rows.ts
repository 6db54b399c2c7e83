// The rules on records, as they come from whoever guards them, in the words of a query.
import type { Filter, Stored } from './port.js';

/** One condition on a record's key; `id` is the document's `_id`. */
type RowCondition =
  | { readonly key: string; readonly op: 'eq' | 'ne'; readonly value: string | number | boolean }
  | { readonly key: string; readonly op: 'in'; readonly values: ReadonlySet<string | number | boolean> };

/** Which rows may be touched: one member of each list of `allOf` has to hold, with all of its conditions. */
export interface Rows {
  readonly allOf: readonly (readonly (readonly RowCondition[])[])[];
}

/** No restriction. */
export const everyRow: Rows = { allOf: [] };

/** The filter together with the rules on rows; a list without members is fulfilled by none. */
export function within<T extends Stored>(rows: Rows, filter: Filter<T>): Filter<T> {
  if (rows.allOf.length === 0) return filter;
  const rules = rows.allOf.map((anyOf): object =>
    anyOf.length === 0 ? { _id: { $in: [] } } : { $or: anyOf.map((all) => ({ $and: all.map(conditionOf) })) },
  );
  return { $and: [filter, ...rules] } as unknown as Filter<T>;
}

function conditionOf(condition: RowCondition): object {
  const key = condition.key === 'id' ? '_id' : condition.key;
  switch (condition.op) {
    case 'eq':
      return { [key]: { $eq: condition.value } };
    case 'ne':
      return { [key]: { $ne: condition.value } };
    case 'in':
      return { [key]: { $in: [...condition.values] } };
  }
}
