import { unwatchFile, watchFile } from 'node:fs';
import { StartError } from '../errors.js';
import type { Algorithm } from './algorithms.js';
import { readKeySet } from './key-set.js';
import { OpenToOthers, readPrivate, systemCode } from './private-file.js';
import type { SigningKeys } from './signing-keys.js';
import type { KeysReport, TokenKeys } from './token-keys.js';

/** How often the file is looked at: a new key is known everywhere within this time. Milliseconds. */
const interval = 1_000;

/**
 * The keys of `JWT_KEYS_FILE`, which can be followed.
 *
 * @throws {StartError} when the file cannot be read, is open to other users, or is no set of sound keys.
 */
export async function keysFile(path: string, algorithm: Algorithm): Promise<TokenKeys> {
  let text: string | undefined = await textOf(path);
  let current = keysIn(text, algorithm);
  const reload = async (report: KeysReport): Promise<void> => {
    const before = text;
    try {
      text = undefined; // what cannot be read is no longer known
      text = await textOf(path);
      if (text === before) return;
      current = keysIn(text, algorithm);
      report.replaced(current.all.map(({ kid }) => kid));
    } catch (error) {
      const unknown = `JWT_KEYS_FILE cannot be read (${String(error)})`;
      report.refused(error instanceof StartError ? error.problems : [unknown]);
    }
  };
  return {
    get current() {
      return current;
    },
    follow(report) {
      // One after the other: the last that was read is the last that was written.
      let reloading = Promise.resolve();
      const reloadInTurn = (): Promise<void> => (reloading = reloading.then(() => reload(report)));
      const onChange = (): void => void reloadInTurn();
      // By the file's name, not its inode: it may be replaced, as `keys rotate` and mounted secrets do.
      watchFile(path, { interval, persistent: false }, onChange);
      onChange(); // what changed since the start
      return { reload: reloadInTurn, stop: () => unwatchFile(path, onChange) };
    },
  };
}

function keysIn(text: string, algorithm: Algorithm): SigningKeys {
  const reading = readKeySet(text, algorithm);
  if ('keys' in reading) return reading.keys;
  throw new StartError(...reading.problems.map((problem) => `JWT_KEYS_FILE ${problem}`));
}

async function textOf(path: string): Promise<string> {
  try {
    const text = await readPrivate(path);
    if (text !== undefined) return text;
  } catch (error) {
    if (error instanceof OpenToOthers) {
      throw new StartError('JWT_KEYS_FILE must be closed to other users (chmod 600)');
    }
    const code = systemCode(error);
    throw code ? new StartError(`JWT_KEYS_FILE must be a file that this process can read (${code})`) : error;
  }
  throw new StartError('JWT_KEYS_FILE must be a file that this process can read (ENOENT)');
}
