// Run by the build: `node dist/http/explorer/copy-assets.js`. The packages are needed then and not at run time.
import { copyFile, mkdir, rename, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assetsFolder, ownAssets, packageAssets } from './assets.js';

/** Copies the explorer's files next to this compiled file; a copy that is up to date is left alone. */
export async function copyAssets(): Promise<void> {
  const require = createRequire(import.meta.url);
  const own = join(projectFolder(), 'src/http/explorer/page');
  const sources = [
    ...ownAssets.map((name) => join(own, name)),
    ...packageAssets.map(([name, path]) => join(dirname(require.resolve(`${name}/package.json`)), path)),
  ];
  await mkdir(assetsFolder, { recursive: true });
  await Promise.all(sources.map((source) => copy(source, fileURLToPath(new URL(basename(source), assetsFolder)))));
}

async function copy(source: string, target: string): Promise<void> {
  const [from, to] = await Promise.all([stat(source), stat(target).catch(() => undefined)]);
  if (to && to.size === from.size && to.mtimeMs >= from.mtimeMs) return;
  // Two builds may run at once, as tests do: nobody reads half a file.
  await copyFile(source, `${target}.${process.pid}`);
  await rename(`${target}.${process.pid}`, target);
}

/** The compiled file may be in `dist/` or, for tests, in `build/src/`. */
function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await copyAssets();
