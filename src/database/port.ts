// What repositories may ask of a store: a typed subset of the official driver's own `Collection`. With MONGODB_URI
// it *is* the driver's; otherwise the embedded store serves the same subset and refuses by name all that is not here.

/** A stored document. `_id` is a string chosen by us. */
export interface Stored {
  _id: string;
}

/** What one key may be asked for. All that are given must hold. */
export interface Condition<V> {
  $eq?: V;
  $ne?: V;
  $in?: readonly V[];
  $gt?: V;
  $gte?: V;
  $lt?: V;
  $lte?: V;
  $exists?: boolean;
}

/** Conditions joined by *and*. `null` also matches a missing key, as in MongoDB. */
export type Filter<T> = { [K in keyof T]?: T[K] | Condition<T[K]> | null } & {
  $and?: readonly Filter<T>[];
  $or?: readonly Filter<T>[];
};

export interface Update<T> {
  $set?: Partial<Omit<T, '_id'>>;
  $unset?: { [K in keyof Omit<T, '_id'>]?: '' | true | 1 };
  $inc?: { [K in keyof T]?: number };
}

export type Projection<T> = { [K in keyof T]?: 1 } & { _id?: 0 | 1 };

export type Sort<T> = { [K in keyof T]?: 1 | -1 };

export interface IndexDeclaration<T> {
  name: string;
  key: Sort<T>;
  unique?: boolean;
  /** Only documents with this key present are in the index (MongoDB: a partial index on `$exists`). */
  partialFilterExpression?: { [K in keyof T]?: { $exists: true } };
  /** Seconds after the date in the key at which MongoDB deletes; the embedded store keeps expired rows, readers check. */
  expireAfterSeconds?: number;
}

export interface FindOptions<T> {
  projection?: Projection<T>;
  sort?: Sort<T>;
  limit?: number;
}

/** About eight methods with the driver's own names, meanings and errors (`MongoServerError`, code 11000 for duplicates). */
export interface Collection<T extends Stored> {
  find(filter: Filter<T>, options?: FindOptions<T>): { toArray(): Promise<T[]> };
  findOne(filter: Filter<T>, options?: Pick<FindOptions<T>, 'projection'>): Promise<T | null>;
  countDocuments(filter: Filter<T>, options?: { limit?: number }): Promise<number>;
  insertOne(document: T): Promise<{ acknowledged: boolean }>;
  insertMany(documents: readonly T[]): Promise<{ insertedCount: number }>;
  updateOne(filter: Filter<T>, update: Update<T>): Promise<{ matchedCount: number; modifiedCount: number }>;
  findOneAndUpdate(
    filter: Filter<T>,
    update: Update<T>,
    options?: { projection?: Projection<T>; sort?: Sort<T>; returnDocument?: 'before' | 'after' },
  ): Promise<T | null>;
  deleteMany(filter: Filter<T>): Promise<{ deletedCount: number }>;
}

/** An open store. */
export interface Store {
  readonly kind: 'embedded' | 'mongodb';
  /** The collection of that name; made on first use. */
  collection<T extends Stored>(name: string): Collection<T>;
  /** Builds what is missing; throws when an index cannot be had. Idempotent. */
  ensureIndexes<T extends Stored>(name: string, indexes: readonly IndexDeclaration<T>[]): Promise<void>;
  /** Whether no collection holds a document. */
  isEmpty(): Promise<boolean>;
  /** Resolves when the store answers; rejects otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
