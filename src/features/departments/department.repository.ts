import type { IndexDeclaration, Store, Stored } from '../../database/port.js';
import { Records } from '../../database/records.js';
import type { RecordOf, Wanted } from '../../database/records.js';

/** The collection's name. */
export const departmentCollection = 'departments';

/** A department as stored. The budget is in minor units. */
export interface DepartmentDocument extends Stored {
  version: number;
  name: string;
  headId?: string | null;
  budgetAmount?: number | null;
}

/** A department as resolvers see it. */
export type DepartmentRecord = RecordOf<DepartmentDocument>;

/** Each index with the query that it serves. */
export const departmentIndexes: readonly IndexDeclaration<DepartmentDocument>[] = [
  { name: 'departments by name', key: { name: 1, _id: 1 } },
];

/** The schema promises it. */
const most = 200;

/** Departments of one request. */
export class Departments {
  readonly #records: Records<DepartmentDocument>;

  constructor(store: Store) {
    this.#records = new Records(store.collection<DepartmentDocument>(departmentCollection));
  }

  /** The department of that id; `null` for an unknown or malformed one. */
  byId(id: string | null, wanted: Wanted): Promise<DepartmentRecord | null> {
    return this.#records.byId(id, wanted);
  }

  /** The departments of these ids, in their order. */
  byIds(ids: readonly string[], wanted: Wanted): Promise<(DepartmentRecord | null)[]> {
    return this.#records.byIds(ids, wanted);
  }

  /** All departments by name, at most 200. */
  all(wanted: Wanted): Promise<DepartmentRecord[]> {
    return this.#records.find({}, wanted, { sort: { name: 1, _id: 1 }, limit: most });
  }
}
