import { keyOfPath, memberOf, readExpression } from './expression.js';
import { UnsupportedError } from './unsupported.js';
import { checkName, copyOf, isEmbedded, typeName } from './value.js';
import type { Document } from './value.js';

/** A copy of what the caller may hold. Throws, by name, on every projection outside the port. */
export function projector(projection: unknown): (document: Document) => Document {
  if (projection === undefined) return copyOf;
  if (!isEmbedded(projection)) throw new UnsupportedError(`a projection of type ${typeName(projection)}`);
  const included = new Map(Object.entries(projection).map(([field, value]) => [field, readInclusion(field, value)]));
  const withId = included.get('_id') ?? always;
  const all = included.size === Number(included.has('_id')) && projection['_id'] !== 1;
  const others = all ? always : never;
  // In the order of the document, as MongoDB answers; mingo's own order is the projection's.
  return (document) => {
    const kept = Object.entries(document).filter(([field]) =>
      (field === '_id' ? withId : (included.get(field) ?? others))(document),
    );
    return copyOf(Object.fromEntries(kept) as Document);
  };
}

type Predicate = (document: Document) => boolean;
const always: Predicate = () => true;
const never: Predicate = () => false;

/** Of which documents the field is returned. */
function readInclusion(field: string, value: unknown): Predicate {
  checkName(field);
  if (value === 1) return always;
  if (field === '_id' && value === 0) return never;
  if (field === '_id' || !isEmbedded(value))
    throw new UnsupportedError(`the projection of ${field} that is not an inclusion`);
  const [operator, operands] = memberOf(`the projection of ${field}`, value);
  if (operator !== '$cond' || !Array.isArray(operands) || operands.length !== 3)
    throw new UnsupportedError(`the projection of ${field} by ${operator} other than $cond with a list of three`);
  const [condition, then, otherwise] = operands as readonly unknown[];
  if (otherwise !== '$$REMOVE' || keyOfPath(then) !== field)
    throw new UnsupportedError(`the projection of ${field} by $cond to other than itself or $$REMOVE`);
  return readExpression(condition);
}
