import sortedBTree from 'sorted-btree';
import { duplicateKey } from './server-error.js';
import { placeAfter, placeBefore, placeOf } from './place.js';
import type { KeyPart, Place } from './place.js';
import { UnsupportedError } from './unsupported.js';
import { isScalar } from './value.js';
import type { Document, Scalar } from './value.js';

/** A declared index, checked. */
export interface IndexSpecification {
  name: string;
  key: readonly KeyPart[];
  unique: boolean;
  /** Only documents that have these fields are in the index. */
  present: readonly string[];
}

/** From one place to another, both included. */
export interface Range {
  first: Place;
  last: Place;
}

/** An index in memory: the documents' ids in the order of its key, ties by `_id`. */
export class OrderedIndex {
  readonly specification: IndexSpecification;
  /** The declared key, then `_id`. */
  readonly key: readonly KeyPart[];
  /** The fields that ever held an array: an entry stands for one of its elements. */
  readonly multikey = new Set<string>();
  readonly #tree: InstanceType<typeof sortedBTree.default<Place, string>>;

  constructor(specification: IndexSpecification) {
    this.specification = specification;
    const hasId = specification.key.some(([field]) => field === '_id');
    this.key = hasId ? specification.key : [...specification.key, ['_id', 1]];
    this.#tree = new sortedBTree.default<Place, string>(undefined, comparePlaces);
  }

  /** The document's places in this index: one, or one for each element of an array. Throws for what has no order. */
  entriesOf(document: Document): Place[] {
    if (this.specification.present.some((field) => document[field] === undefined)) return [];
    const values: unknown[] = this.key.map(([field]) => document[field] ?? null);
    const part = values.findIndex(Array.isArray);
    if (part === -1) return [this.#entry(values)];
    if (this.specification.unique)
      throw new UnsupportedError(`an array in the unique index ${this.specification.name}`);
    const elements = values[part] as unknown[];
    return (elements.length === 0 ? [null] : elements).map((element) => this.#entry(values.with(part, element)));
  }

  /** Throws E11000 when another document holds the key that this one wants. */
  checkUnique(document: Document): void {
    if (!this.specification.unique) return;
    const { name, key } = this.specification;
    if (this.entriesOf(document).length === 0) return;
    const wanted = key.map(([field]) => (document[field] ?? null) as Scalar);
    const same = { first: placeBefore(wanted, this.key), last: placeAfter(wanted, this.key) };
    for (const [, id] of this.scan(same, false)) {
      if (id === document._id) continue;
      const shown = key.map(([field], part) => [field, wanted[part]] as const);
      throw duplicateKey(name, Object.fromEntries(key), Object.fromEntries(shown));
    }
  }

  add(document: Document): void {
    for (const entry of this.entriesOf(document)) this.#tree.set(entry, document._id);
    for (const [field] of this.key) if (Array.isArray(document[field])) this.multikey.add(field);
  }

  remove(document: Document): void {
    for (const entry of this.entriesOf(document)) this.#tree.delete(entry);
  }

  /** The entries and their ids from one place to the other, or backwards. */
  *scan({ first, last }: Range, backwards: boolean): Generator<[Place, string]> {
    const entries = backwards ? this.#tree.entriesReversed(last) : this.#tree.entries(first);
    for (const entry of entries) {
      if (backwards ? entry[0] < first : entry[0] > last) return;
      yield entry;
    }
  }

  #entry(values: unknown[]): Place {
    if (values.every(isScalar)) return placeOf(values, this.key);
    const { name } = this.specification;
    throw new UnsupportedError(`an embedded document, or a second array, in the index ${name}`);
  }
}

function comparePlaces(a: Place, b: Place): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
