import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { createSchema } from '../../src/app.js';
import { directory } from '../../src/features/directory.js';
import { emitSchema } from '../../src/graphql/emit.js';

const generated = 'src/client/generated';

it('schema/schema.graphql is the SDL of this code', async () => {
  expect(await readFile('schema/schema.graphql', 'utf8')).toBe(emitSchema(await createSchema([directory])));
});

it('src/client/generated is, byte for byte, what codegen makes of the schema and the operations', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-codegen-'));
  for (const input of ['codegen.yml', 'schema', 'src/client/operations'])
    await cp(input, join(folder, input), { recursive: true });
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await promisify(execFile)(resolve('node_modules/.bin/graphql-codegen'), ['--silent'], { cwd: folder });
  expect(await filesOf(generated)).toEqual(await filesOf(join(folder, generated)));
  await rm(folder, { recursive: true });
});

async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}
