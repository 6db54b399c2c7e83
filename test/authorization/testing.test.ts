// The kit finds what it is for: servers that leak in one place each, and one that does not.
import { describe, expect, it } from '@jest/globals';
import { parse, visit } from 'graphql';
import { findInterference } from '../../src/authorization/testing.js';
import type { GeneratedOperation, InterferenceSearch } from '../../src/authorization/testing.js';
import { serverWith } from './fixtures/leaking.js';
import type { Leak } from './fixtures/leaking.js';
import { deep } from '../deep.js';

function fieldsOf({ query }: GeneratedOperation): string[] {
  const names: string[] = [];
  visit(parse(query), { Field: ({ name }) => void names.push(name.value) });
  return names;
}

/** Remembers what was asked. */
function listening<Server extends Pick<InterferenceSearch, 'answer'>>(server: Server) {
  const asked: GeneratedOperation[] = [];
  const answer: InterferenceSearch['answer'] = (operation) => {
    asked.push(operation);
    return server.answer(operation);
  };
  return { ...server, answer, asked };
}

/** A quick search, which knows a number that tells secrets apart. */
const quick = { limits: { tokens: 120 }, values: { 'Filter.secretAtLeast': [4, 6] } };

/** Each leak, and the sign of it in the operation that is reported. */
const leaks: readonly [leak: Leak, sign: RegExp][] = [
  ['value', /fragment F\d+ on .*\w+: secret/],
  ['filter', /secretAtLeast: /],
  ['variable', /filter: \$/],
  ['order', /orderBy: (SECRET|\$)/],
  ['cursor', /after: /],
  ['count', /totalCount/],
  ['interface', /named\(.*secret/s],
  ['union', /search\(.*secret/s],
  ['error', /first: /],
];

describe('the kit finds the one leak of a server, and shrinks it to a few fields', () => {
  it.each(leaks)('%s', async (leak, sign) => {
    for (const seed of deep ? [1, 2, 3] : [1]) {
      const found = await findInterference({ ...serverWith(leak), seed, ...quick });
      expect(found).toMatchObject({ because: 'differs', seed });
      expect(found!.first).not.toBe(found!.second);
      expect(found!.query).toMatch(sign);
      expect(fieldsOf(found!).length).toBeLessThanOrEqual(8);
    }
  });

  it('and reports an operation that makes the difference again, each time the same one', async () => {
    const server = serverWith('filter');
    const found = (await findInterference({ ...server, seed: 1, ...quick }))!;
    expect(await server.answer(found)).toBe(found.first);
    await server.change();
    expect(await server.answer(found)).toBe(found.second);
    expect(await findInterference({ ...serverWith('filter'), seed: 1, ...quick })).toEqual(found);
  });
});

describe('the kit finds nothing', () => {
  it('on a server without a leak, most of whose answers hold data', async () => {
    const server = listening(serverWith());
    expect(await findInterference({ ...server, seed: 4, ...quick })).toBeUndefined();
    expect(server.asked).toHaveLength(1_000);
    const answers: string[] = [];
    for (const operation of [...server.asked]) answers.push(await server.answer(operation));
    const full = answers.filter((text) => /"(p\d|t|Ada|Bela|Chidi|Dalia|All)"|"totalCount":\d/.test(text));
    expect(full.length).toBeGreaterThan(500);
  });

  it('where a leak has no occasion: without an alias in a fragment, when aliases are not allowed', async () => {
    const limits = { ...quick.limits, aliases: 0 };
    expect(await findInterference({ ...serverWith('value'), seed: 1, limits })).toBeUndefined();
  });
});

describe('the world', () => {
  const before = [3, 5, 7, 9];

  it.each(['filter', undefined] as const)('is left as it was given (leak: %s)', async (leak) => {
    const server = serverWith(leak);
    await findInterference({ ...server, seed: 2, ...quick, operations: 35 });
    expect(server.people.map(({ secret }) => secret)).toEqual(before);
  });

  it('is left as it was given when the server fails, and the failure is thrown on', async () => {
    const server = serverWith();
    let asked = 0;
    const answer: InterferenceSearch['answer'] = (operation) => {
      if ((asked += 1) > 15) throw new Error('away');
      return server.answer(operation);
    };
    await expect(findInterference({ ...server, answer, seed: 2 })).rejects.toThrow('away');
    expect(server.people.map(({ secret }) => secret)).toEqual(before);
  });
});

describe('a server that does not answer alike in one world', () => {
  it('is reported as unsteady', async () => {
    let nth = 0;
    const answer = () => JSON.stringify({ data: {}, extensions: { request: (nth += 1) } });
    expect(await findInterference({ ...serverWith(), answer, seed: 1 })).toMatchObject({ because: 'unsteady' });
  });
});

describe('mutations', () => {
  const sends = (name: string, asked: readonly GeneratedOperation[]) =>
    asked.filter(({ query }) => query.startsWith('mutation') && fieldsOf({ query, variables: {} }).includes(name))
      .length;

  it('are not sent unless they are said to be refused', async () => {
    const server = listening(serverWith());
    await findInterference({ ...server, seed: 1, ...quick, operations: 200 });
    expect(server.asked.filter(({ query }) => query.startsWith('mutation'))).toEqual([]);
  });

  it('that are refused are compared like queries', async () => {
    const server = listening(serverWith());
    const search = { ...server, seed: 1, ...quick, operations: 200, refusedMutations: ['rename'] };
    expect(await findInterference(search)).toBeUndefined();
    expect(sends('rename', server.asked)).toBeGreaterThan(10);
    expect(sends('raise', server.asked)).toBe(0);
  });

  it('that answer with data are reported', async () => {
    const found = await findInterference({ ...serverWith(), seed: 1, ...quick, refusedMutations: ['raise'] });
    expect(found).toMatchObject({ because: 'not refused' });
    expect(found!.query).toMatch(/^mutation.*raise\(/);
  });

  it('that the schema does not have are refused', async () => {
    const search = findInterference({ ...serverWith(), refusedMutations: ['toString', 'rise'] });
    await expect(search).rejects.toThrow(new TypeError('The schema has no mutation "toString".'));
  });
});

describe('the operations', () => {
  it('are the same for the same seed, others for another, and a longer search begins as a shorter one', async () => {
    const asked = async (seed: number, operations: number) => {
      const server = listening(serverWith());
      await findInterference({ ...server, seed, operations, ...quick });
      return server.asked.map(({ query, variables }) => `${query} ${JSON.stringify(variables)}`);
    };
    const [short, again, long, other] = [
      await asked(7, 10),
      await asked(7, 10),
      await asked(7, 30),
      await asked(8, 10),
    ];
    expect(again).toEqual(short);
    expect(long.slice(0, 20)).toEqual(short);
    expect(other).not.toEqual(short);
  });
});
