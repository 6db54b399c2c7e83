// The way of a review, and who meets it on the way: the author alone, then those above, HR always.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryStore } from '../../stores.js';
import { addEmployee, allOf, ask, forbidden, personOf, refused, reviewsOf, unfit } from './asking.js';
import type { Account } from './asking.js';

const create =
  'mutation ($input: CreateReviewInput!) { createReview(input: $input) { id status period rating comments privateNotes employee { id } author { id } } }';
const submit = 'mutation ($id: ID!) { submitReview(id: $id) { id status } }';
const acknowledge = 'mutation ($id: ID!) { acknowledgeReview(id: $id) { id status } }';
const read = `query ($id: ID!) { employee(id: $id) { reviews(first: 100) { totalCount nodes { id status } } } }`;

onEveryStore('A review', (running) => {
  let employee: string;
  let manager: string;
  beforeAll(async () => {
    [employee, manager] = [(await personOf(running(), 'employee'))._id, (await personOf(running(), 'manager'))._id];
    await reviewsOf(running()).deleteMany({ employeeId: employee });
  });
  const begin = async (period: string): Promise<string> => {
    const input = { employeeId: employee, period, rating: 4, comments: 'open', privateNotes: 'closed' };
    const { body } = await ask(running(), 'manager', create, { input });
    return (body.data!['createReview'] as { id: string }).id;
  };
  /** The ids that each account reads of the employee's reviews; `null` where it is refused. */
  const seenBy = async (account: Account): Promise<string[] | null> => {
    const { body } = await ask(running(), account, read, { id: employee });
    const { reviews } = (body.data!['employee'] ?? { reviews: null }) as {
      reviews: { totalCount: number; nodes: { id: string }[] } | null;
    };
    if (reviews) expect(reviews.totalCount).toBe(reviews.nodes.length);
    return reviews && reviews.nodes.map(({ id }) => id).sort();
  };

  it('is begun by a manager of the employee, whole, and once for a period', async () => {
    const input = { employeeId: employee, period: ' 2027 ', rating: 5, comments: 'good', privateNotes: 'better' };
    const { body } = await ask(running(), 'manager', create, { input });
    const { id } = body.data!['createReview'] as { id: string };
    expect(body).toEqual({
      data: {
        createReview: {
          ...input, id, employeeId: undefined, period: '2027', status: 'DRAFT', employee: { id: employee },
          author: { id: manager },
        },
      },
    }); // prettier-ignore
    const before = await allOf(running());
    const again = await ask(running(), 'manager', create, { input: { ...input, period: '2027' } });
    expect(again.body).toEqual(
      refused('createReview', 'CONFLICT', {}, 'You have a review of that employee for that period.'),
    );
    expect(await allOf(running())).toEqual(before);
  });

  it.each<Account>(['anonymous', 'stranger', 'auditor', 'admin', 'employee', 'hr'])(
    'AZ-31 is not begun by %s, of whomever, with the same bytes',
    async (account) => {
      const before = await allOf(running());
      const of = [employee, manager, (await personOf(running(), 'hr'))._id, 'nothing'];
      const texts = await Promise.all(
        of.map(async (employeeId) => {
          const answer = await ask(running(), account, create, { input: { employeeId, period: '1', rating: 1 } });
          expect(answer.body.data).toEqual({ createReview: null });
          return answer.text;
        }),
      );
      expect(new Set(texts).size).toBe(1);
      expect(await allOf(running())).toEqual(before);
    },
  );

  it('AZ-31 is not begun by a manager of themselves, nor of who does not report to them', async () => {
    for (const employeeId of [manager, (await personOf(running(), 'hr'))._id, 'nothing'])
      expect((await ask(running(), 'manager', create, { input: { employeeId, period: '1', rating: 1 } })).body).toEqual(
        forbidden('createReview'),
      );
  });

  it('is not begun with what is unfit: one error, no values', async () => {
    const input = { employeeId: employee, period: ' ', rating: 6, comments: '', privateNotes: 's3cret\u0000' };
    const { body, text } = await ask(running(), 'manager', create, { input });
    expect(body).toEqual(
      unfit(
        'createReview',
        ['input.period', 'must not be empty'],
        ['input.rating', 'must be from 1 to 5'],
        ['input.comments', 'must not be empty'],
        ['input.privateNotes', 'must be text without control characters'],
      ),
    );
    expect(text).not.toContain('s3cret');
  });

  it('AZ-34 is met in each status by whom the schema says, totals included', async () => {
    await reviewsOf(running()).deleteMany({ employeeId: employee });
    const id = await begin('2028');
    const seen = async () =>
      Object.fromEntries(
        await Promise.all(
          (['manager', 'employee', 'hr', 'auditor'] as const).map(async (account) => [account, await seenBy(account)]),
        ),
      ) as Record<string, string[] | null>;
    expect(await seen()).toEqual({ manager: [id], employee: [], hr: [id], auditor: null });
    expect((await ask(running(), 'manager', '{ myDrafts { totalCount nodes { id } } }')).body.data).toEqual({
      myDrafts: { totalCount: expect.any(Number), nodes: expect.arrayContaining([{ id }]) },
    });
    await ask(running(), 'manager', submit, { id });
    expect(await seen()).toEqual({ manager: [id], employee: [id], hr: [id], auditor: null });
    await ask(running(), 'employee', acknowledge, { id });
    expect(await seen()).toEqual({ manager: [id], employee: [id], hr: [id], auditor: null });
    // Another author below the manager: a draft of theirs is not the manager's to meet, nor the employee's.
    const other = await addEmployee(running(), { managerId: manager });
    const foreign = {
      _id: 'foreign',
      employeeId: employee,
      authorId: other,
      period: '9',
      rating: 1,
      createdAt: new Date(),
    };
    await reviewsOf(running()).insertOne({ ...foreign, status: 'DRAFT' });
    expect(await seen()).toEqual({ manager: [id], employee: [id], hr: ['foreign', id].sort(), auditor: null });
    await reviewsOf(running()).updateOne({ _id: 'foreign' }, { $set: { status: 'SUBMITTED' } });
    const both = ['foreign', id].sort();
    expect(await seen()).toEqual({ manager: both, employee: both, hr: both, auditor: null });
    await reviewsOf(running()).deleteMany({ _id: 'foreign' });
  });

  it('goes its way once; each step taken again answers the same, and none goes back or ahead', async () => {
    const id = await begin('2029');
    const before = await allOf(running());
    const unknown = await ask(running(), 'employee', acknowledge, { id: 'nothing' });
    expect((await ask(running(), 'employee', acknowledge, { id })).text).toBe(unknown.text);
    for (const account of ['employee', 'hr'] as const)
      for (const of of [id, 'nothing'])
        expect((await ask(running(), account, submit, { id: of })).body).toEqual(forbidden('submitReview'));
    expect(await allOf(running())).toEqual(before);
    const submitted = { data: { submitReview: { id, status: 'SUBMITTED' } } };
    for (let time = 0; time < 2; time += 1)
      expect((await ask(running(), 'manager', submit, { id })).body).toEqual(submitted);
    for (const account of ['manager', 'hr'] as const)
      expect((await ask(running(), account, acknowledge, { id })).body).toEqual(forbidden('acknowledgeReview'));
    const acknowledged = { data: { acknowledgeReview: { id, status: 'ACKNOWLEDGED' } } };
    for (let time = 0; time < 2; time += 1)
      expect((await ask(running(), 'employee', acknowledge, { id })).body).toEqual(acknowledged);
    expect((await ask(running(), 'manager', submit, { id })).body).toEqual(refused('submitReview', 'CONFLICT'));
    expect(await reviewsOf(running()).findOne({ _id: id })).toMatchObject({ status: 'ACKNOWLEDGED' });
  });

  describe('has private notes', () => {
    const notes = 'query ($id: ID!) { employee(id: $id) { reviews(first: 100) { nodes { privateNotes } } } }';
    it('for the author and HR, not for the employee, and not for HR about themselves', async () => {
      await reviewsOf(running()).deleteMany({ employeeId: employee });
      const id = await begin('2030');
      await ask(running(), 'manager', submit, { id });
      const shown = async (account: Account, of: string): Promise<unknown> =>
        ((await ask(running(), account, notes, { id: of })).body.data!['employee'] as { reviews: unknown }).reviews;
      for (const account of ['manager', 'hr'] as const)
        expect(await shown(account, employee)).toEqual({ nodes: [{ privateNotes: 'closed' }] });
      expect(await shown('employee', employee)).toEqual({ nodes: [{ privateNotes: null }] });
      const own = (await personOf(running(), 'hr'))._id;
      const of = (await reviewsOf(running()).find({ employeeId: own }).toArray()).length;
      expect(of).toBeGreaterThan(0);
      expect(await shown('hr', own)).toEqual({ nodes: Array.from({ length: of }, () => ({ privateNotes: null })) });
    });
  });
});
