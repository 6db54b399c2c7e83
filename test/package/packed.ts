// The package as a stranger gets it: packed, unpacked beside its peers and nothing else, used by a small project.
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';

const run = promisify(execFile);

/** Where the sources of the package were compiled to, beside this test. */
const built = fileURLToPath(new URL('../../src', import.meta.url));
const consumer = 'test/package/consumer';

/** The peers of the engine with their own, and the servers that use it. */
const beside = ['graphql', 'type-graphql', 'graphql-scalars', 'reflect-metadata', '@apollo/server', 'graphql-http', 'graphql-yoga', '@types/node']; // prettier-ignore

const compilerOptions = {
  target: 'es2022',
  lib: ['es2023'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  strictPropertyInitialization: false,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  useDefineForClassFields: false,
  declaration: true,
  skipLibCheck: true,
};

/** A project of a stranger. */
export interface Bare {
  readonly folder: string;
  /** The unpacked package. */
  readonly claimcheck: string;
  remove(): Promise<void>;
}

/** Packs what was built, and unpacks it into the `node_modules` of a folder that holds only links to what stands beside it. */
export async function unpack(): Promise<Bare> {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-package-'));
  const stage = join(folder, 'stage');
  const claimcheck = join(folder, 'node_modules', 'claimcheck');
  await mkdir(claimcheck, { recursive: true });
  await cp(built, join(stage, 'dist'), { recursive: true });
  for (const file of ['package.json', 'README.md', 'LICENSE', 'schema', 'src/authorization/README.md'])
    await cp(file, join(stage, file), { recursive: true });
  await run('npm', ['pack', '--ignore-scripts', '--offline', '--pack-destination', folder], { cwd: stage });
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))!;
  await run('tar', ['-xzf', join(folder, tarball), '-C', claimcheck, '--strip-components=1']);
  await rm(stage, { recursive: true });
  for (const name of beside) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(resolve('node_modules', name), link);
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return { folder, claimcheck, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A source of the small project, as a stranger writes it: with the package's names. */
export async function sourceOf(name: string): Promise<string> {
  const source = await readFile(join(consumer, `${name}.ts`), 'utf8');
  return source.replace(/'(\.\.\/)+src\/(authorization)\/(authorization|type-graphql)\.js'/g, (_, __, folder, file) =>
    file === folder ? `'claimcheck/${folder}'` : `'claimcheck/${folder}/${file}'`,
  );
}

/** Compiles the sources with their types, as strict as can be; gives back what the compiler says. */
export async function compile(
  { folder }: Bare,
  sources: { readonly [name: string]: string },
  options: object = {},
): Promise<string> {
  const files = Object.keys(sources).map((name) => `${name}.ts`);
  for (const [name, source] of Object.entries(sources)) await writeFile(join(folder, `${name}.ts`), source);
  const config = JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, files });
  await writeFile(join(folder, 'tsconfig.json'), config);
  return run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder]).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

/** Compiles one source as it is, types unseen. */
export async function transpile({ folder }: Bare, name: string, source: string): Promise<void> {
  const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, module: 'esnext' }, folder);
  await writeFile(join(folder, `${name}.js`), ts.transpileModule(source, { compilerOptions: options }).outputText);
}

const children = new Set<ChildProcess>();

/** Starts a compiled file: its first line that says `Ready on`, or the code with which it ended and what it complained of. */
export function start(
  { folder }: Bare,
  name: string,
): Promise<{ url: string } | { code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [`${name}.js`], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((settle) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const url = /^Ready on (\S+)$/m.exec(stdout)?.[1];
      if (url) settle({ url });
    });
    child.on('close', (code) => settle({ code, stderr }));
  });
}

/** Ends every server. */
export function stopAll(): void {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
}

/** Every file that a file of the package leads to, and the packages that they import. */
export async function closureOf(file: string): Promise<{ files: ReadonlySet<string>; packages: ReadonlySet<string> }> {
  const files = new Set<string>();
  const packages = new Set<string>();
  const follow = async (at: string): Promise<void> => {
    if (files.has(at)) return;
    files.add(at);
    const { importedFiles, referencedFiles, typeReferenceDirectives } = ts.preProcessFile(
      await readFile(at, 'utf8'),
      true,
      true,
    );
    for (const { fileName } of [...referencedFiles, ...typeReferenceDirectives]) packages.add(fileName);
    for (const { fileName } of importedFiles) {
      if (!fileName.startsWith('.')) packages.add(fileName);
      else await follow(join(dirname(at), at.endsWith('.d.ts') ? fileName.replace(/\.js$/, '.d.ts') : fileName));
    }
  };
  await follow(file);
  return { files, packages };
}
