import { describe, expect, it } from '@jest/globals';
import { inResponseOrder } from '../../src/authorization/response-order.js';

const at = (...path: (string | number)[]) => ({ path });

describe('errors in response order', () => {
  const data = {
    b: [
      { z: null, a: null },
      { z: null, a: null },
    ],
    a: null,
    c: { x: null },
  };

  it('stand as their fields do: by selection, then by index, outermost first', () => {
    const ordered = [at('b', 0, 'z'), at('b', 0, 'a'), at('b', 1, 'z'), at('a'), at('c', 'x')];
    for (let turn = 0; turn < ordered.length; turn += 1) {
      const shuffled = [...ordered.slice(turn), ...ordered.slice(0, turn)].reverse();
      expect(inResponseOrder(shuffled, data)).toEqual(ordered);
    }
  });

  it('count indexes as numbers', () => {
    const rows = { r: Array.from({ length: 12 }, () => null) };
    expect(inResponseOrder([at('r', 10), at('r', 9), at('r', 2)], rows)).toEqual([at('r', 2), at('r', 9), at('r', 10)]);
  });

  it('without a path come first, and at one path keep their order', () => {
    const [first, second] = [
      { ...at('a'), n: 1 },
      { ...at('a'), n: 2 },
    ];
    expect(inResponseOrder([first, second, { path: undefined }], data)).toEqual([{ path: undefined }, first, second]);
  });

  it('are not lost where the data is null, absent or of another shape', () => {
    const errors = [at('c', 'x', 'gone'), at('gone'), at('a', 3, 'deep'), at('b', 7, 'z')];
    for (const answer of [data, null, undefined, 'text', []]) expect(inResponseOrder(errors, answer)).toHaveLength(4);
    expect(inResponseOrder(errors, data).map(({ path }) => path[0])).toEqual(['gone', 'b', 'a', 'c']);
  });

  it('B40 may have names that mean something to objects', () => {
    const odd = Object.assign(Object.create(null), { ['__proto__']: 0 }) as object;
    Object.defineProperty(odd, '__proto__', { value: null, enumerable: true });
    Object.defineProperty(odd, 'constructor', { value: null, enumerable: true });
    expect(inResponseOrder([at('constructor'), at('__proto__')], odd)).toEqual([at('__proto__'), at('constructor')]);
  });
});
