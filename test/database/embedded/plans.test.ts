import { describe, expect, it, jest } from '@jest/globals';
import { DocumentSet } from '../../../src/database/embedded/document-set.js';
import { EmbeddedStore } from '../../../src/database/embedded/store.js';
import type { Collection, Filter, FindOptions, IndexDeclaration, Pipeline } from '../../../src/database/port.js';
import { byName, seeded } from '../contract/sample.js';
import type { Sample } from '../contract/sample.js';

const count = 5_000;
const indexes: IndexDeclaration<Sample>[] = [
  byName,
  { name: 'team', key: { team: 1, name: 1, _id: 1 } },
  { name: 'newest', key: { joined: -1, _id: -1 } },
  { name: 'rank', key: { rank: 1 }, partialFilterExpression: { rank: { $exists: true } } },
  { name: 'chain', key: { chain: 1 } },
  { name: 'active', key: { active: 1, since: 1, _id: 1 } },
  { name: 'chainNewest', key: { chain: 1, joined: -1, _id: -1 } },
];

/** 5,000 people: 500 names, 10 teams, 20 join days, every tenth with a rank, half of the active ones without a date. */
async function people(): Promise<EmbeddedStore> {
  const store = new EmbeddedStore(
    async () => undefined,
    async () => undefined,
  );
  await store.ensureIndexes('samples', indexes);
  await store.collection<Sample>('samples').insertMany(
    Array.from({ length: count }, (_, index) => ({
      _id: String(index).padStart(5, '0'),
      name: `n${String(index % 500).padStart(3, '0')}`,
      team: `t${index % 10}`,
      joined: new Date(86_400_000 * (index % 20)),
      chain: [`t${index % 10}`, `c${index}`],
      active: index % 2 === 0,
      ...(index % 4 === 0 ? {} : { since: new Date(86_400_000 * (index % 40)) }),
      ...(index % 10 === 0 ? { rank: index } : {}),
    })),
  );
  return store;
}

const store = await people();
const page = { limit: 50 } as const;
const ascending: FindOptions<Sample> = { ...page, sort: { name: 1, _id: 1 } };
const descending: FindOptions<Sample> = { ...page, sort: { name: -1, _id: -1 } };
const after = (name: string, _id: string): Filter<Sample> => ({
  $or: [{ name: { $gt: name } }, { name, _id: { $gt: _id } }],
});
const before = (name: string, _id: string): Filter<Sample> => ({
  $or: [{ name: { $lt: name } }, { name, _id: { $lt: _id } }],
});
const newest: FindOptions<Sample> = { ...page, sort: { joined: -1, _id: -1 } };
const day = new Date(86_400_000 * 10);
const thirdDay = new Date(86_400_000 * 3);
const since = (direction: 1 | -1): FindOptions<Sample> => ({ ...page, sort: { since: direction, _id: direction } });
const active: Filter<Sample> = { active: true };
const word = (from: string, to: string): Filter<Sample> => ({ chain: { $elemMatch: { $gte: from, $lt: to } } });

