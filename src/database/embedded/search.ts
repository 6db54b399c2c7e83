import type { DocumentSet } from './document-set.js';
import { readFilter } from './filter.js';
import { matcher } from './matcher.js';
import { documentOrder } from './order.js';
import { choosePlan } from './planner.js';
import { UnsupportedError, refuseOthers } from './unsupported.js';
import type { KeyPart } from './position.js';
import { checkName, isEmbedded, typeName } from './value.js';
import type { Document } from './value.js';

/** What was found, and at what cost. */
export interface Found {
  documents: Document[];
  /** The index that served; none: every document was read. */
  index: string | undefined;
  /** How many documents were read. */
  examined: number;
}

/** The stored documents (not copies) that match, in order, up to the limit. Reads no further than it must. */
export function search(set: DocumentSet, filter: unknown, options: { sort?: unknown; limit?: unknown } = {}): Found {
  const demand = readFilter(filter);
  const matches = matcher(filter as object);
  const sort = readSort(options.sort);
  const limit = readLimit(options.limit);
  const plan = choosePlan(set.indexes, demand, sort);
  const sorted = sort.length === 0 || plan?.sorted === true;
  const found: Found = { documents: [], index: plan?.indexName, examined: 0 };
  for (const id of plan?.ids ?? set.ids()) {
    const document = set.get(id);
    if (!document) continue;
    found.examined += 1;
    if (matches(document)) found.documents.push(document);
    if (sorted && found.documents.length === limit) break;
  }
  if (!sorted) found.documents = found.documents.sort(documentOrder(sort)).slice(0, limit);
  return found;
}

function readSort(sort: unknown): KeyPart[] {
  if (sort === undefined) return [];
  if (!isEmbedded(sort)) throw new UnsupportedError(`a sort of type ${typeName(sort)}`);
  return Object.entries(sort).map(([field, direction]) => {
    checkName(field);
    if (direction !== 1 && direction !== -1)
      throw new UnsupportedError(`a sort by ${field} in another direction than 1 or -1`);
    return [field, direction];
  });
}

function readLimit(limit: unknown): number {
  if (limit === undefined) return Infinity;
  if (!Number.isSafeInteger(limit) || Number(limit) < 1)
    throw new UnsupportedError('a limit other than a whole number from 1');
  return Number(limit);
}

/** Throws, by name, on each option that the method does not have in the port. */
export function checkOptions(options: object | undefined, supported: readonly string[]): void {
  refuseOthers('option', options ?? {}, supported);
}
