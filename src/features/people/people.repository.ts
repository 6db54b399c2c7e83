import DataLoader from 'dataloader';
import { firstOfEach } from '../../database/first-of-each.js';
import type { ReadSorted } from '../../database/first-of-each.js';
import type { Collection, Filter, IndexDeclaration, Store } from '../../database/port.js';
import { Records } from '../../database/records.js';
import type { FieldKeys, Wanted } from '../../database/records.js';
import { countLimit } from '../../graphql/page.js';
import type { Position } from '../../graphql/cursor.js';
import type { Listing } from '../../graphql/page.js';
import type { PersonDocument, PersonRecord } from './person.document.js';

export const peopleCollection = 'people';

/** Each index with the query that it serves. */
export const peopleIndexes: readonly IndexDeclaration<PersonDocument>[] = [
  { name: 'employees by name', key: { kind: 1, name: 1, _id: 1 } },
  { name: 'members of a department by name', key: { departmentId: 1, name: 1, _id: 1 } },
  { name: 'reports of a manager by name', key: { managerId: 1, name: 1, _id: 1 } },
  {
    name: 'person of an account',
    key: { userId: 1 },
    unique: true,
    partialFilterExpression: { userId: { $exists: true } },
  },
];

/** Fields of Person and its types that read something else than the key of their own name. */
const fieldKeys: FieldKeys<PersonDocument> = {
  department: ['departmentId'],
  manager: ['managerId'],
  salary: ['salaryAmount'],
  reports: [],
};

/** A list of people by name, the id as tie-breaker. */
const byName = { name: 1, _id: 1 } as const;

/** The group of people that a list shows. */
export type PeopleGroup = { kind: 'EMPLOYEE' } | { departmentId: string } | { managerId: string };

/** People of one request. */
export class People {
  readonly #collection: Collection<PersonDocument>;
  readonly #records: Records<PersonDocument>;
  readonly #firstPages = new Map<string, DataLoader<string, PersonRecord[]>>();

  constructor(store: Store) {
    this.#collection = store.collection<PersonDocument>(peopleCollection);
    this.#records = new Records(this.#collection, fieldKeys);
  }

  /** The person of that id; `null` for an unknown or malformed one. */
  async byId(id: string | null, wanted: Wanted): Promise<PersonRecord | null> {
    return this.#records.byId(id, withKind(wanted));
  }

  /** The employee of that id; `null` also when the person is no employee. */
  async employee(id: string | null, wanted: Wanted): Promise<PersonRecord | null> {
    const person = await this.byId(id, wanted);
    return person?.kind === 'EMPLOYEE' ? person : null;
  }

  /** The person whose account it is. */
  async ofUser(userId: string, wanted: Wanted): Promise<PersonRecord | null> {
    const [person] = await this.#records.find({ userId }, withKind(wanted), { limit: 1 });
    return person ?? null;
  }

  /** A group by name. First pages of the groups that one operation lists are read together. */
  listing(group: PeopleGroup, binding: string, wanted: Wanted): Listing<PersonRecord> {
    const read = { wanted: withKind(wanted), extra: ['name'] } as const;
    return {
      binding,
      positionOf: ({ name, id }) => [name, id],
      read: ({ after, limit }) => {
        if (!after && 'departmentId' in group)
          return this.#firstPage('departmentId', group.departmentId, read.wanted, limit);
        if (!after && 'managerId' in group) return this.#firstPage('managerId', group.managerId, read.wanted, limit);
        return this.#records.find(beyond(group, after), read.wanted, { sort: byName, limit, extra: read.extra });
      },
      count: () => this.#records.count(group, countLimit + 1),
    };
  }

  count(group: PeopleGroup): Promise<number> {
    return this.#collection.countDocuments(group);
  }

  /** The id of the person whose account it is. */
  async idOfUser(userId: string): Promise<string | null> {
    return (await this.#collection.findOne({ userId }, { projection: { _id: 1 } }))?._id ?? null;
  }

  /** The ids of all people below one, level by level; each of them once, whatever the chain looks like. */
  async idsBelow(id: string): Promise<string[]> {
    const found = new Set<string>();
    let level = [id];
    while (level.length > 0) {
      const reports = await this.#collection.find({ managerId: { $in: level } }, { projection: { _id: 1 } }).toArray();
      level = reports.map(({ _id }) => _id).filter((report) => report !== id && !found.has(report));
      for (const report of level) found.add(report);
    }
    return [...found];
  }

  #firstPage(key: 'departmentId' | 'managerId', group: string, wanted: Wanted, limit: number): Promise<PersonRecord[]> {
    const signature = JSON.stringify([key, limit, [...wanted.fields].sort(), [...wanted.keys].sort()]);
    let loader = this.#firstPages.get(signature);
    if (!loader) {
      const read: ReadSorted<PersonDocument> = (filter, sort, most) =>
        this.#records.find(filter, wanted, { sort, limit: most, extra: ['name', key] });
      loader = new DataLoader(async (groups) => {
        const pages = await firstOfEach(read, key, groups, byName, limit);
        return groups.map((of) => pages.get(of) ?? []);
      });
      this.#firstPages.set(signature, loader);
    }
    return loader.load(group);
  }
}

/** Which type a person is has to be known of each. */
function withKind(wanted: Wanted): Wanted {
  return { fields: wanted.fields, keys: new Set([...wanted.keys, 'kind']) };
}

function beyond(group: PeopleGroup, position: Position | undefined): Filter<PersonDocument> {
  if (!position) return group;
  const [name, _id] = position as [string, string];
  return { ...group, $or: [{ name: { $gt: name } }, { name, _id: { $gt: _id } }] };
}
