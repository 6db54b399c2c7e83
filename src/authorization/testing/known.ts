// Values that operations ask with: those the caller knows, and those that earlier answers held.
import { getNamedType } from 'graphql';
import type { Shape } from './shape.js';

/** The name under which all cursors are known. */
export const anyCursor = '(cursor)';

const cursorFields = new Set(['cursor', 'startCursor', 'endCursor']);
/** Enough for a page of each list, and few enough that later answers still matter. */
const most = 64;

/** Values by coordinate (`Query.employees(after:)`, `EmployeeFilter.name`) or type (`ID`). */
export class KnownValues {
  readonly #given: Readonly<Record<string, readonly unknown[]>>;
  readonly #learned = new Map<string, Set<unknown>>();

  constructor(given: Readonly<Record<string, readonly unknown[]>>) {
    this.#given = given;
  }

  /** The nth value under the first of these names that has some; `undefined` where none has. */
  pick(under: readonly string[], nth: number): unknown {
    for (const name of under) {
      const values = [...(this.#given[name] ?? []), ...(this.#learned.get(name) ?? [])];
      if (values.length > 0) return values[nth % values.length];
    }
    return undefined;
  }

  /** Learns the ids and cursors of an answer's data. A cursor belongs to the list that it came with. */
  learn(data: unknown, shape: Shape, list?: string): void {
    if (Array.isArray(data)) for (const item of data) this.learn(item, shape, list);
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return;
    for (const [key, { placed, below }] of shape.entries) {
      if (!Object.hasOwn(data, key)) continue;
      const value = (data as Record<string, unknown>)[key];
      const [{ parent, field }] = placed as [(typeof placed)[0]];
      const paged = field.args.some(({ name }) => name === 'after');
      if (typeof value === 'string') {
        if (getNamedType(field.type).name === 'ID') this.#add('ID', value);
        if (!cursorFields.has(field.name)) continue;
        if (list !== undefined) this.#add(list, value);
        this.#add(anyCursor, value);
      } else this.learn(value, below, paged ? `${parent.name}.${field.name}(after:)` : list);
    }
  }

  #add(name: string, value: unknown): void {
    const values = this.#learned.get(name) ?? new Set();
    this.#learned.set(name, values);
    if (values.size < most) values.add(value);
  }
}
