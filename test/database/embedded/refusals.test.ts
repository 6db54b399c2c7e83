import { describe, expect, it } from '@jest/globals';
import { openEmbedded } from '../../../src/database/embedded/open.js';
import type { EmbeddedStore } from '../../../src/database/embedded/store.js';
import { middleOf } from '../../../src/database/port.js';
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
  ['the operator in $elemMatch $eq', { chain: { $elemMatch: { $eq: 'x' } } }],
  ['the operator in $elemMatch $or', { chain: { $elemMatch: { $gt: 'x', $or: [] } } }],
  ['$elemMatch without ranges at chain', { chain: { $elemMatch: {} } }],
  ['$elemMatch without ranges at chain', { chain: { $elemMatch: ['x'] } }],
  ['$gt with null at chain', { chain: { $elemMatch: { $gt: null } } }],
  ['an operand of type RegExp at chain', { chain: { $elemMatch: { $gt: /x/ } } }],
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
  ['an order by salary', (c) => c['find']!({}, { sort: { salary: 1 } }).toArray()],
  ['the projection of name', (c) => c['findOne']!({}, { projection: { name: 0 } })],
  ['the projection of chain', (c) => c['findOne']!({}, { projection: { chain: { $slice: 1 } } })],
  ['the field name salary.amount', (c) => c['findOne']!({}, { projection: { 'salary.amount': 1 } })],
  ['the option let', (c) => c['aggregate']!([{ $match: {} }, { $group: { _id: null } }], { let: {} }).toArray()],
  ['the cursor method next', async (c) => (c['aggregate']!([]) as unknown as Anything)['next']!()],
  ['the method updateMany', async (c) => c['updateMany']!({}, { $set: { name: 'x' } })],
  ['the method bulkWrite', async (c) => c['bulkWrite']!([])],
  ['the cursor method skip', async (c) => (c['find']!({}) as unknown as Anything)['skip']!(1)],
  ['an _id of type number', (c) => c['insertOne']!({ _id: 1 })],
  ['an _id of type undefined', (c) => c['insertOne']!({ name: 'x' })],
  ['insertMany without documents', (c) => c['insertMany']!([])],
];

const is = (value: unknown, other: unknown = { $literal: 1 }) => ({ $eq: [value, other] });
const projections: [named: string, rank: unknown][] = [
  ['the projection of rank that is not an inclusion', 0],
  ['the projection of rank that is not an inclusion', '$name'],
  ['the projection of rank that is not an object of one member', {}],
  ['the projection of rank by $literal', { $literal: 1 }],
  ['the projection of rank by $cond', { $cond: { if: true, then: '$rank', else: '$$REMOVE' } }],
  ['to other than itself or $$REMOVE', { $cond: [is('$rank'), '$rank', null] }],
  ['to other than itself or $$REMOVE', { $cond: [is('$rank'), '$salary', '$$REMOVE'] }],
  ['the field name $ROOT', { $cond: [is('$rank'), '$$ROOT', '$$REMOVE'] }],
  ['the expression $gt', { $cond: [{ $gt: ['$rank', { $literal: 1 }] }, '$rank', '$$REMOVE'] }],
  ['the expression $not', { $cond: [{ $or: [{ $not: [is('$rank')] }] }, '$rank', '$$REMOVE'] }],
  ['an expression that is not an object of one member', { $cond: [true, '$rank', '$$REMOVE'] }],
  ['the expression $and without a list', { $cond: [{ $and: is('$rank') }, '$rank', '$$REMOVE'] }],
  ['the expression $eq of other than two operands', { $cond: [{ $eq: ['$rank'] }, '$rank', '$$REMOVE'] }],
  ['the field name salary.amount', { $cond: [is('$salary.amount'), '$rank', '$$REMOVE'] }],
  ['a path of type number', { $cond: [is(1), '$rank', '$$REMOVE'] }],
  ['a path of type string that does not begin with $', { $cond: [is('rank'), '$rank', '$$REMOVE'] }],
  ['an operand that is not an object of one member', { $cond: [is('$rank', '$name'), '$rank', '$$REMOVE'] }],
  ['the operand $toLower', { $cond: [is('$rank', { $toLower: '$name' }), '$rank', '$$REMOVE'] }],
  ['a literal of type Date', { $cond: [is('$rank', { $literal: new Date(0) }), '$rank', '$$REMOVE'] }],
  ['a literal of type Array', { $cond: [is('$rank', { $literal: [1] }), '$rank', '$$REMOVE'] }],
  ['$in without a list', { $cond: [{ $in: ['$rank', { $literal: 1 }] }, '$rank', '$$REMOVE'] }],
  ['a literal of type Array', { $cond: [{ $in: ['$rank', { $literal: [[1]] }] }, '$rank', '$$REMOVE'] }],
];

