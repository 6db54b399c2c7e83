import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A canonical address as audit records may hold it: equal for equal addresses, and nothing can be read from it. */
export type EmailHash = (email: string) => string;

/** HMAC-SHA-256 under the first of these keys. */
export function emailHasher([key]: readonly KeyObject[]): EmailHash {
  if (!key) throw new TypeError('emailHasher needs a key');
  return (email) => createHmac('sha256', key).update('email\0').update(email).digest('base64url');
}
