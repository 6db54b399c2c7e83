// Groups of documents. Not mingo's: it pushes a value for a missing one.
import { BSON } from 'mongodb';
import { middleOf } from '../port.js';
import { keyOfPath, memberOf } from './expression.js';
import { UnsupportedError } from './unsupported.js';
import { checkName, copyOf, isEmbedded, isScalar } from './value.js';
import type { Document } from './value.js';

type Values = Record<string, unknown>;

/** What a group tells of its documents. */
type Accumulator = (documents: readonly Document[]) => unknown;

/** Makes groups as `$group` says. A missing key is null. Throws, by name, on all that is outside the port. */
export function readGroup(group: unknown): (documents: readonly Document[]) => Values[] {
  if (!isEmbedded(group) || group['_id'] === undefined) throw new UnsupportedError('a $group without _id');
  const { _id, ...named } = group;
  const key = _id === null ? undefined : keyOfPath(_id);
  const accumulators = Object.entries(named).map(([name, given]) => [name, readAccumulator(name, given)] as const);
  return (documents) =>
    [...groupsOf(documents, key)].map(([id, members]) =>
      Object.fromEntries([['_id', id], ...accumulators.map(([name, of]) => [name, of(members)] as const)]),
    );
}

function groupsOf(documents: readonly Document[], key: string | undefined): Iterable<[unknown, Document[]]> {
  const groups = new Map<string, [unknown, Document[]]>();
  for (const document of documents) {
    const value = (key === undefined ? null : document[key]) ?? null;
    const plain = isScalar(value) && !(value instanceof Date);
    const identity = `${typeof value} ${plain ? String(value) : BSON.EJSON.stringify(value)}`;
    const group = groups.get(identity);
    if (group) group[1].push(document);
    else groups.set(identity, [copyOf(value), [document]]);
  }
  return groups.values();
}

function readAccumulator(name: string, given: unknown): Accumulator {
  checkName(name);
  const [operator, operand] = memberOf(`the accumulator ${name}`, given);
  if (operator === '$sum' && operand === 1) return (documents) => documents.length;
  if (operator !== '$avg' && operator !== '$push')
    throw new UnsupportedError(`the accumulator ${name} by ${operator} with that operand`);
  const key = keyOfPath(operand);
  const values: (documents: readonly Document[]) => unknown[] = (documents) =>
    documents.map((document) => document[key]).filter((value) => value !== undefined);
  return operator === '$push' ? (documents) => values(documents).map(copyOf) : (documents) => mean(values(documents));
}

/** Of the numbers among the values; null when there is none. Exact while the sum is a safe integer. */
function mean(values: readonly unknown[]): number | null {
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

/** Keeps what `$project` names of a `$group`, and works out each `middleOf`. Throws, by name, on all else. */
export function readMedians(projection: object, group: unknown): (grouped: Values) => Values {
  const lists = Object.entries(group ?? {}).flatMap(([name, given]) => (isList(given) ? [name] : []));
  const parts = Object.entries(projection).map(([name, given]) => [name, readPart(name, given, lists)] as const);
  return (grouped) => {
    const kept = parts.flatMap(([name, part]) => {
      const value = part === undefined ? grouped[name] : medianOf(grouped[part] as readonly unknown[]);
      return value === undefined ? [] : [[name, value] as const];
    });
    return Object.fromEntries([['_id', grouped['_id']] as const, ...kept]);
  };
}

function isList(accumulator: unknown): boolean {
  return isEmbedded(accumulator) && '$push' in accumulator;
}

/** The list that the part is the median of; none: the part is kept as it is. */
function readPart(name: string, given: unknown, lists: readonly string[]): string | undefined {
  checkName(name);
  if (given === 1) return undefined;
  const list = lists.find((pushed) => JSON.stringify(given) === JSON.stringify(middleOf(pushed)));
  if (list !== undefined && name !== '_id') return list;
  throw new UnsupportedError(`the projection of ${name} of a group other than 1 or middleOf a $push`);
}

function medianOf(list: readonly unknown[]): number | null {
  return mean([list[Math.floor((list.length - 1) / 2)], list[Math.floor(list.length / 2)]]);
}
