import { BSON } from 'mongodb';
import type { Operation } from './journal.js';
import { OrderedIndex } from './ordered-index.js';
import type { IndexSpecification } from './ordered-index.js';
import { duplicateKey, tooLarge } from './server-error.js';
import type { Document } from './value.js';

const mostBytes = 16 * 1_024 * 1_024;

/** The documents of one collection in memory, its indexes, and a log entry for each change. */
export class DocumentSet {
  readonly name: string;
  readonly #documents = new Map<string, Document>();
  readonly #log: (operation: Operation) => void;
  #indexes: OrderedIndex[];

  constructor(name: string, log: (operation: Operation) => void) {
    this.name = name;
    this.#log = log;
    this.#indexes = [new OrderedIndex({ name: '_id_', key: [['_id', 1]], unique: true, present: [] })];
  }

  get size(): number {
    return this.#documents.size;
  }

  get indexes(): readonly OrderedIndex[] {
    return this.#indexes;
  }

  get(id: string): Document | undefined {
    return this.#documents.get(id);
  }

  ids(): Iterable<string> {
    return this.#documents.keys();
  }

  /** Takes up a document that is on the disk already. */
  load(document: Document): void {
    this.#documents.set(document._id, document);
    for (const index of this.#indexes) index.add(document);
  }

  /**
   * Stores a document, in place of `previous` when that is given, and tells whether that changed anything.
   * Throws before anything is changed: a duplicate key, a document that is too large or that an index cannot hold.
   */
  put(document: Document, previous?: Document): boolean {
    const { _id } = document;
    if (!previous && this.#documents.has(_id)) throw duplicateKey('_id_', { _id: 1 }, { _id });
    const bytes = BSON.serialize(document);
    if (bytes.length > mostBytes) throw tooLarge(bytes.length, mostBytes);
    if (previous && Buffer.compare(bytes, BSON.serialize(previous)) === 0) return false;
    // What memory holds is what the disk gives back, and nothing of the caller's.
    const stored = BSON.deserialize(bytes) as Document;
    for (const index of this.#indexes) {
      index.entriesOf(stored);
      index.checkUnique(stored);
    }
    if (previous) for (const index of this.#indexes) index.remove(previous);
    this.load(stored);
    this.#log({ type: 'put', key: keyOf(this.name, _id), value: bytes });
    return true;
  }

  delete(document: Document): void {
    for (const index of this.#indexes) index.remove(document);
    this.#documents.delete(document._id);
    this.#log({ type: 'del', key: keyOf(this.name, document._id) });
  }

  /** Builds an index over all documents in place of one with its name. Throws E11000 and changes nothing when it cannot be. */
  buildIndex(specification: IndexSpecification): void {
    const index = new OrderedIndex(specification);
    for (const document of this.#documents.values()) {
      index.checkUnique(document);
      index.add(document);
    }
    this.#indexes = [...this.#indexes.filter((other) => other.specification.name !== specification.name), index];
  }
}

const separator = '\0';

/** The key on the disk: collection and `_id`. */
function keyOf(collection: string, id: string): string {
  return `${collection}${separator}${id}`;
}

/** The collection that a key on the disk belongs to. */
export function collectionOf(key: string): string {
  return key.slice(0, key.indexOf(separator));
}
