// Where the secrets of a first run live: DATA_DIR/secrets.json. Made once, whole or not at all; never overwritten,
// because a new pepper would make every stored password useless without a word.
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../errors.js';

const fileName = 'secrets.json';

const generatedSecret = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const contents = z.strictObject({
  SECRET_KEY: generatedSecret,
  JWT_SECRET: generatedSecret,
  PASSWORD_PEPPER: generatedSecret,
});

/** Each is 32 random bytes in base64url, and may be moved to the environment as it is. */
export type GeneratedSecrets = z.infer<typeof contents>;

/**
 * The generated secrets of a data folder, made on the first call (mode 0600). Of several processes that start at once,
 * one makes them and all read the same.
 *
 * @throws {StartError} when the file is damaged or open to other users, or the folder cannot be read or written.
 */
export async function generatedSecrets(dataDir: string): Promise<GeneratedSecrets> {
  const path = join(dataDir, fileName);
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return parse((await read(path)) ?? (await create(dataDir, path)));
  } catch (error) {
    const code = systemCode(error);
    throw code ? new StartError(`DATA_DIR must be a folder that this process can read and write (${code})`) : error;
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path);
    // Windows has no such bits: it reports every file as open to all.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new StartError(`${fileName} in DATA_DIR must be closed to other users (chmod 600)`);
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function create(dataDir: string, path: string): Promise<string> {
  const secret = (): string => randomBytes(32).toString('base64url');
  const made: GeneratedSecrets = { SECRET_KEY: secret(), JWT_SECRET: secret(), PASSWORD_PEPPER: secret() };
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(made, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  // A link, not a rename: it fails when another process was first, instead of replacing what that one already uses.
  await link(draft, path).catch((error: unknown) => {
    if (systemCode(error) !== 'EEXIST') throw error;
  });
  await unlink(draft);
  await syncFolder(dataDir);
  return await readFile(path, 'utf8');
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

function parse(text: string): GeneratedSecrets {
  const parsed = contents.safeParse(json(text));
  if (parsed.success) return parsed.data;
  throw new StartError(
    `${fileName} in DATA_DIR is damaged: restore it, or delete it and lose all sessions and passwords`,
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `ENOENT` and the like; `undefined` for what the operating system did not say. */
function systemCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error
    ? String(error.code)
    : undefined;
}
