// The engine alone: packed, unpacked beside its peers, in front of three small servers that are not ours.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closureOf, compile, sourceOf, start, stopAll, transpile, unpack } from './packed.js';
import type { Bare } from './packed.js';

const servers = ['apollo', 'http', 'yoga'] as const;
const consumers = ['company', 'policy', 'words', ...servers];
const readme = await readFile('src/authorization/README.md', 'utf8');
const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);

let bare: Bare;
let complaints: string;
beforeAll(async () => {
  bare = await unpack();
  const sources = Object.fromEntries(
    await Promise.all(consumers.map(async (name) => [name, await sourceOf(name)] as const)),
  );
  complaints = await compile(bare, { ...sources, readme: blocks[0]! });
}, 60_000);
afterAll(async () => {
  stopAll();
  await bare.remove();
});

describe('the package', () => {
  it('compiles in a strict project of a stranger, declarations included', () => {
    expect(complaints).toBe('');
  });

  it('has types that are sound by themselves', async () => {
    const source = await sourceOf('words');
    const options = { skipLibCheck: false, types: [], noEmit: true };
    expect(await compile(bare, { words: source, company: await sourceOf('company') }, options)).toBe('');
  });

  it('holds a file and its types for every export, and the page about the engine', async () => {
    const { exports } = JSON.parse(await readFile(join(bare.claimcheck, 'package.json'), 'utf8')) as {
      exports: { [path: string]: string | { types: string; default: string } };
    };
    const { './package.json': self, ...modules } = exports;
    expect(self).toBe('./package.json');
    for (const [path, target] of Object.entries(modules)) {
      expect([path, target]).toEqual([
        path,
        { types: expect.stringMatching(/\.d\.ts$/), default: expect.stringMatching(/\.js$/) },
      ]);
      for (const file of Object.values(target))
        expect([path, existsSync(join(bare.claimcheck, file))]).toEqual([path, true]);
    }
    expect(Object.keys(modules)).toEqual(expect.arrayContaining(['./authorization', './authorization/type-graphql']));
    expect(existsSync(join(bare.claimcheck, 'src/authorization/README.md'))).toBe(true);
    expect(existsSync(join(bare.claimcheck, 'dist/.tsbuildinfo'))).toBe(false);
  });

  it.each([
    ['authorization', { js: ['graphql'], 'd.ts': ['graphql'] }],
    ['type-graphql', { js: ['graphql', 'type-graphql'], 'd.ts': ['graphql'] }],
    ['testing', { js: ['fast-check', 'graphql'], 'd.ts': ['graphql'] }],
  ])('imports nothing but its peers in %s, in code and in types', async (name, peers) => {
    for (const [suffix, expected] of Object.entries(peers)) {
      const { files, packages } = await closureOf(join(bare.claimcheck, `dist/authorization/${name}.${suffix}`));
      expect([suffix, ...[...packages].sort()]).toEqual([suffix, ...expected]);
      expect([...files].filter((file) => !file.includes('/dist/authorization/'))).toEqual([]);
    }
  });
});

describe.each(servers)('in front of %s the engine', (name) => {
  let url: string;
  beforeAll(async () => {
    const started = await start(bare, name);
    if (!('url' in started)) throw new Error(started.stderr);
    url = started.url;
  });

  const ask = async (query: string, viewer?: string): Promise<[number, unknown]> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(viewer && { authorization: viewer }),
      },
      body: JSON.stringify({ query }),
    });
    return [response.status, await response.json()];
  };
  const denial = (column: number, path: unknown[], coordinate: string, more: object = {}) => ({
    message: 'Not allowed.',
    locations: [{ line: 1, column }],
    path,
    extensions: { code: 'FORBIDDEN', coordinate, count: 1, ...more },
  });

  it('gives each viewer what their rules allow, and nothing else', async () => {
    const query = '{ version employees { name salary } }';
    expect(await ask(query, 'hanna')).toEqual([
      200,
      { data: { version: '1', employees: [{ name: 'Ada', salary: 7 }, { name: 'Bela', salary: 8 }] } },
    ]); // prettier-ignore
    expect(await ask(query, 'ada')).toEqual([
      200,
      {
        data: { version: '1', employees: [{ name: 'Ada', salary: 7 }, { name: 'Bela', salary: null }] },
        errors: [denial(28, ['employees', 1, 'salary'], 'Employee.salary')],
      },
    ]); // prettier-ignore
    expect(await ask(query)).toEqual([
      200,
      {
        data: { version: '1', employees: null },
        errors: [
          {
            message: 'Not signed in.',
            locations: [{ line: 1, column: 11 }],
            path: ['employees'],
            extensions: { code: 'UNAUTHENTICATED', coordinate: 'Query.employees', count: 1 },
          },
        ],
      },
    ]);
  });

  it('AZ-24 B14 refuses a mutation for one input field, before anything is written', async () => {
    const mutation = 'mutation { change(input: { id: "bela", name: "Eve", salary: 9 }) { name } }';
    const unchanged = '{ employees { name salary } }';
    const before = await ask(unchanged, 'hanna');
    expect(await ask(mutation, 'ada')).toEqual([
      200,
      { data: { change: null }, errors: [denial(12, ['change'], 'Change.salary', { input: 'input.salary' })] },
    ]);
    expect(await ask(unchanged, 'hanna')).toEqual(before);
    expect(await ask(mutation.replace(', salary: 9', ''), 'ada')).toEqual([200, { data: { change: { name: 'Eve' } } }]);
    expect(await ask(mutation, 'hanna')).toEqual([200, { data: { change: { name: 'Eve' } } }]);
    expect(await ask(unchanged, 'hanna')).toEqual([
      200,
      { data: { employees: [{ name: 'Ada', salary: 7 }, { name: 'Eve', salary: 9 }] } },
    ]); // prettier-ignore
  });
});

