import type { Store, Stored } from '../../src/database/port.js';

/** Changes of documents that can be undone: afterwards the store holds what it held. */
export class Changes {
  readonly #store: Store;
  readonly #undo: (() => Promise<unknown>)[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Sets keys of a document, as it was read. */
  async overwrite<T extends Stored>(collection: string, document: T, changed: Partial<T>): Promise<void> {
    const keys = Object.keys(changed) as (keyof T & string)[];
    if (keys.length === 0) return;
    const [kept, absent] = [true, false].map((there) => keys.filter((key) => key in document === there)) as [
      (keyof T & string)[],
      (keyof T & string)[],
    ];
    const documents = this.#store.collection<Stored>(collection);
    const { _id } = document;
    await documents.updateOne({ _id }, { $set: changed });
    this.#undo.push(() =>
      documents.updateOne(
        { _id },
        {
          ...(kept.length > 0 && { $set: Object.fromEntries(kept.map((key) => [key, document[key]])) }),
          ...(absent.length > 0 && { $unset: Object.fromEntries(absent.map((key) => [key, ''])) }),
        },
      ),
    );
  }

  async add<T extends Stored>(collection: string, document: T): Promise<void> {
    const documents = this.#store.collection<Stored>(collection);
    await documents.insertOne(document);
    this.#undo.push(() => documents.deleteMany({ _id: document._id }));
  }

  async remove<T extends Stored>(collection: string, document: T): Promise<void> {
    const documents = this.#store.collection<Stored>(collection);
    await documents.deleteMany({ _id: document._id });
    this.#undo.push(() => documents.insertOne(document));
  }

  /** The latest first. */
  async undo(): Promise<void> {
    for (const step of this.#undo.splice(0).reverse()) await step();
  }
}
