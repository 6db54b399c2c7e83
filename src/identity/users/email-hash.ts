import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A canonical address as audit records may hold it: equal for equal addresses, and nothing can be read from it. */
export type EmailHash = (email: string) => string;

/** HMAC-SHA-256 under a key of its own. */
export function emailHasher(key: KeyObject): EmailHash {
  return (email) => createHmac('sha256', key).update('email\0').update(email).digest('base64url');
}
