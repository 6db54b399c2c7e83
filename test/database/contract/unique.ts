import { expect, it } from '@jest/globals';
import { MongoServerError } from 'mongodb';
import { StartError } from '../../../src/errors.js';
import { uniqueName } from './sample.js';
import type { Provide, Sample } from './sample.js';

async function duplicate(attempt: Promise<unknown>): Promise<MongoServerError> {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MongoServerError);
  expect(error).toMatchObject({ code: 11_000, message: expect.stringContaining('E11000') });
  return error as MongoServerError;
}

/** Unique keys hold in both stores, with the driver's own errors. */
export function unique(provide: Provide): void {
  it(
    'an _id is taken once',
    provide(async (collection) => {
      await collection.insertOne({ _id: 'a', name: 'Ada' });
      const error = await duplicate(collection.insertOne({ _id: 'a', name: 'Eve' }));
      expect(error).toMatchObject({ keyPattern: { _id: 1 }, keyValue: { _id: 'a' } });
      expect(await collection.find({}).toArray()).toEqual([{ _id: 'a', name: 'Ada' }]);
    }),
  );

  it(
    'a unique key refuses an insert and an update, naming pattern and value',
    provide(async (collection, store) => {
      await store.ensureIndexes('samples', [uniqueName]);
      await collection.insertMany([
        { _id: 'a', name: 'Ada' },
        { _id: 'b', name: 'Bob' },
      ]);
      const refused = { keyPattern: { name: 1 }, keyValue: { name: 'Ada' } };
      expect(await duplicate(collection.insertOne({ _id: 'c', name: 'Ada' }))).toMatchObject(refused);
      expect(await duplicate(collection.updateOne({ _id: 'b' }, { $set: { name: 'Ada' } }))).toMatchObject(refused);
      expect(await duplicate(collection.findOneAndUpdate({ _id: 'b' }, { $set: { name: 'Ada' } }))).toMatchObject(
        refused,
      );
      expect(await collection.findOne({ _id: 'b' })).toEqual({ _id: 'b', name: 'Bob' });
      await collection.updateOne({ _id: 'a' }, { $set: { team: 'red' } });
      await collection.updateOne({ _id: 'a' }, { $set: { name: 'Eve' } });
      await collection.insertOne({ _id: 'c', name: 'Ada' });
      await collection.deleteMany({ _id: 'c' });
      await collection.insertOne({ _id: 'd', name: 'Ada' });
    }),
  );

  it(
    'a missing key counts as null in a unique index',
    provide(async (collection, store) => {
      await store.ensureIndexes('samples', [uniqueName]);
      await collection.insertOne({ _id: 'a' });
      await duplicate(collection.insertOne({ _id: 'b', name: null }));
    }),
  );

  it(
    'a partial unique index leaves documents without the key alone',
    provide(async (collection, store) => {
      await store.ensureIndexes<Sample>('samples', [
        { ...uniqueName, partialFilterExpression: { name: { $exists: true } } },
      ]);
      await collection.insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'c', name: 'Ada' }]);
      await duplicate(collection.insertOne({ _id: 'd', name: 'Ada' }));
      expect(await collection.countDocuments({ name: null })).toBe(2);
      expect(await collection.countDocuments({ name: 'Ada' })).toBe(1);
    }),
  );

  it(
    'a compound unique index compares all its keys',
    provide(async (collection, store) => {
      await store.ensureIndexes<Sample>('samples', [{ name: 'both', key: { team: 1, name: 1 }, unique: true }]);
      await collection.insertMany([
        { _id: 'a', team: 'red', name: 'Ada' },
        { _id: 'b', team: 'blue', name: 'Ada' },
      ]);
      await duplicate(collection.insertOne({ _id: 'c', team: 'red', name: 'Ada' }));
    }),
  );

  it(
    'insertMany keeps what came before the duplicate and nothing after',
    provide(async (collection) => {
      await collection.insertOne({ _id: 'b' });
      await duplicate(collection.insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }]));
      expect(await collection.find({}, { sort: { _id: 1 } }).toArray()).toEqual([{ _id: 'a' }, { _id: 'b' }]);
    }),
  );

  it(
    'of 20 racing inserts of one unique key one wins',
    provide(async (collection, store) => {
      await store.ensureIndexes('samples', [uniqueName]);
      const attempts = Array.from({ length: 20 }, (_, index) => collection.insertOne({ _id: `${index}`, name: 'Ada' }));
      const settled = await Promise.allSettled(attempts);
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await collection.countDocuments({})).toBe(1);
    }),
  );

  it(
    'ensureIndexes may be called again',
    provide(async (_collection, store) => {
      await store.ensureIndexes('samples', [uniqueName]);
      await store.ensureIndexes('samples', [uniqueName]);
    }),
  );

  it(
    'a unique index over duplicates stops the start, naming the index and no value',
    provide(async (collection, store) => {
      await collection.insertMany([
        { _id: 'a', name: 'Ada' },
        { _id: 'b', name: 'Ada' },
      ]);
      const refused = store.ensureIndexes('samples', [uniqueName]);
      await expect(refused).rejects.toThrow(
        new StartError('The index uniqueName of the collection samples cannot be had: DuplicateKey'),
      );
    }),
  );
}
