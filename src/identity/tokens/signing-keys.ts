import { hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** An HMAC key and the name by which a token's header calls it (RFC 7515, section 4.1.4). */
export interface SigningKey {
  readonly kid: string;
  readonly key: KeyObject;
}

/** The first key makes, all verify. */
export interface SigningKeys {
  readonly first: SigningKey;
  /** The key of that name. Only a string that is exactly a known `kid` finds one; nothing is fetched or read. */
  find(kid: unknown): SigningKey | undefined;
}

/**
 * Names each key by 96 bits derived from it with HKDF: two processes with one secret agree on the name, and the name is
 * in every token without being a hash to try guesses on that anything else uses.
 */
export function signingKeys(keys: readonly KeyObject[]): SigningKeys {
  const named = keys.map((key) => ({ key, kid: kidOf(key) }));
  const [first] = named;
  if (!first) throw new TypeError('signingKeys needs at least one key');
  const byKid = new Map<unknown, SigningKey>(named.map((entry) => [entry.kid, entry]));
  return { first, find: (kid) => byKid.get(kid) };
}

function kidOf(key: KeyObject): string {
  return Buffer.from(hkdfSync('sha256', key, '', 'claimcheck kid', 12)).toString('base64url');
}
