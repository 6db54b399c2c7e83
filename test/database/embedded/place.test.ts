import { describe, expect, it } from '@jest/globals';
import { compareValues } from '../../../src/database/embedded/order.js';
import { placeAfter, placeBefore, placeOf } from '../../../src/database/embedded/place.js';
import type { KeyPart } from '../../../src/database/embedded/place.js';
import type { Scalar } from '../../../src/database/embedded/value.js';

const values: readonly Scalar[] = [
  ...[null, -Number.MAX_VALUE, -1.5, -1, -Number.MIN_VALUE, 0, Number.MIN_VALUE, 1, 255, 256, 1e21, Number.MAX_VALUE],
  ...[
    '',
    '\0',
    '\0\0',
    '\x01',
    'a',
    'a\0',
    'a\0b',
    'a\x01',
    'aa',
    'b',
    '\x7f',
    '\x80',
    'é',
    'ÿ',
    '\uFF5E',
    '\u{1F600}',
  ],
  ...[false, true, new Date(-8.64e15), new Date(-1), new Date(0), new Date(8.64e15)],
];

const keys: readonly (readonly KeyPart[])[] = [
  [['a', 1], ['b', 1]], // prettier-ignore
  [['a', -1], ['b', 1]], // prettier-ignore
  [['a', 1], ['b', -1]], // prettier-ignore
  [['a', -1], ['b', -1]], // prettier-ignore
];

const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));

describe('A place in an index', () => {
  it.each(keys)('has the order of BSON, in both directions: %j %j', (...key) => {
    const order = (x: readonly Scalar[], y: readonly Scalar[]) =>
      compareValues(x[0]!, y[0]!) * key[0]![1] || compareValues(x[1]!, y[1]!) * key[1]![1];
    const ordered = pairs.toSorted(order);
    const places = ordered.map((pair) => placeOf(pair, key));
    expect(places.every((place, at) => at === 0 || places[at - 1]! < place)).toBe(true);
    for (const value of values) {
      const [before, after] = [placeBefore([value], key), placeAfter([value], key)];
      const inside = ordered.filter((_, at) => places[at]! > before && places[at]! < after);
      expect(inside).toEqual(ordered.filter(([first]) => compareValues(first, value) === 0));
    }
  });

  it('is one for zero and for zero below zero', () => {
    expect(placeOf([-0], [['a', 1]])).toBe(placeOf([0], [['a', 1]]));
  });
});
