import { describe, expect, it } from '@jest/globals';
import { ask, forbidden, notFound } from './asking.js';
import { company } from './company/documents.js';
import { boss, emil, hana, mia, olaf } from './company/viewers.js';
import type { Viewer } from './company/words.js';

const deleted = (viewer: Viewer, ...ids: string[]) =>
  ask(viewer, 'mutation ($ids: [ID!]!) { deleteReviews(ids: $ids) }', { variables: { ids } });
const raised = (viewer: Viewer, ...ids: string[]) =>
  ask(viewer, 'mutation ($ids: [ID!]!) { raiseSalaries(ids: $ids, by: 5) }', { variables: { ids } });

const salary = (id: string, by: number) => ({ salary: company.people.find(({ _id }) => _id === id)!.salary + by });

describe('AZ-33 B43 a list of ids, deleted with one command', () => {
  it('takes with it the viewer’s own and leaves each foreign one as it was', async () => {
    const own = await deleted(mia, 'r01', 'r02');
    expect(own.answer).toEqual({ data: { deleteReviews: 2 } });
    expect(own.changed).toEqual({ r01: null, r02: null });
    const mixed = await deleted(mia, 'r01', 'r21', 'r02', 'r22');
    expect(mixed.answer).toEqual({ data: { deleteReviews: 2 } });
    expect(mixed.changed).toEqual({ r01: null, r02: null });
  });

  it('does not tell a foreign one from one that is not there', async () => {
    const [shown, hidden, unknown] = [
      await deleted(olaf, 'r21'),
      await deleted(olaf, 'r22'),
      await deleted(olaf, 'nothing'),
    ];
    expect(unknown.answer).toEqual({
      data: { deleteReviews: null },
      errors: [forbidden('Mutation.deleteReviews', ['deleteReviews'])],
    });
    for (const outcome of [shown, hidden]) {
      expect(outcome.bytes).toBe(unknown.bytes);
      expect(outcome.commands).toHaveLength(unknown.commands.length);
      expect(outcome.changed).toEqual({});
    }
    expect((await deleted(mia, 'r01', 'r22')).bytes).toBe((await deleted(mia, 'r01', 'nothing')).bytes);
  });

  it('carries the rules of the mutation and those on visible records', async () => {
    const { commands } = await deleted(boss, 'r21', 'r01');
    const { filter } = commands.find(({ method }) => method === 'deleteMany')!;
    const [own, author, visible] = (filter as { $and: object[] }).$and;
    expect(own).toEqual({ _id: { $in: ['r21', 'r01'] } });
    expect(author).toEqual({ $or: [{ $and: [{ authorId: { $eq: 'boss' } }] }] });
    expect(JSON.stringify(visible)).toContain('"status":{"$in":["SUBMITTED","ACKNOWLEDGED"]}');
  });

  it('of HR takes all with it, and NOT_FOUND is told where none is there', async () => {
    expect((await deleted(hana, 'r01', 'r22')).changed).toEqual({ r01: null, r22: null });
    expect((await deleted(hana, 'nothing')).answer).toEqual({
      data: { deleteReviews: null },
      errors: [notFound(['deleteReviews'])],
    });
  });
});

describe('AZ-33 B43 a list of ids, changed one by one', () => {
  it('is changed whole, and not at all where one of it is the viewer’s own', async () => {
    const all = await raised(hana, 'emil', 'nora', 'emil');
    expect(all.answer).toEqual({ data: { raiseSalaries: 2 } });
    expect(all.changed).toEqual({ emil: salary('emil', 5), nora: salary('nora', 5) });
    const own = await raised(hana, 'emil', 'hana', 'nora');
    expect(own.answer).toEqual({
      data: { raiseSalaries: null },
      errors: [forbidden('Mutation.raiseSalaries', ['raiseSalaries'])],
    });
    expect(own.changed).toEqual({});
  });

  it('is not changed where one of it is not there, which HR may know', async () => {
    const { answer, changed } = await raised(hana, 'emil', 'nobody');
    expect(answer).toEqual({ data: { raiseSalaries: null }, errors: [notFound(['raiseSalaries'])] });
    expect(changed).toEqual({});
  });

  it('is refused to all others whatever stands in it, before anything is read', async () => {
    for (const viewer of [emil, mia, boss]) {
      for (const ids of [['emil'], ['nobody'], ['olaf', 'emil'], []]) {
        const { answer, changed, commands } = await raised(viewer, ...ids);
        expect(answer).toEqual({
          data: { raiseSalaries: null },
          errors: [forbidden('Mutation.raiseSalaries', ['raiseSalaries'])],
        });
        expect(changed).toEqual({});
        expect(commands).toEqual([]);
      }
    }
  });

  it('carries the rule in each command', async () => {
    const { commands } = await raised(hana, 'emil', 'nora');
    const rule = { $or: [{ $and: [{ userId: { $ne: hana.id } }] }] };
    expect(commands.map(({ filter }) => filter)).toEqual([
      { $and: [{ _id: { $in: ['emil', 'nora'] } }, rule] },
      { $and: [{ _id: 'emil' }, rule] },
      { $and: [{ _id: 'nora' }, rule] },
    ]);
  });
});
