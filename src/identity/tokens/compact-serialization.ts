// RFC 7515, section 7.1, read strictly: there is one spelling of each token, so what was checked is what was signed,
// and no two parsers can read it differently.

/** What a compact serialization says, nothing of it verified. */
export interface CompactToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Ours have some 600 characters. */
const maxLength = 8_192;

/**
 * Exactly three parts of canonical base64url (no padding, no other alphabet, no stray bits), the first two of them JSON
 * objects as `JSON.stringify` writes them. Anything else, of any type, is `undefined`. Never throws.
 */
export function decodeCompact(token: unknown): CompactToken | undefined {
  if (typeof token !== 'string' || token.length > maxLength) return undefined;
  const [header, payload, signature, ...more] = token.split('.').map(bytesOf);
  if (!header || !payload || !signature || more.length > 0) return undefined;
  const decoded = { header: objectOf(header), payload: objectOf(payload) };
  return decoded.header && decoded.payload ? { header: decoded.header, payload: decoded.payload } : undefined;
}

function bytesOf(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  // Node skips what is not base64url and accepts several spellings of the last character.
  return bytes.length > 0 && bytes.toString('base64url') === part ? bytes : undefined;
}

// `ignoreBOM` keeps the mark in the text, where JSON refuses it.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function objectOf(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    // Equal only when no member is there twice (RFC 7519, section 4) and no number or string is spelled another way.
    return isObject(value) && JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
