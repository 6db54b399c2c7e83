import type { Order } from '../../database/list-order.js';
import type { IndexDeclaration, Store } from '../../database/port.js';
import { queriesOf } from '../../database/query.js';
import { Records } from '../../database/records.js';
import type { RecordOf } from '../../database/record.js';
import { asAmount, asText, asTextAlways, asVersion } from '../../database/sound.js';
import type { Readers } from '../../database/sound.js';
import { count, documentSchema, orNone, text, truth } from '../../database/validator.js';
import { alsoReading } from '../../database/wanted.js';
import type { Wanted } from '../../database/wanted.js';
import { announcementSchema } from '../announced/announcement.js';
import { Announcements } from '../announced/announcements.js';
import type { Announcing } from '../announced/announcement.js';
import { folded, searchTokens } from '../search/folding.js';

/** The collection's name. */
export const departmentCollection = 'departments';

/** A department as stored. The budget is in minor units. */
export interface DepartmentDocument extends Announcing {
  version: number;
  name: string;
  /** What the list is ordered by; one department a name. */
  foldedName: string;
  /** Beginnings of these words find the department. */
  searchTokens: readonly string[];
  headId?: string | null;
  budgetAmount?: number | null;
  /** Being created, while who is to head it is looked at: nobody meets it. */
  arriving?: true | null;
}

/** What odd documents read as. */
const departmentReaders: Readers<DepartmentDocument> = {
  version: asVersion,
  name: asTextAlways,
  headId: asText,
  budgetAmount: asAmount,
};

/** What a department has to be, for the server; readers make older and odder ones safe. */
export const departmentSchema = documentSchema<DepartmentDocument>(
  { version: count, name: text, foldedName: { bsonType: 'string' }, searchTokens: { bsonType: 'array', items: text } },
  { ...announcementSchema, headId: orNone(text), budgetAmount: orNone(count), arriving: orNone(truth) },
);

/** A department as resolvers see it. */
export type DepartmentRecord = RecordOf<DepartmentDocument>;

/** The keys of queries for departments. */
export const departments = queriesOf<DepartmentDocument>()((key) => ({
  id: key.equal('_id'),
  version: key.asRead('version', 0),
  headId: key.equal('headId'),
  pendingHeadId: key.equal('pendingHeadId'),
  arriving: key.present('arriving'),
  words: key.everyPrefix('searchTokens', ['name']),
  pendingBefore: key.compared('pendingSince', '$lt'),
}));

/** Each index with the query that it serves. */
export const departmentIndexes: readonly IndexDeclaration<DepartmentDocument>[] = [
  // Query.departments
  { name: 'name', key: { foldedName: 1, _id: 1 } },
  // one department a name
  {
    name: 'oneName',
    key: { foldedName: 1 },
    unique: true,
    partialFilterExpression: { foldedName: { $exists: true } },
  },
  // Query.search
  { name: 'searchTokens', key: { searchTokens: 1 } },
  // whether somebody heads a department
  { name: 'headId', key: { headId: 1 } },
  // whether somebody is about to
  { name: 'pendingHeadId', key: { pendingHeadId: 1 }, partialFilterExpression: { pendingHeadId: { $exists: true } } },
  // changes that were announced and given up
  { name: 'pendingSince', key: { pendingSince: 1 }, partialFilterExpression: { pendingSince: { $exists: true } } },
];

/** The schema promises it. */
const most = 200;

const byName: Order<DepartmentDocument> = { key: 'foldedName', type: 'text', direction: 1 };

/** Departments of one request. */
export class Departments {
  readonly records: Records<DepartmentDocument>;
  readonly announcements: Announcements<DepartmentDocument>;

  constructor(store: Pick<Store, 'collection' | 'now'>) {
    this.records = new Records(store, departmentCollection, departmentReaders);
    this.announcements = new Announcements(this.records, store);
  }

  /** The department of that id; `null` for an unknown or malformed one. */
  async byId(id: string | null, wanted: Wanted): Promise<DepartmentRecord | null> {
    return there(await this.records.byId(id, withArriving(wanted)));
  }

  /** The departments of these ids, in their order. */
  async byIds(ids: readonly string[], wanted: Wanted): Promise<(DepartmentRecord | null)[]> {
    return (await this.records.byIds(ids, withArriving(wanted))).map(there);
  }

  /** All departments by name, at most 200. */
  all(wanted: Wanted): Promise<DepartmentRecord[]> {
    return this.records.find(departments.where({ arriving: false }), wanted, { order: byName, limit: most });
  }

  /** Those of whose words every one begins with one of these, by name. */
  search(words: readonly string[], wanted: Wanted, limit: number): Promise<DepartmentRecord[]> {
    return this.records.find(departments.where({ words, arriving: false }), wanted, { order: byName, limit });
  }
}

function withArriving(wanted: Wanted): Wanted {
  return alsoReading(wanted, 'arriving');
}

function there(department: DepartmentRecord | null): DepartmentRecord | null {
  return department?.arriving === null ? department : null;
}

/** What is derived from the name: to be stored with it. */
export function derivedOf({
  name,
}: Pick<DepartmentDocument, 'name'>): Pick<DepartmentDocument, 'foldedName' | 'searchTokens'> {
  return { foldedName: folded(name), searchTokens: searchTokens(name) };
}
