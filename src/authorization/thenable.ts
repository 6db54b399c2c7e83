/** Whether executors would wait for it: promises of any library and realm have a `then`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** Goes on at once where nothing has to be awaited: what was synchronous stays so. */
export function whenSettled<Value, Next>(
  value: Value | PromiseLike<Value>,
  next: (value: Value) => Next,
): Next | Promise<Awaited<Next>> {
  return isThenable(value) ? (Promise.resolve(value).then(next) as Promise<Awaited<Next>>) : next(value);
}
