import { describe, expect, it } from '@jest/globals';
import { createHmac, createSecretKey, sign, verify } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { hmacKey, signingKeys } from '../../src/config/signing-keys.js';
import type { SigningKeys } from '../../src/config/signing-keys.js';
import { accessTokens } from '../../src/identity/tokens/access-token.js';
import { objectIn, splitCompact } from '../../src/identity/tokens/compact-serialization.js';
import { settings } from '../identity/forge.js';
import { keysOf, problemsOf } from './key-material.js';
import { encrypted, joesClaims, jws, unsecured } from './rfc-vectors.js';

const examples = Object.entries(jws);
const timely = joesClaims.exp * 1_000 - 1;
const verdict = (keys: SigningKeys, token: string) =>
  accessTokens(
    () => keys,
    settings,
    () => timely,
  ).verify(token);
const jwkOf = ({ jwk, algorithm }: (typeof jws)[keyof typeof jws]): JsonWebKey => ({
  ...jwk,
  kid: 'rfc',
  alg: algorithm,
});

describe('the examples of the standards', () => {
  it.each(examples)('%s is decoded to what it says', (_name, { token, header }) => {
    const parts = splitCompact(token)!;
    expect(objectIn(parts.header)).toEqual(header);
    expect(objectIn(parts.payload)).toEqual(header.alg === 'ES512' ? undefined : joesClaims);
  });

  it.each(examples.slice(1))('%s: its private key is read, makes the example’s signature or one that verifies beside it', (_name, example) => {
    const [head, payload, signature] = example.token.split('.') as [string, string, string];
    const { first } = keysOf([jwkOf(example)], example.algorithm);
    const input = Buffer.from(`${head}.${payload}`);
    const hash = `sha${example.algorithm.slice(2)}`;
    const options = { dsaEncoding: 'ieee-p1363' } as const;
    expect(verify(hash, input, { key: first.verifies, ...options }, Buffer.from(signature, 'base64url'))).toBe(true);
    const own = sign(hash, input, { key: first.signs, ...options });
    if (example.algorithm === 'RS256') expect(own.toString('base64url')).toBe(signature);
    else expect(verify(hash, input, { key: first.verifies, ...options }, own)).toBe(true);
  }); // prettier-ignore

  it('TK-34 RFC 7515 A.1: the signature is right, and the key is refused, because everybody knows it', () => {
    const { jwk, token } = jws['RFC 7515 A.1'];
    const [head, payload, signature] = token.split('.') as [string, string, string];
    const secret = Buffer.from(jwk.k, 'base64url');
    expect(createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url')).toBe(signature);
    expect(problemsOf([jwkOf(jws['RFC 7515 A.1'])])).toEqual(['key 1 must not be a well-known example']);
  });

  it.each(examples)('%s is no access token, though the server had its key: it has neither type nor key name', (_name, example) => {
    const keys = example.algorithm === 'HS256' ? signingKeys([hmacKey(createSecretKey(Buffer.from(example.jwk.k, 'base64url')), 'HS256')]) : keysOf([jwkOf(example)]);
    expect(verdict(keys, example.token)).toEqual({ ok: false, reason: 'header', expired: false });
  }); // prettier-ignore

  it('TK-08 TK-22 RFC 7519 6.1 (unsecured) and A.1 (encrypted) are not even parsed', () => {
    const keys = keysOf([jwkOf(jws['RFC 7515 A.3'])]);
    for (const token of [unsecured, encrypted]) {
      expect(splitCompact(token)).toBeUndefined();
      expect(verdict(keys, token)).toEqual({ ok: false, reason: 'malformed', expired: false });
    }
  });
});
