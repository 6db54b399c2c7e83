import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../errors.js';
import { OpenToOthers, createPrivate, readPrivate, systemCode } from './private-file.js';

/**
 * The text of a secret file of the data folder, made on the first call (mode 0600). Of several processes that start at
 * once, one makes it and all read the same.
 *
 * @throws {StartError} when the file is open to other users, or the folder cannot be read or written.
 */
export async function dataFile(dataDir: string, name: string, make: () => Promise<string>): Promise<string> {
  const path = join(dataDir, name);
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return (await readPrivate(path)) ?? (await createPrivate(path, await make()));
  } catch (error) {
    if (error instanceof OpenToOthers) {
      throw new StartError(`${name} in DATA_DIR must be closed to other users (chmod 600)`);
    }
    const code = systemCode(error);
    throw code ? new StartError(`DATA_DIR must be a folder that this process can read and write (${code})`) : error;
  }
}
