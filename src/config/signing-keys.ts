import { hkdfSync } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { keyTypeOf } from './algorithms.js';
import type { Algorithm } from './algorithms.js';

/** A key, the one algorithm for which it is good, and the name by which a token's header calls it (RFC 7515, section 4.1.4). */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  /** The secret or private key. */
  readonly signs: KeyObject;
  /** The secret or public key. */
  readonly verifies: KeyObject;
}

/** The first key makes, all verify. */
export interface SigningKeys {
  readonly first: SigningKey;
  readonly all: readonly SigningKey[];
  /** The key of that name. Only a string that is exactly a known `kid` finds one; nothing is fetched or read. */
  find(kid: unknown): SigningKey | undefined;
}

/** The public half of a key, for a JWK Set (RFC 7517). */
export type PublicJwk = JsonWebKey & { readonly kid: string; readonly alg: Algorithm; readonly use: 'sig' };

/** @throws {TypeError} without a key. */
export function signingKeys(keys: readonly SigningKey[]): SigningKeys {
  const [first] = keys;
  if (!first) throw new TypeError('signingKeys needs at least one key');
  const byKid = new Map<unknown, SigningKey>(keys.map((key) => [key.kid, key]));
  return { first, all: keys, find: (kid) => byKid.get(kid) };
}

/**
 * Names a secret by 96 bits derived from it with HKDF: two processes with one secret agree on the name, and the name is
 * in every token without being a hash to try guesses on that anything else uses.
 */
export function hmacKey(key: KeyObject, algorithm: 'HS256' | 'HS384' | 'HS512'): SigningKey {
  const kid = Buffer.from(hkdfSync('sha256', key, '', 'claimcheck kid', 12)).toString('base64url');
  return { kid, algorithm, signs: key, verifies: key };
}

/** What other services need to verify: the public keys. A secret has no public half, and is left out. */
export function publicJwks({ all }: SigningKeys): readonly PublicJwk[] {
  return all
    .filter(({ algorithm }) => keyTypeOf(algorithm) !== 'oct')
    .map(({ kid, algorithm, verifies }) => ({
      ...verifies.export({ format: 'jwk' }),
      kid,
      alg: algorithm,
      use: 'sig',
    }));
}
