import type { Clause, Conjunction } from './filter.js';
import { mergedScans } from './merged-scans.js';
import type { OrderedIndex, Range } from './ordered-index.js';
import { boundOf } from './bounds.js';
import { placeAfter, placeBefore, prefixOf } from './place.js';
import type { KeyPart } from './place.js';
import type { Scalar } from './value.js';

/** How a query can be served. */
export interface Plan {
  indexName: string;
  /** The ids of all documents that can match, each once; some may not exist. */
  ids: Iterable<string>;
  /** Whether the ids come in the order asked for, so that reading can stop at the limit. */
  sorted: boolean;
}

/** A plan and what of the query its index does. */
interface Candidate {
  plan: Plan;
  uses: ReadonlySet<string>;
  /** Whether no more than one document can be found. */
  single: boolean;
}

/**
 * The plans that no other one certainly beats: one index may narrow the query, and another one have its order. None:
 * every document is to be read.
 */
export function choosePlans(
  indexes: readonly OrderedIndex[],
  demand: Conjunction,
  sort: readonly KeyPart[],
): readonly Plan[] {
  const ids = fixedValues(demand, '_id')?.filter((id) => typeof id === 'string');
  if (ids) return [{ indexName: '_id_', ids: new Set(ids), sorted: ids.length <= 1 }];
  const candidates = indexes
    .filter(({ specification }) => specification.present.every((field) => impliesPresence(demand, field)))
    .flatMap((index) => candidatesOf(index, demand, sort))
    .filter(({ uses }) => uses.size > 0);
  const single = candidates.find((candidate) => candidate.single);
  const best = single ? [single] : candidates.filter((candidate) => !isBeaten(candidate, candidates));
  return best.map(({ plan }) => plan);
}

/** Whether another one does all that this one does, and more, or came first. */
function isBeaten(candidate: Candidate, candidates: readonly Candidate[]): boolean {
  const position = candidates.indexOf(candidate);
  return candidates.some(({ uses }, other) => {
    if (other === position || ![...candidate.uses].every((use) => uses.has(use))) return false;
    return uses.size > candidate.uses.size || other < position;
  });
}

function candidatesOf(index: OrderedIndex, demand: Conjunction, sort: readonly KeyPart[]): Candidate[] {
  const prefix = fixedPrefix(index.key, demand);
  const rest = index.key.slice(prefix.depth);
  const next = rest[0]?.[0];
  if (next !== undefined && index.multikey.has(next)) {
    // One element of an array may be above a bound and another below it: each condition is a way of its own.
    const ranges = demand.clauses.filter((clause) => clause.field === next && isBound(clause));
    const alone = ranges.map((clause) => ({ clauses: [clause], disjunctions: [] }));
    const ways = alone.length > 0 ? alone : [{ clauses: [], disjunctions: [] }];
    return ways.map((way, number) => candidateOf(index, prefix, boundsOf(way, rest.slice(0, 1)), sort, `#${number}`));
  }
  const firstArray = rest.findIndex(([field]) => index.multikey.has(field));
  const bounded = firstArray === -1 ? rest : rest.slice(0, firstArray);
  return [candidateOf(index, prefix, boundsOf(demand, bounded), sort)];
}

function candidateOf(index: OrderedIndex, fixed: Prefix, bounds: Range, sort: readonly KeyPart[], way = ''): Candidate {
  const { points, depth } = fixed;
  const { name, unique, key } = index.specification;
  const ranges = points.map((point): PrefixedRange => {
    const prefix = prefixOf(point, index.key);
    return { first: prefix + bounds.first, last: prefix + bounds.last, prefix };
  });
  const order = orderOf(index, fixed, sort);
  const uses = new Set(index.key.slice(0, depth).map(([field]) => `${field} =`));
  const next = index.key[depth]?.[0];
  if (bounds.first !== placeBefore([], [])) uses.add(`${next} first${way}`);
  if (bounds.last !== placeAfter([], [])) uses.add(`${next} last${way}`);
  if (order && sort.length > 0) uses.add('order');
  return {
    plan: { indexName: name, ids: idsIn(index, ranges, order), sorted: order !== undefined },
    uses,
    single: unique && depth >= key.length && points.length <= 1,
  };
}

