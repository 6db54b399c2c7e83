import DataLoader from 'dataloader';

/** Reads the values of many keys at once, in their order. */
export type ReadMany<Value> = (keys: readonly string[]) => Promise<Value[]>;

/** The loaders of one request: one for each way of reading, which its signature names. */
export class Loaders<Value> {
  readonly #bySignature = new Map<string, DataLoader<string, Value>>();
  /** What lists have read: of most rows nobody asks again, so no loader is made for them. */
  readonly #primed = new Map<string, Map<string, Value>>();

  /** Everything is read anew from here on. */
  clear(): void {
    this.#bySignature.clear();
    this.#primed.clear();
  }

  /** What was read in that way already is not read again. */
  prime(signature: string, values: Iterable<readonly [key: string, value: Value]>): void {
    const primed = this.#primed.get(signature);
    if (!primed) this.#primed.set(signature, new Map(values));
    else for (const [key, value] of values) primed.set(key, value);
  }

  /** One key's value, read together with all keys that are asked for in the same way at the same time. */
  load(signature: string, key: string, readMany: ReadMany<Value>): Promise<Value> {
    const primed = this.#primed.get(signature);
    if (primed?.has(key)) return Promise.resolve(primed.get(key)!);
    let loader = this.#bySignature.get(signature);
    if (!loader) this.#bySignature.set(signature, (loader = new DataLoader(readMany)));
    return loader.load(key);
  }
}
