import type { Filter, Stored } from './port.js';

/**
 * What holds where all of these hold, as flat as it can be said: each key once beside the others, and below `$and` only what
 * is asked of a key besides. Planners know conditions that stand beside each other best.
 */
export function allOf<T extends Stored>(...filters: readonly Filter<T>[]): Filter<T> {
  const beside = new Map<string, unknown>();
  const besides: object[] = [];
  for (const [key, condition] of filters.flatMap(conditionsOf))
    if (beside.has(key)) besides.push({ [key]: condition });
    else beside.set(key, condition);
  return { ...Object.fromEntries(beside), ...(besides.length > 0 && { $and: besides }) } as Filter<T>;
}

function conditionsOf(filter: object): [string, unknown][] {
  return Object.entries(filter).flatMap(([key, condition]) =>
    key === '$and' ? (condition as readonly object[]).flatMap(conditionsOf) : [[key, condition]],
  );
}
