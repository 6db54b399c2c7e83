import DataLoader from 'dataloader';

/** Reads the values of many keys at once, in their order. */
export type ReadMany<Value> = (keys: readonly string[]) => Promise<Value[]>;

/** The loaders of one request: one for each way of reading, which its signature names. */
export class Loaders<Value> {
  readonly #bySignature = new Map<string, DataLoader<string, Value>>();

  /** Everything is read anew from here on. */
  clear(): void {
    this.#bySignature.clear();
  }

  /** What was read in that way already is not read again. */
  prime(signature: string, values: Iterable<readonly [key: string, value: Value]>, readMany: ReadMany<Value>): void {
    const loader = this.#loader(signature, readMany);
    for (const [key, value] of values) loader.prime(key, value);
  }

  /** One key's value, read together with all keys that are asked for in the same way at the same time. */
  load(signature: string, key: string, readMany: ReadMany<Value>): Promise<Value> {
    return this.#loader(signature, readMany).load(key);
  }

  #loader(signature: string, readMany: ReadMany<Value>): DataLoader<string, Value> {
    let loader = this.#bySignature.get(signature);
    if (!loader) this.#bySignature.set(signature, (loader = new DataLoader(readMany)));
    return loader;
  }
}
