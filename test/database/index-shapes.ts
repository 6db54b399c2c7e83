// Whether an index serves a query, by the shapes of both: what has to hold of one value comes first, then the order, then
// ranges, as one prefix of the index. What is left is looked at in each record that the index leads to.
import type { Part } from './commands.js';
import type { Query } from './explained.js';

/** An index as it is declared. */
export interface Shape {
  readonly name: string;
  readonly key: Readonly<Record<string, unknown>>;
}

/** An index that serves a branch of a query, and the keys that it does not decide. */
export interface Served {
  readonly index: string;
  readonly residual: readonly string[];
}

type Kind = 'equal' | 'in' | 'range';
type Conditions = ReadonlyMap<string, Kind>;

/** For each branch of the query (of an `$or` each part) the indexes that serve it. */
export function servedBy({ filter, sort }: Query, indexes: readonly Shape[]): readonly (readonly Served[])[] {
  const order = [...entriesOf(sort ?? {})] as [string, number][];
  return branchesOf(filter).map((conditions) => {
    const all = [...conditions.keys()];
    // One record of each id: whatever else is asked of it.
    if (order.length === 0 && conditions.has('_id') && conditions.get('_id') !== 'range')
      return [{ index: '_id_', residual: [] }];
    return indexes.flatMap(({ name, key }) => {
      const used = usedOf(Object.entries(key) as [string, number][], conditions, order);
      return used ? [{ index: name, residual: all.filter((one) => !used.includes(one)) }] : [];
    });
  });
}

/** The conditions that the index decides; `undefined` where it does not serve the order, or nothing at all. */
function usedOf(
  index: readonly [string, number][],
  conditions: Conditions,
  order: readonly [string, number][],
): readonly string[] | undefined {
  const used: string[] = [];
  let ordered = 0;
  let turned = 0;
  for (const [key, direction] of index) {
    const kind = conditions.get(key);
    const next = order[ordered];
    if (next?.[0] === key) {
      const turn = next[1] * direction;
      if (kind !== 'equal' && turned !== 0 && turn !== turned) break;
      if (kind !== 'equal') turned = turn;
      ordered += 1;
      if (kind) used.push(key);
    } else if (kind === 'equal' || (kind === 'in' && order.length === 0)) used.push(key);
    else {
      if (kind && ordered === order.length) used.push(key);
      break;
    }
  }
  return ordered === order.length && used.length + ordered > 0 ? used : undefined;
}

/** The filter as alternatives, each a list of conditions that have to hold together. */
function branchesOf(filter: Part): readonly Conditions[] {
  let branches: Conditions[] = [new Map()];
  for (const [key, value] of entriesOf(filter)) {
    const parts: readonly Conditions[] =
      key === '$or'
        ? (value as readonly Part[]).flatMap(branchesOf)
        : key === '$and'
          ? (value as readonly Part[]).map(branchesOf).reduce(joined, [new Map()])
          : [new Map([[key, kindOf(value)]])];
    branches = [...joined(branches, parts)];
  }
  return branches;
}

function joined(left: readonly Conditions[], right: readonly Conditions[]): readonly Conditions[] {
  return left.flatMap((one) => right.map((other) => strongest(one, other)));
}

const strength = { equal: 3, in: 2, range: 1 } as const;

function strongest(one: Conditions, other: Conditions): Conditions {
  const both = new Map(one);
  for (const [key, kind] of other) {
    const known = both.get(key);
    if (known === undefined || strength[known] < strength[kind]) both.set(key, kind);
  }
  return both;
}

function kindOf(condition: unknown): Kind {
  if (typeof condition !== 'object' || condition === null || condition instanceof Date) return 'equal';
  if ('$eq' in condition) return 'equal';
  if ('$in' in condition) return (condition.$in as readonly unknown[]).length === 1 ? 'equal' : 'in';
  return 'range';
}

function entriesOf(part: Part): readonly (readonly [string, unknown])[] {
  return part instanceof Map ? [...(part as ReadonlyMap<string, unknown>)] : Object.entries(part);
}
