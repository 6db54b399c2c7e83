import { UnsupportedError } from './unsupported.js';
import { checkName, copyOf, isEmbedded, typeName } from './value.js';
import type { Document } from './value.js';

/** A copy of what the caller may hold. Throws, by name, on every projection that is not an inclusion. */
export function projector(projection: unknown): (document: Document) => Document {
  if (projection === undefined) return copyOf;
  if (!isEmbedded(projection)) throw new UnsupportedError(`a projection of type ${typeName(projection)}`);
  for (const [field, value] of Object.entries(projection)) {
    checkName(field);
    if (value !== 1 && !(field === '_id' && value === 0))
      throw new UnsupportedError(`the projection of ${field} that is not an inclusion`);
  }
  const included = new Set(Object.keys(projection));
  const withId = projection['_id'] !== 0;
  included.delete('_id');
  const all = included.size === 0 && projection['_id'] !== 1;
  // In the order of the document, as MongoDB answers; mingo's own order is the projection's.
  return (document) => {
    const kept = Object.entries(document).filter(([field]) => (field === '_id' ? withId : all || included.has(field)));
    return copyOf(Object.fromEntries(kept) as Document);
  };
}
