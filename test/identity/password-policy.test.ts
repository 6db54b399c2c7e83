import { describe, expect, it } from '@jest/globals';
import { newPasswordProblem } from '../../src/identity/passwords/policy.js';

const owner = { email: 'alice.long@example.com' };
const common = 'must not be a common password, or one repeated';
const known = 'must have at least 15 characters beside your e-mail address and the name claimcheck';
const problem = (password: string, email = owner.email) => newPasswordProblem(password, { email });

describe('a password to be set', () => {
  it.each([
    'passwordpassword', 'PasswordPassword', 'ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ', '123456123456123456', 'q1w2e3r4t5y6u7i8',
    'qwertyuiopqwertyuiop', 'letmeinletmeinletmein', 'aaaaaaaaaaaaaaa', '1'.repeat(64), '11111111111111111111', 'polniypizdec0211', 'PolniyPizdec110211',
    'password password', 'p a s s w o r d', 'p-a-s-s_w.o.r.d', 'pass\u200bword!pass\u00adword', '  123456        ', 'iloveyou\niloveyou\niloveyou!', 'com com com com com',
  ])('PW-16 is not a common one, nor one over and over: %p', (password) => {
    expect(problem(password)).toBe(common);
  }); // prettier-ignore

  it.each([
    'passwordpassworc', 'correct horse battery', 'passwordpassword and more', '123456123456123457', '\u{1F600}'.repeat(64), 'ж'.repeat(64), 'aB3$'.repeat(32),
    `${'a'.repeat(72)}Y`, `${'\u{1F600}'.repeat(18)}Y`, '\u{1F600}'.repeat(15), 'abcdefghijklmno', 'only some letters', '908172635449012', 'password\nis no password', '- - - - - - - a', `${'\u{1F600}'.repeat(14)}1`,
  ])('PW-07 PW-15 PW-16 may be anything else: %p', (password) => {
    expect(problem(password)).toBeUndefined();
  }); // prettier-ignore

  it.each([
    'alice.long@example.com', 'Alice.Long@Example.COM', 'alice.long@example.com!', 'alice.long-2026-11', 'ALICELONG12345678', 'my example is long', 'longexample.com123',
    'claimcheck-demo-only', 'ClaimCheckClaimCheck', 'claimcheck12345678', 'claimcheck alice.long', 'ｃｌａｉｍｃｈｅｃｋ12345678',
  ])('PW-16 does not rest on the owner’s address or the product’s name: %p', (password) => {
    expect(problem(password)).toBe(known);
  }); // prettier-ignore

  it.each(['claimcheck is where I work', 'correct alice.long battery staple', 'con com con com con'])(
    'PW-16 may hold them beside 15 other characters, and what is short: %p',
    (password) => {
      expect(problem(password)).toBeUndefined();
    },
  );

  it.each([
    ['claim-check-demo', owner.email],
    ['c l a i m c h e c k 1', owner.email],
    ['claim\u200bcheck-demo-1', owner.email],
    ['jonathan longname', 'jonathanlongname@corp.example'],
    ['jonathan longname', 'jonathan-longname@corp.example'],
    ['jonathan.longname!', 'jonathanlongname@corp.example'],
  ])('PW-16 does not rest on them either where something stands between their letters: %p', (password, email) => {
    expect(problem(password, email)).toBe(known);
  });

  it('PW-16 may hold blanks that part no known word, and such a word beside 15 characters', () => {
    expect(problem('ab cd ef gh ij 12', 'jonathanlongname@corp.example')).toBeUndefined();
    expect(problem('jonathan longname rides to work', 'jonathanlongname@corp.example')).toBeUndefined();
    expect(problem('a-b a-b a-b 4711 xyz', 'a.-b@cd.ef')).toBeUndefined();
  });

  it.each([' '.repeat(15), '\u00a0\t\n'.repeat(6), '\u200b'.repeat(20), '\u3164'.repeat(15), '\u2800'.repeat(15)])(
    'PW-16 is more than blanks: %j',
    (password) => {
      expect(problem(password)).toBe('must not be blank');
    },
  );

  it('PW-06 has 15 characters as it is typed, and in its one form', () => {
    const least = 'must be at least 15 characters long';
    expect(problem('\uFDFA')).toBe(least);
    expect(problem('\uFDFA'.repeat(14))).toBe(least);
    expect(problem('e\u0301'.repeat(14))).toBe(least);
    expect(problem('\uFDFA'.repeat(15))).toBeUndefined();
  });

  it('PW-16 is judged by its owner’s address, and by no other’s', () => {
    expect(problem('bartholomew-12345', 'bartholomew@corp.example')).toBe(known);
    expect(problem('bartholomew-12345')).toBeUndefined();
    expect(problem('ab ab ab ab ab 12', 'ab@cd.ef')).toBeUndefined();
  });

  it('PW-16 is judged after it was taken apart once: what joins up then is no word', () => {
    expect(problem('claimclaimcheckcheck and so on')).toBeUndefined();
  });

  it('PW-16 is told in no time, however long it is', () => {
    problem('x'.repeat(15));
    const started = process.cpuUsage();
    expect(problem('\uFDFA'.repeat(1_024))).toBeUndefined();
    expect(problem('a'.repeat(1_024))).toBe(common);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(500);
    for (const [unit, count] of [
      ['|', 840],
      ['|~', 420],
      ['\uFDFA', 1_024],
    ] as const) {
      const times = [0, 1, 2].map(() => {
        const begun = performance.now();
        expect(problem(unit.repeat(count))).toBeUndefined();
        return performance.now() - begun;
      });
      expect(Math.min(...times)).toBeLessThan(50);
    }
  });

  it('PW-16 is never in the reason that is given', () => {
    for (const password of [
      'passwordpassword',
      'alice.long@example.com',
      'claimcheck-demo-only',
      'short',
      'x\0'.repeat(20),
    ]) {
      expect(problem(password)).not.toContain(password);
    }
  });
});
