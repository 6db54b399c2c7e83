import type { Order } from '../../database/list-order.js';
import { Loaders } from '../../database/loaders.js';
import type { Store } from '../../database/port.js';
import { both } from '../../database/query.js';
import type { Query } from '../../database/query.js';
import { Records } from '../../database/records.js';
import type { Group, Summary } from '../../database/groups.js';
import { everyRow } from '../../database/rows.js';
import { alsoReading, signatureOf } from '../../database/wanted.js';
import type { Wanted } from '../../database/wanted.js';
import type { Listing } from '../../graphql/page.js';
import { Announcements } from '../announced/announcements.js';
import { people, peopleCollection, peopleOrders } from './people.queries.js';
import { personKinds, personReaders } from './person.document.js';
import type { PersonDocument, PersonKind, PersonRecord } from './person.document.js';

/** Whom somebody leads, directly or not. */
export interface Below {
  readonly employees: ReadonlySet<string>;
  /** Those of them, and they themselves, to whom anybody reports: mostly far fewer. */
  readonly leading: ReadonlySet<string>;
}

const byName = peopleOrders.NAME(1);
const employees = people.where({ kind: 'EMPLOYEE' });
const everybody = people.where({ kinds: personKinds });
const idOnly: Wanted = { keys: new Set(), rows: everyRow };

/** People of one request. */
export class People {
  readonly records: Records<PersonDocument>;
  readonly announcements: Announcements<PersonDocument>;
  readonly #idsOfUsers = new Loaders<string | null>();
  readonly #ofUsers = new Loaders<PersonRecord | null>();
  readonly #below = new Loaders<Below>();

  constructor(store: Pick<Store, 'collection' | 'now'>) {
    this.records = new Records(store, peopleCollection, personReaders);
    this.announcements = new Announcements(this.records, store);
  }

  /** The person of that id; `null` for an unknown or malformed one. */
  async byId(id: string | null, wanted: Wanted): Promise<PersonRecord | null> {
    const person = await this.records.byId(id, withKind(wanted));
    return person && isKnown(person) ? person : null;
  }

  /** The people of these ids, in their order; with a kind, `null` also for those of another. */
  async byIds(ids: readonly string[], wanted: Wanted, kind?: PersonKind): Promise<(PersonRecord | null)[]> {
    const found = await this.records.byIds(ids, withKind(wanted));
    return found.map((person) => (person && (kind ? person.kind === kind : isKnown(person)) ? person : null));
  }

  /** The employee of that id; `null` also when the person is no employee. */
  async employee(id: string | null, wanted: Wanted): Promise<PersonRecord | null> {
    const person = await this.byId(id, wanted);
    return person?.kind === 'EMPLOYEE' ? person : null;
  }

  /** The person whose account it is. */
  ofUser(userId: string, wanted: Wanted): Promise<PersonRecord | null> {
    return this.#ofUsers.load(signatureOf(wanted), userId, async (userIds) => {
      const besides = alsoReading(wanted, 'kind', 'userId');
      const found = await this.records.find(people.where({ userIds }), besides);
      const persons = new Map(found.filter(isKnown).map((person) => [person.userId, person]));
      return userIds.map((user) => persons.get(user) ?? null);
    });
  }

  /** Employees that match, in an order. */
  employees(
    query: Query<PersonDocument>,
    order: Order<PersonDocument>,
    binding: string,
    wanted: Wanted,
  ): Listing<PersonRecord> {
    return { binding, ...this.records.list(both(employees, query), order, withKind(wanted)) };
  }

  /** Who works in a department, of all kinds, by name. First pages, and counts, of many departments are read together. */
  membersOf(departmentId: string, binding: string, wanted: Wanted): Listing<PersonRecord> {
    return { binding, ...this.records.listOfGroup(inDepartment(departmentId), everybody, byName, withKind(wanted)) };
  }

  /** The employees who report to somebody, by name. First pages, and counts, of many managers are read together. */
  reportsOf(managerId: string, binding: string, wanted: Wanted): Listing<PersonRecord> {
    const reporting = { key: 'managerId', id: managerId } as const;
    return { binding, ...this.records.listOfGroup(reporting, employees, byName, withKind(wanted)) };
  }

  /** How many work in a department, whoever they are. */
  headcount(departmentId: string): Promise<number> {
    const working = both(everybody, people.where({ ended: false }));
    return this.records.groups.count(inDepartment(departmentId), working, idOnly);
  }

  /** What the employees of a department earn, in minor units; `null` where nobody's salary is known. */
  salaries(departmentId: string): Promise<Summary | null> {
    const working = both(employees, people.where({ ended: false }));
    return this.records.groups.summary(inDepartment(departmentId), working, idOnly, 'salaryAmount');
  }

  /** Those of whose words every one begins with one of these, by name. */
  search(words: readonly string[], wanted: Wanted, limit: number): Promise<PersonRecord[]> {
    const matching = both(everybody, people.where({ words }));
    return this.records.find(matching, withKind(wanted), { order: byName, limit });
  }

  /** The id of the person whose account it is; `null` also when their employment is over. */
  idOfUser(userId: string): Promise<string | null> {
    return this.#idsOfUsers.load('', userId, async (userIds) => {
      const working = both(everybody, people.where({ userIds, ended: false }));
      const found = await this.records.find(working, { keys: new Set(['userId']), rows: everyRow });
      const ids = new Map(found.map(({ userId: of, id }) => [of, id]));
      return userIds.map((of) => ids.get(of) ?? null);
    });
  }

  /** Whom one who works here leads, level by level, each of them once, whatever the chain looks like. */
  below(id: string): Promise<Below> {
    return this.#below.load('', id, (ids) => Promise.all(ids.map((one) => this.#readBelow(one))));
  }

  async #readBelow(id: string): Promise<Below> {
    const found = new Set<string>();
    const leading = new Set<string>();
    let level = [id];
    while (level.length > 0) {
      const below = both(everybody, people.where({ managerIds: level, ended: false }));
      const reports = await this.records.find(below, { keys: new Set(['kind', 'managerId']), rows: everyRow });
      for (const { managerId } of reports) if (managerId !== null) leading.add(managerId);
      const next = reports.filter((report) => report.kind === 'EMPLOYEE').map((report) => report.id);
      level = next.filter((report) => report !== id && !found.has(report));
      for (const report of level) found.add(report);
    }
    return { employees: found, leading };
  }

  /** Which day it is, by the store's clock: `YYYY-MM-DD`, UTC. */
  async today(): Promise<string> {
    return (await this.announcements.now()).toISOString().slice(0, 10);
  }

  /** To be called after a change: what was read before it is not given again. */
  forget(): void {
    this.records.forget();
    for (const loaders of [this.#idsOfUsers, this.#ofUsers, this.#below]) loaders.clear();
  }
}

function inDepartment(id: string): Group<PersonDocument> {
  return { key: 'departmentId', id };
}

function isKnown({ kind }: PersonRecord): boolean {
  return personKinds.some((known) => known === kind);
}

/** Which type a person is has to be known of each. */
export function withKind(wanted: Wanted): Wanted {
  return alsoReading(wanted, 'kind');
}
