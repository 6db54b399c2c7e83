// What the directory asks of MongoDB: how often, which fields, and by which index it is served.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommandSucceededEvent } from 'mongodb';
import { directory } from '../../src/features/directory.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { sweepPeople } from '../../src/features/people/sweep.js';
import { startApplication } from '../application.js';
import type { Running } from '../application.js';
import { clientOf, recordCommands } from '../database/commands.js';
import type { Command, Recording } from '../database/commands.js';
import { collectionScans, queriesOf } from '../database/explained.js';
import type { Query } from '../database/explained.js';
import { servedBy } from '../database/index-shapes.js';
import type { Shape } from '../database/index-shapes.js';
import { startMongo } from '../database/server.js';

const server = await startMongo();
afterAll(() => server?.stop());

const collections = new Set(['people', 'departments', 'reviews']);
const indexes = directory.indexes as Readonly<Record<string, readonly Shape[]>>;

/** Indexes that answer nothing, and keep two of one kind out. */
const onlyUnique = ['departments oneName', 'people email'];

(server ? describe : describe.skip)('What the directory asks of MongoDB', () => {
  const uri = server?.freshUri() ?? '';
  let running: Running;
  let recording: Recording;
  let people: readonly PersonDocument[];
  beforeAll(async () => {
    running = await startApplication({ MONGODB_URI: uri, SEED_EMPLOYEES: '40' });
    people = await running.application.store.collection<PersonDocument>('people').find({}).toArray();
    for (const viewer of ['manager', 'employee', 'auditor', 'hr']) await running.tokenOf(viewer);
    recording = recordCommands(running.application.store);
  });
  afterAll(() => running.stop());

  /** The commands that one operation sends to the directory's collections; it has to be answered without an error. */
  async function sentBy(viewer: string, query: string, variables?: Record<string, unknown>): Promise<Command[]> {
    recording.take();
    const { body } = await running.ask(query, await running.tokenOf(viewer), variables);
    expect((body.errors ?? []).filter(({ extensions }) => (extensions as { code: string }).code !== 'FORBIDDEN')).toEqual([]); // prettier-ignore
    expect(Object.values(body.data!).every((value) => value !== null)).toBe(true);
    return recording.take().filter(({ collection }) => collections.has(collection));
  }

  describe('LD-08 how often', () => {
    const row = 'name department { name } manager { name } reports(first: 2) { nodes { name } }';

    // A hundred rows: test/resolvers/commands.test.ts. The server for tests reads a whole collection for each `$unionWith`.
    it('a page with department, manager and reports takes four commands', async () => {
      const sent = await sentBy('auditor', `{ employees(first: 40) { nodes { ${row} } } }`);
      expect(sent.map(({ name, collection }) => `${name} ${collection}`).sort()).toEqual([
        'find departments',
        'find people',
        'find people',
        'find people',
      ]);
    });

    it.each([
      ['manager', `employees(first: $n) { totalCount nodes { ${row} salary { amount } } }`],
      ['hr', `employees(first: $n) { nodes { ${row} salary { amount } notes } }`],
      ['manager', 'employees(first: $n) { nodes { reviews(first: 2) { totalCount nodes { rating author { name } employee { name } } } } }'],
      ['auditor', 'employees(first: $n) { nodes { manager { manager { department { head { name } } } } } }'],
      ['hr', 'employees(first: $n) { nodes { department { headcount budget { amount } salaryStatistics { count } members(first: 1) { totalCount nodes { name } } } } }'],
      ['auditor', 'employees(first: $n) { nodes { reports(first: 1) { totalCount nodes { reports(first: 1) { totalCount } } } } }'],
      ['manager', 'search(text: "engineer", first: $n) { ... on Person { name department { name } manager { name } } ... on Employee { salary { amount } } }'],
    ])('as %s, %s takes no more for 40 rows than for 5', async (viewer, field) => {
      const query = `query ($n: Int!) { ${field} }`;
      const [few, many] = [await sentBy(viewer, query, { n: 5 }), await sentBy(viewer, query, { n: 40 })];
      expect(many.length).toBeLessThanOrEqual(few.length);
      expect(few.length).toBeLessThanOrEqual(14);
    }); // prettier-ignore
  });

  describe('which fields', () => {
    beforeAll(async () => {
      const store = running.application.store.collection<PersonDocument>('people');
      const reports = people.filter(({ kind }) => kind === 'EMPLOYEE').map((person, index): PersonDocument => {
        const { kind, version, name, foldedName, searchTokens, _id: managerId } = person;
        const salaryAmount = 777_000_000 + index;
        return { _id: `more-${index}`, kind, version, name, foldedName, searchTokens, managerId, salaryAmount };
      }); // prettier-ignore
      for (const more of [reports, reports.map((report) => ({ ...report, _id: `${report._id}-below`, managerId: report._id, salaryAmount: report.salaryAmount! + 1_000 }))])
        for (let from = 0; from < more.length; from += 20) await store.insertMany(more.slice(from, from + 20)); // prettier-ignore
      people = await store.find({}).toArray();
    });

    const guarded = ['personalEmail', 'homeAddress', 'birthDate', 'salaryAmount', 'bankAccount', 'nationalId', 'notes'];
    const all = `{ employees(first: 100) { nodes { id name personalEmail homeAddress birthDate salary { amount } bankAccount nationalId notes } } }`;
    const pageOf = (sent: readonly Command[]): Command => sent.find(({ limit }) => limit === 101)!;

    it('a denied field is in no projection; of some records only, it is a condition', async () => {
      const projected = async (viewer: string) => {
        const projection = pageOf(await sentBy(viewer, all)).projection as Record<string, unknown>;
        return Object.fromEntries(guarded.map((key) => [key, key in projection ? (projection[key] === 1 ? 'read' : 'of some') : 'never'])); // prettier-ignore
      };
      const own = { personalEmail: 'of some', homeAddress: 'of some', birthDate: 'of some', salaryAmount: 'of some', bankAccount: 'of some', nationalId: 'of some', notes: 'never' }; // prettier-ignore
      expect(await projected('employee')).toEqual(own);
      expect(await projected('manager')).toEqual(own);
      expect(await projected('auditor')).toEqual(
        Object.fromEntries(Object.keys(own).map((key) => [key, key === 'notes' ? 'never' : 'of some'])),
      );
      expect(await projected('hr')).toEqual({ ...Object.fromEntries(guarded.map((key) => [key, 'read'])), notes: 'of some' }); // prettier-ignore
    });

    it("a manager's page of 100 carries the salaries of those below them and their own over the wire, and no other", async () => {
      const replies: CommandSucceededEvent[] = [];
      const listen = (event: CommandSucceededEvent): void => void replies.push(event);
      const client = clientOf(running.application.store);
      client.on('commandSucceeded', listen);
      for (const viewer of ['manager', 'employee', 'auditor', 'hr']) {
        replies.splice(0);
        await sentBy(viewer, '{ employees(first: 100) { nodes { id salary { amount } } } }');
        const batches = replies.map(({ reply }) => (reply as { cursor?: { firstBatch?: PersonDocument[] } }).cursor?.firstBatch ?? []); // prettier-ignore
        const page = batches.find(({ length }) => length === 101)!;
        const carried = page.filter((document) => 'salaryAmount' in document).map(({ _id }) => _id);
        expect([viewer, carried.sort()]).toEqual([
          viewer,
          page
            .map(({ _id }) => _id)
            .filter(mayRead(viewer))
            .sort(),
        ]);
        expect(carried.length).toBe({ auditor: 0, employee: carried.length, hr: 101, manager: carried.length }[viewer]);
        const sentAll = replies.map(({ reply }) => JSON.stringify(reply)).join();
        for (const { _id, salaryAmount } of people)
          if (!mayRead(viewer)(_id)) expect(sentAll).not.toContain(String(salaryAmount ?? 'nothing'));
      }
      client.off('commandSucceeded', listen);
    });

    function mayRead(viewer: string): (id: string) => boolean {
      const own = people.find(({ userId }) => userId === `user-${viewer}`)?._id;
      const above = new Map(people.map(({ _id, managerId }) => [_id, managerId]));
      const under = (id: string | null | undefined): boolean => typeof id === 'string' && (id === own || under(above.get(id))); // prettier-ignore
      return viewer === 'hr' ? () => true : (id) => own !== undefined && under(id);
    }

    it('of departments and reviews neither', async () => {
      const projected = async (viewer: string) => {
        const sent = await sentBy(viewer, '{ departments { name budget { amount } } }');
        const projection = sent.find(({ collection }) => collection === 'departments')!.projection;
        return (projection as Record<string, unknown>)['budgetAmount'];
      };
      expect(await projected('auditor')).toBeUndefined();
      expect(await projected('employee')).toEqual({ $cond: expect.any(Array) });
      expect(await projected('hr')).toBe(1);
      const reviews = await sentBy('manager', '{ employees(first: 5) { nodes { reviews { nodes { comments } } } } }');
      expect(JSON.stringify(reviews.map(({ sent }) => sent['pipeline'] ?? sent['projection']))).not.toContain('privateNotes'); // prettier-ignore
    });
  });

  describe('LD-09 by which index', () => {
    let queries: readonly Query[];
    let commands: readonly Command[];
    beforeAll(async () => {
      commands = await broadly();
      queries = commands.flatMap(queriesOf);
    });

    it('each query is a prefix of a declared index: equal values, then the order, then ranges', () => {
      const found = queries.map((query) => ({ ...query, branches: serving(query) }));
      expect(found.filter(({ branches }) => branches.some((names) => names.length === 0))).toEqual([]);
      const used = new Set(found.flatMap(({ collection, branches }) => branches.flat().map((name) => `${collection} ${name}`)));
      const declared = Object.entries(indexes).flatMap(([name, all]) => all.map((index) => `${name} ${index.name}`));
      expect(declared.filter((name) => !used.has(name)).sort()).toEqual(onlyUnique);
    }); // prettier-ignore

    it('the server scans no collection, but for the forms that its planner does not know', async () => {
      const scans = await collectionScans(clientOf(running.application.store).db(), commands);
      expect(scans.filter((query) => !isBeyondPlanner(query))).toEqual([]);
      expect(queries.filter((query) => !isBeyondPlanner(query)).length).toBeGreaterThan(20);
      expect(queries.length).toBeGreaterThan(60);
    });

    /** One of each operation, and in each order and direction a page further on; what the sweep asks too. */
    async function broadly(): Promise<readonly Command[]> {
      recording.take();
      const all: Command[] = [];
      const send = async (viewer: string, query: string, variables?: Record<string, unknown>) => {
        all.push(...(await sentBy(viewer, query, variables)));
      };
      const { departmentId, managerId, jobTitle } = people.find((one) => typeof one.managerId === 'string')!;
      const filters = [{}, { departmentId }, { managerId }, { jobTitle }, { nameStartsWith: 'a' }, { hiredAfter: '2000-01-01' }, { hiredBefore: '2030-01-01' }, { salaryAtLeast: 1 }, { departmentId, jobTitle, hiredAfter: '2000-01-01' }]; // prettier-ignore
      const list = 'query ($filter: EmployeeFilter, $orderBy: EmployeeOrder, $after: String) { employees(first: 1, filter: $filter, orderBy: $orderBy, after: $after) { totalCount pageInfo { endCursor } } }'; // prettier-ignore
      for (const filter of filters)
        for (const field of Object.keys(filter).length === 0 || 'departmentId' in filter ? ['NAME', 'HIRED_ON', 'SALARY'] : ['NAME'])
          for (const direction of ['ASC', 'DESC']) {
            const orderBy = { field, direction };
            const { body } = await running.ask(list, await running.tokenOf('hr'), { filter, orderBy });
            const { endCursor } = (body.data!['employees'] as { pageInfo: { endCursor: string } }).pageInfo;
            await send('hr', list, { filter, orderBy });
            await send('hr', list, { filter, orderBy, after: endCursor });
          } // prettier-ignore
      for (const viewer of ['manager', 'hr']) {
        await send(viewer, '{ departments { name headcount budget { amount } head { name } members(first: 2) { totalCount nodes { name manager { name } } } } }'); // prettier-ignore
        await send(viewer, '{ employees(first: 3) { nodes { reports(first: 2) { totalCount nodes { name } } reviews(first: 2) { totalCount nodes { rating } } salary { amount } } } }'); // prettier-ignore
        await send(viewer, '{ search(text: "lead eng") { ... on Person { name } ... on Department { name } } me { person { name } } }'); // prettier-ignore
      }
      await send('hr', '{ departments { salaryStatistics { count } } }');
      const [department] = await running.application.store.collection('departments').find({}).toArray();
      await next('{ department(id: $id) { members(first: 1, after: $after) { pageInfo { endCursor } } } }', department!._id); // prettier-ignore
      const head = people.find(({ userId }) => userId === 'user-manager')!._id;
      await next('{ employee(id: $id) { reports(first: 1, after: $after) { pageInfo { endCursor } } } }', head);
      const own = people.find(({ userId }) => userId === 'user-employee')!._id;
      await next('{ employee(id: $id) { reviews(first: 1, after: $after) { pageInfo { endCursor } } } }', own);
      await send('manager', '{ myDrafts { totalCount nodes { period } } }');
      await send('hr', 'mutation ($id: ID!, $to: ID!) { a: updateEmployee(id: $id, input: { managerId: $to }) { id } }', { id: people.at(-1)!._id, to: head }); // prettier-ignore
      const leaver = people.find(({ _id, userId, kind }) => kind === 'EMPLOYEE' && !userId && !people.some((one) => one.managerId === _id))!; // prettier-ignore
      await send('hr', 'mutation ($id: ID!) { endEmployment(id: $id, on: "2020-01-01") { id } }', { id: leaver._id });
      await send('manager', 'mutation ($id: ID!) { createReview(input: { employeeId: $id, period: "now", rating: 3 }) { id } }', { id: own }); // prettier-ignore
      recording.take();
      const accounts = { disable: () => Promise.resolve(null) } as never;
      const sweep = await sweepPeople({ ...running.application, settings: {} as never, clock: Date.now, accounts, report: (what) => { throw new Error(what); } }); // prettier-ignore
      await sweep.stop();
      all.push(...recording.take().filter(({ collection }) => collections.has(collection)));
      return all;

      async function next(query: string, id: string): Promise<void> {
        const { body } = await running.ask(`query ($id: ID!, $after: String) ${query}`, await running.tokenOf('hr'), { id }); // prettier-ignore
        const after = /"endCursor":"([^"]+)"/.exec(JSON.stringify(body))![1]!;
        await send('hr', `query ($id: ID!, $after: String) ${query}`, { id, after });
      }
    }
  });

  it('FR-22 an index that is missing is built at the next start, and one of another kind refuses it', async () => {
    const database = clientOf(running.application.store).db();
    const names = async (): Promise<string[]> => (await database.collection('people').indexes()).map(({ name }) => String(name)).sort(); // prettier-ignore
    const before = await names();
    await database.collection('people').dropIndex('kind_name');
    expect(await names()).not.toContain('kind_name');
    await (await startApplication({ MONGODB_URI: uri, SEED: 'none' })).stop();
    expect(await names()).toEqual(before);
    await database.collection('people').dropIndex('kind_name');
    await database.collection('people').createIndex({ foldedName: 1 }, { name: 'kind_name' });
    await expect(startApplication({ MONGODB_URI: uri, SEED: 'none' })).rejects.toThrow(/kind_name/);
  });
});

