import { expect, it } from '@jest/globals';
import { middleOf } from '../../../src/database/port.js';
import type { Filter, Pipeline } from '../../../src/database/port.js';
import type { Provide, Sample } from './sample.js';

const samples: Sample[] = [
  { _id: 'a', name: 'Ada', team: 'red', rank: 30 },
  { _id: 'b', name: 'Bob', team: 'red', rank: 10 },
  { _id: 'c', name: 'Cleo', team: 'blue', rank: 40 },
  { _id: 'd', name: 'Dan', team: 'red', rank: 21 },
  { _id: 'e', name: 'Eve', rank: 7 },
  { _id: 'f', name: 'Fay', team: null as never, rank: null },
  { _id: 'g', name: 'Gus', team: 'red' },
  { _id: 'h', name: 'Hal', team: 'red', rank: '50' },
];

const first = (filter: Filter<Sample>, limit: number, direction: 1 | -1 = 1) =>
  [{ $match: filter }, { $sort: { name: direction, _id: direction } }, { $limit: limit }] as const;
const union = (filter: Filter<Sample>, limit: number, direction: 1 | -1 = 1) => ({
  $unionWith: { coll: 'samples', pipeline: first(filter, limit, direction) },
});

/** Each test with an index and without. */
const both =
  (provide: Provide, test: (run: <R extends object>(pipeline: Pipeline<Sample>) => Promise<R[]>) => Promise<void>) =>
  (): Promise<void> =>
    provide(async (collection, store) => {
      await collection.insertMany(samples);
      const run = <R extends object>(pipeline: Pipeline<Sample>) => collection.aggregate<R>(pipeline).toArray();
      await test(run);
      await store.ensureIndexes<Sample>('samples', [
        { name: 'team', key: { team: 1, name: 1, _id: 1 } },
        { name: 'rank', key: { rank: 1, _id: 1 } },
      ]);
      await test(run);
    })();

const byId = (groups: object[]) => groups.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** What is worked out where the documents are. */
export function aggregation(provide: Provide): void {
  it(
    'the first documents of several filters come one after the other, each up to its limit',
    both(provide, async (run) => {
      expect(await run([...first({ team: 'red' }, 2), { $project: { name: 1 } }])).toEqual([
        { _id: 'a', name: 'Ada' },
        { _id: 'b', name: 'Bob' },
      ]);
      expect(
        await run([
          ...first({ team: 'red' }, 2, -1),
          union({ team: 'nobody' }, 2),
          union({ team: 'blue' }, 2),
          union({ team: 'red' }, 1),
          { $project: { name: 1 } },
        ]),
      ).toEqual([
        { _id: 'h', name: 'Hal' },
        { _id: 'g', name: 'Gus' },
        { _id: 'c', name: 'Cleo' },
        { _id: 'a', name: 'Ada' },
      ]);
    }),
  );

  it(
    'groups count their documents and average their numbers; a missing key is null, the mean of nothing is null',
    both(provide, async (run) => {
      const groups = await run([
        { $match: {} },
        { $group: { _id: '$team', count: { $sum: 1 }, mean: { $avg: '$rank' } } },
      ]);
      expect(byId(groups)).toEqual(
        byId([
          { _id: 'red', count: 5, mean: (30 + 10 + 21) / 3 },
          { _id: 'blue', count: 1, mean: 40 },
          { _id: null, count: 2, mean: 7 },
        ]),
      );
      expect(
        await run([{ $match: { _id: { $in: ['f', 'g'] } } }, { $group: { _id: null, mean: { $avg: '$rank' } } }]),
      ).toEqual([{ _id: null, mean: null }]);
    }),
  );

  it(
    'all that matches can be one group, and nothing is none',
    both(provide, async (run) => {
      const group = { $group: { _id: null, count: { $sum: 1 } } } as const;
      expect(await run([{ $match: { team: 'red' } }, group])).toEqual([{ _id: null, count: 5 }]);
      expect(await run([{ $match: { team: 'nobody' } }, group])).toEqual([]);
    }),
  );

  it(
    'a group is of one type: 10 is not its text',
    both(provide, async (run) => {
      const groups = await run([
        { $match: { _id: { $in: ['b', 'h', 'f', 'g'] } } },
        { $group: { _id: '$rank', count: { $sum: 1 } } },
      ]);
      expect(byId(groups)).toEqual(
        byId([
          { _id: 10, count: 1 },
          { _id: '50', count: 1 },
          { _id: null, count: 2 },
        ]),
      );
    }),
  );

  it(
    'values are pushed in the order of the sort, null among them, missing ones not',
    both(provide, async (run) => {
      const pushed = (direction: 1 | -1) =>
        run([
          { $match: { team: { $in: ['red', null] } } },
          { $sort: { rank: direction, _id: direction } },
          { $group: { _id: null, ranks: { $push: '$rank' }, names: { $push: '$name' } } },
          { $project: { ranks: 1, names: 1 } },
        ]);
      const ranks = [null, 7, 10, 21, 30, '50'];
      const names = ['Fay', 'Gus', 'Eve', 'Bob', 'Dan', 'Ada', 'Hal'];
      expect(await pushed(1)).toEqual([{ _id: null, ranks, names }]);
      expect(await pushed(-1)).toEqual([{ _id: null, ranks: ranks.toReversed(), names: names.toReversed() }]);
    }),
  );

  it.each([
    ['one', ['a'], 30],
    ['two', ['a', 'b'], 20],
    ['three', ['a', 'b', 'd'], 21],
    ['four', ['a', 'b', 'c', 'd'], 25.5],
    ['none of them a number', ['f'], null],
    ['none at all', ['g'], null],
  ])('middleOf is the median: of %s', (_many, ids, median) =>
    both(provide, async (run) => {
      expect(
        await run([
          { $match: { _id: { $in: ids } } },
          { $sort: { rank: 1, _id: 1 } },
          { $group: { _id: null, count: { $sum: 1 }, mean: { $avg: '$rank' }, ranks: { $push: '$rank' } } },
          { $project: { count: 1, median: middleOf('ranks') } },
        ]),
      ).toEqual([{ _id: null, count: ids.length, median }]);
    })(),
  );
}
