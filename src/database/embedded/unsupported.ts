/** A call outside the port: a programmer's mistake, never a client's. The message names what is not supported. */
export class UnsupportedError extends Error {
  constructor(what: string) {
    super(`The embedded store does not support ${what}`);
    this.name = 'UnsupportedError';
  }
}

/** Throws when `given` has a key that is not among `supported`; `kind` says what the keys are. */
export function refuseOthers(kind: string, given: object, supported: readonly string[]): void {
  for (const key of Object.keys(given)) {
    if (!supported.includes(key)) throw new UnsupportedError(`the ${kind} ${key}`);
  }
}

/** The object, refusing by name each member that the driver's own has and this one has not. */
export function refuseOtherMembers<O extends object>(kind: string, object: O, driver: object): O {
  return new Proxy(object, {
    get(target, name) {
      if (!(name in target) && name in driver) throw new UnsupportedError(`the ${kind} ${String(name)}`);
      return Reflect.get(target, name, target);
    },
  });
}
