// The algorithms of RFC 7518, section 3.1, that this server signs and verifies with. `none` is not one of them.

/** Each value that `JWT_ALGORITHM` and the `alg` of a key can have. */
export const algorithms = [
  'HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512',
] as const; // prettier-ignore

/** One of them. */
export type Algorithm = (typeof algorithms)[number];

/** The key type (`kty`, RFC 7518, section 6.1) that an algorithm needs. */
export type KeyType = 'oct' | 'RSA' | 'EC';

/** Narrows anything to an algorithm that this server knows. */
export function isAlgorithm(value: unknown): value is Algorithm {
  return (algorithms as readonly unknown[]).includes(value);
}

/** HS needs `oct`, RS and PS need `RSA`, ES needs `EC`. */
export function keyTypeOf(algorithm: Algorithm): KeyType {
  return ({ H: 'oct', R: 'RSA', P: 'RSA', E: 'EC' } as const)[algorithm[0] as 'H' | 'R' | 'P' | 'E'];
}

/** The length of its hash: 256, 384 or 512. */
export function hashBitsOf(algorithm: Algorithm): 256 | 384 | 512 {
  return Number(algorithm.slice(2)) as 256 | 384 | 512;
}

/** The one curve of each ES algorithm (RFC 7518, section 3.4), by its JWK name and by OpenSSL's. */
export const curves = {
  256: { crv: 'P-256', namedCurve: 'prime256v1' },
  384: { crv: 'P-384', namedCurve: 'secp384r1' },
  512: { crv: 'P-521', namedCurve: 'secp521r1' },
} as const;
