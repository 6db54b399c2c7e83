import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { weaknessOf } from '../../src/config/secret-strength.js';
import { readSettings } from '../../src/config/settings.js';

const judged = (text: string) => weaknessOf(Buffer.from(text));

describe('TK-34 a secret', () => {
  it('passes when it is 32 random bytes, in any spelling', () => {
    for (let round = 0; round < 1_000; round += 1) {
      const bytes = randomBytes(32);
      expect(weaknessOf(bytes)).toBeUndefined();
      for (const encoding of ['hex', 'base64', 'base64url'] as const) expect(judged(bytes.toString(encoding))).toBeUndefined();
    }
    expect(judged('the-jwt-secret-of-the-identity-tests')).toBeUndefined();
  }); // prettier-ignore

  it('is refused under 32 bytes, whatever it is', () => {
    for (const text of ['', 'secret', 'x'.repeat(31), randomBytes(23).toString('base64url')])
      expect(judged(text)).toBe('must be at least 32 bytes long');
    expect(judged('ä'.repeat(15))).toBe('must be at least 32 bytes long');
  });

  it('is refused when it stands in documentation, in whatever spelling', () => {
    const examples = [
      'your-256-bit-secret-your-256-bit-secret', 'your-512-bit-secret'.repeat(4), 'Your_256_Bit_Secret!!!!!!!!!!!!!!!', 'a-string-secret-at-least-256-bits-long',
      'a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long', 'changeme-changeme-changeme-changeme', 'please CHANGE ME before 1 production',
      'replace-me-with-a-long-random-value', 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow', 'my-super-secret-that-nobody-knows-of',
      'my-32-character-ultra-secure-and-ultra-long-secret', '404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970', '@NcRfUjXn2r5u8x/A?D(G+KbPdSgVkYp',
      Buffer.from('your-256-bit-secret-your-256-bit-secret').toString('base64'), Buffer.from('your-256-bit-secret-your').toString('hex'),
    ]; // prettier-ignore
    for (const text of examples) expect([text, judged(text)]).toEqual([text, 'must not be a well-known example']);
  });

  it('is refused when it repeats itself, runs along the keyboard or is made of little', () => {
    const guessable = [
      'a'.repeat(32), 'ab'.repeat(20), '12345678901234567890123456789012', '1234567890'.repeat(5), 'the-same-'.repeat(5), 'the-same-the-same-the-same-the-sam',
      'secretsecretsecretsecretsecretsecret', 'passwordpasswordpasswordpassword1', 'abcdefghijklmnopqrstuvwxyz0123456789', 'qwertyuiopasdfghjklzxcvbnm1234567890',
      'zyxwvutsrqponmlkjihgfedcba9876543210', '0123456789abcdef0123456789abcdef', 'deadbeefdeadbeefdeadbeefdeadbeef', `${'0'.repeat(40)}1`, 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=', 'password1234567890qwertyuiopasdf', 'Password1234567890!@#$%^&*()qwertyuiop', '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol',
      Buffer.from('abcdefghijklmnopqrstuvwxyz').toString('base64url'), Buffer.from('passwordpassword1234567890').toString('hex'),
      'aabbccddeeffgghhiijjkkllmmnnoopp', ' '.repeat(64),
    ]; // prettier-ignore
    for (const text of guessable)
      expect([text, judged(text)]).toEqual([text, expect.stringMatching(/^must not be easy to guess/)]);
  });

  it.each(['JWT_SECRET', 'SECRET_KEY', 'PASSWORD_PEPPER'])('stops the start as %s, by name and without its value', (name) => {
    for (const text of ['secret', 'x'.repeat(40), 'your-256-bit-secret-your-256-bit-secret', `${'the-same-'.repeat(8)}`]) {
      const attempt = () => readSettings({ [name]: text });
      expect(attempt).toThrow(new RegExp(`^${name} must [^\\n]*$`));
      expect(attempt).not.toThrow(text);
    }
    expect(() => readSettings({ [name]: randomBytes(32).toString('hex') })).not.toThrow();
  }); // prettier-ignore

  it('is refused as any one of several', () => {
    const good = randomBytes(32).toString('hex');
    expect(() => readSettings({ SECRET_KEY: `${good},${'x'.repeat(40)}` })).toThrow(/^SECRET_KEY must be one or more keys/);
    expect(() => readSettings({ SECRET_KEY: `${good},` })).toThrow(/^SECRET_KEY/);
    expect(readSettings({ SECRET_KEY: `${good},${randomBytes(32).toString('hex')}` }).SECRET_KEY).toHaveLength(2);
  }); // prettier-ignore
});

describe('the settings of time', () => {
  it.each([
    ['REFRESH_TOKEN_TTL', '3650d', ['3651d', '87601h', '999999999d']],
    ['SESSION_TTL', '3650d', ['3651d', '87601h', '999999999d']],
    ['AUDIT_TTL', '3650d', ['3651d', '87601h', '999999999d']],
    ['REFRESH_GRACE', '5m', ['6m', '301s', '999999999d']],
  ] as const)('%s is at most %s: what is longer stops the start', (name, most, longer) => {
    const day = 86_400_000;
    expect(readSettings({ [name]: most })[name]).toBe(most === '5m' ? 300_000 : 3_650 * day);
    for (const text of longer) expect(() => readSettings({ [name]: text })).toThrow(`${name} must be at most ${most}`);
  });
});

describe('the settings of keys', () => {
  const secret = randomBytes(32).toString('hex');
  const production = {
    NODE_ENV: 'production',
    MONGODB_URI: 'mongodb://127.0.0.1/x',
    SECRET_KEY: secret,
    PASSWORD_PEPPER: secret,
  };

  it('are a text or a file, never both', () => {
    expect(() => readSettings({ JWT_SECRET: secret, JWT_KEYS_FILE: 'keys.json' })).toThrow(/^JWT_SECRET must not be set beside JWT_KEYS_FILE/);
  }); // prettier-ignore

  it('are required in production: a text for HS, a file for all others', () => {
    expect(() => readSettings(production)).toThrow('JWT_SECRET is required in production');
    expect(() => readSettings({ ...production, JWT_SECRET: secret })).not.toThrow();
    expect(() => readSettings({ ...production, JWT_KEYS_FILE: 'keys.json' })).not.toThrow();
    for (const JWT_ALGORITHM of ['RS256', 'PS512', 'ES384']) {
      expect(() => readSettings({ ...production, JWT_ALGORITHM })).toThrow('JWT_KEYS_FILE is required in production');
      expect(() => readSettings({ ...production, JWT_ALGORITHM, JWT_KEYS_FILE: 'keys.json' })).not.toThrow();
    }
  });

  it('name no algorithm but the twelve, and let no token live longer than a day', () => {
    for (const JWT_ALGORITHM of ['none', 'EdDSA', 'ES256K', 'rs256']) expect(() => readSettings({ JWT_ALGORITHM })).toThrow(/^JWT_ALGORITHM must be one of HS256, /);
    expect(readSettings({ ACCESS_TOKEN_TTL: '1d' }).ACCESS_TOKEN_TTL).toBe(86_400_000);
    for (const ACCESS_TOKEN_TTL of ['25h', '2d', '86401s']) expect(() => readSettings({ ACCESS_TOKEN_TTL })).toThrow('ACCESS_TOKEN_TTL must be at most 1d');
  }); // prettier-ignore
});
