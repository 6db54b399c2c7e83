// The query compiler: whatever is sent as a value stays a value, and what was not declared is not asked.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Stored } from '../../src/database/port.js';
import { both, queriesOf } from '../../src/database/query.js';

interface Thing extends Stored {
  name?: string | null;
  tags?: readonly string[];
  size?: number | null;
  at?: Date | null;
  open?: true | null;
  version?: number | null;
}

const things = queriesOf<Thing>()((key) => ({
  id: key.equal('_id'),
  name: key.equal('name'),
  tag: key.equal('tags'),
  names: key.oneOf('name'),
  version: key.asRead('version'),
  open: key.present('open'),
  above: key.compared('size', '$gt'),
  until: key.compared('at', '$lte'),
  begins: key.prefix('name', ['name', 'tags']),
  words: key.everyPrefix('tags', ['name']),
}));

/** As JavaScript would call it, or JSON that nobody has looked at. */
const unchecked = things as unknown as {
  where(asked: unknown): { filter: unknown };
  sent(allowed: readonly string[], input: unknown): { filter: unknown };
};

const scalarKeys = ['id', 'name', 'tag', 'above', 'until'] as const;
const allKeys = [...scalarKeys, 'names', 'version', 'open', 'begins', 'words'] as const;
const laterThan = '\u{10ffff}';

describe('What a query asks', () => {
  it.each([
    [{ id: 'a' }, { _id: { $eq: 'a' } }],
    [{ tag: 'red' }, { tags: { $eq: 'red' } }],
    [{ names: ['a', 'b'] }, { name: { $in: ['a', 'b'] } }],
    [{ names: [] }, { name: { $in: [] } }],
    [{ version: null }, { version: { $eq: null } }],
    [{ version: 3 }, { version: { $eq: 3 } }],
    [{ open: true }, { open: { $ne: null } }],
    [{ open: false }, { open: { $eq: null } }],
    [{ above: 0 }, { size: { $gt: 0 } }],
    [{ until: new Date(7) }, { at: { $lte: new Date(7) } }],
    [{ begins: '(a+)+$' }, { name: { $gte: '(a+)+$', $lt: `(a+)+$${laterThan}` } }],
    [{ words: ['ab'] }, { tags: { $elemMatch: { $gte: 'ab', $lt: `ab${laterThan}` } } }],
    [
      { id: 'a', above: 1 },
      { _id: { $eq: 'a' }, size: { $gt: 1 } },
    ],
    [{}, {}],
  ])('%j is the declared key with its own operator', (asked, filter) => {
    expect(unchecked.where(asked)).toMatchObject({ filter });
  });

  it('of several queries is all of them, or any; any of none asks for nothing', () => {
    const [a, b] = [things.where({ name: 'a' }), things.where({ name: 'b' })];
    expect(both(a, things.where({}), b).filter).toEqual({ name: { $eq: 'a' }, $and: [{ name: { $eq: 'b' } }] });
  });

  it('tells which keys of the record it tells of', () => {
    expect((['id', 'begins', 'words'] as const).map((name) => things.tellsOf(name))).toEqual([
      ['_id'],
      ['name', 'tags'],
      ['name'],
    ]);
  });
});

