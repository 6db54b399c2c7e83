import { createHash, createSecretKey, generateKeyPair, randomBytes } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';
import { curves, hashBitsOf, keyTypeOf } from './algorithms.js';
import type { Algorithm } from './algorithms.js';
import { hmacKey } from './signing-keys.js';

const generatePair = promisify(generateKeyPair);

/** RSA bits by the length of the hash. */
const modulusLengths = { 256: 2_048, 384: 3_072, 512: 4_096 } as const;

/**
 * A new private key for one algorithm, as a JWK with `kid`, `alg` and `use`. A secret is as long as the hash, RSA has
 * 2048, 3072 or 4096 bits, EC the algorithm's own curve. The `kid` of a pair is its thumbprint (RFC 7638).
 */
export async function generateJwk(algorithm: Algorithm): Promise<JsonWebKey> {
  const about = { use: 'sig', alg: algorithm };
  const bits = hashBitsOf(algorithm);
  switch (keyTypeOf(algorithm)) {
    case 'oct': {
      const key = createSecretKey(randomBytes(bits / 8));
      const { kid } = hmacKey(key, algorithm as 'HS256');
      return { kid, ...about, ...key.export({ format: 'jwk' }) };
    }
    case 'RSA': {
      const { privateKey } = await generatePair('rsa', { modulusLength: modulusLengths[bits] });
      const jwk = privateKey.export({ format: 'jwk' });
      return { kid: thumbprint({ e: jwk.e, kty: jwk.kty, n: jwk.n }), ...about, ...jwk };
    }
    case 'EC': {
      const { privateKey } = await generatePair('ec', { namedCurve: curves[bits].namedCurve });
      const jwk = privateKey.export({ format: 'jwk' });
      return { kid: thumbprint({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }), ...about, ...jwk };
    }
  }
}

/** The text of a file that holds these keys. */
export function keySetText(jwks: readonly JsonWebKey[]): string {
  return `${JSON.stringify({ keys: jwks }, null, 2)}\n`;
}

/** RFC 7638, section 3: the required members alone, in the order of their names. */
function thumbprint(required: object): string {
  return createHash('sha256').update(JSON.stringify(required)).digest('base64url');
}
