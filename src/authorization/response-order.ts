/** An error, or its formatted twin. */
interface Located {
  readonly path?: readonly (string | number)[] | undefined;
}

/**
 * Errors in the order in which their fields stand in the response, whatever resolved first, so that an answer is the
 * same bytes each time. Errors without a path come first; errors at one path keep their order.
 */
export function inResponseOrder<E extends Located>(errors: readonly E[], data: unknown): E[] {
  const placed = errors.map((error) => ({ error, place: placeIn(data, error.path ?? []) }));
  return placed.sort((left, right) => compare(left.place, right.place)).map(({ error }) => error);
}

function placeIn(data: unknown, path: readonly (string | number)[]): number[] {
  const place: number[] = [];
  let at = data;
  for (const key of path) {
    if (typeof key === 'number') place.push(key);
    else place.push(typeof at === 'object' && at !== null ? Object.keys(at).indexOf(key) : 0);
    at = typeof at === 'object' && at !== null ? (at as { [key: string | number]: unknown })[key] : undefined;
  }
  return place;
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    if (left[index] !== right[index]) return left[index]! - right[index]!;
  }
  return left.length - right.length;
}
