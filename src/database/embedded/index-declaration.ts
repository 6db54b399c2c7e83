import type { IndexSpecification } from './ordered-index.js';
import type { KeyPart } from './place.js';
import { UnsupportedError, refuseOthers } from './unsupported.js';
import { checkName, isEmbedded } from './value.js';

const supported = ['name', 'key', 'unique', 'partialFilterExpression', 'expireAfterSeconds'];

/** The specification of a declared index. Throws, by name, on every kind and option outside the port. */
export function readIndex(declaration: object): IndexSpecification {
  refuseOthers('index option', declaration, supported);
  const { name, key, unique = false, partialFilterExpression = {} } = declaration as Record<string, unknown>;
  if (typeof name !== 'string' || name === '' || name === '_id_')
    throw new UnsupportedError('an index without a name of its own');
  if (!isEmbedded(key) || Object.keys(key).length === 0) throw new UnsupportedError(`the index ${name} without a key`);
  if (typeof unique !== 'boolean') throw new UnsupportedError(`the index ${name} with unique other than true or false`);
  return { name, key: Object.entries(key).map(partOf), unique, present: presentFields(partialFilterExpression) };
}

function partOf([field, direction]: [string, unknown]): KeyPart {
  checkName(field);
  if (direction !== 1 && direction !== -1)
    throw new UnsupportedError(`an index of ${field} in another direction than 1 or -1`);
  return [field, direction];
}

function presentFields(expression: unknown): string[] {
  if (!isEmbedded(expression)) throw new UnsupportedError('a partialFilterExpression that is not a filter');
  for (const [field, condition] of Object.entries(expression)) {
    checkName(field);
    const exists = isEmbedded(condition) && condition['$exists'] === true && Object.keys(condition).length === 1;
    if (!exists) throw new UnsupportedError(`a partialFilterExpression on ${field} other than {$exists: true}`);
  }
  return Object.keys(expression);
}
