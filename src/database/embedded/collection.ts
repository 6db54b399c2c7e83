import { AggregationCursor, FindCursor } from 'mongodb';
import type { Collection, Filter, FindOptions, Pipeline, Projection, Sort, Stored, Update } from '../port.js';
import type { DocumentSet } from './document-set.js';
import type { Journal } from './journal.js';
import { aggregated } from './pipeline.js';
import { projector } from './projection.js';
import { checkOptions, search } from './search.js';
import { UnsupportedError, refuseOtherMembers } from './unsupported.js';
import { checkUpdate, updated } from './update.js';
import { checkValue, isEmbedded, typeName } from './value.js';
import type { Document } from './value.js';

/** The port over documents in memory. Each method does its work in one go, so nothing comes between read and write. */
export class EmbeddedCollection<T extends Stored> implements Collection<T> {
  readonly #set: DocumentSet;
  readonly #journal: Journal;

  constructor(set: DocumentSet, journal: Journal) {
    this.#set = set;
    this.#journal = journal;
  }

  find(filter: Filter<T>, options: FindOptions<T> = {}): { toArray(): Promise<T[]> } {
    const read = () => this.#journal.answer(() => this.#read(filter, options, ['projection', 'sort', 'limit']));
    return refuseOtherMembers('cursor method', { toArray: read }, FindCursor.prototype);
  }

  async findOne(filter: Filter<T>, options: { projection?: Projection<T> } = {}): Promise<T | null> {
    return this.#journal.answer(() => this.#read(filter, options, ['projection'], 1)[0] ?? null);
  }

  aggregate<R extends object>(pipeline: Pipeline<T>, options?: object): { toArray(): Promise<R[]> } {
    const read = () =>
      this.#journal.answer(() => {
        checkOptions(options, []);
        return aggregated(this.#set, pipeline) as R[];
      });
    return refuseOtherMembers('cursor method', { toArray: read }, AggregationCursor.prototype);
  }

  async countDocuments(filter: Filter<T>, options: { limit?: number } = {}): Promise<number> {
    return this.#journal.answer(() => {
      checkOptions(options, ['limit']);
      return search(this.#set, filter, options).documents.length;
    });
  }

  async insertOne(document: T, options?: object): Promise<{ acknowledged: boolean }> {
    return this.#journal.answer(() => {
      checkOptions(options, []);
      this.#insert(document);
      return { acknowledged: true };
    });
  }

  async insertMany(documents: readonly T[], options?: object): Promise<{ insertedCount: number }> {
    return this.#journal.answer(() => {
      checkOptions(options, []);
      if (documents.length === 0) throw new UnsupportedError('insertMany without documents');
      for (const document of documents) this.#insert(document);
      return { insertedCount: documents.length };
    });
  }

  async updateOne(
    filter: Filter<T>,
    update: Update<T>,
    options?: object,
  ): Promise<{ matchedCount: number; modifiedCount: number }> {
    return this.#journal.answer(() => {
      checkOptions(options, []);
      checkUpdate(update);
      const [document] = search(this.#set, filter, { limit: 1 }).documents;
      if (!document) return { matchedCount: 0, modifiedCount: 0 };
      return { matchedCount: 1, modifiedCount: Number(this.#set.put(updated(document, update), document)) };
    });
  }

  async findOneAndUpdate(
    filter: Filter<T>,
    update: Update<T>,
    options: { projection?: Projection<T>; sort?: Sort<T>; returnDocument?: 'before' | 'after' } = {},
  ): Promise<T | null> {
    return this.#journal.answer(() => {
      checkOptions(options, ['projection', 'sort', 'returnDocument']);
      checkUpdate(update);
      const project = projector(options.projection);
      const { returnDocument = 'before' } = options;
      if (returnDocument !== 'before' && returnDocument !== 'after')
        throw new UnsupportedError(`returnDocument: ${String(returnDocument)}`);
      const [before] = search(this.#set, filter, { sort: options.sort, limit: 1 }).documents;
      if (!before) return null;
      this.#set.put(updated(before, update), before);
      return project(returnDocument === 'before' ? before : this.#set.get(before._id)!) as Stored as T;
    });
  }

  async deleteMany(filter: Filter<T>, options?: object): Promise<{ deletedCount: number }> {
    return this.#journal.answer(() => {
      checkOptions(options, []);
      const { documents } = search(this.#set, filter);
      for (const document of documents) this.#set.delete(document);
      return { deletedCount: documents.length };
    });
  }

  #read(filter: Filter<T>, options: FindOptions<T>, supported: readonly string[], limit = options.limit): T[] {
    checkOptions(options, supported);
    const project = projector(options.projection);
    return search(this.#set, filter, { sort: options.sort, limit }).documents.map(
      (document) => project(document) as Stored as T,
    );
  }

  #insert(document: T): void {
    if (!isEmbedded(document)) throw new UnsupportedError(`a document of type ${typeName(document)}`);
    const { _id, ...rest } = document as Document;
    if (typeof _id !== 'string') throw new UnsupportedError(`an _id of type ${typeName(_id)}`);
    checkValue(rest, this.#set.name);
    this.#set.put({ _id, ...rest });
  }
}
