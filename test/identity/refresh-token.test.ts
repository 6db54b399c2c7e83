import { describe, expect, it } from '@jest/globals';
import { createSecretKey, randomBytes } from 'node:crypto';
import { refreshTokens } from '../../src/identity/tokens/refresh-token.js';
import { decode, good, key, now, nowInSeconds, part, sign, secret, tokensAt } from './forge.js';

const settings = { JWT_ISSUER: 'claimcheck', SESSION_TTL: 30 * 86_400_000 };
const week = 7 * 86_400_000;
const refreshKey = createSecretKey(Buffer.from('the-refresh-key-of-this-test-file'));
const tokens = refreshTokens([refreshKey], settings, () => now);
const state = { sessionId: 'session-alice', counter: 4, issuedAt: new Date(now), expiresAt: new Date(now + week) };

describe('a refresh token', () => {
  it('names the session and its counter', () => {
    expect(tokens.verify(tokens.issue(state))).toMatchObject({
      ok: true,
      claims: { sid: 'session-alice', counter: 4 },
    });
  });

  it('SR-05 is the same for the same state, and another for every other', () => {
    expect(tokens.issue({ ...state })).toBe(tokens.issue(state));
    expect(tokens.issue({ ...state, counter: 5 })).not.toBe(tokens.issue(state));
  });

  it('SR-02 is one of no two alike, with 144 random bits, a MAC of 256 bits and nothing in common but the mark of its version', () => {
    const issued = Array.from({ length: 1_000 }, () =>
      tokens.issue({ ...state, sessionId: randomBytes(18).toString('base64url') }),
    );
    expect(new Set(issued).size).toBe(1_000);
    const [version] = issued[0]?.split('.') ?? [];
    const distinct = (cut: (token: string) => string | undefined) => new Set(issued.map(cut)).size;
    expect(distinct((token) => token.split('.')[0])).toBe(1);
    expect(distinct((token) => token.slice(0, `${version}.${part('{"sid":"')}`.length + 8))).toBeGreaterThan(990);
    expect(distinct((token) => token.split('.')[2]?.slice(0, 8))).toBe(1_000);
    expect(Buffer.from(issued[0]?.split('.')[2] ?? '', 'base64url')).toHaveLength(32);
  });

  it('ends with the state for which it stands', () => {
    const token = tokens.issue(state);
    expect(refreshTokens([refreshKey], settings, () => now + week - 1).verify(token).ok).toBe(true);
    const after = refreshTokens([refreshKey], settings, () => now + week);
    expect(after.verify(token)).toEqual({ ok: false, reason: 'expired', expired: true });
  });

  it('is made with the first key and verified with all', () => {
    const newer = createSecretKey(Buffer.from('a-newer-refresh-key-of-this-file!'));
    const both = refreshTokens([newer, refreshKey], settings, () => now);
    expect(both.verify(tokens.issue(state)).ok).toBe(true);
    expect(tokens.verify(both.issue(state))).toEqual({ ok: false, reason: 'unknown-key', expired: false });
  });

  it('TK-16 is no access token, not even under one key', () => {
    const oneKey = refreshTokens([key], settings, () => now);
    expect(tokensAt().verify(tokens.issue(state))).toEqual({ ok: false, reason: 'header', expired: false });
    expect(tokensAt().verify(oneKey.issue(state))).toEqual({ ok: false, reason: 'header', expired: false });
  });

  it('TK-17 is not an access token, not even under one key', () => {
    const oneKey = refreshTokens([key], settings, () => now);
    expect(tokens.verify(good)).toEqual({ ok: false, reason: 'header', expired: false });
    expect(oneKey.verify(good)).toEqual({ ok: false, reason: 'header', expired: false });
  });

  it('SR-09 is refused as junk in any form', () => {
    const [head, payload, mac] = tokens.issue(state).split('.') as [string, string, string];
    const junk: unknown[] = [undefined, null, '', 'x', 1, {}, [], 'a'.repeat(1_000_000), '\0', `${head}.${payload}`, `${head}.${payload}.${mac.slice(0, 20)}`, `${head}.${payload}.${mac}\0`, 'undefined', '../../etc', '{"$gt":""}']; // prettier-ignore
    for (const token of junk) expect(tokens.verify(token).ok).toBe(false);
  });

  it('SR-09 holds claims of the right types, for this issuer', () => {
    const oneKey = refreshTokens([key], settings, () => now);
    const [head = '', encoded = ''] = oneKey.issue(state).split('.');
    const template = decode(encoded);
    const verdict = (changed: object) =>
      oneKey.verify(sign(`${head}.${part({ ...template, ...changed })}`, 'sha256', secret));
    expect(verdict({})).toMatchObject({ ok: true });
    const reasons = [
      verdict({ sid: undefined }), verdict({ sid: { $gt: '' } }), verdict({ sid: '' }), verdict({ counter: -1 }), verdict({ counter: '4' }),
      verdict({ counter: 0.5 }), verdict({ exp: undefined }), verdict({ iat: null }),
    ].map((refusal) => !refusal.ok && refusal.reason); // prettier-ignore
    expect(new Set(reasons)).toEqual(new Set(['claims']));
    expect(verdict({ iss: 'other' })).toMatchObject({ reason: 'issuer' });
    expect(verdict({ aud: ['claimcheck'] })).toMatchObject({ ok: true });
    expect(verdict({ aud: ['claimcheck', 'other'] })).toMatchObject({ reason: 'audience' });
    expect(verdict({ aud: 'other' })).toMatchObject({ reason: 'audience' });
    expect(verdict({ exp: nowInSeconds + 31 * 86_400 })).toMatchObject({ reason: 'lifetime' });
  });
});
