import { Collection as DriverCollection, MongoServerError } from 'mongodb';
import { StartError } from '../../errors.js';
import type { Collection, Filter, FindOptions, IndexDeclaration, Store, Stored } from '../port.js';
import { refuseUndefined } from '../refuse-undefined.js';
import { EmbeddedCollection } from './collection.js';
import { DocumentSet, collectionOf } from './document-set.js';
import { readIndex } from './index-declaration.js';
import { Journal } from './journal.js';
import type { Operation } from './journal.js';
import { search } from './search.js';
import { UnsupportedError, refuseOtherMembers } from './unsupported.js';
import type { Document } from './value.js';

/** How a query was served, in the words of MongoDB's `explain`. */
export interface Explanation {
  /** The index read; none for a scan of the collection. */
  indexName: string | undefined;
  totalDocsExamined: number;
  nReturned: number;
}

/** The port without a server. `write` makes a batch durable, wholly or not at all. */
export class EmbeddedStore implements Store {
  readonly kind = 'embedded';
  readonly #sets = new Map<string, DocumentSet>();
  readonly #journal: Journal;
  readonly #release: () => Promise<void>;

  constructor(write: (batch: Operation[]) => Promise<void>, release: () => Promise<void>) {
    this.#journal = new Journal(write);
    this.#release = release;
  }

  collection<T extends Stored>(name: string): Collection<T> {
    const collection: Collection<T> = new EmbeddedCollection<T>(this.#set(name), this.#journal);
    return refuseOtherMembers('method', refuseUndefined(collection), DriverCollection.prototype);
  }

  /** An index of the same name with another definition is built anew: indexes are in memory only. */
  async ensureIndexes<T extends Stored>(name: string, indexes: readonly IndexDeclaration<T>[]): Promise<void> {
    return this.#journal.answer(() => {
      for (const declaration of indexes) {
        try {
          this.#set(name).buildIndex(readIndex(declaration));
        } catch (cause) {
          if (!(cause instanceof MongoServerError)) throw cause;
          throw new StartError(`The index ${declaration.name} of the collection ${name} cannot be had: DuplicateKey`);
        }
      }
    });
  }

  /** There are none here: nothing is checked. */
  async ensureValidator(): Promise<void> {
    return this.#journal.answer(() => undefined);
  }

  async isEmpty(): Promise<boolean> {
    return this.#journal.answer(() => [...this.#sets.values()].every((set) => set.size === 0));
  }

  async ping(): Promise<void> {
    return this.#journal.answer(() => undefined);
  }

  async now(): Promise<Date> {
    return this.#journal.answer(() => new Date());
  }

  /** Waits for what was acknowledged to be written, then gives the folder free. */
  async close(): Promise<void> {
    await this.#journal.close().finally(this.#release);
  }

  /** Takes up what the disk holds under a key; before the store is used. */
  load(key: string, document: Document): void {
    this.#set(collectionOf(key)).load(document);
  }

  /** How `find` would be served. Not on the port: for tests and for those who declare indexes. */
  explain<T extends Stored>(name: string, filter: Filter<T>, options: FindOptions<T> = {}): Explanation {
    const { index, examined, documents } = search(this.#set(name), filter, options);
    return { indexName: index, totalDocsExamined: examined, nReturned: documents.length };
  }

  #set(name: string): DocumentSet {
    const present = this.#sets.get(name);
    if (present) return present;
    if (!/^[A-Za-z]\w*$/.test(name)) throw new UnsupportedError(`the collection name ${name}`);
    const set = new DocumentSet(name, this.#journal.log);
    this.#sets.set(name, set);
    return set;
  }
}
