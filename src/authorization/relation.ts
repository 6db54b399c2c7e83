// A relation is one filter a type. From that one value come the check on a record, the fields it needs, and the query.
import type { Fact } from './fact.js';
import { kindOf } from './kind.js';

/** What a record's key can be compared with. */
export type Operand = string | number | boolean;

/**
 * What a record's key must be. A missing operand (`null`, `undefined`) means that the relation never holds.
 * `ne` holds for a record that has no value there.
 */
export type Required =
  | Operand
  | null
  | undefined
  | { readonly in: readonly Operand[] | null | undefined }
  | { readonly ne: Operand | null | undefined };

/**
 * Conditions joined by *and*; at least one. Keys are those of the record as resolvers return it, and hold one value each:
 * a store would find a list by any of its elements, which a check of the record refuses.
 */
export type RelationFilter<Record = { [key: string]: unknown }> = {
  readonly [Key in keyof Record & string]?: Required;
};

/** What a relation's filter may look at. `facts` gives the value of a fact, asked beforehand. */
export interface RelationInput<Context, Viewer> {
  readonly viewer: Viewer;
  readonly context: Context;
  readonly facts: <Value>(fact: Fact<Value, Context, Viewer>) => Value;
}

/** Makes a relation's filter for one viewer. */
export type FilterOf<Context, Viewer> = (input: RelationInput<Context, Viewer>) => RelationFilter;

/** One condition on a record's key. */
export type Check =
  | { readonly key: string; readonly op: 'eq' | 'ne'; readonly value: Operand }
  | { readonly key: string; readonly op: 'in'; readonly values: ReadonlySet<Operand> };

/** All must hold. */
export type Checks = readonly Check[];

/** A relation between viewer and record, named once; each type says beside itself what it means for its records. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- one relation serves types of any record; `on` types each
export class Relation<Context = any, Viewer = any> {
  readonly name: string;
  readonly #filters = new Map<string, FilterOf<Context, Viewer>>();

  constructor(name: string) {
    if (!/^[a-z][A-Za-z0-9]*$/.test(name))
      throw new TypeError(`A relation needs a name in camelCase; what came is ${JSON.stringify(name)}.`);
    this.name = name;
  }

  /** Says what the relation means for the records of a GraphQL type. Once a type; a second time is refused. */
  on<Record = { [key: string]: unknown }>(
    type: string,
    filter: (input: RelationInput<Context, Viewer>) => RelationFilter<Record>,
  ): this {
    if (this.#filters.has(type)) throw new TypeError(`Relation ${this.name} has a filter for ${type} already.`);
    this.#filters.set(type, filter);
    return this;
  }

  /** The filter for a type's records; `undefined` where the relation has no meaning. */
  filterFor(type: string): FilterOf<Context, Viewer> | undefined {
    return this.#filters.get(type);
  }
}

/**
 * Turns a filter into checks. `undefined` when an operand is missing: the relation never holds.
 * Throws for a filter without conditions and for operands of another kind: an empty rule must not mean *allow*.
 */
export function readFilter(filter: RelationFilter): Checks | undefined {
  const checks = Object.entries(filter).map(([key, required]) => readCheck(key, required));
  if (checks.length === 0) throw new TypeError('A relation needs at least one condition; what came has none.');
  return checks.every((check) => check !== undefined) ? checks : undefined;
}

/**
 * Whether a record fulfils all checks. `ne` must not hold by accident, so it throws when the record does not carry a
 * key at all (what was not read cannot be told from what is not there; a key without a value is `null`) and when a value
 * is no operand, as an ObjectId or a list is none.
 */
export function holds(record: unknown, checks: Checks): boolean {
  if (typeof record !== 'object' || record === null) return false;
  for (const check of checks) {
    const value = (record as { [key: string]: unknown })[check.key];
    if (value !== null && !isOperand(value)) {
      throw new TypeError(`A rule needs the record's key ${check.key}; what was read there is ${kindOf(value)}.`);
    }
    if (!fulfils(value, check)) return false;
  }
  return true;
}

function fulfils(value: unknown, check: Check): boolean {
  switch (check.op) {
    case 'eq':
      return value === check.value;
    case 'ne':
      if (value !== null && typeof value !== typeof check.value) {
        throw new TypeError(
          `A rule compares the record's key ${check.key}, ${kindOf(value)}, with ${kindOf(check.value)}.`,
        );
      }
      return value !== check.value;
    case 'in':
      return check.values.has(value as Operand);
  }
}

function readCheck(key: string, required: Required): Check | undefined {
  // A store would read these as a path or an operator, and a record has no such key.
  if (key.includes('.') || key.startsWith('$') || key === '')
    throw new TypeError(`A relation compares keys of the record itself; what came is ${JSON.stringify(key)}.`);
  if (required === null || required === undefined) return undefined;
  if (typeof required !== 'object') return { key, op: 'eq', value: operand(key, required) };
  const members = Object.keys(required);
  if (members.length !== 1) throw unusable(key);
  if ('ne' in required) {
    const { ne } = required;
    return ne === null || ne === undefined ? undefined : { key, op: 'ne', value: operand(key, ne) };
  }
  if ('in' in required) {
    if (required.in === null || required.in === undefined) return undefined;
    if (!Array.isArray(required.in)) throw unusable(key);
    return { key, op: 'in', values: new Set((required.in as readonly Operand[]).map((value) => operand(key, value))) };
  }
  throw unusable(key);
}

function operand(key: string, value: Operand): Operand {
  if (isOperand(value)) return value;
  throw unusable(key);
}

function isOperand(value: unknown): value is Operand {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

function unusable(key: string): TypeError {
  return new TypeError(
    `A relation's condition on ${key} must be an operand, { in: [operands] } or { ne: operand }, where an operand is a string, number or boolean.`,
  );
}
