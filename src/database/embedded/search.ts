import type { DocumentSet } from './document-set.js';
import { readFilter } from './filter.js';
import { matcher } from './matcher.js';
import { documentOrder } from './order.js';
import { choosePlan, type Plan } from './planner.js';
import { UnsupportedError, refuseOthers } from './unsupported.js';
import type { KeyPart } from './position.js';
import { checkName, isEmbedded, typeName, type Document } from './value.js';

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
  const found: Found = { documents: [], index: plan?.index.specification.name, examined: 0 };
  for (const id of plan ? idsOf(plan) : set.ids()) {
    found.examined += 1;
    const document = set.get(id)!;
    if (matches(document)) found.documents.push(document);
    if (sorted && found.documents.length === limit) break;
  }
  if (!sorted) found.documents = found.documents.sort(documentOrder(sort)).slice(0, limit);
  return found;
}

/** The ids in the plan's ranges, each once: several ranges, or several elements of an array, may lead to one document. */
function* idsOf({ index, ranges, backwards }: Plan): Generator<string> {
  const repeats = ranges.length > 1 || index.multikey;
  const seen = new Set<string>();
  for (const { first, last } of ranges) {
    for (const id of index.scan(first, last, backwards)) {
      if (repeats && seen.has(id)) continue;
      seen.add(id);
      yield id;
    }
  }
}

function readSort(sort: unknown): KeyPart[] {
  if (sort === undefined) return [];
  if (!isEmbedded(sort)) throw new UnsupportedError(`a sort of type ${typeName(sort)}`);
  return Object.entries(sort).map(([field, direction]) => {
    checkName(field);
    if (direction !== 1 && direction !== -1) throw new UnsupportedError(`a sort by ${field} in another direction than 1 or -1`);
    return [field, direction];
  });
}

function readLimit(limit: unknown): number {
  if (limit === undefined) return Infinity;
  if (!Number.isSafeInteger(limit) || Number(limit) < 1) throw new UnsupportedError('a limit other than a whole number from 1');
  return Number(limit);
}

/** Throws, by name, on each option that the method does not have in the port. */
export function checkOptions(options: object | undefined, supported: readonly string[]): void {
  refuseOthers('option', options ?? {}, supported);
}
