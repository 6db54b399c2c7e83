// RFC 7515, section 7.1, read strictly: there is one spelling of each token's bytes, so no two parsers can read it
// differently. Of a member that is there twice, JSON.parse takes the last (RFC 7519, section 4), here and in jsonwebtoken.
import { isUtf8 } from 'node:buffer';

/** The signed parts of a compact serialization, as they were sent; nothing of them is decoded yet. */
export interface CompactToken {
  readonly header: string;
  readonly payload: string;
}

/** Ours have some 500 characters, with RSA 900. */
const maxLength = 8_192;

const threeParts = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Exactly three parts of canonical base64url: no padding, no other alphabet, no stray bits in the last character.
 * Anything else, of any type, is `undefined`. Never throws, and parses nothing.
 */
export function splitCompact(token: unknown): CompactToken | undefined {
  if (typeof token !== 'string' || token.length > maxLength || !threeParts.test(token)) return undefined;
  const first = token.indexOf('.');
  const second = token.lastIndexOf('.');
  if (!isCanonical(token, 0, first) || !isCanonical(token, first + 1, second)) return undefined;
  if (!isCanonical(token, second + 1, token.length)) return undefined;
  return { header: token.slice(0, first), payload: token.slice(first + 1, second) };
}

// Two characters carry 12 bits for 8, three carry 18 for 16: the last one's other bits have to be zero. Node ignores them.
function isCanonical(token: string, start: number, end: number): boolean {
  switch ((end - start) % 4) {
    case 0:
      return true;
    case 2:
      return 'AQgw'.includes(token[end - 1]!);
    case 3:
      return 'AEIMQUYcgkosw048'.includes(token[end - 1]!);
    default:
      return false;
  }
}

/** The JSON object in UTF-8 that a part holds; `undefined` for anything else. Never throws. */
export function objectIn(part: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = Buffer.from(part, 'base64url');
  if (!isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// One for all tokens, as each is decoded and judged in one go: garbage is most of what verification costs.
const decoded = Buffer.alloc(maxLength);

// Each four characters carry three bytes; the highest bit of each is 0 where the first three are of these sets. So nearly
// all payloads are known for ASCII without being decoded once more.
const ascii =
  /^(?:[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][\w-])*(?:[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589]?)?$/;

/** Whether a part is UTF-8: decoders put U+FFFD for what is not, and would read a text that nobody signed. */
export function isText(part: string): boolean {
  return ascii.test(part) || isUtf8(decoded.subarray(0, decoded.write(part, 'base64url')));
}

/** Whether something is what JSON calls an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
