import { expect, it } from '@jest/globals';
import type { Filter, Sort } from '../../../src/database/port.js';
import { byName, seeded } from './sample.js';
import type { Provide, Sample } from './sample.js';

const fresh = (): Sample => ({
  _id: 'a',
  name: 'Ada',
  salary: { amount: '1', currency: 'EUR' },
  chain: ['x'],
  rank: 1,
  joined: new Date(0),
});
const ada = fresh();

/** What is found comes in the same shape and order from both stores. */
export function results(provide: Provide): void {
  it(
    'a document comes back as it was, in the order of its keys',
    provide(async (collection) => {
      await collection.insertOne(ada);
      expect(JSON.stringify(await collection.findOne({}))).toBe(JSON.stringify(ada));
    }),
  );

  it(
    '_id comes first however it was given',
    provide(async (collection) => {
      await collection.insertOne({ name: 'Ada', _id: 'a' });
      expect(Object.keys((await collection.findOne({}))!)).toEqual(['_id', 'name']);
    }),
  );

  it(
    'a projection keeps the keys it names, in the order of the document',
    provide(async (collection) => {
      await collection.insertOne(ada);
      const keys = async (projection: object) => Object.keys((await collection.findOne({}, { projection }))!);
      expect(await keys({ rank: 1, name: 1 })).toEqual(['_id', 'name', 'rank']);
      expect(await keys({ rank: 1, name: 1, _id: 0 })).toEqual(['name', 'rank']);
      expect(await keys({ _id: 1 })).toEqual(['_id']);
      expect(await keys({ _id: 1, team: 1 })).toEqual(['_id']);
      expect(await keys({ _id: 0 })).toEqual(['name', 'salary', 'chain', 'rank', 'joined']);
      expect(await keys({})).toEqual(Object.keys(ada));
    }),
  );

  it(
    'what was given and what is returned are copies',
    provide(async (collection) => {
      const given = fresh();
      await collection.insertOne(given);
      given.chain!.push('given');
      given.salary!.amount = 'given';
      const change = { chain: ['z'] };
      const before = await collection.findOneAndUpdate({}, { $set: change });
      change.chain.push('change');
      before!.joined!.setTime(1);
      const found = (await collection.findOne({}))!;
      found.chain!.push('found');
      found.salary!.amount = 'found';
      const [listed] = await collection.find({}, { projection: { salary: 1 } }).toArray();
      listed!.salary!.amount = 'listed';
      expect(await collection.findOne({})).toEqual({ ...ada, chain: ['z'] });
    }),
  );

  it(
    'values of several types sort as BSON does: null, numbers, strings',
    provide(async (collection) => {
      const ranks = ['b', 2, null, 'B', -1, 1.5, 'a'];
      await collection.insertMany([...ranks.map((rank, index) => ({ _id: `${index}`, rank })), { _id: '9' }]);
      const sorted = await collection.find({}, { sort: { rank: 1, _id: 1 } }).toArray();
      expect(sorted.map(({ rank }) => rank)).toEqual([null, undefined, -1, 1.5, 2, 'B', 'a', 'b']);
    }),
  );

  it(
    'an array sorts by its least element, backwards by its greatest, and without elements before null',
    provide(async (collection, store) => {
      const chains: [string, string[] | null][] = [['a', ['m', 'c']], ['b', ['d']], ['c', ['b', 'z']], ['d', []], ['e', null]]; // prettier-ignore
      await collection.insertMany(chains.map(([_id, chain]) => ({ _id, chain }) as Sample));
      const sorted = async (direction: 1 | -1) =>
        (await collection.find({}, { sort: { chain: direction } }).toArray()).map(({ _id }) => _id);
      const both = async () => [await sorted(1), await sorted(-1)];
      const expected = [['d', 'e', 'c', 'a', 'b'], ['c', 'a', 'b', 'e', 'd']]; // prettier-ignore
      expect(await both()).toEqual(expected);
      await store.ensureIndexes<Sample>('samples', [{ name: 'chain', key: { chain: 1 } }]);
      expect(await both()).toEqual(expected);
    }),
  );

  it(
    'strings sort by their UTF-8 bytes',
    provide(async (collection, store) => {
      const names = ['é', '\u{1F600}', '\uFF5E', 'Z', 'a', 'aa', ''];
      const order = ['', 'Z', 'a', 'aa', 'é', '\uFF5E', '\u{1F600}'];
      await collection.insertMany(names.map((name, index) => ({ _id: `${index}`, name })));
      const sorted = async () =>
        (await collection.find({ name: { $gte: '' } }, { sort: { name: 1 } }).toArray()).map(({ name }) => name);
      expect(await sorted()).toEqual(order);
      await store.ensureIndexes('samples', [byName]);
      expect(await sorted()).toEqual(order);
      expect(await collection.countDocuments({ name: { $gt: '\uFF5E' } })).toBe(1);
    }),
  );

  it(
    'limits hold for find and countDocuments',
    provide(async (collection) => {
      await collection.insertMany(Array.from({ length: 10 }, (_, index) => ({ _id: `${index}`, rank: index })));
      expect(await collection.find({}, { limit: 3 }).toArray()).toHaveLength(3);
      expect(await collection.find({}, { limit: 30 }).toArray()).toHaveLength(10);
      expect(await collection.find({}, { sort: { rank: -1 }, limit: 2 }).toArray()).toMatchObject([
        { rank: 9 },
        { rank: 8 },
      ]);
      expect(await collection.countDocuments({}, { limit: 4 })).toBe(4);
      expect(await collection.countDocuments({ rank: { $lt: 2 } }, { limit: 4 })).toBe(2);
    }),
  );

  const directions = [
    ['ascending', 1, '$gt'],
    ['descending', -1, '$lt'],
  ] as const;
  const teams = [
    ['all', {}],
    ['one team', { team: 'red' }],
    ['two teams', { team: { $in: ['red', 'blue'] } }],
  ] as const;
  it.each(directions.flatMap((direction) => teams.map((team) => [...direction, ...team] as const)))(
    '%s keyset pages (%i, %s) of %s are the sorted whole',
    (_name, direction, beyond, _team, filter) =>
      provide(async (collection, store) => {
        await store.ensureIndexes<Sample>('samples', [byName, { name: 'team', key: { team: 1, name: 1, _id: 1 } }]);
        const samples = randomSamples(300);
        await collection.insertMany(samples);
        const sort: Sort<Sample> = { name: direction, _id: direction };
        const expected = samples
          .filter(
            ({ team }) => !('team' in filter) || team === 'red' || (typeof filter.team === 'object' && team === 'blue'),
          )
          .sort(
            (a, b) =>
              direction * (Buffer.compare(Buffer.from(a.name!), Buffer.from(b.name!)) || (a._id < b._id ? -1 : 1)),
          );
        const pages: Sample[] = [];
        for (let cursor: Filter<Sample> = {}; ;) {
          const page = await collection.find({ ...filter, ...cursor }, { sort, limit: 47 }).toArray();
          pages.push(...page);
          if (page.length < 47) break;
          const { name, _id } = page.at(-1)!;
          cursor = { $or: [{ name: { [beyond]: name! } }, { name: name!, _id: { [beyond]: _id } }] };
        }
        expect(pages).toEqual(expected);
      })(),
  );
}

/** Few names, so that the tie-break matters. */
function randomSamples(count: number): Sample[] {
  const random = seeded(20_261_101);
  const pick = <V>(values: readonly V[]): V => values[Math.floor(random() * values.length)]!;
  return Array.from({ length: count }, (_, index) => ({
    _id: `${Math.floor(random() * 1e9)}-${index}`,
    name: pick(['Ada', 'ada', 'Bob', 'Éva', '\uFF5E', '\u{1F600}', 'Zoe', '']),
    team: pick(['red', 'blue', 'green']),
  }));
}