/** For each branch of a query the indexes that serve it and leave over only what may remain. */
function serving(query: Query): readonly (readonly string[])[] {
  const asked = isSearch(query) ? withoutSort(query) : query;
  return servedBy(asked, indexes[query.collection]!).map((candidates) =>
    candidates.filter(({ residual }) => residual.every((key) => mayRemain(query, key))).map(({ index }) => index),
  );
}

/** Words are ranges in an array: no order follows them in an index. What they find is sorted; they find few. */
function isSearch({ filter }: Query): boolean {
  return JSON.stringify(filter).includes('searchTokens');
}

function withoutSort({ collection, filter }: Query): Query {
  return { collection, filter };
}

// What marks a record as nobody's to meet leaves little out. The rules on reviews are asked of one employee's or author's.
const marks = ['kind', 'ended', 'arriving'];
const remaining: Readonly<Record<string, readonly string[]>> = {
  people: marks,
  departments: marks,
  reviews: ['status', 'authorId', 'employeeId'],
};
const filtered = ['departmentId', 'managerId', 'jobTitle', 'foldedName', 'hiredOn', 'salaryAmount'];

/**
 * Of several filters, or a filter and an order by another key, one index serves one, or the order; the others are looked at
 * in what it leads to.
 */
function mayRemain({ collection, filter, sort }: Query, key: string): boolean {
  if (remaining[collection]!.includes(key)) return true;
  if (collection !== 'people' || !filtered.includes(key)) return false;
  const text = JSON.stringify(filter);
  const others = filtered.filter((one) => text.includes(`"${one}":`) || (sort instanceof Map && sort.has(one)));
  return others.length > 1;
}

/**
 * What the server for tests serves by no index, and MongoDB does: an `$or` of two ranges, the form of a page further on
 * (STACK section 9); `$elemMatch` of a range in an array; conditions on several keys of which one is said by an operator,
 * `$eq` included, or is left over by the index; an order whose index decides nothing besides; and a partial index, though
 * the condition asks for a value.
 */
function isBeyondPlanner({ collection, filter }: Query): boolean {
  const [key, ...others] = Object.keys(filter);
  if (others.length > 0 || key === '$or' || JSON.stringify(filter).includes('"$elemMatch"')) return true;
  const leading = indexes[collection]!.filter((index) => Object.keys(index.key)[0] === key);
  return leading.every((index) => 'partialFilterExpression' in index);
}