function boundsOf(demand: Conjunction, key: readonly KeyPart[]): Range {
  return { first: boundOf(demand, key, 'first'), last: boundOf(demand, key, 'last') };
}

/** A range and what all places in it begin with. */
interface PrefixedRange extends Range {
  prefix: string;
}

/** The order in which an index is read: from which part of its key on, and whether backwards. */
interface Order {
  from: number;
  backwards: boolean;
}

/** How the index gives the order of the sort, if it does: of all its entries, or of those at each fixed prefix. */
function orderOf(
  { key, multikey }: OrderedIndex,
  { singles, depth }: Prefix,
  sort: readonly KeyPart[],
): Order | undefined {
  // A list has no place in an order.
  if (sort.some(([field]) => multikey.has(field))) return undefined;
  const open = ([field]: KeyPart) => !singles.has(field);
  for (const from of [depth, 0]) {
    const direction = directionFor(sort.filter(open), from === depth ? key.slice(depth) : key.filter(open));
    if (direction) return { from, backwards: direction === -1 };
  }
  return undefined;
}

/** 1 when the key already has the order of the sort, -1 when it has it backwards. */
function directionFor(sort: readonly KeyPart[], key: readonly KeyPart[]): 1 | -1 | undefined {
  const directions = new Set(
    sort.map(([field, direction], part) => (key[part]?.[0] === field ? direction * key[part][1] : 0)),
  );
  if (directions.size === 0) return 1;
  const [only] = directions;
  return directions.size === 1 && (only === 1 || only === -1) ? only : undefined;
}

/** Several ranges, or several elements of an array, may lead to one document. */
function* idsIn(index: OrderedIndex, ranges: readonly PrefixedRange[], order: Order | undefined): Generator<string> {
  const repeats = ranges.length > 1 || index.multikey.size > 0;
  const seen = new Set<string>();
  for (const id of idsWithRepeats(index, ranges, order)) {
    if (repeats && seen.has(id)) continue;
    if (repeats) seen.add(id);
    yield id;
  }
}

function* idsWithRepeats(
  index: OrderedIndex,
  ranges: readonly PrefixedRange[],
  order: Order | undefined,
): Generator<string> {
  const { from, backwards } = order ?? { from: 0, backwards: false };
  const scans = ranges.map((range) => ({
    entries: index.scan(range, backwards),
    from: from === 0 ? 0 : range.prefix.length,
  }));
  if (order && scans.length > 1) yield* mergedScans(scans, backwards);
  else for (const { entries } of scans) for (const [, id] of entries) yield id;
}

/** The leading fields that the filter fixes to one value or a list, and every combination of those values. */
interface Prefix {
  points: readonly Scalar[][];
  depth: number;
  /** Those with one value. */
  singles: ReadonlySet<string>;
}

function fixedPrefix(key: readonly KeyPart[], demand: Conjunction): Prefix {
  let points: Scalar[][] = [[]];
  let depth = 0;
  const singles = new Set<string>();
  for (const [field] of key) {
    const values = fixedValues(demand, field);
    if (!values || (depth > 0 && points.length * values.length > mostRanges)) break;
    points = points.flatMap((point) => values.map((value) => [...point, value]));
    depth += 1;
    if (values.length === 1) singles.add(field);
  }
  return { points, depth, singles };
}

const mostRanges = 1_000;

function fixedValues({ clauses }: Conjunction, field: string): readonly Scalar[] | undefined {
  const own = clauses.filter((clause) => clause.field === field);
  const equal = own.find((clause) => clause.operator === '$eq');
  if (equal) return [equal.operand as Scalar];
  const listed = own.find((clause) => clause.operator === '$in');
  return listed && [...new Set(listed.operand)];
}

function isBound({ operator }: Clause): boolean {
  return ['$gt', '$gte', '$lt', '$lte', '$elemMatch'].includes(operator);
}

function impliesPresence({ clauses }: Conjunction, field: string): boolean {
  return clauses.some((clause) => {
    if (clause.field !== field) return false;
    if (clause.operator === '$exists') return clause.operand;
    if (clause.operator === '$in') return !clause.operand.includes(null);
    return clause.operator === '$ne' ? clause.operand === null : clause.operand !== null;
  });
}
