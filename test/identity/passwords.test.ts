import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createSecretKey } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import bcrypt from 'bcrypt';
import { ApiError } from '../../src/errors.js';
import { passwordHasher } from '../../src/identity/passwords/password-hasher.js';
import { isHashable, newPasswordProblem } from '../../src/identity/passwords/policy.js';
import { decoyHash, soundHash } from '../../src/identity/passwords/stored-hash.js';

const pepper = createSecretKey(Buffer.from('the-pepper-of-this-test-and-no-other'));
const passwords = passwordHasher(pepper, { BCRYPT_COST: 4 });
afterAll(() => passwords.close());

const alice = { email: 'alice.long@example.com' };

const accepts = async (set: string, tried: unknown) => passwords.verify(tried, await passwords.hash(set));

describe('a password', () => {
  it('PW-01 is recognised, and no other is', async () => {
    expect(await accepts('correct horse battery', 'correct horse battery')).toBe(true);
    expect(await accepts('correct horse battery', 'correct horse batterz')).toBe(false);
    expect(await accepts('correct horse battery', '')).toBe(false);
  });

  it.each([['64 emoji', '\u{1F600}'.repeat(64)], ['64 Cyrillic letters', 'ж'.repeat(64)], ['128 of ASCII', 'aB3$'.repeat(32)], ['1,024 code points', '\u{1F600}'.repeat(1_024)]])(
    'PW-07 may be %s',
    async (_, password) => {
      expect(newPasswordProblem(password, alice)).toBeUndefined();
      expect(await accepts(password, password)).toBe(true);
    },
  ); // prettier-ignore

  it('PW-08 counts beyond bcrypt’s 72 bytes', async () => {
    expect(await accepts(`${'a'.repeat(72)}Y`, `${'a'.repeat(72)}X`)).toBe(false);
    expect(await accepts(`${'a'.repeat(72)}Y`, 'a'.repeat(72))).toBe(false);
    expect(await accepts(`${'a'.repeat(72)}Y`, `${'a'.repeat(72)}Y`)).toBe(true);
  });

  it('PW-09 counts beyond 72 bytes of emoji', async () => {
    expect(await accepts(`${'\u{1F600}'.repeat(18)}Y`, `${'\u{1F600}'.repeat(18)}X`)).toBe(false);
    expect(await accepts(`${'\u{1F600}'.repeat(18)}Y`, `${'\u{1F600}'.repeat(18)}Y`)).toBe(true);
  });

  it('PW-10 is the same in every Unicode form', async () => {
    const text = 'crème brûlée à Genève';
    expect(text.normalize('NFD')).not.toBe(text.normalize('NFC'));
    expect(await accepts(text.normalize('NFD'), text.normalize('NFC'))).toBe(true);
  });

  it('PW-12 is another with other blanks or case', async () => {
    const hash = await passwords.hash('correct horse battery');
    for (const near of [
      ' correct horse battery',
      'correct horse battery ',
      'Correct horse battery',
      'correct horse  battery',
    ]) {
      expect(await passwords.verify(near, hash)).toBe(false);
    }
  });

  it('PW-11 is never text without a UTF-8 form, or with a NUL', async () => {
    for (const text of [
      `${'a'.repeat(20)}\uD800`,
      `\uDC00${'a'.repeat(20)}`,
      `${'a'.repeat(20)}\uD801`,
      `aaaaaaaa\0aaaaaaaaa`,
    ]) {
      expect(isHashable(text)).toBe(false);
      expect(newPasswordProblem(text, alice)).toMatch(/^must be/);
      await expect(passwords.hash(text)).rejects.toBeInstanceOf(RangeError);
      expect(await passwords.verify(text, await passwords.hash('aaaaaaaa'))).toBe(false);
    }
    expect(isHashable('a\u{1F600}b')).toBe(true);
  });

  it('PW-13 of a megabyte is refused before it is hashed', async () => {
    const started = process.cpuUsage();
    for (const text of ['a'.repeat(1_048_576), 'a'.repeat(1_025), '\u{1F600}'.repeat(1_025)]) {
      expect(await passwords.verify(text, decoyHash(10))).toBe(false);
      await expect(passwords.hash(text)).rejects.toBeInstanceOf(RangeError);
    }
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(50);
  });

  it.each([undefined, null, 1, {}, [], ['correct horse battery'], Buffer.from('x'), { toString: () => 'x' }])(
    'PW-26 is text: %p is not',
    async (odd) => {
      expect(isHashable(odd)).toBe(false);
      expect(newPasswordProblem(odd, alice)).toMatch(/^must be/);
      expect(await passwords.verify(odd, decoyHash(10))).toBe(false);
    },
  );

  it('PW-06 to be set has 15 code points', () => {
    const least = 'must be at least 15 characters long';
    expect(newPasswordProblem('a'.repeat(14), alice)).toBe(least);
    expect(newPasswordProblem('\u{1F600}'.repeat(14), alice)).toBe(least);
    expect(newPasswordProblem('e\u0301'.repeat(14), alice)).toBe(least);
    expect(newPasswordProblem('abcdefghijklmno', alice)).toBeUndefined();
    expect(newPasswordProblem('\u{1F600}'.repeat(15), alice)).toBeUndefined();
  });
});

