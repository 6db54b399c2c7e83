import { describe, expect, it } from '@jest/globals';
import { openEmbedded } from '../../../src/database/embedded/open.js';
import type { EmbeddedStore } from '../../../src/database/embedded/store.js';
import type { Collection } from '../../../src/database/port.js';
import type { Sample } from '../contract/sample.js';
import { withFolder } from '../folder.js';

/** What the driver offers and the port does not: casts bring it here. */
type Anything = Record<string, (...given: unknown[]) => Promise<unknown> & { toArray(): Promise<unknown> }>;

async function withStore<R>(test: (collection: Collection<Sample>, store: EmbeddedStore) => Promise<R>): Promise<R> {
  return withFolder(async (folder) => {
    const store = await openEmbedded(folder);
    return test(store.collection<Sample>('samples'), store).finally(() => store.close());
  });
}

const filters: [named: string, filter: object][] = [
  ['the filter operator $where', { $where: 'true' }],
  ['the filter operator $nor', { $nor: [{ name: 'x' }] }],
  ['the filter operator $expr', { $expr: true }],
  ['the filter operator $text', { $text: { $search: 'x' } }],
  ['the filter operator $regex', { name: { $regex: 'x' } }],
  ['the filter operator $not', { name: { $not: { $eq: 'x' } } }],
  ['the filter operator $nin', { name: { $nin: ['x'] } }],
  ['the filter operator $elemMatch', { chain: { $elemMatch: { $eq: 'x' } } }],
  ['the filter operator $type', { name: { $exists: true, $type: 'string' } }],
  ['the filter operator $where', { $or: [{ name: 'x' }, { $and: [{ $where: 'true' }] }] }],
  ['the filter operator amount', { salary: { amount: '1' } }],
  ['the equality of embedded documents', { salary: {} }],
  ['the field name salary.amount', { 'salary.amount': '1' }],
  ['an operand of type RegExp at name', { name: /x/ }],
  ['an operand of type RegExp at name', { name: { $in: [/x/] } }],
  ['an operand of type Array at chain', { chain: ['x'] }],
  ['an operand of type Object at name', { name: { $ne: {} } }],
  ['an operand of type NaN at rank', { rank: NaN }],
  ['an operand of type bigint at rank', { rank: 1n }],
  ['$gt with null', { rank: { $gt: null } }],
  ['$in without a list', { name: { $in: 'x' } }],
  ['$exists with a value of type number', { name: { $exists: 1 } }],
  ['$and without a list', { $and: [] }],
  ['$or without a list', { $or: { name: 'x' } }],
];

const updates: [named: string, update: object][] = [
  ['the update operator $push', { $push: { chain: 'x' } }],
  ['the update operator $rename', { $set: { name: 'x' }, $rename: { name: 'team' } }],
  ['the update operator name', { name: 'x' }],
  ['the field name salary.amount', { $set: { 'salary.amount': '1' } }],
  ['the field name chain.$', { $set: { 'chain.$': '1' } }],
  ['the field name __proto__', { $set: JSON.parse('{"__proto__":1}') as object }],
  ['the field name $x', { $set: { salary: { $x: 1 } } }],
  ['an update of type Array', [{ $set: { name: 'x' } }]],
  ['the value of type Uint8Array at name', { $set: { name: Buffer.from('x') } }],
  ['the value of type Map at name', { $set: { name: new Map() } }],
  ['$inc by a value of type Infinity', { $inc: { rank: Infinity } }],
  ['a change of _id', { $unset: { _id: '' } }],
  ['$unset with that operand', { $unset: { name: 'x' } }],
];

