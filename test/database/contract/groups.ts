import { expect, it } from '@jest/globals';
import { queriesOf } from '../../../src/database/query.js';
import { Records } from '../../../src/database/records.js';
import type { RecordOf } from '../../../src/database/record.js';
import { everyRow } from '../../../src/database/rows.js';
import { seeded } from './sample.js';
import type { Provide, Sample } from './sample.js';

const samples = queriesOf<Sample>()((key) => ({ active: key.equal('active') }));
const byName = { key: 'name', type: 'text', direction: 1 } as const;
const wanted = { keys: new Set(['name']), rows: everyRow };
const groups = ['red', 'blue', 'green', 'nobody’s'];

/** Few groups, most of them longer than a page. */
function documents(seed: number): Sample[] {
  const random = seeded(seed);
  const teams = [null, 'red', 'red', 'red', 'blue', 'blue', 'green'];
  return Array.from({ length: 40 }, (_, index) => ({
    _id: `s${index}`,
    name: `name ${Math.floor(random() * 20)}`,
    team: teams[Math.floor(random() * teams.length)] as string,
    rank: Math.floor(random() * 100),
    active: random() < 0.8,
  }));
}

/** Many groups read together are what each of them is alone. */
export function groupsOfRecords(provide: Provide): void {
  it('are read together as each would be alone', async () => {
    for (let seed = 1; seed <= 6; seed += 1) {
      await provide(async (collection, store) => {
        await collection.insertMany(documents(seed));
        await store.ensureIndexes<Sample>('samples', [{ name: 'team', key: { team: 1, active: 1, name: 1, _id: 1 } }]);
        for (const limit of [1, 3, 11]) expect(await readTogether(store, limit)).toEqual(alone(seed, limit));
      })();
    }
  });

  it('are counted, and summed up, with one command', async () => {
    await provide(async (collection, store) => {
      await collection.insertMany(documents(7));
      const records = new Records<Sample>(store, 'samples');
      const found = await Promise.all(
        groups.map(async (id) => [
          await records.groups.count({ key: 'team', id }, samples.where({ active: true }), wanted),
          await records.groups.summary({ key: 'team', id }, samples.where({ active: true }), wanted, 'rank'),
        ]),
      );
      const expected = groups.map((group) => {
        const ranks = documents(7)
          .filter(({ team, active }) => team === group && active)
          .map(({ rank }) => rank as number)
          .sort((a, b) => a - b);
        const [low, high] = [ranks[Math.floor((ranks.length - 1) / 2)]!, ranks[Math.floor(ranks.length / 2)]!];
        const mean = ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
        const summary = { count: ranks.length, mean, median: (low + high) / 2 };
        return [ranks.length, ranks.length === 0 ? null : summary];
      });
      expect(found).toEqual(expected);
    })();
  });
}

async function readTogether(store: Parameters<Parameters<Provide>[0]>[1], limit: number): Promise<string[][]> {
  const records = new Records<Sample>(store, 'samples');
  const read = (id: string): Promise<readonly RecordOf<Sample>[]> =>
    records
      .listOfGroup({ key: 'team', id }, samples.where({ active: true }), byName, wanted)
      .read({ after: undefined, limit });
  return (await Promise.all(groups.map(read))).map((page) => page.map(({ id }) => id));
}

function alone(seed: number, limit: number): string[][] {
  return groups.map((group) =>
    documents(seed)
      .filter(({ team, active }) => team === group && active)
      .sort((a, b) => (`${a.name} ${a._id}` < `${b.name} ${b._id}` ? -1 : 1))
      .slice(0, limit)
      .map(({ _id }) => _id),
  );
}
