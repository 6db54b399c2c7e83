import { expect, it } from '@jest/globals';
import type { Expression, Projection } from '../../../src/database/port.js';
import type { Provide, Sample } from './sample.js';

const samples: Sample[] = [
  { _id: 'a', name: 'Ada', rank: 1, active: true, team: 'red', chain: ['x'] },
  { _id: 'b', name: null, rank: '1', active: false, team: 'blue' },
  { _id: 'c', rank: null },
  { _id: 'd', name: '$team', rank: 0, team: '$team', joined: new Date(0) },
];

const is = (key: string, $literal: string | number | boolean | null): Expression => ({
  $eq: [`$${key}`, { $literal }],
});
const not = (key: string, $literal: string | number | boolean | null): Expression => ({
  $ne: [`$${key}`, { $literal }],
});

const cases: [claim: string, expression: Expression, ids: string][] = [
  ['an equal value', is('name', 'Ada'), 'a'],
  ['a number, and not its text', is('rank', 1), 'a'],
  ['a text, and not its number', is('rank', '1'), 'b'],
  ['zero, neither null nor missing', is('rank', 0), 'd'],
  ['a boolean', is('active', false), 'b'],
  ['null, and not missing', is('name', null), 'b'],
  ['unlike a value, also when missing', not('team', 'red'), 'bcd'],
  ['unlike null, also when missing', not('name', null), 'acd'],
  ['a text that begins with a dollar, which is no path', is('name', '$team'), 'd'],
  ['an _id', is('_id', 'c'), 'c'],
  ['one of a list', { $in: ['$team', { $literal: ['red', '$team'] }] }, 'ad'],
  ['one of a list of several types', { $in: ['$rank', { $literal: ['1', 0, true] }] }, 'bd'],
  ['no list, when empty', { $in: ['$team', { $literal: [] }] }, ''],
  ['a list is not its element', is('chain', 'x'), ''],
  ['a list is unlike its element', not('chain', 'x'), 'abcd'],
  ['a list is not one of its elements', { $in: ['$chain', { $literal: ['x'] }] }, ''],
  ['a date is not its number', is('joined', 0), ''],
  ['one of several', { $or: [is('name', 'Ada'), is('_id', 'c')] }, 'ac'],
  ['all of several', { $and: [is('team', 'red'), is('rank', 1), not('name', null)] }, 'a'],
  ['not all of several', { $and: [is('team', 'red'), is('rank', 2)] }, ''],
  ['none of none', { $or: [] }, ''],
  ['all of none', { $and: [] }, 'abcd'],
  ['any depth', { $or: [{ $and: [is('team', 'blue'), { $or: [is('rank', '1')] }] }] }, 'b'],
];

const kept = (expression: Expression): Projection<Sample> => ({
  name: 1,
  rank: { $cond: [expression, '$rank', '$$REMOVE'] },
});

/** What a projection keeps of some documents only, and leaves out of the others as if it were missing. */
export function projections(provide: Provide): void {
  it(
    'a key is returned of the documents that fulfil the expression, and of no other',
    provide(async (collection) => {
      await collection.insertMany(samples);
      const found = await Promise.all(
        cases.map(async ([claim, expression]) => {
          const documents = await collection.find({}, { projection: kept(expression), sort: { _id: 1 } }).toArray();
          return [claim, documents];
        }),
      );
      const expected = cases.map(([claim, , ids]) => [
        claim,
        samples.map(({ _id, name, rank }) => ({
          _id,
          ...(name !== undefined && { name }),
          ...(ids.includes(_id) && { rank }),
        })),
      ]);
      expect(found).toEqual(expected);
    }),
  );

  it(
    'it is so in every method that returns documents',
    provide(async (collection) => {
      await collection.insertMany(samples);
      const projection = kept(is('team', 'red'));
      const [ada, bob] = [
        { _id: 'a', name: 'Ada', rank: 1 },
        { _id: 'b', name: null },
      ];
      expect(await collection.findOne({ _id: 'a' }, { projection })).toEqual(ada);
      expect(await collection.findOne({ _id: 'b' }, { projection })).toEqual(bob);
      const first = [{ $match: {} }, { $sort: { _id: 1 } }, { $limit: 2 }, { $project: projection }] as const;
      expect(await collection.aggregate(first).toArray()).toEqual([ada, bob]);
      const change = (team: string, returnDocument: 'before' | 'after') =>
        collection.findOneAndUpdate({ _id: 'a' }, { $set: { team } }, { projection, returnDocument });
      expect(await change('blue', 'before')).toEqual(ada);
      expect(await change('green', 'after')).toEqual({ _id: 'a', name: 'Ada' });
      expect(await change('red', 'after')).toEqual(ada);
    }),
  );

  it(
    'what is kept of no document leaves the others, with and without _id',
    provide(async (collection) => {
      await collection.insertMany(samples);
      const rank = { $cond: [is('team', 'red'), '$rank', '$$REMOVE'] } as const;
      const read = (projection: Projection<Sample>) =>
        collection.find({ _id: { $in: ['a', 'c'] } }, { projection, sort: { _id: 1 } }).toArray();
      expect(await read({ rank })).toEqual([{ _id: 'a', rank: 1 }, { _id: 'c' }]);
      expect(await read({ _id: 0, rank } as never)).toEqual([{ rank: 1 }, {}]);
    }),
  );

  it(
    'a key that the document does not have is not made',
    provide(async (collection) => {
      await collection.insertMany(samples);
      const name = { $cond: [not('team', 'red'), '$name', '$$REMOVE'] } as const;
      expect(await collection.find({ _id: 'c' }, { projection: { name } }).toArray()).toEqual([{ _id: 'c' }]);
    }),
  );
}
