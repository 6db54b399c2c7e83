// Where the secrets of a first run live: DATA_DIR/secrets.json. Made once, whole or not at all; never overwritten,
// because a new pepper would make every stored password useless without a word.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { StartError } from '../errors.js';
import { dataFile } from './data-file.js';

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
  return parse(await dataFile(dataDir, fileName, async () => `${JSON.stringify(newSecrets(), null, 2)}\n`));
}

function newSecrets(): GeneratedSecrets {
  const secret = (): string => randomBytes(32).toString('base64url');
  return { SECRET_KEY: secret(), JWT_SECRET: secret(), PASSWORD_PEPPER: secret() };
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
