import type { DocumentSet } from './document-set.js';
import { readFilter } from './filter.js';
import { matcher } from './matcher.js';
import { documentOrder } from './order.js';
import { choosePlans } from './planner.js';
import type { Plan } from './planner.js';
import { UnsupportedError, refuseOthers } from './unsupported.js';
import type { KeyPart } from './place.js';
import { checkName, isEmbedded, typeName } from './value.js';
import type { Document } from './value.js';

/** What was found, and at what cost. */
export interface Found {
  documents: Document[];
  /** The index that served; none: every document was read. */
  index: string | undefined;
  /** How many documents were read, by all plans that were tried. */
  examined: number;
}

/** The stored documents (not copies) that match, in order, up to the limit. Reads no further than it must. */
export function search(set: DocumentSet, filter: unknown, options: { sort?: unknown; limit?: unknown } = {}): Found {
  const demand = readFilter(filter);
  const matches = matcher(filter as object);
  const sort = readSort(options.sort);
  const limit = readLimit(options.limit);
  const order = documentOrder(sort);
  const run = function* ({ ids, sorted }: Omit<Plan, 'indexName'>): Generator<void, Document[]> {
    const inOrder = sorted || sort.length === 0;
    const documents: Document[] = [];
    for (const id of ids) {
      const document = set.get(id);
      if (!document) continue;
      yield;
      if (matches(document)) documents.push(document);
      if (inOrder && documents.length === limit) break;
    }
    return inOrder ? documents : documents.sort(order).slice(0, limit);
  };
  const plans = choosePlans(set.indexes, demand, sort);
  if (plans.length === 0) return first([{ index: undefined, run: run({ ids: set.ids(), sorted: false }) }]);
  return first(plans.map((plan) => ({ index: plan.indexName, run: run(plan) })));
}

/**
 * The result of the run that is done first; they take turns, document by document. Which index is the best depends on
 * how many documents match, which nobody knows before: MongoDB's planner tries them out as well.
 */
function first(runs: readonly { index: string | undefined; run: Generator<void, Document[]> }[]): Found {
  for (let examined = 0; ;) {
    for (const { index, run } of runs) {
      const next = run.next();
      if (next.done === true) return { documents: next.value, index, examined };
      examined += 1;
    }
  }
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
