import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { generateJwk } from '../../src/config/generate-key.js';
import { readKeySet } from '../../src/config/key-set.js';
import { accessTokens } from '../../src/identity/tokens/access-token.js';
import { hmacKey, signingKeys } from '../../src/config/signing-keys.js';
import { createSecretKey } from 'node:crypto';
import { viewer } from '../identity/forge.js';
import { command } from '../command.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'claimcheck-keys-'))));
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: string[]) => command(folder, {}, ...args);
const inFile = async (name: string) =>
  JSON.parse(await readFile(join(folder, name), 'utf8')) as { keys: Record<string, string>[] };

describe('claimcheck keys', () => {
  it('generate writes a set that is closed to others, and never overwrites', async () => {
    expect(await run('keys', 'generate', '--out', 'new.json')).toMatchObject({ code: 0, stdout: expect.stringContaining('JWT_ALGORITHM=ES256') });
    expect((await stat(join(folder, 'new.json'))).mode & 0o777).toBe(0o600);
    const before = await readFile(join(folder, 'new.json'), 'utf8');
    expect(await run('keys', 'generate', '--out', 'new.json')).toEqual({ code: 1, stdout: '', stderr: 'new.json is there already, and is not overwritten\n' });
    expect(await readFile(join(folder, 'new.json'), 'utf8')).toBe(before);
    expect(await run('keys', 'generate', '--out', 'no/such/folder.json')).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOENT') });
  }); // prettier-ignore

  it('generate prints a set for any algorithm, and refuses others as wrong usage', async () => {
    for (const algorithm of ['HS512', 'PS256', 'ES384'] as const) {
      const { stdout } = await run('keys', 'generate', '--algorithm', algorithm);
      expect(readKeySet(stdout, algorithm)).toHaveProperty('keys');
    }
    expect((await run('keys', 'generate', '--algorithm', 'none')).code).toBe(2);
  });

  it('rotate puts a new key first and keeps the others, as many as it is told, in one step', async () => {
    await run('keys', 'generate', '--out', 'rotated.json');
    await symlink('rotated.json', join(folder, 'link.json'));
    const [first] = (await inFile('rotated.json')).keys;
    expect((await run('keys', 'rotate', 'link.json')).code).toBe(0); // the file that is meant, not the link
    const { keys: two } = await inFile('rotated.json');
    expect(two[1]).toEqual(first);
    const { stdout } = await run('keys', 'rotate', 'rotated.json', '--json');
    expect((JSON.parse(stdout) as { keys: unknown[] }).keys).toEqual([
      { kid: expect.any(String), alg: 'ES256', use: 'signs and verifies', bits: 256 },
      ...two.map(({ kid }) => ({ kid, alg: 'ES256', use: 'verifies only', bits: 256 })),
    ]);
    await run('keys', 'rotate', 'rotated.json', '--keep', '1');
    expect((await inFile('rotated.json')).keys).toHaveLength(2);
    await run('keys', 'rotate', 'rotated.json', '--keep', '0');
    expect((await inFile('rotated.json')).keys).toHaveLength(1);
    expect((await stat(join(folder, 'rotated.json'))).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.startsWith('rotated.json'))).toEqual(['rotated.json']);
    expect((await run('keys', 'rotate', 'rotated.json', '--keep', 'x')).code).toBe(2);
    expect((await run('keys', 'rotate')).code).toBe(2);
  });

  it('rotate leaves a file as it is that is no sound set', async () => {
    await writeFile(join(folder, 'bad.json'), '{"keys":[{"kty":"oct","kid":"x","alg":"HS256","k":"s3cret"}]}', { mode: 0o600 });
    const { code, stderr } = await run('keys', 'rotate', 'bad.json');
    expect([code, stderr]).toEqual([1, 'bad.json key 1 must have a secret (k) in base64url\n']);
    expect(await readFile(join(folder, 'bad.json'), 'utf8')).toContain('s3cret');
    await chmod(join(folder, 'bad.json'), 0o644);
    expect((await run('keys', 'rotate', 'bad.json')).stderr).toBe('bad.json must be closed to other users (chmod 600)\n');
    expect(await run('keys', 'list', 'missing.json')).toEqual({ code: 1, stdout: '', stderr: 'missing.json is not there\n' });
  }); // prettier-ignore

  it('list names the keys and shows no part of them', async () => {
    const keys = await Promise.all((['RS256', 'ES512', 'HS384'] as const).map(generateJwk));
    await writeFile(join(folder, 'mixed.json'), JSON.stringify({ keys }), { mode: 0o600 });
    const { code, stdout } = await run('keys', 'list', 'mixed.json');
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').map((line) => line.split(/\s{2,}/).slice(1))).toEqual([
      ['RS256', '2048 bits', 'signs and verifies'],
      ['ES512', '521 bits', 'verifies only'],
      ['HS384', '384 bits', 'verifies only'],
    ]);
    const asJson = (await run('keys', 'list', 'mixed.json', '--json')).stdout;
    const parts = keys.flatMap((key) => [key.n, key.x, key.y, key.d, key.p, key.q, key.dp, key.dq, key.qi, key.k]);
    for (const part of parts.filter((each) => each !== undefined)) expect(stdout + asJson).not.toContain(part);
  }); // prettier-ignore
});