describe('B35 What a query refuses to ask', () => {
  it.each(['size', '$where', '_id', '__proto__', 'constructor', 'toString', 'name.length', ''])('a key %j', (name) => {
    const asked = Object.fromEntries([[name, 'x']]);
    expect(() => unchecked.where(asked)).toThrow(`A query has no key ${name}.`);
    expect(() => unchecked.sent([...allKeys], asked)).toThrow(`A query has no key ${name}.`);
  });

  it('a key that is declared, but not for what is sent; and asks it where it is', () => {
    expect(() => unchecked.sent(['name'], { id: 'a' })).toThrow('A query has no key id.');
    expect(unchecked.sent(['id'], { id: 'a' })).toMatchObject({ filter: { _id: { $eq: 'a' } } });
  });

  const unfit = [
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an operator', { $ne: null }, 'object'],
    ['a pattern', /a/, 'object'],
    ['a list', ['a'], 'a list'],
    ['NaN', NaN, 'number'],
    ['infinity', Infinity, 'number'],
    ['no date', new Date(NaN), 'object'],
    ['a function', () => 'a', 'function'],
    ['a big integer', 1n, 'bigint'],
  ] as const;

  it.each(unfit)('%s where one value is due', (_, value, came) => {
    for (const name of scalarKeys) expect(() => unchecked.where({ [name]: value })).toThrow(`what came is ${came}.`);
    if (value !== null) expect(() => unchecked.where({ version: value })).toThrow(`what came is ${came}.`);
  });

  it.each(unfit)('%s among values where a list is due', (_, value, came) => {
    expect(() => unchecked.where({ names: [value] })).toThrow(`what came is ${came}.`);
    expect(() => unchecked.where({ words: ['ab', value] })).toThrow(`what came is ${came}.`);
  });

  it.each(['a', 1, true, null, undefined, {}, { length: 1, 0: 'a' }])('%j where a list is due', (value) => {
    expect(() => unchecked.where({ names: value })).toThrow('with a list; what came is');
    expect(() => unchecked.where({ words: value })).toThrow('with a list; what came is');
  });

  it.each(['', 1, null, undefined, ['ab'], { $regex: 'a' }])('%j where a text is due', (value) => {
    expect(() => unchecked.where({ begins: value })).toThrow('with a text that is not empty; what came is');
    expect(() => unchecked.where({ words: [value] })).toThrow('with a text that is not empty; what came is');
  });

  it('a presence that is neither true nor false, and no words at all', () => {
    for (const value of ['true', 1, null, undefined, { $exists: true }])
      expect(() => unchecked.where({ open: value })).toThrow('with true or false; what came is');
    expect(() => unchecked.where({ words: [] })).toThrow('with at least one text; what came is a list.');
  });

  it('and never says the value', () => {
    expect(() => unchecked.where({ name: { secret: 's3cret' } })).toThrow(/^(?!.*s3cret)/);
  });
});

describe('What a client sent', () => {
  it('asks for nothing where it is absent or null', () => {
    for (const input of [null, undefined, {}, { name: null, above: undefined }])
      expect(unchecked.sent(['name', 'above'], input)).toMatchObject({ filter: {} });
  });

  it('B35 never becomes an operator, a path or a pattern, whatever JSON it is', () => {
    const json = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('$ne', '$gt', '$regex', '$where', '$or', 'name', '_id', '__proto__'), fc.jsonValue()),
      fc.array(fc.oneof(fc.string({ minLength: 1 }), fc.jsonValue()), { minLength: 1 }),
      fc.string({ minLength: 1 }),
    ); // prettier-ignore
    let compiled = 0;
    fc.assert(
      fc.property(fc.constantFrom(...allKeys), json, (name, value) => {
        let filter: unknown;
        try {
          ({ filter } = unchecked.sent(allKeys, { [name]: value }));
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
          return;
        }
        if (value === null) return expect(filter).toEqual({});
        compiled += 1;
        expect(shapeOf(filter)).toEqual(shapes[name](value));
      }),
      { numRuns: 2_000, seed: 7 },
    );
    expect(compiled).toBeGreaterThan(400);
  });
});

/** The filter with a dot for each value; a value that is no plain value stays, and is seen. */
function shapeOf(filter: unknown): unknown {
  if (Array.isArray(filter)) return filter.map(shapeOf);
  if (typeof filter !== 'object' || filter === null) return '.';
  return Object.entries(filter).map(([key, value]) => [key, shapeOf(value)]);
}

const one = (key: string, operator: string) => () => [[key, [[operator, '.']]]];
const dots = (value: unknown): string[] => (value as unknown[]).map(() => '.');
const range = [
  ['$gte', '.'],
  ['$lt', '.'],
];

/** What each key compiles to, of whatever value. */
const shapes: Readonly<Record<(typeof allKeys)[number], (value: unknown) => unknown>> = {
  id: one('_id', '$eq'),
  name: one('name', '$eq'),
  tag: one('tags', '$eq'),
  above: one('size', '$gt'),
  until: one('at', '$lte'),
  version: one('version', '$eq'),
  open: (value) => [['open', [[value === true ? '$ne' : '$eq', '.']]]],
  names: (value) => [['name', [['$in', dots(value)]]]],
  begins: () => [['name', range]],
  words: (value) => {
    const [first, ...others] = dots(value).map(() => ['tags', [['$elemMatch', range]]]);
    return [first, ...(others.length > 0 ? [['$and', others.map((other) => [other])]] : [])];
  },
};
