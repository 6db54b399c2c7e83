// What a store finds beside what a rule means: odd documents are as little to be changed as read, and take no list with them.
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Stored } from '../../src/database/port.js';
import { unvalidated } from '../database/unvalidated.js';
import { onEveryStore } from '../stores.js';
import { allOf, ask, forbidden, personOf, reviewsOf } from './changes/asking.js';

onEveryStore('FR-23 AZ-31 a document whose own values do not fulfil the rule', (running) => {
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0)) await step();
  });

  /** `false` where the store does not take it. */
  async function overwrite(collection: string, document: Stored, changed: Record<string, unknown>): Promise<boolean> {
    const { store } = running().application;
    const documents = unvalidated<Stored>(store, collection);
    const { _id, ...before } = (await store.collection<Stored>(collection).findOne({ _id: document._id }))!;
    const taken = await documents.updateOne({ _id }, { $set: changed as object }).then(() => true, () => false); // prettier-ignore
    const added = Object.keys(changed).filter((key) => !(key in before));
    const $unset = Object.fromEntries(added.map((key) => [key, '']));
    undo.push(() => documents.updateOne({ _id }, { $set: before, ...(added.length > 0 && { $unset }) }));
    return taken;
  }

  const phone = 'mutation ($id: ID!) { updateEmployee(id: $id, input: { phone: "+49 30 123456" }) { id } }';
  const title = 'mutation ($id: ID!) { updateEmployee(id: $id, input: { jobTitle: "Other" }) { id } }';
  const begin =
    'mutation ($id: ID!) { createReview(input: { employeeId: $id, period: "odd", rating: 3 }) { employee { id } } }';

  /** Refused, and nothing is written. */
  async function refused(account: 'employee' | 'manager' | 'hr', query: string, id: string, coordinate?: string) {
    const before = await allOf(running());
    const field = /\{ (\w+)\(/.exec(query)![1]!;
    expect((await ask(running(), account, query, { id })).body).toEqual(forbidden(field, coordinate));
    expect(await allOf(running())).toEqual(before);
  }

  describe('is changed by nobody whom it does not concern', () => {
    it.each(['yes', 1, false, []])('as their employment is over: ended: %j', async (ended) => {
      const own = await personOf(running(), 'employee');
      expect((await ask(running(), 'employee', phone, { id: own._id })).body).toEqual({
        data: { updateEmployee: { id: own._id } },
      });
      await overwrite('people', own, { ended });
      await refused('employee', phone, own._id);
      await refused('manager', title, own._id);
      await refused('manager', begin, own._id);
    });

    it('as it names several managers', async () => {
      const [own, manager] = [await personOf(running(), 'employee'), await personOf(running(), 'manager')];
      expect((await ask(running(), 'manager', title, { id: own._id })).body).toEqual({
        data: { updateEmployee: { id: own._id } },
      });
      await overwrite('people', own, { managerId: [manager._id, 'somebody'] });
      await refused('manager', title, own._id);
      await refused('manager', begin, own._id);
    });

    it.each([5, true, ['user-hr']])('as whose it is cannot be told: HR does not set a salary where userId is %j', async (userId) => {
      const query = 'mutation ($id: ID!) { updateEmployee(id: $id, input: { salaryAmount: 9 }) { id } }';
      const own = await personOf(running(), 'hr');
      if (!(await overwrite('people', own, { userId }))) return; // the embedded store has no lists under a unique index
      await refused('hr', query, own._id, 'UpdateEmployeeInput.salaryAmount');
    }); // prettier-ignore

    it('as a review has several statuses', async () => {
      const own = await personOf(running(), 'employee');
      const review = await reviewsOf(running()).findOne({ employeeId: own._id, status: 'SUBMITTED' });
      await overwrite('reviews', review!, { status: ['SUBMITTED'] });
      await refused('employee', 'mutation ($id: ID!) { acknowledgeReview(id: $id) { id } }', review!._id);
    });
  });

  describe('does not end the list that it stands in', () => {
    it('a review that has several statuses is left out of those of its employee, on edges too, and pages go on', async () => {
      const own = await personOf(running(), 'employee');
      const of = { employeeId: own._id, authorId: 'gone', status: 'SUBMITTED', rating: 3 } as const;
      for (const [index, _id] of ['listed-1', 'listed-2', 'listed-3'].entries()) {
        const createdAt = new Date(Date.UTC(2040, 0, 9 - index));
        await reviewsOf(running()).insertOne({ ...of, _id, period: _id, createdAt });
        undo.push(() => reviewsOf(running()).deleteMany({ _id }));
      }
      await overwrite('reviews', { _id: 'listed-2' }, { status: ['SUBMITTED', 'DRAFT'] });
      const query =
        'query ($after: String) { me { person { ... on Employee { reviews(first: 1, after: $after) { edges { node { id } } nodes { id } pageInfo { endCursor } } } } } }';
      const shown: unknown[] = [];
      for (let page = 0, after: string | null = null; page < 3; page += 1) {
        const { body } = await ask(running(), 'employee', query, { after });
        expect(body.errors).toBeUndefined();
        const { reviews } = (body.data as { me: { person: { reviews: Page } } }).me.person;
        expect(reviews.edges.map(({ node }) => node)).toEqual(reviews.nodes);
        shown.push(reviews.nodes.map(({ id }) => id));
        after = reviews.pageInfo.endCursor;
      }
      expect(shown).toEqual([['listed-1'], [], ['listed-3']]);
    });

    it('a person of several kinds is met as the one by which the store finds them', async () => {
      const own = await personOf(running(), 'employee');
      await overwrite('people', own, { kind: ['SOMETHING', 'EMPLOYEE'] });
      const query = `{ department(id: "${own.departmentId!}") { members(first: 100) { nodes { __typename id } } } person(id: "${own._id}") { __typename } }`;
      const { body } = await ask(running(), 'auditor', query);
      const { department, person } = body.data as { department: { members: { nodes: unknown[] } }; person: unknown };
      expect(body.errors).toBeUndefined();
      expect(department.members.nodes).toContainEqual({ __typename: 'Employee', id: own._id });
      expect(person).toEqual({ __typename: 'Employee' });
    });
  });

  it.each([5, true, new Date(5)])('allows nothing to viewerCan, and answers: userId is %j', async (userId) => {
    const own = await personOf(running(), 'employee');
    const checks = `{ viewerCan(checks: [{ coordinate: "Employee.notes", id: "${own._id}" }, { coordinate: "Employee.name" }]) { allowed } }`;
    const answer = (allowed: boolean) => ({ data: { viewerCan: [{ allowed }, { allowed: true }] } });
    expect((await ask(running(), 'hr', checks)).body).toEqual(answer(true));
    await overwrite('people', own, { userId });
    expect((await ask(running(), 'hr', checks)).body).toEqual(answer(false));
  });
});

interface Page {
  readonly edges: readonly { readonly node: unknown }[];
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly endCursor: string };
}