describe('a server does not start', () => {
  const without = (source: string, ...parts: string[]): string =>
    parts.reduce((text, part) => {
      expect(text).toContain(part);
      return text.replace(part, '');
    }, source);
  const silent = (...where: string[]): string =>
    [
      'The schema is not protected. 2 gaps:',
      `  ${where[0]}: states no rule; write @Authorized(…) or @Public()`,
      `  ${where[1]}: states no rule; write @Authorized(…), @Inherited() or @Public()`,
    ].join('\n');

  it.each([
    ['apollo', ['@Public() ', '@Inherited() '], silent('EmployeeResolver.version', 'Employee.name')],
    ['http', [' @public', ' @inherited'], silent('Query.version', 'Employee.name')],
    ['yoga', [', extensions: everyone', ', extensions: inherited'], silent('Query.version', 'Employee.name')],
  ])('on %s without two of its words: it lists both and exits with 1', async (name, words, gaps) => {
    await transpile(bare, `${name}-with-gaps`, without(await sourceOf(name), ...words));
    const ended = await start(bare, `${name}-with-gaps`);
    expect(ended).toEqual({ code: 1, stderr: expect.stringContaining(`PolicyError: ${gaps}\n`) });
  });

  it("with type-graphql's own @Authorized, until the one import is changed", async () => {
    const source = (await sourceOf('apollo'))
      .replace("import { Authorized } from './policy.js'", "import { Authorized } from 'type-graphql'")
      .replace('validate: false', 'validate: false, authChecker: () => true');
    await transpile(bare, 'not-moved', source);
    const carries =
      "carries type-graphql's own @Authorized, which is not enforced here; import Authorized from the application's policy";
    const ended = await start(bare, 'not-moved');
    expect(ended).toMatchObject({ code: 1 });
    for (const member of ['Employee.salary', 'EmployeeResolver.employees', 'EmployeeResolver.change'])
      expect(ended).toMatchObject({ stderr: expect.stringContaining(`  ${member}: ${carries}\n`) });
  });
});

describe("the engine's README", () => {
  it('shows a schema that is guarded as it says', async () => {
    await transpile(
      bare,
      'ask',
      `import { graphql } from 'graphql';
       import { schema } from './readme.js';
       const employees = [{ name: 'Ada', salary: 7, userId: 'ada' }, { name: 'Bela', salary: 8, userId: 'bela' }];
       const ask = (viewer) => graphql({ schema, source: '{ employees { name salary } }', rootValue: { employees }, contextValue: { viewer } });
       console.log('Ready on ' + encodeURIComponent(JSON.stringify([await ask({ id: 'ada', roles: [] }), await ask({ id: 'h', roles: ['HR'] }), await ask(null)])));`,
    );
    const answered = await start(bare, 'ask');
    if (!('url' in answered)) throw new Error(answered.stderr);
    expect(JSON.parse(decodeURIComponent(answered.url))).toMatchObject([
      { data: { employees: [{ name: 'Ada', salary: 7 }, { name: 'Bela', salary: null }] }, errors: [{ extensions: { code: 'FORBIDDEN', coordinate: 'Employee.salary' } }] },
      { data: { employees: [{ name: 'Ada', salary: 7 }, { name: 'Bela', salary: 8 }] } },
      { data: { employees: null }, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    ]); // prettier-ignore
  });
});
