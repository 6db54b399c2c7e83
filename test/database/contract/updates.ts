import { expect, it } from '@jest/globals';
import { MongoServerError } from 'mongodb';
import type { Update } from '../../../src/database/port.js';
import type { Provide, Sample } from './sample.js';

const cases: [claim: string, update: Update<Sample>, after: Omit<Sample, '_id'>][] = [
  ['$set replaces a value', { $set: { name: 'Eve' } }, { name: 'Eve', rank: 1, team: 'red' }],
  ['$set adds a key', { $set: { active: true } }, { name: 'Ada', rank: 1, team: 'red', active: true }],
  ['$set to null keeps the key', { $set: { name: null } }, { name: null, rank: 1, team: 'red' }],
  [
    '$set of an embedded document replaces it',
    { $set: { salary: { amount: '1', currency: 'EUR' } } },
    { name: 'Ada', rank: 1, team: 'red', salary: { amount: '1', currency: 'EUR' } },
  ],
  ['$unset removes a key', { $unset: { name: '' } }, { rank: 1, team: 'red' }],
  ['$unset of a missing key changes nothing', { $unset: { active: true } }, { name: 'Ada', rank: 1, team: 'red' }],
  ['$inc adds', { $inc: { rank: 2 } }, { name: 'Ada', rank: 3, team: 'red' }],
  ['$inc subtracts', { $inc: { rank: -2 } }, { name: 'Ada', rank: -1, team: 'red' }],
  [
    'three operators apply together',
    { $set: { name: 'Eve' }, $unset: { team: '' }, $inc: { rank: 1 } },
    { name: 'Eve', rank: 2 },
  ],
];

