import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { post, smallServer } from '../http/small-server.js';
import type { SmallServer } from '../http/small-server.js';
import { timed } from './limited-server.js';

let server: SmallServer;
beforeAll(async () => void (server = await smallServer()));
afterAll(() => server.close());
beforeEach(() => void (server.ran.length = 0));

const find = 'query ($input: Credentials) { find(input: $input) }';
const person = { email: 'a', password: 'b' };

async function ask(query: string, variables: unknown): Promise<[number, unknown]> {
  const { status, text } = await post(server, { query, variables });
  return [status, JSON.parse(text)];
}

/** `{ nested: [{ nested: [ … ] }] }`: two levels for each person below the first. */
function input(levels: number): unknown {
  let value: unknown = levels % 2 ? { ...person } : { ...person, nested: [] };
  for (let level = 2 - (levels % 2); level < levels; level += 2) value = { ...person, nested: [value] };
  return value;
}

const refused = (fields: unknown): [number, unknown] => [
  400,
  { errors: [{ message: 'The input is not valid.', extensions: { code: 'BAD_USER_INPUT', fields } }] },
];
const tooDeep = refused([{ path: 'input', message: 'Must be nested at most 10 levels deep.' }]);

describe('a variable', () => {
  it('GQ-19 may have ten levels of lists and objects and not one more', async () => {
    expect(await ask(find, { input: input(10) })).toEqual([200, { data: { find: 'found' } }]);
    server.ran.length = 0;
    expect(await ask(find, { input: input(11) })).toEqual(tooDeep);
    expect(await ask(find, { input: input(12) })).toEqual(tooDeep);
    expect(server.ran).toEqual([]);
  });

  it.each([
    ['objects', `${'{"nested":'.repeat(9_000)}1${'}'.repeat(9_000)}`],
    ['lists', `${'['.repeat(10_000)}1${']'.repeat(10_000)}`],
  ])('GQ-19 of ten thousand levels of %s is refused, and the server goes on', async (_of, text) => {
    const took = await timed(async () => {
      const { status, text: answer } = await post(server, `{"query":${JSON.stringify(find)},"variables":{"input":${text}}}`);
      expect([status, JSON.parse(answer)]).toEqual(tooDeep);
    }); // prettier-ignore
    expect(took).toBeLessThan(2_000);
    expect(server.ran).toEqual([]);
    expect(await ask('{ open }', {})).toEqual([200, { data: { open: 'for everybody' } }]);
  });

  it('GQ-19 that the operation does not declare is ignored, however deep', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const { status, text } = await post(server, `{"query":"{ open }","variables":{"unused":${deep}}}`);
    expect([status, JSON.parse(text)]).toEqual([200, { data: { open: 'for everybody' } }]);
  });

  it('GQ-19 with ten thousand keys gives ten problems', async () => {
    const keys = Object.fromEntries(Array.from({ length: 9_000 }, (_, index) => [`k${index}`, 0]));
    const took = await timed(async () => {
      expect(await ask(find, { input: { ...person, ...keys } })).toEqual(
        refused(Array.from({ length: 10 }, (_, index) => ({ path: `input.k${index}`, message: 'Unknown field.' }))),
      );
    });
    expect(took).toBeLessThan(2_000);
    expect(await ask('{ open }', keys)).toEqual([200, { data: { open: 'for everybody' } }]);
  });

  it('GQ-19 beside others that are bad gives ten problems in all', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `v${index}`);
    const inputs = names.map((name) => `{ email: "a", password: "b", attempts: $${name} }`);
    const query = `query (${names.map((name) => `$${name}: Int!`).join(' ')}) {
      find(input: { email: "a", password: "b", nested: [${inputs.join(' ')}] })
    }`;
    const ten = (message: string): unknown => names.slice(0, 10).map((path) => ({ path, message }));
    const deep = input(11);
    expect(await ask(query, {})).toEqual(refused(ten('Required.')));
    expect(await ask(query, Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual(
      refused(ten('Expected a value of type "Int".')),
    );
    expect(await ask(query, Object.fromEntries(names.map((name) => [name, deep])))).toEqual(
      refused(ten('Must be nested at most 10 levels deep.')),
    );
    expect((await ask(query, Object.fromEntries(names.map((name) => [name, 1]))))[0]).toBe(200);
  });

  it('GQ-19 of a wrong type says where and not what', async () => {
    expect(await ask(find, { input: { email: { a: 's3cret' }, password: ['s3cret'] } })).toEqual(
      refused([
        { path: 'input.email', message: 'Expected a value of type "String".' },
        { path: 'input.password', message: 'Expected a value of type "String".' },
      ]),
    );
    expect((await ask(find, ['s3cret']))[0]).toBe(400);
    expect((await ask(find, 's3cret'))[0]).toBe(400);
    expect(server.ran).toEqual([]);
  });

  it('GQ-19 named __proto__ changes no prototype', async () => {
    const bodies = [
      `{"query":${JSON.stringify(find)},"variables":{"__proto__":{"polluted":1}}}`,
      `{"query":${JSON.stringify(find)},"variables":{"input":{"email":"a","password":"b","__proto__":{"polluted":1}}}}`,
      `{"query":${JSON.stringify(find)},"variables":{"input":{"constructor":{"prototype":{"polluted":1}}}}}`,
    ];
    for (const body of bodies) expect((await post(server, body)).status).toBe(400);
    expect(server.ran).toEqual([]);
    const { statusCode } = await server.inject({
      method: 'GET',
      url: `/graphql?query=${encodeURIComponent(find)}&variables=${encodeURIComponent('{"input":{"email":"a","password":"b","__proto__":{"polluted":1}}}')}`,
      headers: { accept: 'application/json', 'apollo-require-preflight': '1' },
    });
    expect(statusCode).toBe(400);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
  });
});
