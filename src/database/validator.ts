/** The types of a stored value that a validator tells, by MongoDB's names. */
export type BsonType = 'string' | 'number' | 'bool' | 'date' | 'array' | 'object' | 'null';

/** What a stored value has to be. */
export interface ValueSchema {
  readonly bsonType: BsonType | readonly BsonType[];
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly minimum?: number;
  readonly minLength?: number;
  readonly items?: ValueSchema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, ValueSchema>>;
}

/**
 * What the documents of a collection have to be: MongoDB's `$jsonSchema`, of which this is the part in use. Keys that it
 * does not name are allowed.
 */
export interface DocumentSchema {
  readonly bsonType: 'object';
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, ValueSchema>>;
}

/** The schema of documents with these keys; those under `optional` may be missing. `_id` is always a text. */
export function documentSchema<T extends { _id: string }>(
  required: { readonly [K in Exclude<keyof T & string, '_id'> as undefined extends T[K] ? never : K]: ValueSchema },
  optional: { readonly [K in keyof T & string as undefined extends T[K] ? K : never]?: ValueSchema } = {},
): DocumentSchema {
  const keys = { _id: text, ...(required as Readonly<Record<string, ValueSchema>>) };
  return { bsonType: 'object', required: Object.keys(keys), properties: { ...keys, ...optional } };
}

/** A text that is not empty. */
export const text = { bsonType: 'string', minLength: 1 } as const satisfies ValueSchema;
/** A moment. */
export const date = { bsonType: 'date' } as const satisfies ValueSchema;
/** True or false. */
export const truth = { bsonType: 'bool' } as const satisfies ValueSchema;
/** From 0; MongoDB keeps whole numbers in three types. */
export const count = { bsonType: 'number', minimum: 0 } as const satisfies ValueSchema;

/** The same, or `null`, which is as good as missing. */
export function orNone({ bsonType, ...rest }: ValueSchema & { readonly bsonType: BsonType }): ValueSchema {
  return { ...rest, bsonType: [bsonType, 'null'] };
}