const plans: [
  query: string,
  index: string | undefined,
  examined: number,
  filter: Filter<Sample>,
  options?: FindOptions<Sample>,
][] = [
  ['one _id', '_id_', 1, { _id: '00042', team: 't2' }],
  [
    '100 ids',
    '_id_',
    100,
    { _id: { $in: Array.from({ length: 100 }, (_, index) => String(index * 7).padStart(5, '0')) } },
  ],
  ['no ids', '_id_', 0, { _id: { $in: [] } }],
  ['the first page', 'name', 50, {}, ascending],
  ['a page in the middle', 'name', 50, after('n250', '02250'), ascending],
  ['the last page', 'name', 49, after('n495', '00495'), ascending],
  ['the first page backwards', 'name', 50, {}, descending],
  ['a page in the middle backwards', 'name', 50, before('n250', '02250'), descending],
  ['the last page backwards', 'name', 50, before('n005', '00005'), descending],
  ['the first page of a team', 'team', 50, { team: 't3' }, ascending],
  ['a page of a team', 'team', 50, { team: 't3', ...after('n253', '02253') }, ascending],
  ['a page of a team backwards', 'team', 50, { team: 't3', ...before('n253', '02253') }, descending],
  [
    'a page of the newest',
    'newest',
    50,
    { $or: [{ joined: { $lt: day } }, { joined: day, _id: { $lt: '02010' } }] },
    newest,
  ],
  ['a range', 'name', 50, { name: { $gte: 'n100', $lt: 'n105' } }],
  ['a range with $and', 'name', 50, { $and: [{ name: { $gte: 'n100' } }, { name: { $lt: 'n105' } }] }],
  ['two teams', 'team', 1_000, { team: { $in: ['t1', 't2', 't1'] } }],
  ['an element of an array', 'chain', 1, { chain: 'c4711' }],
  ['a partial index where the key is there', 'rank', 10, { rank: { $gte: 0, $lt: 100 } }],
  ['no partial index where the key may be missing', undefined, count, { rank: null }],
  ['rows with a value, after all without', 'active', 50, { ...active, since: { $ne: null } }, since(1)],
  ['rows without a value', 'active', 50, { ...active, since: null, _id: { $gt: '02000' } }, since(1)],
  [
    'from rows without a value on to those with one',
    'active',
    50,
    { ...active, $or: [{ since: null, _id: { $gt: '04900' } }, { since: { $ne: null } }] },
    since(1),
  ],
  [
    'backwards among rows with a value',
    'active',
    50,
    { ...active, $or: [{ since: { $lt: day } }, { since: day, _id: { $lt: '02010' } }, { since: null }] },
    since(-1),
  ],
  ['backwards among rows without a value', 'active', 50, { ...active, since: null, _id: { $lt: '02000' } }, since(-1)],
  [
    'backwards below a bound, not into rows without',
    'active',
    125,
    { ...active, since: { $lt: thirdDay } },
    { sort: { since: -1, _id: -1 } },
  ],
  [
    'several ranges on one key: the tightest',
    'name',
    40,
    { name: { $gte: 'n1', $gt: 'n195', $lt: 'n3', $lte: 'n199' } },
  ],
  [
    'a prefix and a position in it',
    'name',
    50,
    { name: { $gte: 'n1', $lt: 'n2' }, ...after('n150', '02150') },
    ascending,
  ],
  [
    'a prefix and a position near its end',
    'name',
    9,
    { name: { $gte: 'n1', $lt: 'n2' }, ...after('n199', '00199') },
    ascending,
  ],
  ['a page of three teams', 'team', 50, { team: { $in: ['t3', 't1', 't7'] }, ...after('n250', '02250') }, ascending],
  ['a rule with one way to fulfil it', 'team', 500, { $and: [{}, { $or: [{ $and: [{ team: { $in: ['t1'] } }] }] }] }],
  ['an element and an order', 'chainNewest', 50, { chain: 't3' }, newest],
  [
    'a page of an element',
    'chainNewest',
    50,
    { chain: 't3', $or: [{ joined: { $lt: day } }, { joined: day, _id: { $lt: '02010' } }] },
    newest,
  ],
  ['a word in a list', 'chain', 11, word('c471', 'c472')],
  ['two words in a list: the rarer, in turn', 'chain', 3, { $and: [word('t', 'u'), word('c4711', 'c4712')] }],
  // Two plans take turns: the order, until the page is full, and the narrow range, until its end.
  ['a rare word in an order', 'chain', 23, word('c471', 'c472'), ascending],
  ['a frequent word in an order', 'name', 100, word('c', 'd'), ascending],
  ['no index', undefined, count, { salary: null }],
  ['no index, stopping at the limit', undefined, 50, {}, page],
];

/** How many documents a method reads. */
async function examined(method: (collection: Collection<Sample>) => Promise<unknown>): Promise<number> {
  const get = jest.spyOn(DocumentSet.prototype, 'get');
  await method(store.collection<Sample>('samples'));
  const { length } = get.mock.calls;
  get.mockRestore();
  return length;
}