const options: [named: string, call: (collection: Anything) => Promise<unknown>][] = [
  ['the option skip', (c) => c['find']!({}, { skip: 1 }).toArray()],
  ['the option collation', (c) => c['find']!({}, { collation: { locale: 'en' } }).toArray()],
  ['the option sort', (c) => c['findOne']!({}, { sort: { name: 1 } })],
  ['the option skip', (c) => c['countDocuments']!({}, { skip: 1 })],
  ['the option upsert', (c) => c['updateOne']!({}, { $set: { name: 'x' } }, { upsert: true })],
  ['the option upsert', (c) => c['findOneAndUpdate']!({}, { $set: { name: 'x' } }, { upsert: true })],
  ['the option ordered', (c) => c['insertMany']!([{ _id: 'z' }], { ordered: false })],
  ['the option session', (c) => c['insertOne']!({ _id: 'z' }, { session: 1 })],
  ['the option hint', (c) => c['deleteMany']!({}, { hint: 'x' })],
  ['returnDocument', (c) => c['findOneAndUpdate']!({}, { $set: { name: 'x' } }, { returnDocument: 'both' })],
  ['a limit', (c) => c['find']!({}, { limit: 0 }).toArray()],
  ['a limit', (c) => c['countDocuments']!({}, { limit: -1 })],
  ['a sort by name', (c) => c['find']!({}, { sort: { name: 'asc' } }).toArray()],
  ['the field name salary.amount', (c) => c['find']!({}, { sort: { 'salary.amount': 1 } }).toArray()],
  ['an order by chain', (c) => c['find']!({}, { sort: { chain: 1 } }).toArray()],
  ['the projection of name', (c) => c['findOne']!({}, { projection: { name: 0 } })],
  ['the projection of chain', (c) => c['findOne']!({}, { projection: { chain: { $slice: 1 } } })],
  ['the field name salary.amount', (c) => c['findOne']!({}, { projection: { 'salary.amount': 1 } })],
  ['the method aggregate', async (c) => c['aggregate']!([])],
  ['the method updateMany', async (c) => c['updateMany']!({}, { $set: { name: 'x' } })],
  ['the method bulkWrite', async (c) => c['bulkWrite']!([])],
  ['the cursor method skip', async (c) => (c['find']!({}) as unknown as Anything)['skip']!(1)],
  ['an _id of type number', (c) => c['insertOne']!({ _id: 1 })],
  ['an _id of type undefined', (c) => c['insertOne']!({ name: 'x' })],
  ['insertMany without documents', (c) => c['insertMany']!([])],
];

const indexes: [named: string, index: object][] = [
  ['the index option sparse', { name: 'x', key: { name: 1 }, sparse: true }],
  ['the index option collation', { name: 'x', key: { name: 1 }, collation: { locale: 'en' } }],
  ['an index of name', { name: 'x', key: { name: 'text' } }],
  ['the field name salary.amount', { name: 'x', key: { 'salary.amount': 1 } }],
  ['an index without a name', { key: { name: 1 } }],
  ['a partialFilterExpression on rank', { name: 'x', key: { rank: 1 }, partialFilterExpression: { rank: { $gt: 1 } } }],
  ['an embedded document, or a second array,', { name: 'x', key: { salary: 1 } }],
];

describe('The embedded store refuses by name, and changes nothing', () => {
  const ada: Sample = { _id: 'a', name: 'Ada', chain: ['x'], salary: { amount: '1', currency: 'EUR' } };
  const refuses = (named: string, call: (collection: Collection<Sample>, store: EmbeddedStore) => Promise<unknown>) =>
    withStore(async (collection, store) => {
      await collection.insertMany([ada, { _id: 'b' }]);
      await expect(async () => call(collection, store)).rejects.toThrow(named);
      expect(await collection.find({}, { sort: { _id: 1 } }).toArray()).toEqual([ada, { _id: 'b' }]);
    });

  it.each(filters)('%s in a filter: %j', (named, filter) => refuses(named, (c) => c.find(filter).toArray()));
  it.each(updates)('%s in an update: %j', (named, update) => refuses(named, (c) => c.updateOne({ _id: 'a' }, update)));
  it.each(options)('%s, %s', (named, call) => refuses(named, (c) => call(c as unknown as Anything)));
  it.each(indexes)('%s: %j', (named, index) =>
    refuses(named, (_, store) => store.ensureIndexes('samples', [index as never])),
  );

  it('an unknown method, and nothing of JavaScript itself', () =>
    withStore(async (collection) => {
      expect(await Promise.resolve(collection)).toBe(collection);
      expect((collection as unknown as Record<string, unknown>)['unheardOf']).toBeUndefined();
    }));

  it('a document over 16 MiB', () =>
    withStore(async (collection) => {
      await expect(collection.insertOne({ _id: 'a', name: 'x'.repeat(16 * 1_024 * 1_024) })).rejects.toMatchObject({
        code: 10_334,
      });
      expect(await collection.countDocuments({})).toBe(0);
    }));
});
