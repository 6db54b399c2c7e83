import type { WrittenOperation } from './document.js';

/** What was said to one operation in the first and in the second world. */
export interface AnswerPair {
  readonly first: string;
  readonly second: string;
}

/** What two worlds are made of: somebody to ask, and the way from either to the other. */
export interface WorldOptions {
  readonly answer: (operation: Pick<WrittenOperation, 'query' | 'variables'>) => Promise<string> | string;
  readonly change: () => Promise<void> | void;
}

/** Two worlds, of which one is there at a time. */
export class Worlds {
  readonly #options: WorldOptions;
  #inSecond = false;

  constructor(options: WorldOptions) {
    this.#options = options;
  }

  /** Asks all operations in the world at hand, changes it, and asks again: one change for as many as there are. */
  async ask(operations: readonly WrittenOperation[]): Promise<AnswerPair[]> {
    const inSecond = this.#inSecond;
    const here = await this.#answers(operations);
    await this.#change();
    const there = await this.#answers(operations);
    const [first, second] = inSecond ? [there, here] : [here, there];
    return first.map((text, index) => ({ first: text, second: second[index]! }));
  }

  /** Goes back to the first world, where it is not there already. */
  async leave(): Promise<void> {
    if (this.#inSecond) await this.#change();
  }

  async #answers(operations: readonly WrittenOperation[]): Promise<string[]> {
    const texts: string[] = [];
    for (const { query, variables } of operations) texts.push(await this.#options.answer({ query, variables }));
    return texts;
  }

  async #change(): Promise<void> {
    await this.#options.change();
    this.#inSecond = !this.#inSecond;
  }
}
