// The folder on the disk: a LevelDB, which one process holds at a time and whose batches are atomic.
import { mkdir, readdir } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { StartError } from '../../errors.js';

/** Key (collection and `_id`) → the document as BSON. */
export type Level = ClassicLevel<string, Uint8Array>;

/**
 * Opens the database in the folder, or makes one in an empty folder. Throws a `StartError` of one line when another
 * process holds it, when it cannot be written, and when it is damaged; nothing is ever deleted or repaired.
 */
export async function openLevel(folder: string): Promise<Level> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await refuseHeadless(folder);
    const level: Level = new ClassicLevel(folder, { keyEncoding: 'utf8', valueEncoding: 'view' });
    await level.open();
    return level;
  } catch (error) {
    throw startErrorOf(error);
  }
}

/** The error of a start that cannot go on, whatever the disk said. */
export function startErrorOf(error: unknown): StartError {
  if (error instanceof StartError) return error;
  return new StartError(
    `DATA_DIR: ${problems[codeOf(error)] ?? `the data folder cannot be opened (${codeOf(error)})`}`,
  );
}

const damaged = 'the data folder is damaged; nothing was changed: restore it from a copy, or move it away';

const notFolder = 'a file is where the data folder should be';
const unwritable = 'the data folder cannot be written by this user';
const problems: Readonly<Record<string, string>> = {
  LEVEL_LOCKED: 'the data folder is in use by another process',
  LEVEL_CORRUPTION: damaged,
  EEXIST: notFolder,
  ENOTDIR: notFolder,
  EACCES: unwritable,
  EPERM: unwritable,
  EROFS: unwritable,
  LEVEL_IO_ERROR: unwritable,
  ENOSPC: 'the disk of the data folder is full',
};

/** LevelDB says why in the cause, and only in words that a file of its own is missing. */
function codeOf(error: unknown): string {
  const { code = 'unknown', message, cause } = error as NodeJS.ErrnoException;
  if (cause !== undefined) return codeOf(cause);
  return code === 'LEVEL_IO_ERROR' && message.includes('No such file') ? 'LEVEL_CORRUPTION' : code;
}

/** Without its file CURRENT, LevelDB takes a database for a new one and deletes what it finds. */
async function refuseHeadless(folder: string): Promise<void> {
  const names = await readdir(folder);
  const old = names.some((name) => /^MANIFEST-|\.(ldb|sst|log)$/.test(name));
  if (old && !names.includes('CURRENT')) throw new StartError(`DATA_DIR: ${damaged}`);
}
