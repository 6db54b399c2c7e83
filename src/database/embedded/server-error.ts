// The errors that MongoDB's server would answer with, as the driver throws them. The constructor is the driver's own
// business; a test holds that this version's still makes what we need.
import { MongoServerError } from 'mongodb';

/** Code 11000, with the `keyPattern` and `keyValue` of the index that is violated. */
export function duplicateKey(
  index: string,
  pattern: Readonly<Record<string, 1 | -1>>,
  values: Readonly<Record<string, unknown>>,
) {
  const shown = Object.entries(values).map(([field, value]) => `${field}: ${JSON.stringify(value)}`);
  const message = `E11000 duplicate key error index: ${index} dup key: { ${shown.join(', ')} }`;
  return new MongoServerError({ message, code: 11_000, keyPattern: pattern, keyValue: values });
}

/** Code 14, TypeMismatch. */
export function notNumeric(field: string, type: string) {
  const message = `Cannot apply $inc to a value of non-numeric type: ${field} is of type ${type}`;
  return new MongoServerError({ message, code: 14, codeName: 'TypeMismatch' });
}

/** Code 40, ConflictingUpdateOperators. */
export function conflictingUpdate(field: string) {
  const message = `Updating the path '${field}' would create a conflict at '${field}'`;
  return new MongoServerError({ message, code: 40, codeName: 'ConflictingUpdateOperators' });
}

/** Code 10334, BSONObjectTooLarge. */
export function tooLarge(bytes: number, most: number) {
  const message = `object to insert too large. size in bytes: ${bytes}, max size: ${most}`;
  return new MongoServerError({ message, code: 10_334, codeName: 'BSONObjectTooLarge' });
}
