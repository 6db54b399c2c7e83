/** How large a generated operation may become. What would exceed a limit is left out of the operation. */
export interface OperationLimits {
  readonly aliases: number;
  /** Levels of response fields, fragments expanded. */
  readonly depth: number;
  readonly rootFields: number;
  /** `@skip` and `@include`. */
  readonly directives: number;
  readonly tokens: number;
  readonly characters: number;
  /** One a field, times `first` below a field that takes it, times 20 below other lists. */
  readonly cost: number;
}

/** What servers commonly accept. */
export const defaultLimits: OperationLimits = {
  aliases: 15,
  depth: 10,
  rootFields: 5,
  directives: 20,
  tokens: 1_000,
  characters: 10_000,
  cost: 5_000,
};

/** How many rows a list is taken to have that does not say. */
export const assumedRows = 20;

const token = /"(?:[^"\\]|\\.)*"|\.\.\.|[A-Za-z_]\w*|-?\d[\d.eE+-]*|[^\s,]/g;

/** What a part of an operation takes besides its text. */
export type Counts = Partial<Omit<OperationLimits, 'depth' | 'tokens' | 'characters'>>;

/** What is left of the limits while a document is written. */
export class Budget {
  readonly #most: OperationLimits;
  #left: OperationLimits;

  constructor(limits: OperationLimits) {
    this.#most = limits;
    this.#left = limits;
  }

  /** The cost so far. */
  get spent(): number {
    return this.#most.cost - this.#left.cost;
  }

  /** Takes all of it, or nothing when one of them is not left. */
  take(text: string, counts: Counts): boolean {
    const taken = { ...counts, tokens: text.match(token)?.length ?? 0, characters: text.length };
    const left: { -readonly [Limit in keyof OperationLimits]: number } = { ...this.#left };
    for (const [name, count] of Object.entries(taken) as [keyof typeof taken, number][]) left[name] -= count;
    if (Object.values(left).some((count) => count < 0)) return false;
    this.#left = left;
    return true;
  }
}
