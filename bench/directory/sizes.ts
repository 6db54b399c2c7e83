// Pages and inserts of the embedded store, among ever more people: a page reads no more rows, whatever else is there.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../src/database/embedded/open.js';
import type { EmbeddedStore } from '../../src/database/embedded/store.js';
import type { Order, Place } from '../../src/database/list-order.js';
import { placeOf } from '../../src/database/list-order.js';
import type { Query } from '../../src/database/query.js';
import { everyRow } from '../../src/database/rows.js';
import { demoDepartments, demoPeople } from '../../src/features/demo-company.js';
import { queryOf } from '../../src/features/employees/employee.filter.js';
import { peopleOrders } from '../../src/features/people/people.queries.js';
import { People } from '../../src/features/people/people.repository.js';
import { derivedOf } from '../../src/features/people/person.document.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { measure } from '../measure.js';
import type { Result, Subjects } from '../measure.js';
import { buildIndexes, seed } from './company.js';

const sizes = [1_000, 10_000, 100_000] as const;
const pageSize = 50;
/** A page takes a fraction of a millisecond. */
const repeats = 10;
const wanted = { keys: new Set(['name', 'email', 'jobTitle', 'hiredOn']), rows: everyRow };

interface Company {
  readonly name: string;
  readonly store: EmbeddedStore;
}

interface Asked {
  readonly query: Query<PersonDocument>;
  readonly order: Order<PersonDocument>;
  readonly last?: boolean;
}

/** Each page, and an insert, among so many people, to the same among the fewest. */
export async function amongEverMore(): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-bench-'));
  const companies: Company[] = [];
  try {
    for (const size of sizes) {
      const store = await openEmbedded(join(folder, String(size)));
      companies.push({ name: `among ${size.toLocaleString('en')}`, store });
      await seed(store, size);
      await buildIndexes(store);
    }
    const results: Result[] = [];
    for (const [name, asked] of pages()) {
      const works: [string, () => Promise<void>][] = [];
      for (const { name: subject, store } of companies) works.push([subject, await pageOf(store, asked)]);
      results.push(...(await measure(name, new Map(works), { warmUps: 10, rounds: 30 })));
    }
    const inserts: Subjects = new Map(companies.map(({ name, store }) => [name, inserting(store)]));
    return [...results, ...(await measure('an insert, on the disk', inserts, { warmUps: 5, rounds: 30 }))];
  } finally {
    await Promise.all(companies.map(({ store }) => store.close()));
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each is full, and examines as many rows, in a company of any of the sizes. */
function pages(): readonly [string, Asked][] {
  const everybody = queryOf(null);
  const departmentId = demoDepartments()[0]!._id;
  const [byName, bySalary] = [peopleOrders.NAME(1), peopleOrders.SALARY(-1)];
  return [
    ['first page of 50', { query: everybody, order: byName }],
    ['last page of 50', { query: everybody, order: byName, last: true }],
    ['page of a department', { query: queryOf({ departmentId }), order: byName }],
    [
      'page of a department, hired after',
      { query: queryOf({ departmentId, hiredAfter: '2015-12-31' }), order: byName },
    ],
    ['page of a salary at most, by salary', { query: queryOf({ salaryAtMost: 6_000_000 }), order: bySalary }],
  ];
}

/** Reads one page of the list, as `Query.employees` does. */
async function pageOf(store: EmbeddedStore, { query, order, last = false }: Asked): Promise<() => Promise<void>> {
  const after = last ? await placeBeforeLast(store, { query, order }) : undefined;
  const read = () => new People(store).employees(query, order, '', wanted).read({ after, limit: pageSize + 1 });
  const expected = last ? pageSize : pageSize + 1;
  return async () => {
    for (let repeat = 0; repeat < repeats; repeat += 1)
      if ((await read()).length !== expected) throw new Error('The page is not full.');
  };
}

/** Where the last page begins: the fifty-first row from behind. */
async function placeBeforeLast(store: EmbeddedStore, { query, order }: Asked): Promise<Place> {
  const backwards = { ...order, direction: order.direction === 1 ? -1 : 1 } as const;
  const listing = new People(store).employees(query, backwards, '', wanted);
  const rows = await listing.read({ after: undefined, limit: pageSize + 1 });
  return placeOf(rows.at(-1)!, order);
}

/** Inserts another person each time: with every index, and on the disk before it is done. */
function inserting(store: EmbeddedStore): () => Promise<void> {
  const like = demoPeople(sizes[0]).filter(({ userId }) => userId === undefined);
  let made = 0;
  return async () => {
    const person = like[made % like.length]!;
    const email = `another.${(made += 1)}@claimcheck.example`;
    const document = { ...person, _id: randomUUID(), email };
    await new People(store).records.insert({ ...document, ...derivedOf(document) });
  };
}
