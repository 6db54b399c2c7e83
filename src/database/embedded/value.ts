// The types of value that the embedded store keeps: those that JSON and JavaScript's dates have.
import { UnsupportedError } from './unsupported.js';

/** A value that has a place in an order: what filters compare and indexes hold. */
export type Scalar = string | number | boolean | Date | null;

/** A document as stored. */
export interface Document {
  _id: string;
  [key: string]: unknown;
}

/** Whether a value has a place in an order; a date that is none has not, nor has `NaN`. */
export function isScalar(value: unknown): value is Scalar {
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** An object with keys, and not one of BSON's own types, a date, an array, a buffer or a pattern. */
export function isEmbedded(value: unknown): value is Record<string, unknown> {
  if (Object.prototype.toString.call(value) !== '[object Object]') return false;
  return !('_bsontype' in (value as object)) && !('toBSON' in (value as object));
}

/** Throws unless all below is of a supported type, under names that can be asked for. */
export function checkValue(value: unknown, path: string): void {
  if (Array.isArray(value)) value.forEach((item, index) => checkValue(item, `${path}[${index}]`));
  else if (isEmbedded(value)) {
    for (const [key, item] of Object.entries(value)) {
      checkName(key);
      checkValue(item, `${path}.${key}`);
    }
  } else if (!isScalar(value)) throw new UnsupportedError(`the value of type ${typeName(value)} at ${path}`);
}

/** Throws for a name that is an operator, a path, or not a safe key of an object. */
export function checkName(name: string): void {
  if (name.startsWith('$') || name.includes('.') || name === '__proto__')
    throw new UnsupportedError(`the field name ${name}`);
}

/** A deep copy, so that no caller holds what the store holds. */
export function copyOf<V>(value: V): V {
  if (value instanceof Date) return new Date(value) as V;
  if (Array.isArray(value)) return value.map(copyOf) as V;
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[key] = copyOf(value[key]);
  return copy as V;
}

/** The name of a value's type, for messages: never the value. */
export function typeName(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? 'number' : String(value);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return (value as { _bsontype?: string })._bsontype ?? Object.prototype.toString.call(value).slice(8, -1);
}
