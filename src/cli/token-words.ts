// The words in which a token is explained.

/** Members of the header (RFC 7515, section 4.1). */
export const headerMeanings: ReadonlyMap<string, string> = new Map([
  ['alg', 'the algorithm of the signature'],
  ['typ', 'what kind of token it is: at+jwt is an access token (RFC 9068), refresh+jwt a refresh token of this server'],
  ['kid', 'the name of the key that signed it'],
  ['crit', 'members that the reader has to understand; this server refuses a token with it'],
  ['jwk', 'a key of the sender’s; this server refuses a token with it'],
  ['jku', 'an address of keys of the sender’s; this server refuses a token with it and never opens it'],
  ['x5c', 'certificates of the sender’s; this server refuses a token with it'],
  ['x5u', 'an address of certificates of the sender’s; this server refuses a token with it and never opens it'],
  ['b64', 'whether the payload is encoded; this server refuses a token with it'],
  ['zip', 'how the payload is compressed; this server refuses a token with it'],
  ['cty', 'what the payload is; this server refuses a token with it'],
]);

/** Claims (RFC 7519, RFC 9068 and this server’s own). */
export const claimMeanings: ReadonlyMap<string, string> = new Map([
  ['iss', 'who issued it; has to be JWT_ISSUER'],
  ['aud', 'for whom it is; has to be JWT_AUDIENCE'],
  ['sub', 'the account'],
  ['sid', 'the session'],
  ['jti', 'its own name: no two tokens have the same'],
  ['iat', 'when it was issued'],
  ['nbf', 'from when on it is good'],
  ['exp', 'when it expires'],
  ['auth_time', 'when the password was checked'],
  ['client_id', 'for which client it was issued'],
  ['ver', 'the account’s generation: revoked when the account has a later one'],
  ['roles', 'the roles of the account when it was issued'],
  ['counter', 'which refresh token of its session it is'],
]);

/** Claims that are seconds since the epoch. */
export const timeClaims: ReadonlySet<string> = new Set(['iat', 'nbf', 'exp', 'auth_time']);

/** `2026-11-23T12:00:00.000Z (in 15 minutes)`; `undefined` for what is no time. */
export function aboutTime(value: unknown, now: number): string | undefined {
  if (typeof value !== 'number' || Math.abs(value) > 8.64e12) return undefined;
  return `${new Date(value * 1_000).toISOString()} (${relative(value - now / 1_000)})`;
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

function relative(seconds: number): string {
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units[3];
  return new Intl.RelativeTimeFormat('en').format(Math.trunc(seconds / size), unit);
}

/**
 * Controls, format characters (which turn the direction of a line), lone surrogates and what has no meaning yet; separators
 * but the blank; all that is not seen. A line feed is only JSON's own here: in a string it is escaped already.
 */
const unseen = /(?![ \n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A value of a token as JSON, which any parser reads as the same value, without what a terminal would take for a command
 * or not show. `indent`: on several lines, each level so many blanks further in.
 */
export function printable(value: unknown, indent?: number): string {
  return (JSON.stringify(value, null, indent) ?? 'nothing').replace(unseen, escaped);
}

/** As UTF-16, two escapes for what is beyond the first plane (RFC 8259, section 7). */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
