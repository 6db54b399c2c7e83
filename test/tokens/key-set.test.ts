import { describe, expect, it } from '@jest/globals';
import { createHmac, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { generateJwk, keySetText } from '../../src/config/generate-key.js';
import { readKeySet } from '../../src/config/key-set.js';
import { publicJwks } from '../../src/config/signing-keys.js';
import { ecJwk, jwkFor, keysOf, problemsOf, rsaJwk } from './key-material.js';

const secretOf = (length: number) => randomBytes(length).toString('base64url');
const oct = (changed: object = {}) => ({ kty: 'oct', kid: 'a', alg: 'HS256', k: secretOf(32), ...changed });

describe('a private JWK set', () => {
  it('is read whole: the first key signs, all verify, and what RFC 7517 lets be there is ignored', async () => {
    const jwks = [await jwkFor('ES256', 'one'), { ...oct(), kid: 'two', x5t: 'x', anything: { else: 1 } }, await jwkFor('RS512', 'three')];
    const keys = keysOf(jwks, 'ES256');
    expect(keys.all.map(({ kid, algorithm }) => [kid, algorithm])).toEqual([['one', 'ES256'], ['two', 'HS256'], ['three', 'RS512']]);
    expect(keys.first).toBe(keys.all[0]);
    expect(keys.find('three')).toBe(keys.all[2]);
    for (const kid of ['four', '', undefined, null, 0, ['one'], { kid: 'one' }, '__proto__']) expect(keys.find(kid)).toBeUndefined();
  }); // prettier-ignore

  it('may leave alg to JWT_ALGORITHM, where that fits the key, else to its first key', async () => {
    const withoutAlg = { ...(await jwkFor('RS256', 'a')), alg: undefined };
    expect(keysOf([withoutAlg], 'PS384').first.algorithm).toBe('PS384');
    expect(problemsOf([withoutAlg], 'ES256')).toEqual([expect.stringMatching(/^key 1 must have an alg, one of HS256/)]);
    expect(problemsOf([withoutAlg])).toEqual([expect.stringMatching(/^key 1 must have an alg/)]);
    expect(keysOf([await jwkFor('RS512', 'b'), withoutAlg]).all[1]?.algorithm).toBe('RS512');
  });

  it('begins with a key for JWT_ALGORITHM', async () => {
    const keys = [await jwkFor('ES256', 'a'), await jwkFor('ES384', 'b')];
    expect(problemsOf(keys, 'ES256')).toEqual([]);
    expect(problemsOf(keys, 'ES384')).toEqual(['must begin with a key whose alg is JWT_ALGORITHM (ES384), because the first key signs']);
  }); // prettier-ignore

  it('is refused where it is no set', () => {
    const said = ['must be a JSON Web Key Set: {"keys": […]} with 1 to 100 keys'];
    for (const text of ['', '{', 'null', '[]', '{}', '{"keys":{}}', '{"keys":[]}', '{"keys":[1]}', '{"keys":[null]}', JSON.stringify(oct())])
      expect(problemsOf(text)).toEqual(said);
    expect(problemsOf(Array.from({ length: 101 }, (_, index) => oct({ kid: String(index) })))).toEqual(said);
  }); // prettier-ignore

  it('names every problem of every key at once, and never a part of a key', async () => {
    const secret = secretOf(16);
    const problems = problemsOf([oct({ kid: undefined }), oct({ k: secret }), oct({ kty: 'OKP' }), await jwkFor('ES256', 'x'), await jwkFor('ES384', 'x')]);
    expect(problems).toEqual([
      'key 1 must have a kid: 1 to 256 visible ASCII characters',
      'key 2 must be at least 32 bytes long for HS256',
      'key 3 must be of kty oct, RSA or EC',
      'must give each key a kid of its own',
    ]);
    expect(problems.join()).not.toContain(secret);
  }); // prettier-ignore
});

describe('B34 a key is refused', () => {
  const refusal = (jwk: object) => problemsOf([jwk])[0];

  it('without a kid that can stand in a header', () => {
    for (const kid of [undefined, null, '', 1, {}, 'a b', 'ä', 'x'.repeat(257), 'a\n'])
      expect(refusal(oct({ kid }))).toBe('key 1 must have a kid: 1 to 256 visible ASCII characters');
    expect(refusal(oct({ kid: "../../etc/passwd|'--" }))).toBeUndefined();
  });

  it('whose kty or alg is not known, or not its own', async () => {
    for (const kty of [undefined, 'OKP', 'AKP', 'rsa', 1]) expect(refusal(oct({ kty }))).toBe('key 1 must be of kty oct, RSA or EC');
    for (const alg of ['none', 'EdDSA', 'ES256K', 'hs256', null, 1]) expect(refusal(oct({ alg }))).toMatch(/^key 1 must have an alg, one of HS256, /);
    expect(refusal(oct({ alg: 'RS256' }))).toBe('key 1 must have an alg for kty oct');
    expect(refusal({ ...(await jwkFor('RS256')), alg: 'HS256' })).toBe('key 1 must have an alg for kty RSA');
    expect(refusal({ ...(await jwkFor('ES256')), alg: 'PS256' })).toBe('key 1 must have an alg for kty EC');
  }); // prettier-ignore

  it('that is for something else', () => {
    expect(refusal(oct({ use: 'enc' }))).toBe('key 1 must be for signatures (use: sig)');
    expect(refusal(oct({ key_ops: ['verify'] }))).toBe('key 1 must be for signing (key_ops: ["sign", "verify"])');
    expect(refusal(oct({ use: 'sig', key_ops: ['sign', 'verify'] }))).toBeUndefined();
  });

  it('TK-34 when its secret is shorter than the hash, easy to guess, or an example', () => {
    for (const [alg, length] of [['HS256', 32], ['HS384', 48], ['HS512', 64]] as const) {
      expect(refusal(oct({ alg, k: secretOf(length - 1) }))).toBe(`key 1 must be at least ${length} bytes long for ${alg}`);
      expect(refusal(oct({ alg, k: secretOf(length) }))).toBeUndefined();
    }
    expect(refusal(oct({ k: Buffer.alloc(32, 7).toString('base64url') }))).toMatch(/^key 1 must not be easy to guess/);
    expect(refusal(oct({ k: Buffer.from('your-256-bit-secret-of-jwt.io, twice').toString('base64url') }))).toBe('key 1 must not be a well-known example');
    expect(refusal(oct({ k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow' }))).toBe('key 1 must not be a well-known example');
    for (const k of [undefined, '', 'not base64!', 7, `${secretOf(32)}=`]) expect(refusal(oct({ k }))).toBe('key 1 must have a secret (k) in base64url');
  }); // prettier-ignore

  it('TK-34 with fewer than 2048 bits of RSA, or a small exponent', () => {
    const short = 'key 1 must have at least 2048 bits (RFC 7518, section 3.3)';
    expect(refusal({ ...rsaJwk(1_024), kid: 'a', alg: 'RS256' })).toBe(short);
    expect(refusal({ ...rsaJwk(2_047), kid: 'a', alg: 'PS256' })).toBe(short);
    expect(refusal({ ...rsaJwk(2_048, 3), kid: 'a', alg: 'RS256' })).toBe('key 1 must have a public exponent of at least 65537');
    expect(refusal({ ...rsaJwk(2_048), kid: 'a', alg: 'RS256' })).toBeUndefined();
  }); // prettier-ignore

  it('on another curve than its algorithm’s', () => {
    for (const [alg, crv] of [['ES256', 'P-256'], ['ES384', 'P-384'], ['ES512', 'P-521']] as const) {
      for (const curve of ['P-256', 'P-384', 'P-521']) {
        const said = curve === crv ? undefined : `key 1 must be on the curve ${crv} for ${alg}`;
        expect(refusal({ ...ecJwk(curve), kid: 'a', alg })).toBe(said);
      }
    }
    expect(refusal({ ...ecJwk('secp256k1'), kid: 'a', alg: 'ES256' })).toBeDefined();
  }); // prettier-ignore

  it('without its private part, with a broken one, or with that of another key', () => {
    const rsa = rsaJwk(2_048);
    const ec = ecJwk('P-256');
    for (const jwk of [{ ...rsa, alg: 'RS256' }, { ...ec, alg: 'ES256' }])
      expect(refusal({ ...jwk, d: undefined, kid: 'a' })).toBe('key 1 must be a private key (d is missing)');
    const broken = [{ ...rsa, alg: 'RS256', n: rsaJwk(2_048).n! }, { ...rsa, alg: 'RS256', p: 1 }, { ...ec, alg: 'ES256', d: '' }, { ...ec, alg: 'ES256', x: ec.y! }, { ...ec, alg: 'ES256', d: ecJwk('P-256').d! }];
    for (const jwk of broken) expect(refusal({ ...jwk, kid: 'a' })).toMatch(/^key 1 must (be a whole and sound private key|have a private and a public part that belong together)/);
  }); // prettier-ignore
});

describe('a generated key', () => {
  it('of a pair is called by its thumbprint (RFC 7638), and its public half gives nothing away', async () => {
    for (const algorithm of ['ES256', 'ES512', 'RS256'] as const) {
      const jwk = await generateJwk(algorithm);
      const keys = keysOf([jwk], algorithm);
      const [shown] = publicJwks(keys);
      expect(jwk['kid']).toBe(await calculateJwkThumbprint(shown as never));
      const required = algorithm === 'RS256' ? ['e', 'n'] : ['crv', 'x', 'y'];
      expect(Object.keys(shown!).sort()).toEqual(['alg', 'kid', 'kty', 'use', ...required].sort());
    }
  });

  it('of HS is as long as its hash, and its name is no hash of it', async () => {
    for (const [algorithm, length] of [['HS256', 32], ['HS384', 48], ['HS512', 64]] as const) {
      const jwk = await generateJwk(algorithm);
      const secret = Buffer.from(jwk.k!, 'base64url');
      expect(secret).toHaveLength(length);
      expect(keysOf([jwk]).first.kid).toMatch(/^[\w-]{16}$/);
      expect(jwk['kid']).not.toBe(createHmac('sha256', '').update(secret).digest('base64url').slice(0, 16));
      expect(publicJwks(keysOf([jwk]))).toEqual([]);
    }
  }); // prettier-ignore

  it('differs from every other', async () => {
    const reading = readKeySet(keySetText(await Promise.all([1, 2, 3].map(() => generateJwk('ES256')))), 'ES256');
    expect('keys' in reading && new Set(reading.keys.all.map(({ kid }) => kid)).size).toBe(3);
  });
});
