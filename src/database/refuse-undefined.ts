// The driver writes `undefined` as `null`, and a filter on `null` matches every document without the key; with its
// `ignoreUndefined` the condition disappears and the filter matches all. A lost value would so widen a query.

/** The collection, refusing each call that has an `undefined` in a filter, document, update or option. */
export function refuseUndefined<C extends object>(collection: C): C {
  return new Proxy(collection, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]): unknown => {
        given.forEach((argument, position) => refuseIn(argument, `${String(name)}(…) argument ${position + 1}`));
        return Reflect.apply(member, target, given);
      };
    },
  });
}

function refuseIn(value: unknown, path: string): void {
  if (value === undefined) throw new TypeError(`${path} must not be undefined`);
  if (Array.isArray(value)) value.forEach((item, index) => refuseIn(item, `${path}[${index}]`));
  else if (isDocument(value)) for (const [key, item] of Object.entries(value)) refuseIn(item, `${path}.${key}`);
}

function isDocument(value: unknown): value is object {
  return Object.prototype.toString.call(value) === '[object Object]' && !('_bsontype' in (value as object));
}
