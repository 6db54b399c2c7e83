import { expect, it } from '@jest/globals';
import type { Filter, Sort } from '../../../src/database/port.js';
import { seeded } from './sample.js';
import type { Provide, Sample } from './sample.js';

/** Every third without a rank: half of those null, half missing. */
function someWithoutRank(count: number): Sample[] {
  const random = seeded(20_261_123);
  return Array.from({ length: count }, (_, index) => ({
    _id: `${Math.floor(random() * 1e9)}-${index}`,
    team: index % 4 === 0 ? 'blue' : 'red',
    ...(index % 3 > 0 ? { rank: Math.floor(random() * 5) } : index % 2 === 0 ? { rank: null } : {}),
  }));
}

type Beyond = (last: Sample) => Filter<Sample>;
const ascending: Beyond = ({ rank, _id }) =>
  rank == null
    ? { $or: [{ rank: null, _id: { $gt: _id } }, { rank: { $ne: null } }] }
    : { $or: [{ rank: { $gt: rank } }, { rank, _id: { $gt: _id } }] };
const descending: Beyond = ({ rank, _id }) =>
  rank == null
    ? { rank: null, _id: { $lt: _id } }
    : { $or: [{ rank: { $lt: rank } }, { rank, _id: { $lt: _id } }, { rank: null }] };

/** Keyset pages among rows of which some have no value: first in ascending order, last in descending order. */
export function pages(provide: Provide): void {
  it.each<[name: string, sort: Sort<Sample>, beyond: Beyond]>([
    ['ascending, nulls first', { rank: 1, _id: 1 }, ascending],
    ['descending, nulls last', { rank: -1, _id: -1 }, descending],
  ])('keyset pages are the sorted whole: %s', (_name, sort, beyond) =>
    provide(async (collection, store) => {
      const samples = someWithoutRank(120);
      await collection.insertMany(samples);
      const of = async (size: number) => {
        const found: Sample[] = [];
        for (let cursor: Filter<Sample> = {}; ;) {
          const filter = { team: 'red', ...cursor };
          const page = await collection.find(filter, { sort, limit: size, projection: { rank: 1 } }).toArray();
          found.push(...page);
          if (page.length < size) return found;
          cursor = beyond(page.at(-1)!);
        }
      };
      const number = ({ rank }: Sample) => (typeof rank === 'number' ? rank : -1);
      const direction = sort.rank!;
      const expected = samples
        .filter(({ team }) => team === 'red')
        .sort((a, b) => direction * (number(a) - number(b) || (a._id < b._id ? -1 : 1)))
        .map(({ _id, rank }) => ({ _id, ...(rank !== undefined && { rank }) }));
      expect(await of(7)).toEqual(expected);
      await store.ensureIndexes<Sample>('samples', [{ name: 'rank', key: { team: 1, rank: 1, _id: 1 } }]);
      expect(await of(7)).toEqual(expected);
    })(),
  );
}