describe('The embedded store examines no more than it must', () => {
  it.each(plans)('%s: index %s, %i documents', (_query, indexName, totalDocsExamined, filter, options = {}) => {
    expect(store.explain('samples', filter, options)).toMatchObject({ indexName, totalDocsExamined });
  });

  it('counts no further than the limit, by the index', async () => {
    const teams = Array.from({ length: 100 }, (_, index) => `t${index}`).filter((team) => team !== 't0');
    expect(await examined((samples) => samples.countDocuments({}, { limit: 30 }))).toBe(30);
    expect(await examined((samples) => samples.countDocuments({ team: 't4' }, { limit: 30 }))).toBe(30);
    expect(await examined((samples) => samples.countDocuments({ team: { $in: teams.slice(0, 3) } }))).toBe(1_500);
    expect(await examined((samples) => samples.countDocuments({ team: { $in: teams.slice(9) } }))).toBe(0);
  });

  it('reads the first of each group up to its limit, and groups what matches', async () => {
    const first = (team: string) => [{ $match: { team } }, { $sort: { name: 1, _id: 1 } }, { $limit: 5 }] as const;
    const unions = ['t2', 't3', 't4'].map((team) => ({ $unionWith: { coll: 'samples', pipeline: first(team) } }));
    const pages: Pipeline<Sample> = [...first('t1'), ...unions, { $project: { name: 1 } }];
    expect(await examined((samples) => samples.aggregate(pages).toArray())).toBe(20);
    const sizes: Pipeline<Sample> = [
      { $match: { team: { $in: ['t1', 't2'] } } },
      { $group: { _id: '$team', size: { $sum: 1 } } },
    ];
    expect(await examined((samples) => samples.aggregate(sizes).toArray())).toBe(1_000);
  });

  it('answers a query alike with and without its index', async () => {
    const bare = new EmbeddedStore(
      async () => undefined,
      async () => undefined,
    );
    const [indexed, scanned] = [store.collection<Sample>('samples'), bare.collection<Sample>('samples')];
    await scanned.insertMany(await indexed.find({}).toArray());
    const random = seeded(7);
    const digits = (below: number, width: number) => String(Math.floor(random() * below)).padStart(width, '0');
    for (let round = 0; round < 60; round += 1) {
      const [name, id, team] = [`n${digits(500, 3)}`, digits(count, 5), `t${digits(10, 1)}`];
      const turn = round % 2 === 0 ? ascending : descending;
      const cursor = round % 2 === 0 ? after(name, id) : before(name, id);
      const filter = {
        ...cursor,
        ...[{ team }, { team: { $in: [team, 't0'] } }, { chain: team }, word('c4', 'c48'), { chain: { $lt: 'c3' } }][
          round % 5
        ],
      };
      expect(await indexed.find(filter, turn).toArray()).toEqual(await scanned.find(filter, turn).toArray());
    }
  });

  it('finds by an index what two elements of one array meet together', async () => {
    expect(
      await store.collection<Sample>('samples').countDocuments({ chain: { $lt: 'c2', $gt: 't8' } }),
    ).toBeGreaterThan(0);
    expect(
      await store.collection<Sample>('samples').countDocuments({ $and: [{ chain: 't9' }, { chain: 'c19' }] }),
    ).toBe(1);
  });

  it('an index of the same name is built anew when its definition changes', async () => {
    await store.ensureIndexes<Sample>('others', [{ name: 'x', key: { name: 1 }, unique: true }]);
    await store.ensureIndexes<Sample>('others', [{ name: 'x', key: { team: 1 } }]);
    await store.collection<Sample>('others').insertMany([
      { _id: 'a', name: 'n', team: 't' },
      { _id: 'b', name: 'n' },
    ]);
    expect(store.explain<Sample>('others', { team: 't' })).toEqual({
      indexName: 'x',
      totalDocsExamined: 1,
      nReturned: 1,
    });
  });
});
