// Keys for tests: one set an algorithm, made once a process, because RSA takes its time.
import { generateKeyPairSync } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import type { Algorithm } from '../../src/config/algorithms.js';
import { generateJwk, keySetText } from '../../src/config/generate-key.js';
import { readKeySet } from '../../src/config/key-set.js';
import type { SigningKeys } from '../../src/config/signing-keys.js';

const made = new Map<string, JsonWebKey>();

/** One 2048-bit pair serves all RSA algorithms: longer ones take seconds to make. */
export async function jwkFor(
  algorithm: Algorithm,
  kid = `the ${algorithm} key`.replaceAll(' ', '-'),
): Promise<JsonWebKey> {
  const kind = /^[RP]S/.test(algorithm) ? 'RS256' : algorithm;
  if (!made.has(kind)) made.set(kind, await generateJwk(kind));
  return { ...made.get(kind), kid, alg: algorithm };
}

/** The key set that a file with these keys would be. */
export function keysOf(jwks: readonly JsonWebKey[], algorithm?: Algorithm): SigningKeys {
  const reading = readKeySet(keySetText(jwks), algorithm);
  if ('keys' in reading) return reading.keys;
  throw new Error(reading.problems.join('\n'));
}

/** What is wrong with these keys. */
export function problemsOf(jwks: unknown, algorithm?: Algorithm): readonly string[] {
  const reading = readKeySet(typeof jwks === 'string' ? jwks : JSON.stringify({ keys: jwks }), algorithm);
  return 'keys' in reading ? [] : reading.problems;
}

export function rsaJwk(modulusLength: number, publicExponent = 65_537): JsonWebKey {
  return generateKeyPairSync('rsa', { modulusLength, publicExponent }).privateKey.export({ format: 'jwk' });
}

export function ecJwk(namedCurve: string): JsonWebKey {
  return generateKeyPairSync('ec', { namedCurve }).privateKey.export({ format: 'jwk' });
}
