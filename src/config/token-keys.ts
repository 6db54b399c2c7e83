// The keys of access tokens: from JWT_KEYS_FILE, else JWT_SECRET (HS), else generated into DATA_DIR outside production.
import { StartError } from '../errors.js';
import type { Algorithm } from './algorithms.js';
import { keyTypeOf } from './algorithms.js';
import { dataFile } from './data-file.js';
import { generateJwk, keySetText } from './generate-key.js';
import { readKeySet } from './key-set.js';
import type { SigningKeys } from './signing-keys.js';

/** The keys as they are now. */
export interface TokenKeys {
  /** To be asked for each token: a reload replaces it. */
  readonly current: SigningKeys;
  /** Only of a `JWT_KEYS_FILE`: replaces `current` whenever the file changes, within a second. */
  readonly follow?: (report: KeysReport) => Following;
}

/** A file that is being followed. */
export interface Following {
  /** Reads the file now, if it changed. Never rejects: of keys that cannot be had it is the report that hears. */
  reload(): Promise<void>;
  stop(): void;
}

/** What becomes of a reload. Keys that are refused change nothing: the old ones stay. */
export interface KeysReport {
  /** The names of the keys, the one that signs first. */
  replaced(kids: readonly string[]): void;
  /** One line for each problem; never a part of a key. */
  refused(problems: readonly string[]): void;
}

/**
 * The pair that was generated for this algorithm into a data folder, made on the first call (mode 0600).
 *
 * @throws {StartError} when the file is damaged or open to other users, or the folder cannot be read or written.
 */
export async function generatedPair(dataDir: string, algorithm: Algorithm): Promise<SigningKeys> {
  const fileName = `jwt-${algorithm.toLowerCase()}.json`;
  const text = await dataFile(dataDir, fileName, async () => keySetText([await generateJwk(algorithm)]));
  const reading = readKeySet(text, algorithm);
  if ('keys' in reading) return reading.keys;
  throw new StartError(`${fileName} in DATA_DIR is damaged: restore it, or delete it and end all access tokens`);
}

/** Whether an algorithm signs with a text (`JWT_SECRET`) rather than with a pair of keys. */
export function isHmac(algorithm: Algorithm): algorithm is 'HS256' | 'HS384' | 'HS512' {
  return keyTypeOf(algorithm) === 'oct';
}
