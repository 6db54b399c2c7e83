import { expect, it } from '@jest/globals';
import type { Filter } from '../../../src/database/port.js';
import { idsOf } from './sample.js';
import type { Provide, Sample } from './sample.js';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const samples: Sample[] = [
  { _id: 'a', name: 'Ada', rank: 1, active: true, joined: day('2020-01-01'), chain: ['x', 'y'], team: 'red' },
  { _id: 'b', name: 'Bob', rank: 2, active: false, joined: day('2021-01-01'), chain: ['y'], team: 'red' },
  { _id: 'c', name: null, rank: null, chain: [], team: 'blue' },
  { _id: 'd', rank: '2', team: 'blue' },
];

const cases: [claim: string, filter: Filter<Sample>, ids: string][] = [
  ['an empty filter matches all', {}, 'abcd'],
  ['a value matches its equal', { name: 'Ada' }, 'a'],
  ['$eq is the value itself', { name: { $eq: 'Ada' } }, 'a'],
  ['null matches null and missing', { name: null }, 'cd'],
  ['$eq null matches null and missing', { name: { $eq: null } }, 'cd'],
  ['$in with null matches null and missing', { name: { $in: ['Ada', null] } }, 'acd'],
  ['$ne matches a missing key', { name: { $ne: 'Ada' } }, 'bcd'],
  ['$ne null matches neither null nor missing', { name: { $ne: null } }, 'ab'],
  ['$exists true matches null', { name: { $exists: true } }, 'abc'],
  ['$exists false matches missing alone', { name: { $exists: false } }, 'd'],
  ['an empty $in matches nothing', { name: { $in: [] } }, ''],
  ['an array matches each of its elements', { chain: 'y' }, 'ab'],
  ['$ne does not match an array with the element', { chain: { $ne: 'x' } }, 'bcd'],
  ['$in matches an array with one of them', { chain: { $in: ['x', 'z'] } }, 'a'],
  ['an empty array is not null', { chain: null }, 'd'],
  ['a range matches an array with an element in it', { chain: { $lt: 'y' } }, 'a'],
  ['$elemMatch holds when one element is within all ranges', { chain: { $elemMatch: { $gte: 'x', $lt: 'y' } } }, 'a'],
  ['$elemMatch does not join two elements', { chain: { $elemMatch: { $gt: 'x', $lt: 'y' } } }, ''],
  ['$elemMatch of one range is that range', { chain: { $elemMatch: { $lte: 'y' } } }, 'ab'],
  ['$elemMatch leaves out values that are no array', { name: { $elemMatch: { $gte: '' } as never } }, ''],
  ['$elemMatch compares within one type', { chain: { $elemMatch: { $gte: 0 as never } } }, ''],
  [
    'each $elemMatch may be met by another element',
    { $and: [{ chain: { $elemMatch: { $lt: 'y' } } }, { chain: { $elemMatch: { $gt: 'x' } } }] },
    'a',
  ],
  ['$or of one branch is that branch', { $or: [{ name: 'Ada' }], team: 'red' }, 'a'],
  ['a number is not its text', { rank: 2 }, 'b'],
  ['a range of numbers leaves out strings and null', { rank: { $gte: 1 } }, 'ab'],
  ['a range of strings leaves out numbers', { rank: { $gt: '1' } }, 'd'],
  ['$lt leaves out missing and null', { rank: { $lt: 2 } }, 'a'],
  ['a boolean is not its negation', { active: false }, 'b'],
  ['dates are compared as moments', { joined: { $gt: day('2020-01-01') } }, 'b'],
  ['dates are equal by value', { joined: day('2020-01-01') }, 'a'],
  ['dates in $in are equal by value', { joined: { $in: [day('2020-01-01'), day('2020-01-01')] } }, 'a'],
  ['conditions on one key must all hold', { rank: { $gt: 1, $lt: 3 } }, 'b'],
  ['conditions on two keys must both hold', { team: 'red', active: true }, 'a'],
  ['$or holds by one branch', { $or: [{ name: 'Ada' }, { rank: '2' }] }, 'ad'],
  ['$or and other keys must both hold', { team: 'red', $or: [{ name: 'Ada' }, { rank: '2' }] }, 'a'],
  ['$and holds by all branches', { $and: [{ team: 'red' }, { $or: [{ rank: 2 }, { rank: '2' }] }] }, 'b'],
  ['an empty filter in $or matches all', { $or: [{ name: 'Ada' }, {}] }, 'abcd'],
  ['an id is a filter like another', { _id: { $in: ['d', 'a', 'z'] } }, 'ad'],
  ['an id and a condition must both hold', { _id: 'a', name: 'Bob' }, ''],
  ['contradictions match nothing', { $and: [{ rank: { $gt: 5 } }, { rank: { $lt: 1 } }] }, ''],
];

const indexed = ['name', 'rank', 'chain', 'joined', 'team', 'active'] as const;

/** Filters mean the same in both stores, with an index and without. */
export function filters(provide: Provide): void {
  for (const [claim, filter, ids] of cases) {
    it(
      claim,
      provide(async (collection, store) => {
        await collection.insertMany(samples);
        expect(await idsOf(collection.find(filter))).toEqual([...ids]);
        expect(await collection.countDocuments(filter)).toBe(ids.length);
        await store.ensureIndexes<Sample>(
          'samples',
          indexed.map((key) => ({ name: key, key: { [key]: 1 } })),
        );
        expect(await idsOf(collection.find(filter))).toEqual([...ids]);
      }),
    );
  }

  // Without an index on the key: SecantusDB's planner joins the two bounds, which MongoDB does not.
  it(
    'two ranges may be met by two elements',
    provide(async (collection) => {
      await collection.insertMany(samples);
      expect(await idsOf(collection.find({ chain: { $lte: 'x', $gte: 'y' } }))).toEqual(['a']);
    }),
  );

  const lost = undefined as unknown as string;
  const refused: [claim: string, filter: Filter<Sample>][] = [
    ['undefined as a value', { name: lost }],
    ['undefined as an operand', { name: { $ne: lost } }],
    ['undefined in $in', { name: { $in: ['Ada', lost] } }],
    ['undefined in a branch', { $or: [{ name: 'Ada' }, { team: lost }] }],
    ['no filter at all', lost as Filter<Sample>],
  ];
  it.each(refused)('%s is refused, never read as null or as no condition', (_claim, filter) =>
    provide(async (collection) => {
      await collection.insertMany(samples);
      await expect(async () => collection.find(filter).toArray()).rejects.toThrow('undefined');
      await expect(async () => collection.findOne(filter)).rejects.toThrow('undefined');
      await expect(async () => collection.countDocuments(filter)).rejects.toThrow('undefined');
      await expect(async () => collection.updateOne(filter, { $set: { team: 'x' } })).rejects.toThrow('undefined');
      await expect(async () => collection.findOneAndUpdate(filter, { $set: { team: 'x' } })).rejects.toThrow(
        'undefined',
      );
      await expect(async () => collection.deleteMany(filter)).rejects.toThrow('undefined');
      expect(await collection.countDocuments({ team: { $in: ['red', 'blue'] } })).toBe(4);
    })(),
  );

  it(
    'an empty $or is refused',
    provide(async (collection) => {
      await expect(async () => collection.find({ $or: [] }).toArray()).rejects.toThrow();
    }),
  );
}
