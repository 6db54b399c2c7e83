import type { Order } from '../../../src/database/list-order.js';
import type { Collection, Filter, Store, Update } from '../../../src/database/port.js';
import { queriesOf } from '../../../src/database/query.js';
import { Records } from '../../../src/database/records.js';
import { within } from '../../../src/database/rows.js';
import type { Rows } from '../../../src/database/rows.js';
import type { Wanted } from '../../../src/database/wanted.js';
import type { Listing } from '../../../src/graphql/page.js';
import type { EmployeeFilter } from './employee-filter.js';
import { Direction } from './employee-order.js';
import type { EmployeeOrder } from './employee-order.js';
import type { PersonDocument, PersonRecord } from './documents.js';

// Its filters nest, which those of the product do not.
const raw = queriesOf<PersonDocument>()(() => ({
  filter: { tellsOf: [], where: (filter: Filter<PersonDocument>) => filter },
}));

/** Changed keys; `null` removes one. */
export type Changes = { readonly [Key in keyof Omit<PersonDocument, '_id' | 'version'>]?: PersonDocument[Key] | null };

/** People of one request. */
export class People {
  readonly #collection: Collection<PersonDocument>;
  readonly #records: Records<PersonDocument>;

  constructor(store: Store) {
    this.#collection = store.collection<PersonDocument>('people');
    this.#records = new Records(store, 'people');
  }

  byId(id: string | null, wanted: Wanted): Promise<PersonRecord | null> {
    return this.#records.byId(id, wanted);
  }

  /** Read anew each time, as after a write. */
  byIds(ids: readonly string[], wanted: Wanted): Promise<(PersonRecord | null)[]> {
    return this.#records.byIds(ids, wanted);
  }

  async listing(
    filter: EmployeeFilter | null,
    order: EmployeeOrder,
    binding: string,
    wanted: Wanted,
  ): Promise<Listing<PersonRecord>> {
    const matching = await this.matching(filter);
    const by: Order<PersonDocument> = {
      key: order.field,
      type: (order.field as string) === 'salary' ? 'number' : 'text',
      direction: order.direction === Direction.ASC ? 1 : -1,
    };
    return { binding, ...this.#records.list(raw.where({ filter: matching }), by, wanted), isShown: () => true };
  }

  /** Those whose name or title begins so: of these two keys, and of no other. */
  search(text: string, wanted: Wanted): Promise<PersonRecord[]> {
    const filter = { $or: [{ name: startsWith(text) }, { title: startsWith(text) }] };
    return this.#records.find(raw.where({ filter }), wanted, { order: { key: 'name', type: 'text', direction: 1 } });
  }

  async meanSalary(): Promise<number> {
    const salaries = await this.#collection.find({}, { projection: { salary: 1 } }).toArray();
    return Math.round(salaries.reduce((sum, { salary }) => sum + salary, 0) / salaries.length);
  }

  async idOfUser(userId: string): Promise<string | null> {
    return (await this.#collection.findOne({ userId }, { projection: { _id: 1 } }))?._id ?? null;
  }

  async idsBelow(id: string): Promise<string[]> {
    const reports = await this.#collection.find({ managerId: id }, { projection: { _id: 1 } }).toArray();
    const below = await Promise.all(reports.map(({ _id }) => this.idsBelow(_id)));
    return [...reports.map(({ _id }) => _id), ...below.flat()];
  }

  /** Whether all of these may be changed. */
  async areAmong(ids: readonly string[], rows: Rows): Promise<boolean> {
    const distinct = [...new Set(ids)];
    return (await this.#collection.countDocuments(within(rows, { _id: { $in: distinct } }))) === distinct.length;
  }

  /** Whether it was changed: of that id, of that version where one is given, and among the rows. */
  async update(id: string, version: number | null, rows: Rows, changes: Changes): Promise<boolean> {
    const filter: Filter<PersonDocument> = { _id: id, ...(version !== null && { version }) };
    const { matchedCount } = await this.#collection.updateOne(within(rows, filter), updateOf(changes));
    this.#records.forget();
    return matchedCount === 1;
  }

  /** All of them or none, unless one changes hands in between: then all but that one. */
  async raise(ids: readonly string[], by: number, rows: Rows): Promise<number | null> {
    if (!(await this.areAmong(ids, rows))) return null;
    let raised = 0;
    for (const id of new Set(ids)) {
      const { matchedCount } = await this.#collection.updateOne(within(rows, { _id: id }), { $inc: { salary: by } });
      raised += matchedCount;
    }
    this.#records.forget();
    return raised === 0 ? null : raised;
  }

  async idsMatching(filter: EmployeeFilter): Promise<string[]> {
    const found = await this.#collection.find(await this.matching(filter), { projection: { _id: 1 } }).toArray();
    return found.map(({ _id }) => _id);
  }

  /** The filter's meaning as a query. A relation in it is asked for first. */
  async matching(filter: EmployeeFilter | null | undefined, holds = true): Promise<Filter<PersonDocument>> {
    const parts: Filter<PersonDocument>[] = [];
    const part = (is: Filter<PersonDocument>, not: Filter<PersonDocument>) => parts.push(holds ? is : not);
    const { titleIs, nameStartsWith, salaryAtLeast, manager, and, or, not } = filter ?? {};
    if (typeof titleIs === 'string') part({ title: titleIs }, { title: { $ne: titleIs } });
    if (typeof nameStartsWith === 'string') {
      const { $gte, $lt } = startsWith(nameStartsWith);
      part({ name: { $gte, $lt } }, { $or: [{ name: { $lt: $gte } }, { name: { $gte: $lt } }] });
    }
    if (typeof salaryAtLeast === 'number')
      part({ salary: { $gte: salaryAtLeast } }, { salary: { $lt: salaryAtLeast } });
    if (manager) {
      const ids = await this.idsMatching(manager);
      part({ managerId: { $in: ids } }, { $and: [{}, ...ids.map((id) => ({ managerId: { $ne: id } }))] });
    }
    if (and) parts.push(await this.#joined(and, holds, holds));
    if (or) parts.push(await this.#joined(or, !holds, holds));
    if (not) parts.push(await this.matching(not, !holds));
    if (parts.length === 0) return holds ? {} : none;
    return holds ? { $and: parts } : { $or: parts };
  }

  async #joined(filters: readonly EmployeeFilter[], all: boolean, holds: boolean): Promise<Filter<PersonDocument>> {
    const parts = await Promise.all(filters.map((filter) => this.matching(filter, holds)));
    if (parts.length === 0) return all ? {} : none;
    return all ? { $and: parts } : { $or: parts };
  }
}

const none: Filter<PersonDocument> = { _id: { $in: [] } };

function startsWith(text: string): { $gte: string; $lt: string } {
  return { $gte: text, $lt: `${text}\u{10ffff}` };
}

function updateOf(changes: Changes): Update<PersonDocument> {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const set = given.filter(([, value]) => value !== null);
  const unset = given.filter(([, value]) => value === null).map(([key]) => [key, '']);
  return {
    ...(set.length > 0 && { $set: Object.fromEntries(set) }),
    ...(unset.length > 0 && { $unset: Object.fromEntries(unset) as Update<PersonDocument>['$unset'] }),
    $inc: { version: 1 },
  } as Update<PersonDocument>;
}
