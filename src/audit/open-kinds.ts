/** How many kinds of events are told apart at a time. */
export interface KindLimits {
  /** Of each group. */
  readonly kinds: number;
  /** Of each origin within a group: one that floods leaves room for the others. */
  readonly kindsOfOrigin: number;
}

/** Counts the kinds that are open, of each group and of each origin in it. Holds nothing of those that have none. */
export class OpenKinds {
  readonly #limits: KindLimits;
  readonly #counts = new Map<string, number>();

  constructor(limits: KindLimits) {
    this.#limits = limits;
  }

  /** Counts one more; `false`, and nothing is counted, beyond a limit. */
  open(group: string, origin: string): boolean {
    const { kinds, kindsOfOrigin } = this.#limits;
    const [all, own] = keysOf(group, origin);
    if (this.#count(all) >= kinds || this.#count(own) >= kindsOfOrigin) return false;
    for (const key of [all, own]) this.#counts.set(key, this.#count(key) + 1);
    return true;
  }

  /** Counts one less, which was opened. */
  close(group: string, origin: string): void {
    for (const key of keysOf(group, origin)) {
      const left = this.#count(key) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    }
  }

  #count(key: string): number {
    return this.#counts.get(key) ?? 0;
  }
}

function keysOf(group: string, origin: string): readonly [all: string, own: string] {
  return [JSON.stringify([group]), JSON.stringify([group, origin])];
}
