// The README says nothing that is not so: its examples run, its tables are the code's.
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { settingNames } from '../src/config/settings.js';
import { catalogue } from '../src/errors.js';
import { startApplication } from './application.js';
import type { Running } from './application.js';

const readme = await readFile('README.md', 'utf8');
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language: language!,
  text: text!,
}));
const blocksIn = (language: string): string[] =>
  blocks.filter((block) => block.language === language).map(({ text }) => text);

/** The rows of the table below a heading row that begins so: cells without backquotes. */
function table(header: string): string[][] {
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => line.replace(/\s+/g, ' ').startsWith(header));
  expect(start).toBeGreaterThan(0);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines
    .slice(start, end)
    .filter((_, index) => index !== 1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replace(/`/g, '')),
    );
}

let running: Running;
beforeAll(async () => {
  running = await startApplication({ SEED_EMPLOYEES: '60' });
});
afterAll(() => running.stop());

describe('the README', () => {
  it('asks one question and prints its two answers as they are', async () => {
    const [question] = blocksIn('graphql');
    const [manager, employee] = blocksIn('json').map((text) => JSON.parse(text) as unknown);
    expect((await running.ask(question!.trim(), await running.tokenOf('manager'))).body).toEqual(manager);
    expect((await running.ask(question!.trim(), await running.tokenOf('employee'))).body).toEqual(employee);
  });

  it('shows a type that is guarded as it says, and the gaps of one without two of its words', async () => {
    const source = blocksIn('ts')[0]!;
    const whole = await runExample(`${source}
      const people = { find: () => [{ id: '1', name: 'Ada', salary: 7, userId: 'ada' }, { id: '2', name: 'Bela', salary: 8, userId: 'bela' }] };
      const { graphql } = await import('graphql');
      const ask = (viewer: unknown) => graphql({ schema, source: '{ version employees { name salary } }', contextValue: { viewer, people } });
      console.log(JSON.stringify([await ask({ id: 'ada', roles: ['EMPLOYEE'] }), await ask({ id: 'h', roles: ['HR'] }), await ask(null)]));`);
    expect(JSON.parse(whole)).toMatchObject([
      { data: { version: '1', employees: [{ name: 'Ada', salary: 7 }, { name: 'Bela', salary: null }] }, errors: [{ extensions: { code: 'FORBIDDEN', coordinate: 'Employee.salary' } }] },
      { data: { version: '1', employees: [{ name: 'Ada', salary: 7 }, { name: 'Bela', salary: 8 }] } },
      { data: { version: '1', employees: null }, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    ]); // prettier-ignore
    const gaps = await runExample(
      source
        .replace('@Inherited() @Field(() => String) name', '@Field(() => String) name')
        .replace('@Public() @Query', '@Query')
        .replace('export const schema = protect(', 'try { protect(')
        .replace(/\);\n$/, '); } catch (error) { console.log((error as Error).message); }\n'),
    );
    expect(gaps).toBe(blocksIn('text')[0]);
  });

  it('prints a corner of the matrix that every account finds so', async () => {
    const [[, ...viewers], ...rows] = table('| field ') as [string[], ...string[][]];
    for (const [coordinate, ...cells] of rows) {
      for (const [index, viewer] of viewers.entries())
        expect([coordinate, viewer, await reads(coordinate!, viewer)]).toEqual([
          coordinate,
          viewer,
          cells[index] === 'yes',
        ]);
    }
  });

  it('lists every error with its text', () => {
    const listed = Object.fromEntries(table('| code ').slice(1) as [string, string][]);
    expect(listed).toEqual(Object.fromEntries(Object.entries(catalogue).map(([code, { text }]) => [code, text])));
  });

  it('lists every setting, as .env.example does', async () => {
    expect(
      table('| setting ')
        .slice(1)
        .map(([name]) => name),
    ).toEqual([...settingNames]);
    const example = await readFile('.env.example', 'utf8');
    expect([...example.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name).sort()).toEqual([...settingNames].sort());
  });

  it('gives a reason for every dependency, and for no other', async () => {
    const { dependencies, devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;
    const listed = table('| package ').slice(1);
    expect(listed.map(([name]) => name).sort()).toEqual(
      [...Object.keys(dependencies), ...Object.keys(devDependencies)].sort(),
    );
    expect(listed.every(([, reason]) => reason !== '')).toBe(true);
  });
});

async function reads(coordinate: string, viewer: string): Promise<boolean> {
  const [type, field] = coordinate.split('.') as [string, string];
  const person = await running.application.store
    .collection<{ _id: string; userId: string; departmentId: string }>('people')
    .findOne({ userId: 'user-employee' });
  const root = type === 'Employee' ? `employee(id: "${person!._id}")` : `department(id: "${person!.departmentId}")`;
  const selection = ['salary', 'budget'].includes(field) ? `${field} { amount }` : field;
  const { body } = await running.ask(`{ it: ${root} { ${selection} } }`, await running.tokenOf(viewer));
  return ((body.data?.['it'] as Record<string, unknown> | null)?.[field] ?? null) !== null;
}

/** Compiles an example as a user would, beside the packages that it imports, and gives back what it prints. */
async function runExample(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-readme-'));
  try {
    const compilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      useDefineForClassFields: false,
    };
    const engine = resolve('build/src/authorization/type-graphql.js');
    const { outputText } = ts.transpileModule(source.replace('claimcheck/authorization/type-graphql', engine), {
      compilerOptions,
    });
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'example.js'), `import 'reflect-metadata';\n${outputText}`);
    return (await promisify(execFile)(process.execPath, ['example.js'], { cwd: folder })).stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
