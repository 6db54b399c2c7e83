// A private JSON Web Key Set (RFC 7517, section 5): the first key signs, all verify.
import { createPrivateKey, createPublicKey, createSecretKey, sign, verify } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { algorithms, curves, hashBitsOf, isAlgorithm, keyTypeOf } from './algorithms.js';
import type { Algorithm } from './algorithms.js';
import { isExample, weaknessOf } from './secret-strength.js';
import { signingKeys } from './signing-keys.js';
import type { SigningKey, SigningKeys } from './signing-keys.js';

/** What a text says as a key set, or one line for each thing that is wrong with it; never a part of a key. */
export type KeySetReading =
  { readonly keys: SigningKeys; readonly jwks: readonly JsonWebKey[] } | { readonly problems: readonly string[] };

const mostKeys = 100;

/** What may stand in a header without being escaped or mistaken. */
const kidShape = /^[\x21-\x7e]{1,256}$/;

/**
 * Reads a private JWK Set. Each key has a `kid` of its own and an `alg`; a missing `alg` is that of the deployment, else
 * the first key's. Members that are not known are ignored, as RFC 7517 says.
 *
 * Refused: public keys, key types other than oct, RSA and EC, an `alg` that is not the key's, keys that are not for
 * signatures (`use`, `key_ops`), secrets shorter than the hash (RFC 7518, section 3.2) or easy to guess, RSA under 2048
 * bits or with a small exponent, another curve than the algorithm's, and halves that do not belong together.
 *
 * @param algorithm `JWT_ALGORITHM`: the first key has to be for it. Not given: whatever the first key is for.
 */
export function readKeySet(text: string, algorithm?: Algorithm): KeySetReading {
  const jwks = entriesOf(text);
  if (!jwks) return { problems: ['must be a JSON Web Key Set: {"keys": […]} with 1 to 100 keys'] };
  const given: unknown = algorithm ?? jwks[0]?.['alg'];
  const implied = isAlgorithm(given) ? given : undefined;
  const read = jwks.map((jwk) => readKey(jwk, implied));
  const problems = read.flatMap((key, index) => (typeof key === 'string' ? [`key ${index + 1} ${key}`] : []));
  const keys = read.filter((key) => typeof key !== 'string');
  const kids = keys.map(({ kid }) => kid);
  if (new Set(kids).size < kids.length) problems.push('must give each key a kid of its own');
  const [first] = read;
  if (algorithm && typeof first === 'object' && first.algorithm !== algorithm) {
    problems.push(`must begin with a key whose alg is JWT_ALGORITHM (${algorithm}), because the first key signs`);
  }
  return problems.length > 0 ? { problems } : { keys: signingKeys(keys), jwks };
}

function entriesOf(text: string): readonly JsonWebKey[] | undefined {
  try {
    const set: unknown = JSON.parse(text);
    if (!isObject(set) || !Array.isArray(set['keys'])) return undefined;
    const keys: readonly unknown[] = set['keys'];
    return keys.length > 0 && keys.length <= mostKeys && keys.every(isObject) ? keys : undefined;
  } catch {
    return undefined;
  }
}

/** The key, or what is wrong with it. */
function readKey(jwk: JsonWebKey, implied: Algorithm | undefined): SigningKey | string {
  const { kid, kty } = jwk;
  if (typeof kid !== 'string' || !kidShape.test(kid)) return 'must have a kid: 1 to 256 visible ASCII characters';
  if (kty !== 'oct' && kty !== 'RSA' && kty !== 'EC') return 'must be of kty oct, RSA or EC';
  const fitting = implied && keyTypeOf(implied) === kty ? implied : undefined;
  const algorithm = jwk['alg'] === undefined ? fitting : jwk['alg'];
  if (!isAlgorithm(algorithm)) return `must have an alg, one of ${algorithms.join(', ')}`;
  if (keyTypeOf(algorithm) !== kty) return `must have an alg for kty ${kty}`;
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') return 'must be for signatures (use: sig)';
  const operations = jwk['key_ops'];
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('sign'))) {
    return 'must be for signing (key_ops: ["sign", "verify"])';
  }
  const named = { kid, algorithm };
  return kty === 'oct' ? readSecret(jwk, named) : readPair(jwk, named);
}

type Named = Pick<SigningKey, 'kid' | 'algorithm'>;

function readSecret({ k }: JsonWebKey, named: Named): SigningKey | string {
  const bytes = Buffer.from(typeof k === 'string' ? k : '', 'base64url');
  if (bytes.length === 0 || bytes.toString('base64url') !== k) return 'must have a secret (k) in base64url';
  const length = hashBitsOf(named.algorithm) / 8;
  if (bytes.length < length) return `must be at least ${length} bytes long for ${named.algorithm}`;
  const weakness = isExample(k) ? 'must not be a well-known example' : weaknessOf(bytes);
  if (weakness) return weakness;
  const key = createSecretKey(bytes);
  return { ...named, signs: key, verifies: key };
}

function readPair(jwk: JsonWebKey, named: Named): SigningKey | string {
  if (jwk.d === undefined) return 'must be a private key (d is missing)';
  let signs: KeyObject;
  let verifies: KeyObject;
  try {
    signs = createPrivateKey({ key: jwk, format: 'jwk' });
    verifies = createPublicKey(signs);
    if (!belongTogether(signs, verifies)) return 'must have a private and a public part that belong together';
  } catch {
    return `must be a whole and sound private key of kty ${jwk.kty}`;
  }
  const { modulusLength, publicExponent, namedCurve } = verifies.asymmetricKeyDetails ?? {};
  if (jwk.kty === 'RSA') {
    if ((modulusLength ?? 0) < 2_048) return 'must have at least 2048 bits (RFC 7518, section 3.3)';
    if ((publicExponent ?? 0n) < 65_537n) return 'must have a public exponent of at least 65537';
  } else if (namedCurve !== curves[hashBitsOf(named.algorithm)].namedCurve) {
    return `must be on the curve ${curves[hashBitsOf(named.algorithm)].crv} for ${named.algorithm}`;
  }
  return { ...named, signs, verifies };
}

// OpenSSL takes a private part beside the public part of another key without complaint.
function belongTogether(signs: KeyObject, verifies: KeyObject): boolean {
  const bytes = Buffer.from('claimcheck');
  return verify('sha256', bytes, verifies, sign('sha256', bytes, signs));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
