import { conflictingUpdate, notNumeric } from './server-error.js';
import { UnsupportedError, refuseOthers } from './unsupported.js';
import { checkName, checkValue, isEmbedded, typeName } from './value.js';
import type { Document } from './value.js';

/** Throws, by name, on every operator, field and value outside the port. */
export function checkUpdate(update: unknown): void {
  if (!isEmbedded(update)) throw new UnsupportedError(`an update of type ${typeName(update)}`);
  if (Object.keys(update).length === 0) throw new UnsupportedError('an update without an operator');
  refuseOthers('update operator', update, ['$set', '$unset', '$inc', '$currentDate']);
  const seen = new Set<string>();
  for (const [operator, changes] of Object.entries(update)) {
    if (!isEmbedded(changes)) throw new UnsupportedError(`${operator} of a value of type ${typeName(changes)}`);
    for (const [field, value] of Object.entries(changes)) {
      checkName(field);
      if (field === '_id') throw new UnsupportedError('a change of _id');
      if (seen.has(field)) throw conflictingUpdate(field);
      seen.add(field);
      checkOperand(operator, field, value);
    }
  }
}

interface Changes {
  $set?: object;
  $unset?: object;
  $inc?: object;
  $currentDate?: object;
}

/** The document after the update, which is checked; the one given stays as it is. */
export function updated(document: Document, update: Changes): Document {
  const next: Document = { ...document };
  const now = new Date();
  const dated = Object.keys(update.$currentDate ?? {}).map((field) => [field, now] as const);
  // MongoDB adds new fields in the order of their names.
  for (const [field, value] of [...Object.entries(update.$set ?? {}), ...dated].sort(([a], [b]) => (a < b ? -1 : 1)))
    next[field] = value;
  for (const field of Object.keys(update.$unset ?? {})) delete next[field];
  for (const [field, amount] of Object.entries<number>({ ...update.$inc })) {
    const present = next[field];
    if (present !== undefined && typeof present !== 'number') throw notNumeric(field, typeName(present));
    next[field] = (present ?? 0) + amount;
  }
  return next;
}

function checkOperand(operator: string, field: string, value: unknown): void {
  if (operator === '$set') return checkValue(value, field);
  if (operator === '$inc' && !Number.isFinite(value))
    throw new UnsupportedError(`$inc by a value of type ${typeName(value)}`);
  if (operator === '$unset' && value !== '' && value !== true && value !== 1)
    throw new UnsupportedError(`$unset with that operand at ${field}`);
  if (operator === '$currentDate' && value !== true)
    throw new UnsupportedError(`$currentDate with that operand at ${field}`);
}
