// What repositories may ask of a store: a typed subset of the official driver's own `Collection`. With MONGODB_URI
// it *is* the driver's; otherwise the embedded store serves the same subset and refuses by name all that is not here.

import type { DocumentSchema } from './validator.js';

/** A stored document. `_id` is a string chosen by us. */
export interface Stored {
  _id: string;
}

/** What a key can be compared with: a plain value; for an array, one of its elements (MongoDB: the array contains it). */
export type Operand<V> = V extends readonly (infer E)[]
  ? Operand<E>
  : V extends string | number | boolean | Date
    ? V
    : never;

/** What one key may be asked for. All that are given must hold. The ranges compare within one type, as in MongoDB. */
export interface Condition<V> {
  $eq?: Operand<V> | null;
  $ne?: Operand<V> | null;
  $in?: readonly (Operand<V> | null)[];
  $gt?: Operand<V>;
  $gte?: Operand<V>;
  $lt?: Operand<V>;
  $lte?: Operand<V>;
  $exists?: boolean;
  /** One and the same element of the array is within all of these. */
  $elemMatch?: V extends readonly (infer E)[] ? Pick<Condition<E>, '$gt' | '$gte' | '$lt' | '$lte'> : never;
}

/**
 * Conditions joined by *and*, on top-level keys. `null` also matches a missing key, as in MongoDB.
 * `undefined` anywhere is refused by both stores: the driver would make it `null`, which matches more than was meant.
 */
export type Filter<T> = { [K in keyof T]?: Operand<T[K]> | Condition<T[K]> | null } & {
  $and?: readonly Filter<T>[];
  $or?: readonly Filter<T>[];
};

/**
 * Changes of top-level keys. A key may occur once. `$inc` of a missing key starts at 0, of anything but a number fails.
 * `$currentDate` is the store's own clock.
 */
export interface Update<T> {
  $set?: Partial<Omit<T, '_id'>>;
  $unset?: { [K in keyof Omit<T, '_id'>]?: '' | true | 1 };
  $inc?: { [K in keyof T]?: number };
  $currentDate?: { [K in keyof Omit<T, '_id'>]?: true };
}

/**
 * The keys to return, in the order of the document, and `_id` unless it is 0. Without a key: the whole document. What is
 * returned of some documents only, comes in any place.
 */
export type Projection<T> = { [K in keyof T]?: 1 | OnlyIf } & { _id?: 0 | 1 };

/** The key's value where the document fulfils the expression; elsewhere as if it were missing. */
export interface OnlyIf {
  readonly $cond: readonly [Expression, then: `$${string}`, otherwise: '$$REMOVE'];
}

/** A literal is compared as it is: a text that begins with a dollar is no path. Comparisons are as strict as types are. */
export type Expression =
  | { readonly $or: readonly Expression[] }
  | { readonly $and: readonly Expression[] }
  | { readonly $eq: readonly [`$${string}`, Literal<string | number | boolean | null>] }
  | { readonly $ne: readonly [`$${string}`, Literal<string | number | boolean | null>] }
  | { readonly $in: readonly [`$${string}`, Literal<readonly (string | number | boolean)[]>] };

interface Literal<V> {
  readonly $literal: V;
}

/** Strings in the order of their UTF-8 bytes; missing and null, numbers, strings, booleans, dates. */
export type Sort<T> = { [K in keyof T]?: 1 | -1 };

/** An index and what it is for; declared beside the repository with the query that it serves. */
export interface IndexDeclaration<T> {
  name: string;
  key: Sort<T>;
  unique?: boolean;
  /** Only documents with this key present are in the index (MongoDB: a partial index on `$exists`). */
  partialFilterExpression?: { [K in keyof T]?: { $exists: true } };
  /** Seconds after the date in the key at which MongoDB deletes; the embedded store keeps expired rows, readers check. */
  expireAfterSeconds?: number;
}

/** What to return of what matches, in which order, and how much of it. */
export interface FindOptions<T> {
  projection?: Projection<T>;
  sort?: Sort<T>;
  /** From 1; the embedded store refuses 0, which is *no limit* to MongoDB. */
  limit?: number;
}

/** The first documents of a filter, in an order. */
type First<T> = readonly [{ readonly $match: Filter<T> }, { readonly $sort: Sort<T> }, { readonly $limit: number }];

/** What a group of documents is told by. `$push` and `$avg` are of a key. */
export interface Group {
  readonly _id: `$${string}` | null;
  readonly [name: string]: { $sum: 1 } | { $avg: `$${string}` } | { $push: `$${string}` } | `$${string}` | null;
}

/**
 * What can be worked out where the documents are: the first of each of several filters of one collection, one after the
 * other, projected at the end (once: what is returned of some documents only may name thousands of ids); or the groups of
 * what matches, in any order, their `$push`ed values in the order of the sort. `middleOf` makes the median of such a list.
 */
export type Pipeline<T> =
  | readonly [
      ...First<T>,
      ...{ readonly $unionWith: { readonly coll: string; readonly pipeline: First<T> } }[],
      { readonly $project: Projection<T> },
    ]
  | readonly [{ readonly $match: Filter<T> }, { readonly $group: Group }]
  | readonly [
      { readonly $match: Filter<T> },
      { readonly $sort: Sort<T> },
      { readonly $group: Group },
      { readonly $project: { readonly [name: string]: 1 | MiddleOf } },
    ];

/** The mean of the one or two values in the middle of a list in order. */
export interface MiddleOf {
  readonly $avg: readonly [
    { readonly $arrayElemAt: readonly [`$${string}`, { readonly $floor: object }] },
    { readonly $arrayElemAt: readonly [`$${string}`, { readonly $floor: object }] },
  ];
}

/** The median of a list that was pushed in order under that name. */
export function middleOf(list: string): MiddleOf {
  const at = (offset: 0 | 1) => ({
    $arrayElemAt: [`$${list}`, { $floor: { $divide: [{ $subtract: [{ $size: `$${list}` }, offset] }, 2] } }] as const,
  });
  return { $avg: [at(1), at(0)] };
}

/**
 * Nine methods with the driver's own names, meanings and errors: `MongoServerError`, code 11000 for a duplicate key.
 * One call changes one document wholly or not at all; `insertMany` keeps what came before the document that failed.
 * What a write has acknowledged survives a crash.
 */
export interface Collection<T extends Stored> {
  find(filter: Filter<T>, options?: FindOptions<T>): { toArray(): Promise<T[]> };
  findOne(filter: Filter<T>, options?: Pick<FindOptions<T>, 'projection'>): Promise<T | null>;
  aggregate<R extends object>(pipeline: Pipeline<T>): { toArray(): Promise<R[]> };
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
  /** Builds what is missing; throws a `StartError` that names the index when one cannot be had as declared. Idempotent. */
  ensureIndexes<T extends Stored>(name: string, indexes: readonly IndexDeclaration<T>[]): Promise<void>;
  /**
   * Has the store itself refuse documents against the schema; throws a `StartError` that names the collection when it
   * cannot. Idempotent. The embedded store has no validators: there the edge and the types hold alone.
   */
  ensureValidator(name: string, schema: DocumentSchema): Promise<void>;
  /** Whether no collection holds a document. */
  isEmpty(): Promise<boolean>;
  /** Resolves when the store answers; rejects otherwise. */
  ping(): Promise<void>;
  /** What the store's clock says: the one that `$currentDate` writes. */
  now(): Promise<Date>;
  close(): Promise<void>;
}
