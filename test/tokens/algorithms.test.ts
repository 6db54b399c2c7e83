import { beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { algorithms } from '../../src/config/algorithms.js';
import type { Algorithm } from '../../src/config/algorithms.js';
import type { SigningKeys } from '../../src/config/signing-keys.js';
import { accessTokens } from '../../src/identity/tokens/access-token.js';
import { decode, now, part, sessionEnd, settings, viewer } from '../identity/forge.js';
import { jwkFor, keysOf } from './key-material.js';

const tokensOf = (keys: SigningKeys) =>
  accessTokens(
    () => keys,
    settings,
    () => now,
  );
const refused = (reason: string) => ({ ok: false, reason, expired: false });

const sets = new Map<Algorithm, SigningKeys>();
beforeAll(async () => {
  for (const algorithm of algorithms) sets.set(algorithm, keysOf([await jwkFor(algorithm)], algorithm));
});

describe('a key', () => {
  it.each(algorithms)('signs and verifies with %s, and its token says so', (algorithm) => {
    const tokens = tokensOf(sets.get(algorithm)!);
    const { token } = tokens.issue(viewer, sessionEnd);
    expect(decode(token.split('.')[0]!)).toEqual({ alg: algorithm, typ: 'at+jwt', kid: `the-${algorithm}-key` });
    expect(tokens.verify(token)).toEqual({ ok: true, viewer });
    const [head, payload, signature] = token.split('.') as [string, string, string];
    const flipped = Buffer.from(signature, 'base64url');
    flipped[3]! ^= 1;
    expect(tokens.verify(`${head}.${payload}.${flipped.toString('base64url')}`)).toEqual(refused('signature'));
    expect(tokens.verify(`${head}.${payload}.${signature.slice(0, 20)}`)).toEqual(refused('signature'));
  });

  it.each(algorithms)(
    'TK-09 B34 for %s verifies no other algorithm, though a key of that one is there under its name',
    async (own) => {
      for (const other of algorithms.filter((algorithm) => algorithm !== own)) {
        const kid = `the-${own}-key`;
        const forged = tokensOf(keysOf([await jwkFor(other, kid)])).issue(viewer, sessionEnd).token;
        expect(tokensOf(sets.get(own)!).verify(forged)).toEqual(refused('header'));
      }
    },
  );

  it('TK-09 B34 of RS256 does not verify PS256 of the same pair, nor the other way round, and a set with both verifies both', async () => {
    const both = keysOf([await jwkFor('RS256'), await jwkFor('PS256')]);
    for (const [one, other] of [['RS256', 'PS256'], ['PS256', 'RS256']] as const) {
      const { token } = tokensOf(sets.get(one)!).issue(viewer, sessionEnd);
      expect(tokensOf(both).verify(token)).toEqual({ ok: true, viewer });
      expect(tokensOf(sets.get(other)!).verify(token)).toEqual(refused('unknown-key'));
    }
  }); // prettier-ignore

  it('TK-08 may not be left out by alg none', () => {
    for (const algorithm of algorithms) {
      const tokens = tokensOf(sets.get(algorithm)!);
      const [head, payload, signature] = tokens.issue(viewer, sessionEnd).token.split('.') as [string, string, string];
      for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
        const unsecured = `${part({ ...decode(head), alg })}.${payload}`;
        expect(tokens.verify(`${unsecured}.${signature}`)).toEqual(refused('header'));
        expect(tokens.verify(`${unsecured}.`)).toEqual(refused('malformed'));
      }
    }
  });
});

describe('a public key', () => {
  it('TK-10 is no HMAC secret, in any of its spellings', () => {
    for (const algorithm of ['RS256', 'PS256', 'ES256', 'ES384', 'ES512'] as const) {
      const keys = sets.get(algorithm)!;
      const tokens = tokensOf(keys);
      const [head, payload] = tokens.issue(viewer, sessionEnd).token.split('.') as [string, string];
      const { verifies } = keys.first;
      const pem = verifies.export({ type: 'spki', format: 'pem' }).toString();
      const spellings: (string | Buffer)[] = [
        pem, pem.trim(), ` ${pem}`, `\n${pem}`, `key: ${pem}`, pem.replaceAll('\n', '\r\n'),
        verifies.export({ type: 'spki', format: 'der' }), JSON.stringify(verifies.export({ format: 'jwk' })),
      ]; // prettier-ignore
      for (const alg of ['HS256', 'HS384', 'HS512', algorithm]) {
        const input = `${part({ ...decode(head), alg })}.${payload}`;
        for (const spelling of spellings) {
          const mac = createHmac(`sha${alg.slice(2)}`, spelling)
            .update(input)
            .digest('base64url');
          expect(tokens.verify(`${input}.${mac}`)).toEqual(refused(alg === algorithm ? 'signature' : 'header'));
        }
      }
    }
  });

  it('TK-11 TK-12 is not taken from the token', () => {
    const tokens = tokensOf(sets.get('ES256')!);
    const [head, payload] = tokens.issue(viewer, sessionEnd).token.split('.') as [string, string];
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const attacked = (more: object): string => {
      const input = `${part({ ...decode(head), ...more })}.${payload}`;
      const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${input}.${signature.toString('base64url')}`;
    };
    expect(tokens.verify(attacked({}))).toEqual(refused('signature'));
    for (const more of [{ jwk: publicKey.export({ format: 'jwk' }) }, { x5c: ['MIIB'] }, { jku: 'http://127.0.0.1:9/' }, { x5u: 'http://127.0.0.1:9/' }]) {
      expect(tokens.verify(attacked(more))).toEqual(refused('header'));
    }
    expect(tokens.verify(attacked({ kid: 'another' }))).toEqual(refused('unknown-key'));
  }); // prettier-ignore
});

it('TK-12 TK-13 nothing that a token says opens a connection or a file', async () => {
  let connections = 0;
  const listener = createServer((socket) => void ((connections += 1), socket.destroy())).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/keys.json`;
  const tokens = tokensOf(sets.get('HS256')!);
  const [head, payload, signature] = tokens.issue(viewer, sessionEnd).token.split('.') as [string, string, string];
  const start = performance.now();
  for (const more of [{ jku: url }, { x5u: url }, { kid: url }, { kid: `${url}#key` }, { kid: '/dev/zero' }, { kid: '/dev/stdin' }]) {
    expect(tokens.verify(`${part({ ...decode(head), ...more })}.${payload}.${signature}`).ok).toBe(false);
  }
  expect(performance.now() - start).toBeLessThan(200);
  await new Promise((resolve) => setTimeout(resolve, 100));
  listener.close();
  expect(connections).toBe(0);
}); // prettier-ignore

it('TK-36 a token is good for as long as its key is in the set, whether or not it still signs', async () => {
  const [older, newer] = [await jwkFor('ES256', 'older'), await jwkFor('ES384', 'newer')];
  let keys = keysOf([older]);
  const tokens = accessTokens(() => keys, settings, () => now); // prettier-ignore
  const { token } = tokens.issue(viewer, sessionEnd);
  keys = keysOf([newer, older]);
  expect(decode(tokens.issue(viewer, sessionEnd).token.split('.')[0]!)).toMatchObject({ kid: 'newer', alg: 'ES384' });
  expect(tokens.verify(token)).toEqual({ ok: true, viewer });
  keys = keysOf([newer]);
  expect(tokens.verify(token)).toEqual(refused('unknown-key'));
});