/** Updates mean the same in both stores, and fail whole. */
export function updates(provide: Provide): void {
  const ada: Sample = { _id: 'a', name: 'Ada', rank: 1, team: 'red' };

  for (const [claim, update, after] of cases) {
    it(
      claim,
      provide(async (collection) => {
        await collection.insertMany([ada, { _id: 'b' }]);
        expect((await collection.updateOne({ _id: 'a' }, update)).matchedCount).toBe(1);
        expect(await collection.findOne({ _id: 'a' })).toEqual({ _id: 'a', ...after });
        expect(await collection.findOne({ _id: 'b' })).toEqual({ _id: 'b' });
      }),
    );
  }

  it(
    '$inc of a missing key starts at 0',
    provide(async (collection) => {
      await collection.insertOne({ _id: 'b' });
      expect(
        await collection.findOneAndUpdate({ _id: 'b' }, { $inc: { rank: 2 } }, { returnDocument: 'after' }),
      ).toEqual({ _id: 'b', rank: 2 });
    }),
  );

  it(
    '$currentDate writes what the clock of the store says, with other changes',
    provide(async (collection, store) => {
      await collection.insertOne(ada);
      const before = await store.now();
      const changed = { $set: { name: 'Eve' }, $currentDate: { since: true } } as const;
      const after = await collection.findOneAndUpdate({ _id: 'a' }, changed, { returnDocument: 'after' });
      expect(after).toEqual({ ...ada, name: 'Eve', since: expect.any(Date) as unknown });
      expect(after!.since!.getTime()).toBeGreaterThanOrEqual(before.getTime());
      expect(after!.since!.getTime()).toBeLessThanOrEqual((await store.now()).getTime());
    }),
  );

  it.each([
    ['a string', '1'],
    ['null', null],
  ])('$inc of %s fails with code 14 and changes nothing', (_type, rank) =>
    provide(async (collection) => {
      await collection.insertOne({ ...ada, rank });
      const failed = await collection
        .updateOne({ _id: 'a' }, { $set: { name: 'Eve' }, $inc: { rank: 1 } })
        .catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(MongoServerError);
      expect(failed).toMatchObject({ code: 14 });
      expect(await collection.findOne({})).toEqual({ ...ada, rank });
    })(),
  );

  const faulty: [claim: string, update: Update<Sample>][] = [
    ['one key in two operators', { $set: { rank: 2 }, $inc: { rank: 1 } }],
    ['an update without an operator', {}],
    ['a replacement', { name: 'Eve' } as never],
    ['a new _id', { $set: { _id: 'z' } } as never],
    ['$set to undefined', { $set: { name: undefined } } as never],
    ['one key in $set and $currentDate', { $set: { since: new Date(0) }, $currentDate: { since: true } }],
    ['$inc by a string', { $inc: { rank: '1' } } as never],
  ];
  it.each(faulty)('%s is refused and changes nothing', (_claim, update) =>
    provide(async (collection) => {
      await collection.insertOne(ada);
      await expect(async () => collection.updateOne({ _id: 'a' }, update)).rejects.toThrow();
      await expect(async () => collection.findOneAndUpdate({ _id: 'a' }, update)).rejects.toThrow();
      expect(await collection.findOne({})).toEqual(ada);
    })(),
  );

  it(
    'counts what matched and what changed',
    provide(async (collection) => {
      await collection.insertOne(ada);
      expect(await collection.updateOne({ _id: 'a' }, { $set: { name: 'Ada' } })).toMatchObject({
        matchedCount: 1,
        modifiedCount: 0,
      });
      expect(await collection.updateOne({ _id: 'a' }, { $set: { name: 'Eve' } })).toMatchObject({
        matchedCount: 1,
        modifiedCount: 1,
      });
      expect(await collection.updateOne({ _id: 'b' }, { $set: { name: 'Eve' } })).toMatchObject({
        matchedCount: 0,
        modifiedCount: 0,
      });
    }),
  );

  it(
    'findOneAndUpdate gives the document before, or after, projected, or null',
    provide(async (collection) => {
      await collection.insertOne(ada);
      expect(await collection.findOneAndUpdate({ _id: 'a' }, { $inc: { rank: 1 } })).toEqual(ada);
      const after = { returnDocument: 'after', projection: { rank: 1 } } as const;
      expect(await collection.findOneAndUpdate({ _id: 'a' }, { $inc: { rank: 1 } }, after)).toEqual({
        _id: 'a',
        rank: 3,
      });
      expect(await collection.findOneAndUpdate({ _id: 'b' }, { $inc: { rank: 1 } })).toBeNull();
    }),
  );

  it(
    'findOneAndUpdate takes the first of its sort',
    provide(async (collection) => {
      await collection.insertMany([1, 3, 2].map((rank) => ({ _id: String(rank), rank })));
      expect(await collection.findOneAndUpdate({}, { $set: { team: 'x' } }, { sort: { rank: -1 } })).toEqual({
        _id: '3',
        rank: 3,
      });
    }),
  );

  it(
    'of 50 concurrent conditional updates one wins',
    provide(async (collection) => {
      await collection.insertOne({ ...ada, rank: 0 });
      const attempts = Array.from({ length: 50 }, () =>
        collection.findOneAndUpdate({ _id: 'a', rank: 0 }, { $inc: { rank: 1 } }),
      );
      const won = (await Promise.all(attempts)).filter((document) => document !== null);
      expect(won).toHaveLength(1);
      expect(await collection.findOne({})).toEqual({ ...ada, rank: 1 });
    }),
  );

  it(
    '50 concurrent increments add up',
    provide(async (collection) => {
      await collection.insertOne({ _id: 'a' });
      await Promise.all(Array.from({ length: 50 }, () => collection.updateOne({ _id: 'a' }, { $inc: { rank: 1 } })));
      expect(await collection.findOne({})).toEqual({ _id: 'a', rank: 50 });
    }),
  );

  it(
    'deleteMany deletes what matches and counts it',
    provide(async (collection) => {
      await collection.insertMany([ada, { _id: 'b', team: 'red' }, { _id: 'c' }]);
      expect(await collection.deleteMany({ team: 'red' })).toMatchObject({ deletedCount: 2 });
      expect(await collection.deleteMany({ team: 'red' })).toMatchObject({ deletedCount: 0 });
      expect(await collection.find({}).toArray()).toEqual([{ _id: 'c' }]);
    }),
  );
}
