// Opaque cursors: encrypted, authenticated, and bound to where they were given out. Nothing of the row they point to
// can be read from one, and one that was altered, or comes from another list or viewer, is refused.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { ApiError } from '../errors.js';

/** A place in an ordered list: the sort keys of the row after which a page begins. */
export type Position = readonly (string | number | null)[];

/** Seals and opens cursors of one deployment. */
export interface Cursors {
  seal(binding: string, position: Position): string;
  /** Throws `BAD_USER_INPUT` for anything that `seal` did not give out for this binding. */
  open(binding: string, cursor: string): Position;
}

const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM with the binding as additional data. The nonce is an HMAC of binding and content under a key of its
 * own, so equal cursors are equal bytes and a nonce never serves two contents. Several keys: the first seals, all open.
 */
export function createCursors(keys: readonly KeyObject[]): Cursors {
  const pairs = keys.map((key) => ({ cipher: derive(key, 'cipher'), nonce: derive(key, 'nonce') }));
  const [first] = pairs;
  if (!first) throw new TypeError('Cursors need at least one key.');
  return {
    seal(binding, position) {
      const content = Buffer.from(JSON.stringify(position));
      const nonce = createHmac('sha256', first.nonce)
        .update(binding)
        .update('\0')
        .update(content)
        .digest()
        .subarray(0, nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', first.cipher, nonce).setAAD(Buffer.from(binding));
      return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open(binding, cursor) {
      for (const pair of pairs) {
        const position = unseal(pair.cipher, binding, cursor);
        if (position) return position;
      }
      throw new ApiError('BAD_USER_INPUT', {
        message: 'The cursor is not valid here.',
        details: { fields: [{ path: 'after', message: 'must be a cursor of this list, given to this viewer' }] },
      });
    },
  };
}

function unseal(key: KeyObject, binding: string, cursor: string): Position | undefined {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length <= nonceBytes + tagBytes || bytes.toString('base64url') !== cursor) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
    .setAAD(Buffer.from(binding))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    const content = Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
    return JSON.parse(content.toString()) as Position;
  } catch {
    return undefined; // not authentic: final() throws before anything is parsed
  }
}

function derive(key: KeyObject, label: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `cursor ${label}`, 32)));
}
