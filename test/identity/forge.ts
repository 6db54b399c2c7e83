// Tokens that no honest issuer makes: any header, any payload, any bytes, correctly signed or not.
import { createHmac, createSecretKey } from 'node:crypto';
import { hmacKey, signingKeys } from '../../src/config/signing-keys.js';
import type { SigningKeys } from '../../src/config/signing-keys.js';
import { accessTokens } from '../../src/identity/tokens/access-token.js';
import type { AccessTokens } from '../../src/identity/tokens/access-token.js';
import type { Viewer } from '../../src/identity/viewer.js';

export const secret = 'a-secret-of-this-test-and-of-nothing-else';
export const key = createSecretKey(Buffer.from(secret));
export const keys = keysOf(secret);

/** 2026-11-22T12:00:00Z */
export const now = Date.UTC(2026, 10, 22, 12);
export const nowInSeconds = now / 1_000;

export const settings = { JWT_ISSUER: 'claimcheck', JWT_AUDIENCE: 'claimcheck', ACCESS_TOKEN_TTL: 900_000 } as const;

/** The keys of a server whose JWT_SECRET this is. */
export function keysOf(text: string): SigningKeys {
  return signingKeys([hmacKey(createSecretKey(Buffer.from(text)), 'HS256')]);
}

/** Tokens at a fixed time, `later` milliseconds after `now`. */
export function tokensAt(later = 0, changed: Partial<Record<keyof typeof settings, string>> = {}): AccessTokens {
  return accessTokens(
    () => keys,
    { ...settings, ...changed } as typeof settings,
    () => now + later,
  );
}

export const viewer: Viewer = {
  id: 'user-alice',
  sessionId: 'session-alice',
  roles: ['EMPLOYEE', 'HR'],
  authTime: nowInSeconds - 60,
  generation: 3,
};

/** The session's end: far away. */
export const sessionEnd = new Date(now + 86_400_000);

export const good = tokensAt().issue(viewer, sessionEnd).token;
const [goodHeader, goodPayload] = good.split('.') as [string, string];

export type Json = Record<string, unknown>;
export const header = decode(goodHeader);
export const claims = decode(goodPayload);

/** The text, or the JSON of anything else, as one part of a token. */
export function part(value: unknown): string {
  const bytes = Buffer.isBuffer(value)
    ? value
    : Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  return bytes.toString('base64url');
}

export function sign(input: string, hash = 'sha256', withSecret = secret): string {
  return `${input}.${createHmac(hash, withSecret).update(input).digest('base64url')}`;
}

/** A token with the server's own signature over any header and payload (text is taken as it is). */
export function forge(forged: { header?: unknown; payload?: unknown }): string {
  const headerPart = 'header' in forged ? part(forged.header) : goodHeader;
  const payloadPart = 'payload' in forged ? part(forged.payload) : goodPayload;
  return sign(`${headerPart}.${payloadPart}`);
}

/** The good token with some claims replaced; `undefined` leaves one out. */
export const withClaims = (changed: Json): string => forge({ payload: { ...claims, ...changed } });

/** The good token with some header parameters replaced; `undefined` leaves one out. */
export const withHeader = (changed: Json): string => forge({ header: { ...header, ...changed } });

export function decode(encoded: string): Json {
  return JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')) as Json;
}