describe('claimcheck token', () => {
  const secret = 'of the deployment whose tokens are explained';
  const environment = () => ({ DATA_DIR: join(folder, 'data'), JWT_SECRET: secret });
  const keys = signingKeys([hmacKey(createSecretKey(Buffer.from(secret)), 'HS256')]);
  const settings = { JWT_ISSUER: 'claimcheck', JWT_AUDIENCE: 'claimcheck', ACCESS_TOKEN_TTL: 900_000 };
  const issue = (at = Date.now()): string =>
    accessTokens(() => keys, settings, () => at).issue({ ...viewer, authTime: Math.floor(at / 1_000) }, new Date(at + 9e9)).token; // prettier-ignore
  const ask = (...args: string[]) => command(folder, environment(), 'token', ...args);

  it('verify lists the checks in the server’s order, and exits 0 for a good token', async () => {
    const { code, stdout } = await ask('verify', issue());
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines.at(-1)).toBe('The server accepts this token, unless it was revoked: the store was not asked.');
    expect(lines.slice(0, -1).every((line) => line.startsWith('passed '))).toBe(true);
    expect(lines.map((line) => /(parts|header|kid|alg|signature|payload|iss|aud|sub|exp) (has|have|to)/i.exec(line)?.[1]?.toLowerCase()).filter(Boolean)).toEqual(
      ['header', 'header', 'kid', 'alg', 'signature', 'payload', 'iss', 'aud', 'sub', 'exp', 'exp', 'exp'],
    );
  }); // prettier-ignore

  it('verify says which check fails, what came, and what was not reached; exit code 1', async () => {
    const expired = issue(Date.now() - 3_600_000);
    const token = issue();
    const cases: [string, Record<string, string>, string, string, RegExp][] = [
      ['junk', {}, 'malformed', 'x', /three parts/],
      ['another secret', { JWT_SECRET: `${secret}!` }, 'unknown-key', token, /kid has to be/],
      ['forged', {}, 'signature', `${token.slice(0, -4)}AAAA`, /signature/],
      ['another audience', { JWT_AUDIENCE: 'other' }, 'audience', token, /aud has to be exactly "other".* It is "claimcheck"\./],
      ['expired', {}, 'expired', expired, /exp has to be in the future\. It is \{"iat"/],
    ];
    for (const [, changed, reason, given, rule] of cases) {
      const { code, stdout, stderr } = await command(folder, { ...environment(), ...changed }, 'token', 'verify', given);
      expect(code).toBe(1);
      const marks = stdout.trim().split('\n').map((line) => line.slice(0, 11).trim());
      const at = marks.indexOf('FAILED');
      expect(marks).toEqual([...Array<string>(at).fill('passed'), 'FAILED', ...Array<string>(marks.length - at - 1).fill('not reached')]);
      expect(stdout.trim().split('\n')[at]).toMatch(rule);
      expect(stderr).toMatch(new RegExp(`^The server refuses this token \\(${reason}\\): [^\\n]+\\n$`));
      const { stdout: json } = await command(folder, { ...environment(), ...changed }, 'token', 'verify', '--json', given);
      expect(JSON.parse(json)).toMatchObject({ accepted: false, reason, revocationChecked: false });
    }
  }); // prettier-ignore

  it('inspect explains each member and claim, names what it does not know, and says that nothing is verified', async () => {
    const [head, , signature] = issue().split('.') as [string, string, string];
    const payload = Buffer.from(JSON.stringify({ sub: 'alice', exp: 1_000_000_000, unheard: '\u001b[31m\u009b\u202e', roles: ['HR'] })).toString('base64url');
    const { code, stdout } = await ask('inspect', `${head}.${payload}.${signature}`);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe('Nothing of this is verified: anybody can write such a token. See claimcheck token verify.');
    expect(stdout).toContain('  alg: "HS256" – the algorithm of the signature\n');
    expect(stdout).toContain('  sub: "alice" – the account\n');
    expect(stdout).toMatch(/ {2}exp: 1000000000 = 2001-09-09T01:46:40\.000Z \([\d,]+ days ago\) – when it expires\n/);
    expect(stdout).toContain('  unheard: "\\u001b[31m\\u009b\\u202e" – not known to this server\n');
    const { stdout: asJson } = await ask('inspect', '--json', `${head}.${payload}.${signature}`);
    expect(asJson).toContain('"value": "\\u001b[31m\\u009b\\u202e"');
    const json = JSON.parse(asJson) as object;
    expect(json).toMatchObject({ verified: false, claims: [{ name: 'sub', value: 'alice', meaning: 'the account' }, { name: 'exp' }, { name: 'unheard', meaning: 'not known to this server' }, { name: 'roles' }] });
    for (const junk of ['x', 'a.b.c', `${head}.W10.${signature}`]) expect(await ask('inspect', junk)).toMatchObject({ code: 1, stdout: '' });
  }); // prettier-ignore

  it('verify shows what it found without what turns a line around, also as JSON', async () => {
    const [head, payload, signature] = issue().split('.') as [string, string, string];
    const header = { ...(JSON.parse(Buffer.from(head, 'base64url').toString()) as object), kid: '\u202e' };
    const odd = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.${signature}`;
    for (const args of [
      ['verify', odd],
      ['verify', '--json', odd],
    ]) {
      const { code, stdout, stderr } = await ask(...args);
      expect(code).toBe(1);
      expect(stdout).toContain('"\\u202e"');
      expect(stdout + stderr).not.toContain('\u202e');
    }
  });

  it('prints neither the token nor its signature, and needs one', async () => {
    const token = issue();
    const [head, payload, signature] = token.split('.') as [string, string, string];
    for (const args of [['inspect', token], ['inspect', '--json', token], ['verify', token], ['verify', '--json', token], ['verify', `${token.slice(0, -4)}AAAA`]]) {
      const { stdout, stderr } = await ask(...args);
      for (const part of [head, payload, signature.slice(0, 20)]) expect(stdout + stderr).not.toContain(part);
    }
    expect((await ask('verify')).code).toBe(2);
    expect((await ask('inspect')).code).toBe(2);
  }); // prettier-ignore

  it('reads a token from the standard input', async () => {
    const main = fileURLToPath(new URL('../../src/main.js', import.meta.url));
    const child = spawn(process.execPath, [main, 'token', 'verify', '-'], { cwd: folder, env: { ...environment() } });
    child.stdin.end(`${issue()}\n`);
    const exited = new Promise((resolve) => child.on('exit', resolve));
    expect(await text(child.stdout)).toContain('The server accepts this token');
    expect(await exited).toBe(0);
  });
});