const match = { $match: {} };
const sort = { $sort: { name: 1 } };
const [first, project] = [[match, sort, { $limit: 1 }], { $project: { name: 1 } }];
const union = (given: unknown) => [...first, { $unionWith: given }, project];
const list = { $group: { _id: null, count: { $sum: 1 }, ranks: { $push: '$rank' } } };
const pipelines: [named: string, pipeline: unknown][] = [
  ['a pipeline that is not a list', { $match: {} }],
  ['the pipeline of no stage', []],
  ['a stage that is not an object of one member', [{ ...match, ...sort }]],
  ['the pipeline of $match', [match]],
  ['the pipeline of $match $sort $limit', first],
  ['the pipeline of $sort $match $limit $project', [sort, match, first[2], project]],
  ['the pipeline of $match $lookup', [match, { $lookup: { from: 'users' } }]],
  ['the pipeline of $match $sort $limit $project $out', [...first, project, { $out: 'users' }]],
  ['the pipeline of $match $sort $group', [match, sort, list]],
  ['the filter operator $where', [{ $match: { $where: 'true' } }, list]],
  ['an empty $sort', [match, { $sort: {} }, first[2], project]],
  ['an empty $project', [...first, { $project: {} }]],
  ['a limit', [match, sort, { $limit: 0 }, project]],
  ['a limit', [match, sort, { $limit: null }, project]],
  ['$unionWith other than {coll, pipeline}', union('samples')],
  ['$unionWith of another collection', union({ coll: 'users', pipeline: first })],
  ['the member of $unionWith let', union({ coll: 'samples', pipeline: first, let: {} })],
  ['the pipeline of $match in $unionWith', union({ coll: 'samples', pipeline: [match] })],
  [
    'the pipeline of $match $sort $limit $project in $unionWith',
    union({ coll: 'samples', pipeline: [...first, project] }),
  ],
  ['the pipeline of $match $sort $limit $project $unionWith', [...first, project, { $unionWith: 'samples' }]],
  ['a $group without _id', [match, { $group: { count: { $sum: 1 } } }]],
  ['a path of type Object', [match, { $group: { _id: { team: '$team' } } }]],
  ['a path of type number', [match, { $group: { _id: 1 } }]],
  ['the accumulator n by $sum', [match, { $group: { _id: null, n: { $sum: '$rank' } } }]],
  ['the accumulator n by $max', [match, { $group: { _id: null, n: { $max: '$rank' } } }]],
  ['the accumulator n that is not an object', [match, { $group: { _id: null, n: '$rank' } }]],
  ['the field name salary.amount', [match, { $group: { _id: null, n: { $avg: '$salary.amount' } } }]],
  ['the projection of count of a group', [match, sort, list, { $project: { count: '$ranks' } }]],
  ['the projection of median of a group', [match, sort, list, { $project: { median: middleOf('count') } }]],
  ['the projection of median of a group', [match, sort, list, { $project: { median: { $avg: '$ranks' } } }]],
  ['the projection of _id of a group', [match, sort, list, { $project: { _id: 0, count: 1 } }]],
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
  it.each(projections)('%s, in a projection: %j', (named, rank) =>
    refuses(named, (c) => c.findOne({}, { projection: { rank } as never })),
  );
  it.each(pipelines)('%s, in aggregate: %j', (named, pipeline) =>
    refuses(named, (c) => c.aggregate(pipeline as never).toArray()),
  );
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
