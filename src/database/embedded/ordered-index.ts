import sortedBTree from 'sorted-btree';
import { duplicateKey } from './server-error.js';
import { positionOrder, type KeyPart, type Position } from './position.js';
import { UnsupportedError } from './unsupported.js';
import { isScalar, type Document, type Scalar } from './value.js';

/** A declared index, checked. */
export interface IndexSpecification {
  name: string;
  key: readonly KeyPart[];
  unique: boolean;
  /** Only documents that have these fields are in the index. */
  present: readonly string[];
}

/** An index in memory: the documents' ids in the order of its key, ties by `_id`. */
export class OrderedIndex {
  readonly specification: IndexSpecification;
  /** The declared key, then `_id`. */
  readonly key: readonly KeyPart[];
  /** Whether an array was ever in it; then an entry stands for an element, and only equality can be looked up. */
  multikey = false;
  readonly #order: (a: Position, b: Position) => number;
  readonly #tree: InstanceType<typeof sortedBTree.default<Position, string>>;

  constructor(specification: IndexSpecification) {
    this.specification = specification;
    const hasId = specification.key.some(([field]) => field === '_id');
    this.key = hasId ? specification.key : [...specification.key, ['_id', 1]];
    this.#order = positionOrder(this.key);
    this.#tree = new sortedBTree.default<Position, string>(undefined, this.#order);
  }

  /** The document's places in this index. Throws when it holds there what has no order. */
  entriesOf(document: Document): Position[] {
    if (this.specification.present.some((field) => document[field] === undefined)) return [];
    let entries: Scalar[][] = [[]];
    let arrays = 0;
    for (const [field] of this.key) {
      const values = keysOf(document[field], field);
      if (Array.isArray(document[field])) arrays += 1;
      entries = entries.flatMap((entry) => values.map((value) => [...entry, value]));
    }
    if (arrays > 1) throw new UnsupportedError(`parallel arrays in the index ${this.specification.name}`);
    if (arrays > 0 && this.specification.unique) throw new UnsupportedError(`an array in the unique index ${this.specification.name}`);
    return entries.map((values) => ({ values, side: 0 }));
  }

  /** Throws E11000 when another document holds the key that this one wants. */
  checkUnique(document: Document): void {
    if (!this.specification.unique) return;
    const { name, key } = this.specification;
    for (const { values } of this.entriesOf(document)) {
      const wanted = values.slice(0, key.length);
      for (const id of this.scan({ values: wanted, side: -1 }, { values: wanted, side: 1 }, false)) {
        if (id === document._id) continue;
        const shown = key.map(([field], part) => [field, wanted[part]]);
        throw duplicateKey(name, Object.fromEntries(key), Object.fromEntries(shown));
      }
    }
  }

  add(document: Document): void {
    for (const entry of this.entriesOf(document)) this.#tree.set(entry, document._id);
    this.multikey ||= this.key.some(([field]) => Array.isArray(document[field]));
  }

  remove(document: Document): void {
    for (const entry of this.entriesOf(document)) this.#tree.delete(entry);
  }

  /** The ids from one place to the other, or backwards. */
  *scan(first: Position, last: Position, backwards: boolean): Generator<string> {
    const entries = backwards ? this.#tree.entriesReversed(last) : this.#tree.entries(first);
    for (const [entry, id] of entries) {
      if (backwards ? this.#order(entry, first) < 0 : this.#order(entry, last) > 0) return;
      yield id;
    }
  }
}

function keysOf(value: unknown, field: string): Scalar[] {
  const values = Array.isArray(value) && value.length > 0 ? value : [Array.isArray(value) ? null : (value ?? null)];
  for (const item of values) if (!isScalar(item)) throw new UnsupportedError(`an index over embedded values in ${field}`);
  return values as Scalar[];
}
