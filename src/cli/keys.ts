// Private JWK Sets for JWT_KEYS_FILE. Only `keys generate` without `--out` prints a private part: the whole set, to be piped.
import type { JsonWebKey } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { hashBitsOf } from '../config/algorithms.js';
import type { Algorithm } from '../config/algorithms.js';
import { generateJwk, keySetText } from '../config/generate-key.js';
import { readKeySet } from '../config/key-set.js';
import type { KeySetReading } from '../config/key-set.js';
import { OpenToOthers, readPrivate, replacePrivate, systemCode } from '../config/private-file.js';
import type { SigningKey } from '../config/signing-keys.js';
import { StartError } from '../errors.js';

/** What `keys list` says of a key: nothing that helps to sign. */
interface ListedKey {
  readonly kid: string;
  readonly alg: Algorithm;
  readonly use: 'signs and verifies' | 'verifies only';
  readonly bits: number;
}

/**
 * Writes a new private JWK Set with one key, mode 0600. Without a file it goes to the standard output.
 *
 * @throws {StartError} when the file is there already: it is never overwritten.
 */
export async function keysGenerate({ algorithm, out }: { algorithm: Algorithm; out?: string }): Promise<void> {
  const text = keySetText([await generateJwk(algorithm)]);
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  await writeFile(out, text, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    throw fileProblem(out, error);
  });
  console.log(`${out} holds a new key for ${algorithm}; name it in JWT_KEYS_FILE, and set JWT_ALGORITHM=${algorithm}`);
}

/** Puts a new key before those of a set: it signs from now on, and the old ones verify, the newest `keep` of them. */
export async function keysRotate(file: string, { keep, json }: { keep?: number; json?: boolean }): Promise<void> {
  const { keys, jwks } = await setIn(file);
  const jwk = await generateJwk(keys.first.algorithm);
  // The newest first: they are in the order in which rotation put them.
  const kept = jwks.slice(0, keep ?? jwks.length).map((old, index) => withAlgorithm(old, keys.all[index]!));
  const text = keySetText([jwk, ...kept]);
  const reading = readKeySet(text);
  if (!('keys' in reading)) throw new StartError(...reading.problems.map((problem) => `${file} ${problem}`));
  await replacePrivate(file, text).catch((error: unknown) => {
    throw fileProblem(file, error);
  });
  print(reading.keys.all, json);
}

/** Prints what a set holds. */
export async function keysList(file: string, { json }: { json?: boolean }): Promise<void> {
  print((await setIn(file)).keys.all, json);
}

async function setIn(file: string): Promise<Extract<KeySetReading, { keys: unknown }>> {
  const text = await readPrivate(file).catch((error: unknown) => {
    throw fileProblem(file, error);
  });
  if (text === undefined) throw new StartError(`${file} is not there`);
  const reading = readKeySet(text);
  if ('keys' in reading) return reading;
  throw new StartError(...reading.problems.map((problem) => `${file} ${problem}`));
}

/** An `alg` that was implied by the first key is written down: another one may be first now. */
function withAlgorithm(jwk: JsonWebKey, { algorithm }: SigningKey): JsonWebKey {
  return { ...jwk, alg: algorithm };
}

function print(keys: readonly SigningKey[], json: boolean | undefined): void {
  const listed = keys.map(listedKey);
  if (json) {
    process.stdout.write(`${JSON.stringify({ keys: listed }, null, 2)}\n`);
    return;
  }
  const widest = Math.max(...listed.map(({ kid }) => kid.length));
  for (const { kid, alg, use, bits } of listed) console.log(`${kid.padEnd(widest)}  ${alg}  ${bits} bits  ${use}`);
}

function listedKey({ kid, algorithm, verifies }: SigningKey, index: number): ListedKey {
  const use = index === 0 ? 'signs and verifies' : 'verifies only';
  const bits = verifies.type === 'secret' ? verifies.symmetricKeySize! * 8 : bitsOfPair(verifies, algorithm);
  return { kid, alg: algorithm, use, bits };
}

/** RSA: the modulus; EC: the curve, which for ES512 is P-521. */
function bitsOfPair({ asymmetricKeyDetails }: SigningKey['verifies'], algorithm: Algorithm): number {
  const bits = hashBitsOf(algorithm);
  return asymmetricKeyDetails?.modulusLength ?? (bits === 512 ? 521 : bits);
}

function fileProblem(file: string, error: unknown): unknown {
  if (error instanceof OpenToOthers) return new StartError(`${file} must be closed to other users (chmod 600)`);
  const code = systemCode(error);
  if (code === 'EEXIST') return new StartError(`${file} is there already, and is not overwritten`);
  return code ? new StartError(`${file} cannot be read or written (${code})`) : error;
}