describe('a stored hash', () => {
  it('PW-19 is a bcrypt string of the configured cost with a salt of its own', async () => {
    const hashes = await Promise.all([
      passwords.hash('correct horse battery'),
      passwords.hash('correct horse battery'),
    ]);
    for (const hash of hashes) expect(hash).toMatch(/^\$2b\$04\$[./A-Za-z0-9]{53}$/);
    expect(hashes[0]).not.toBe(hashes[1]);
    const twelve = passwordHasher(pepper, { BCRYPT_COST: 12 });
    const hash = await twelve.hash('correct horse battery');
    expect(bcrypt.getRounds(hash)).toBe(12);
    expect(await passwords.verify('correct horse battery', hash)).toBe(true);
    await twelve.close();
  });

  it('is worth nothing without the pepper', async () => {
    const other = passwordHasher(createSecretKey(Buffer.from('another-pepper-of-this-very-test')), { BCRYPT_COST: 10 });
    const hash = await passwords.hash('correct horse battery');
    expect(await other.verify('correct horse battery', hash)).toBe(false);
    expect(bcrypt.compareSync('correct horse battery', hash)).toBe(false);
    await other.close();
  });

  const tail = '.'.repeat(53);
  it.each([
    undefined, null, '', 'x', 12, {}, ['$2b$10$'], `$2b$31$${tail}`, `$2b$17$${tail}`, `$2b$03$${tail}`, `$2b$99$${tail}`, `$2b$1$${tail}`, `$2b$-1$${tail}`,
    `$2x$10$${tail}`, `$2y$10$${tail}`, `bcrypt:$2b$31$${tail}`, `bcrypt:$2x$10$${tail}`, `bcrypt:bcrypt:$2b$10$${tail}`, `BCRYPT:$2b$10$${tail}`, `md5:$2b$10$${tail}`, `bcrypt:`, `$2$10$${tail}`, `$1$${tail}`, `$argon2id$v=19$m=65536,t=3,p=4$${tail}`, `$2b$10$${tail}\n`, `$2b$10$${tail}.`, `$2b$10$${tail.slice(1)}`, 'correct horse battery',
  ])('PW-14 that is not sound never matches and costs no more than a sound one: %p', async (stored) => {
    expect(soundHash(stored)).toBeUndefined();
    const started = performance.now();
    expect(await passwords.verify('correct horse battery', stored)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  }); // prettier-ignore

  it('PW-02 PW-03 that is missing takes the time of one that does not match', async () => {
    const timed = passwordHasher(pepper, { BCRYPT_COST: 10 });
    const hash = await timed.hash('correct horse battery');
    const times: { wrong: number[]; unknown: number[] } = { wrong: [], unknown: [] };
    const time = async (stored: string | undefined) => {
      const started = performance.now();
      expect(await timed.verify('correct horse batterz', stored)).toBe(false);
      return performance.now() - started;
    };
    for (let round = 0; round < 12; round += 1) {
      times.wrong.push(await time(hash));
      times.unknown.push(await time(undefined));
    }
    const least = { wrong: Math.min(...times.wrong), unknown: Math.min(...times.unknown) };
    expect(least.wrong).toBeGreaterThan(5);
    expect(least.unknown / least.wrong).toBeGreaterThan(0.5);
    expect(least.unknown / least.wrong).toBeLessThan(2);
    await timed.close();
  });

  it('the decoy is a hash of the cost asked for', () => {
    for (const cost of [4, 10, 12, 16]) expect(bcrypt.getRounds(soundHash(decoyHash(cost))?.bcrypt ?? '')).toBe(cost);
    expect(bcrypt.compareSync('', decoyHash(10))).toBe(false);
  });
});

describe('hashing', () => {
  it('LD-04 has a queue with an end: what is beyond is told to come again', async () => {
    const most = availableParallelism() * 33;
    const outcomes = await Promise.allSettled(
      Array.from({ length: most + 5 }, () => passwords.verify('correct horse battery', undefined)),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refused).toHaveLength(5);
    for (const error of refused) {
      expect(error).toBeInstanceOf(ApiError);
      expect((error as ApiError).extensions).toEqual({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
      expect((error as ApiError).extensions['retryAfter']).toBeGreaterThanOrEqual(1);
    }
    expect(await passwords.verify('correct horse battery', undefined)).toBe(false);
  });

  it('waits for nobody who keeps libuv’s thread pool busy', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'claimcheck-pool-'));
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    // An open for reading blocks a thread of the pool until somebody writes.
    const readers = Array.from({ length: 8 }, () => open(pipe, 'r'));
    let poolAnswered = false;
    const stated = stat(folder).then(() => (poolAnswered = true));
    const hash = await passwords.hash('correct horse battery');
    const many = Array.from({ length: 4 * availableParallelism() }, () =>
      passwords.verify('correct horse battery', hash),
    );
    expect(new Set(await Promise.all(many))).toEqual(new Set([true]));
    expect(poolAnswered).toBe(false);
    const writer = openSync(pipe, 'r+');
    for (const reader of await Promise.all(readers)) await reader.close();
    closeSync(writer);
    await stated;
    await rm(folder, { recursive: true });
  });

  it('leaves the event loop free', async () => {
    const slow = passwordHasher(pepper, { BCRYPT_COST: 12 });
    let beats = 0;
    const beat = setInterval(() => (beats += 1), 5);
    await slow.hash('correct horse battery');
    clearInterval(beat);
    expect(beats).toBeGreaterThan(3);
    await slow.close();
  });
});
