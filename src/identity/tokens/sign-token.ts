import jwt from 'jsonwebtoken';
import type { SigningKey } from '../../config/signing-keys.js';

/** Signs claims with the key's own algorithm. The header has exactly `alg`, `typ` and `kid`; `iat` is the claims' own. */
export function signToken(claims: object, typ: string, { algorithm, kid, signs }: SigningKey): string {
  return jwt.sign(claims, signs, { algorithm, header: { alg: algorithm, typ, kid } });
}
