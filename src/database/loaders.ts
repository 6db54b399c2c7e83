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

  /** What was read in that way already. */
  prime(signature: string, key: string, value: Value): void {
    this.#bySignature.get(signature)?.prime(key, value);
  }

  /** One key's value, read together with all keys that are asked for in the same way at the same time. */
  load(signature: string, key: string, readMany: ReadMany<Value>): Promise<Value> {
    let loader = this.#bySignature.get(signature);
    if (!loader) this.#bySignature.set(signature, (loader = new DataLoader(readMany)));
    return loader.load(key);
  }
}
