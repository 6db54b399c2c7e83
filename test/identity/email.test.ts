import { describe, expect, it } from '@jest/globals';
import { canonicalEmail, canonicalStart } from '../../src/identity/users/email.js';

const alice = 'alice@example.com';

describe('the canonical form of an address', () => {
  it.each([
    alice,
    'Alice@Example.com',
    ' alice@example.com ',
    '\talice@example.com\n',
    'ａlice@example.com',
    'ALICE@EXAMPLE.COM',
    'alice@ｅxample.com',
  ])('PW-27 is one account for %p', (spelling) => {
    expect(canonicalEmail(spelling)).toBe(alice);
  });

  it('PW-27 folds the Kelvin sign to k, and keeps the dotless and the dotted i apart', () => {
    expect(canonicalEmail('\u212Aim@example.com')).toBe('kim@example.com');
    expect(canonicalEmail('al\u0131ce@example.com')).toBe('al\u0131ce@example.com');
    expect(canonicalEmail('al\u0130ce@example.com')).not.toBe(alice);
    expect(canonicalEmail('\u0430lice@example.com')).not.toBe(alice);
  });

  it.each([
    'alice＠example.com',
    'alice﹫example.com',
    'alice＠evil.example@example.com',
    'alice@evil.example＠example.com',
  ])('PW-27 refuses an @ that is one only after folding: %p', (spelling) => {
    expect(canonicalEmail(spelling)).toBeUndefined();
  });

  it.each([
    [' KIM', 'kim'],
    ['\u212Aim', 'kim'],
    ['J\u030cA', '\u01f0a'],
    ['ａlice', 'alice'],
  ])('begins in one form, however that is written: %p', (spelling, start) => {
    expect(canonicalStart(spelling)).toBe(start);
    expect(canonicalEmail(`${spelling}x@example.com`)).toBe(`${start}x@example.com`);
  });

  it('is its own canonical form', () => {
    for (const spelling of [
      alice,
      ' Kim@EXAMPLE.com',
      '\u212A\u0130\u0131ﬁ@Example.com',
      'ǅ@example.com',
      'ẞß@example.com',
      'J\u030cana@example.com',
      'j\u030cana@example.com',
      'H\u0331T\u0308W\u030aY\u030a@example.com',
    ]) {
      const once = canonicalEmail(spelling);
      expect(once).toBeDefined();
      expect(canonicalEmail(once)).toBe(once);
    }
  });

  it('PW-27 is one account for a letter and its mark, and for the letter that has both', () => {
    expect(canonicalEmail('J\u030cana@example.com')).toBe('\u01f0ana@example.com');
    expect(canonicalEmail('j\u030cana@example.com')).toBe('\u01f0ana@example.com');
  });

  it('is its own for each letter, alone and with a mark after it', () => {
    const moved: string[] = [];
    for (let code = 0xa1; code < 0x2_0000; code += 1) {
      for (const mark of ['', '\u0308', '\u030c', '\u0345']) {
        const spelling = `a${String.fromCodePoint(code)}${mark}@example.com`;
        const once = canonicalEmail(spelling);
        if (once !== undefined && canonicalEmail(once) !== once) moved.push(spelling);
      }
    }
    expect(moved).toEqual([]);
    expect(canonicalEmail('\u1fb3\u0308@example.com')).toBeDefined();
  });

  it.each([
    '', ' ', '@', 'alice', '@example.com', 'alice@', 'a@b@c', 'alice example@x', 'a@exa mple', 'a\0@x', 'a\u200B@x', 'a\u202E@x', 'a\uD800@x', '"a b"@x', '<a@x>', 'a@x,b@x', 'a@x;b', '(c)a@x', '[a]@x', 'a\\@x',
  ])('refuses %p', (text) => {
    expect(canonicalEmail(text)).toBeUndefined();
  }); // prettier-ignore

  it.each<unknown>([undefined, null, 1, true, [alice], { $gt: '' }, { $regex: '.' }, { toString: () => alice }])(
    'PW-26 refuses what is not text: %p',
    (odd) => {
      expect(canonicalEmail(odd)).toBeUndefined();
    },
  );

  it('PW-28 has at most 254 characters, and is told in no time', () => {
    const longest = `${'a'.repeat(242)}@example.com`;
    expect(canonicalEmail(longest)).toBe(longest);
    const started = performance.now();
    const long = [`a${longest}`, `${'a'.repeat(320)}@example.com`, '"'.repeat(100_000), '.'.repeat(10_000), `${'.'.repeat(10_000)}@x`, '@'.repeat(100_000), `${'a@'.repeat(250)}`, ' '.repeat(1_000_000), 'ﷺ'.repeat(200) + '@x']; // prettier-ignore
    for (const text of long) expect(canonicalEmail(text)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(50);
  });
});
