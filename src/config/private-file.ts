// Files that hold secrets: mode 0600, written whole or not at all, and never read while others could have read them.
import { randomBytes } from 'node:crypto';
import { chown, link, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file that others than its owner may read or write. */
export class OpenToOthers extends Error {}

/**
 * The text of a file; `undefined` where there is none.
 *
 * @throws {OpenToOthers} when its mode lets other users read or write it. What the operating system says is thrown on.
 */
export async function readPrivate(path: string): Promise<string | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    // Of the opened file: its name may stand for another one by now.
    const { mode } = await file.stat();
    // Windows has no such bits: it reports every file as open to all.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw new OpenToOthers();
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Writes a file that was not there, and gives back what is there: of several that do so at once, the first one's text. */
export async function createPrivate(path: string, text: string): Promise<string> {
  const draft = await writeDraft(path, text);
  // A link, not a rename: it fails when another process was first, instead of replacing what that one already uses.
  await link(draft, path).catch((error: unknown) => {
    if (systemCode(error) !== 'EEXIST') throw error;
  });
  await unlink(draft);
  await syncFolder(dirname(path));
  return await readFile(path, 'utf8');
}

/** Replaces a file in one step: a reader finds the old text or the new. Its owner stays. */
export async function replacePrivate(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const draft = await writeDraft(target, text);
  try {
    const [{ uid, gid }, mine] = await Promise.all([stat(target), stat(draft)]);
    if (uid !== mine.uid || gid !== mine.gid) await chown(draft, uid, gid);
    await rename(draft, target);
  } catch (error) {
    await unlink(draft);
    throw error;
  }
  await syncFolder(dirname(target));
}

async function writeDraft(path: string, text: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

/** `ENOENT` and the like; `undefined` for what the operating system did not say. */
export function systemCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error
    ? String(error.code)
    : undefined;
}
