// Batches of operations, asked in both worlds and compared; where two answers differ, ever smaller ones one by one.
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import type { Interference, InterferenceSearch } from './interference.js';
import { writeOperation } from './document.js';
import type { WrittenOperation } from './document.js';
import type { DrawnOperation } from './drawn.js';
import { KnownValues } from './known.js';
import { defaultLimits } from './limits.js';
import type { OperationLimits } from './limits.js';
import { operationsOver } from './selections.js';
import type { AnswerPair, Worlds } from './worlds.js';

/** Small at first, so that ids and cursors are known early. */
const batchSizes = { first: 10, most: 100 };

interface Batch {
  readonly seed: number;
  readonly size: number;
}

/** One search through the operations of a seed. */
export class Search {
  readonly #worlds: Worlds;
  readonly #schema: GraphQLSchema;
  readonly #operations: number;
  readonly #seed: number;
  readonly #limits: OperationLimits;
  readonly #known: KnownValues;
  readonly #arbitrary: Arbitrary<DrawnOperation>;

  constructor(search: InterferenceSearch, worlds: Worlds) {
    const { schema, operations = 500, seed = randomSeed(), values = {}, refusedMutations = [], limits } = search;
    this.#worlds = worlds;
    this.#schema = schema;
    this.#operations = operations;
    this.#seed = seed;
    this.#limits = { ...defaultLimits, ...limits };
    this.#known = new KnownValues(values);
    this.#arbitrary = operationsOver(schema, {
      mutations: refusedMutations,
      given: Object.keys(values),
      depth: this.#limits.depth,
      rootFields: this.#limits.rootFields,
    });
  }

  /** Resolves with the first interference, shrunk; with `undefined` after the last operation. */
  async run(): Promise<Interference | undefined> {
    for (const batch of batches(this.#seed, this.#operations)) {
      const found = await this.#ask(batch);
      if (found) return found;
    }
    return undefined;
  }

  async #ask({ seed, size }: Batch): Promise<Interference | undefined> {
    const drawn = fc.sample(this.#arbitrary, { seed, numRuns: size });
    const operations = drawn.map((each) => this.#write(each));
    const pairs = await this.#worlds.ask(operations);
    for (const [index, pair] of pairs.entries()) {
      const operation = operations[index]!;
      if (operation.mutation && !isRefused(operation, pair)) return this.#report('not refused', operation, pair);
      if (pair.first !== pair.second) return this.#explain(await this.#shrink(seed, index, operation, pair));
    }
    for (const [index, { first }] of pairs.entries()) this.#known.learn(dataOf(first), operations[index]!.shape);
    return undefined;
  }

  /** The drawn operation again, then ever smaller ones, as long as their answers differ. */
  async #shrink(seed: number, index: number, operation: WrittenOperation, pair: AnswerPair): Promise<Difference> {
    let smallest: Difference = { operation, pair };
    const asked = new Map<string, boolean>();
    const property = fc.asyncProperty(this.#arbitrary, async (drawn) => {
      const smaller = this.#write(drawn);
      const text = JSON.stringify([smaller.query, smaller.variables]);
      const known = asked.get(text);
      if (known !== undefined) return known;
      const [answers] = (await this.#worlds.ask([smaller])) as [AnswerPair];
      const same = answers.first === answers.second;
      asked.set(text, same);
      if (!same) smallest = { operation: smaller, pair: answers };
      return same;
    });
    await fc.check(property, { seed, path: String(index), numRuns: 1 });
    return smallest;
  }

  /** Asks once more, from the other side: a difference that has nothing to do with the worlds shows. */
  async #explain({ operation, pair }: Difference): Promise<Interference> {
    const [again] = (await this.#worlds.ask([operation])) as [AnswerPair];
    const steady = again.first === pair.first && again.second === pair.second;
    return this.#report(steady ? 'differs' : 'unsteady', operation, pair);
  }

  #write(drawn: DrawnOperation): WrittenOperation {
    return writeOperation(this.#schema, drawn, this.#known, this.#limits);
  }

  #report(
    because: Interference['because'],
    { query, variables }: WrittenOperation,
    { first, second }: AnswerPair,
  ): Interference {
    return { because, query, variables, first, second, seed: this.#seed };
  }
}

interface Difference {
  readonly operation: WrittenOperation;
  readonly pair: AnswerPair;
}

/** Batches have seeds of their own, so that a longer search begins as a shorter one. */
function* batches(seed: number, operations: number): Generator<Batch> {
  for (let left = operations, nth = 0; left > 0; nth += 1) {
    const size = Math.min(batchSizes.first * 2 ** nth, batchSizes.most, left);
    yield { seed: (seed + Math.imul(nth, 0x9e3779b1)) | 0, size };
    left -= size;
  }
}

/** Whether no field of the mutation has a value in either world. */
function isRefused({ shape }: WrittenOperation, { first, second }: AnswerPair): boolean {
  const fields = [...shape.entries].filter(([, { placed }]) =>
    placed.every(({ field }) => field.name !== '__typename'),
  );
  return [first, second].map(dataOf).every((data) => fields.every(([key]) => valueAt(data, key) === null));
}

/** Also under a key such as `toString`, which every object inherits. */
function valueAt(data: Readonly<Record<string, unknown>> | undefined, key: string): unknown {
  return data !== undefined && Object.hasOwn(data, key) ? data[key] : null;
}

/** Of an answer that has some. */
function dataOf(answer: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return (JSON.parse(answer) as { data?: Record<string, unknown> }).data ?? undefined;
  } catch {
    return undefined; // text that is not JSON holds no data
  }
}

function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
