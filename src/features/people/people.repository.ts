import { firstOfEach } from '../../database/first-of-each.js';
import type { ReadSorted } from '../../database/first-of-each.js';
import { Loaders } from '../../database/loaders.js';
import type { Collection, Filter, IndexDeclaration, Store } from '../../database/port.js';
import { Records, signatureOf } from '../../database/records.js';
import type { Wanted } from '../../database/records.js';
import type { Position } from '../../graphql/cursor.js';
import { countLimit } from '../../graphql/page.js';
import type { Listing } from '../../graphql/page.js';
import { personKinds } from './person.document.js';
import type { PersonDocument, PersonRecord } from './person.document.js';

/** The collection's name. */
export const peopleCollection = 'people';

/** Each index with the query that it serves. */
export const peopleIndexes: readonly IndexDeclaration<PersonDocument>[] = [
  { name: 'employees by name', key: { kind: 1, name: 1, _id: 1 } },
  { name: 'members of a department by name', key: { departmentId: 1, name: 1, _id: 1 } },
  { name: 'reports of a manager by name', key: { managerId: 1, kind: 1, name: 1, _id: 1 } },
  {
    name: 'person of an account',
    key: { userId: 1 },
    unique: true,
    partialFilterExpression: { userId: { $exists: true } },
  },
];

/** A list of people by name, the id as tie-breaker. */
const byName = { name: 1, _id: 1 } as const;

/** Of whatever kind. */
export const anyKind = { $in: personKinds };

/** The group of people that a list shows. Members of a department are of any kind, reports are employees. */
export type PeopleGroup =
  { kind: 'EMPLOYEE' } | { kind: typeof anyKind; departmentId: string } | { kind: 'EMPLOYEE'; managerId: string };

/** People of one request. */
export class People {
  readonly #collection: Collection<PersonDocument>;
  readonly #records: Records<PersonDocument>;
  readonly #ofUsers = new Loaders<PersonRecord | null>();
  readonly #firstPages = new Loaders<PersonRecord[]>();

  constructor(store: Store) {
    this.#collection = store.collection<PersonDocument>(peopleCollection);
    this.#records = new Records(this.#collection);
  }

  /** The person of that id; `null` for an unknown or malformed one. */
  async byId(id: string | null, wanted: Wanted): Promise<PersonRecord | null> {
    const person = await this.#records.byId(id, withKind(wanted));
    return person && isKnown(person) ? person : null;
  }

  /** The people of these ids, in their order; `null` also for those of another kind. */
  async byIds(ids: readonly string[], kind: PersonDocument['kind'], wanted: Wanted): Promise<(PersonRecord | null)[]> {
    const people = await this.#records.byIds(ids, withKind(wanted));
    return people.map((person) => (person?.kind === kind ? person : null));
  }

  /** The employee of that id; `null` also when the person is no employee. */
  async employee(id: string | null, wanted: Wanted): Promise<PersonRecord | null> {
    const person = await this.byId(id, wanted);
    return person?.kind === 'EMPLOYEE' ? person : null;
  }

  /** The person whose account it is. */
  ofUser(userId: string, wanted: Wanted): Promise<PersonRecord | null> {
    return this.#ofUsers.load(signatureOf(wanted), userId, async (users) => {
      const found = await this.#records.find({ userId: { $in: users } }, withKind(wanted), { extra: ['userId'] });
      const persons = new Map(found.filter(isKnown).map((person) => [person.userId, person]));
      return users.map((user) => persons.get(user) ?? null);
    });
  }

  /** A group by name. First pages of the groups that one operation lists are read together. */
  listing(group: PeopleGroup, binding: string, wanted: Wanted): Listing<PersonRecord> {
    const read = { wanted: withKind(wanted), extra: ['name'] } as const;
    return {
      binding,
      positionOf: ({ name, id }) => [name, id],
      read: ({ after, limit }) => {
        if (!after && 'departmentId' in group)
          return this.#firstPage('departmentId', group.departmentId, { kind: group.kind }, read.wanted, limit);
        if (!after && 'managerId' in group)
          return this.#firstPage('managerId', group.managerId, { kind: group.kind }, read.wanted, limit);
        return this.#records.find(beyond(group, after), read.wanted, { sort: byName, limit, extra: read.extra });
      },
      count: () => this.#records.count(group, wanted, countLimit + 1),
    };
  }

  /** How many are in a group. */
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

  #firstPage(
    key: 'departmentId' | 'managerId',
    group: string,
    only: Filter<PersonDocument>,
    wanted: Wanted,
    limit: number,
  ): Promise<PersonRecord[]> {
    const signature = JSON.stringify([key, only, limit, signatureOf(wanted)]);
    const read: ReadSorted<PersonDocument> = (filter, sort, most) =>
      this.#records.find({ ...filter, ...only }, wanted, { sort, limit: most, extra: ['name', key] });
    return this.#firstPages.load(signature, group, async (groups) => {
      const pages = await firstOfEach(read, key, groups, byName, limit);
      return groups.map((of) => pages.get(of) ?? []);
    });
  }
}

function isKnown({ kind }: PersonRecord): boolean {
  return personKinds.some((known) => known === kind);
}

/** Which type a person is has to be known of each. */
function withKind(wanted: Wanted): Wanted {
  return { rows: wanted.rows, keys: new Set([...wanted.keys, 'kind']) };
}

function beyond(group: PeopleGroup, position: Position | undefined): Filter<PersonDocument> {
  if (!position) return group;
  const [name, _id] = position as [string, string];
  return { ...group, $or: [{ name: { $gt: name } }, { name, _id: { $gt: _id } }] };
}
