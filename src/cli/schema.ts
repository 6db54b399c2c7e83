import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createSchema } from '../app.js';
import { directory } from '../features/directory.js';
import { emitSchema } from '../graphql/emit.js';
import { StartError } from '../errors.js';

/** Prints the SDL with every rule, or writes it. Needs neither a store nor a server. */
export async function schemaPrint({ out }: { out?: string }): Promise<void> {
  const sdl = emitSchema(await createSchema([directory]));
  if (out === undefined) process.stdout.write(sdl);
  else {
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, sdl);
  }
}

/** Throws when the file is not the SDL of today's code. */
export async function schemaCheck(file: string): Promise<void> {
  const sdl = emitSchema(await createSchema([directory]));
  const written = await readFile(file, 'utf8').catch(() => undefined);
  if (written === undefined) throw new StartError(`${file} cannot be read; run npm run codegen`);
  if (written !== sdl) throw new StartError(`${file} is not up to date; run npm run codegen and review the difference`);
}
