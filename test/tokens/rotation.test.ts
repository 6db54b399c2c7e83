// Keys change while the server runs: with a second service that has no secret of ours, only the public keys.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsonWebKey } from 'node:crypto';
import { chmod, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { generateJwk, keySetText } from '../../src/config/generate-key.js';
import { loadSecrets } from '../../src/config/secrets.js';
import { readSettings } from '../../src/config/settings.js';
import { startApplication } from '../application.js';
import type { Answer, Running } from '../application.js';
import { inProcess } from '../command.js';
import { decode } from '../identity/forge.js';
import { killAll, start } from '../start/process.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'claimcheck-rotation-'))));
afterAll(() => rm(folder, { recursive: true }));
afterEach(killAll);

const replace = async (file: string, jwks: readonly JsonWebKey[]): Promise<void> => {
  await writeFile(`${file}.new`, keySetText(jwks), { mode: 0o600 });
  await rename(`${file}.new`, file);
};
const kidOf = (token: string): unknown => decode(token.split('.')[0]!)['kid'];
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let look = 0; look < 100; look += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come true');
};

describe('a running server with a keys file', () => {
  let running: Running;
  let file: string;
  let origin: string;
  const [older, newer] = [generateJwk('ES256'), generateJwk('ES256')];

  beforeAll(async () => {
    file = join(folder, 'keys.json');
    await replace(file, [await older]);
    running = await startApplication({ JWT_ALGORITHM: 'ES256', JWT_KEYS_FILE: file });
    origin = running.url;
  });
  afterAll(() => running.stop());

  const login = async (): Promise<string> => {
    const { body } = await running.ask('mutation { login(email: "hr@claimcheck.example", password: "claimcheck-demo-only") { accessToken } }');
    return (body.data!['login'] as { accessToken: string }).accessToken;
  }; // prettier-ignore
  const me = (token: string): Promise<Answer> => running.ask('{ me { id } }', token);
  const publicKeys = async (): Promise<JSONWebKeySet> =>
    (await (await fetch(`${origin}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  const reload = (): Promise<void> => running.application.reloadKeys!();

  it('TK-36 serves both keys during the overlap, drops the old one after it, and a second service follows without a secret', async () => {
    // No cool-down: it asks again at once for a key that it does not know.
    const remote = createRemoteJWKSet(new URL(`${origin}/.well-known/jwks.json`), { cooldownDuration: 0 });
    const expected = { issuer: 'claimcheck', audience: 'claimcheck', typ: 'at+jwt', algorithms: ['ES256'] };
    const inSecondService = (token: string) => jwtVerify(token, remote, expected);
    const good = { status: 200, text: '{"data":{"me":{"id":"user-hr"}}}' };

    const first = await login();
    expect(kidOf(first)).toBe((await older)['kid']);
    expect((await inSecondService(first)).payload).toMatchObject({ sub: 'user-hr', roles: ['EMPLOYEE', 'HR'] });

    await replace(file, [await newer, await older]);
    await until(async () => (await publicKeys()).keys.length === 2); // nobody told it
    const second = await login();
    expect(kidOf(second)).toBe((await newer)['kid']);
    for (const token of [first, second]) {
      expect(await me(token)).toMatchObject(good);
      expect((await inSecondService(token)).payload.sub).toBe('user-hr');
    }

    await replace(file, [await newer]);
    await reload();
    expect(await me(first)).toMatchObject({ status: 401, text: '{"errors":[{"message":"The access token is not valid.","extensions":{"code":"INVALID_TOKEN"}}]}' });
    expect(await me(second)).toMatchObject(good);
    await expect(inSecondService(`${second.slice(0, -6)}AAAAAA`)).rejects.toThrow('signature verification failed');
    const elsewhere = createRemoteJWKSet(new URL(`${origin}/.well-known/jwks.json`));
    await expect(jwtVerify(first, elsewhere, expected)).rejects.toThrow('no applicable key found');
    await expect(jwtVerify(second, elsewhere, { ...expected, audience: 'other' })).rejects.toThrow('"aud"');
    await expect(jwtVerify(second, elsewhere, { ...expected, typ: 'JWT' })).rejects.toThrow('"typ"');
  }); // prettier-ignore

  it('shows the public parts and nothing else', async () => {
    const jwk = await newer;
    expect(await publicKeys()).toEqual({
      keys: [{ kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y, kid: jwk['kid'], alg: 'ES256', use: 'sig' }],
    });
  });

  it('keeps its keys when new ones are bad, gone or open to others, and takes the next good ones', async () => {
    const token = await login();
    const damages = [
      () => writeFile(file, '{'),
      () => replace(file, [{ kty: 'oct', kid: 'x', alg: 'HS256', k: 'c2hvcnQ' }]),
      async () => replace(file, [await generateJwk('ES384')]),
      () => rm(file),
      async () => { await replace(file, [await older]); await chmod(file, 0o644); },
    ]; // prettier-ignore
    for (const damage of damages) {
      await damage();
      await reload();
      expect((await me(token)).status).toBe(200);
      expect(kidOf(await login())).toBe((await newer)['kid']);
    }
    await chmod(file, 0o600);
    await reload();
    expect(kidOf(await login())).toBe((await older)['kid']);
  });

  it('drops no request while keys change', async () => {
    await replace(file, [await newer, await older]);
    await reload();
    const token = await login();
    let changing = true;
    const statuses = new Set<number>();
    const ask = async (): Promise<void> => {
      while (changing) statuses.add((await me(token)).status);
    };
    const asking = [ask(), ask(), ask()];
    for (let round = 0; round < 8; round += 1) {
      await replace(file, round % 2 === 0 ? [await older, await newer] : [await newer, await older]);
      await reload();
    }
    changing = false;
    await Promise.all(asking);
    expect([...statuses]).toEqual([200]);
  });
});

describe('a process with a keys file', () => {
  it('TK-36 reads it again on SIGHUP, logs what it could not read, and needs no restart', async () => {
    const file = join(folder, 'process.json');
    expect(await inProcess(folder, {}, 'keys', 'generate', '--out', file)).toMatchObject({ code: 0 });
    const server = start({ DATA_DIR: join(folder, 'process'), PORT: '0', LOG_LEVEL: 'info', JWT_ALGORITHM: 'ES256', JWT_KEYS_FILE: file });
    const origin = new URL(await server.ready()).origin;
    const kids = async (): Promise<unknown[]> => ((await (await fetch(`${origin}/.well-known/jwks.json`)).json()) as JSONWebKeySet).keys.map(({ kid }) => kid);
    const [before] = await kids();
    await inProcess(folder, {}, 'keys', 'rotate', file);
    server.child.kill('SIGHUP');
    await until(async () => (await kids()).length === 2);
    expect((await kids())[1]).toBe(before);
    await writeFile(file, '{}');
    server.child.kill('SIGHUP');
    await until(async () => server.output().stdout.includes('the old ones stay'));
    expect(await kids()).toHaveLength(2);
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    expect(server.output().stdout).toContain('signing keys were read again');
  }); // prettier-ignore

  it('TK-34 does not start with a file that is missing, open to others, weak or for another algorithm', async () => {
    const file = join(folder, 'refused.json');
    const refusal = async (): Promise<unknown> => {
      const settings = readSettings({ DATA_DIR: join(folder, 'refused'), JWT_ALGORITHM: 'ES256', JWT_KEYS_FILE: file });
      return loadSecrets(settings).then(() => undefined, (error: unknown) => (error as Error).message);
    };
    expect(await refusal()).toBe('JWT_KEYS_FILE must be a file that this process can read (ENOENT)');
    await writeFile(file, keySetText([await generateJwk('ES256')]), { mode: 0o644 });
    expect(await refusal()).toBe('JWT_KEYS_FILE must be closed to other users (chmod 600)');
    await chmod(file, 0o600);
    expect(await refusal()).toBeUndefined();
    await replace(file, [await generateJwk('HS256')]);
    expect(await refusal()).toMatch(/^JWT_KEYS_FILE must begin with a key whose alg is JWT_ALGORITHM/);
    await writeFile(file, 's3cret');
    const said = await refusal();
    expect(said).toMatch(/^JWT_KEYS_FILE must be a JSON Web Key Set/);
    expect(said).not.toContain('s3cret');
  }); // prettier-ignore
});

describe('without a keys file', () => {
  it('a pair is generated once outside production, closed to others, and never in production', async () => {
    const DATA_DIR = join(folder, 'generated');
    const settings = readSettings({ DATA_DIR, JWT_ALGORITHM: 'ES256' });
    const all = await Promise.all([1, 2, 3].map(() => loadSecrets(settings)));
    const kids = new Set(all.map(({ tokenKeys }) => tokenKeys.current.first.kid));
    expect(kids.size).toBe(1);
    expect(all[0]!.generated).toEqual(['SECRET_KEY', 'JWT_KEYS_FILE', 'PASSWORD_PEPPER']);
    expect((await stat(join(DATA_DIR, 'jwt-es256.json'))).mode & 0o777).toBe(0o600);
    await expect(loadSecrets({ ...settings, NODE_ENV: 'production' })).rejects.toThrow('JWT_KEYS_FILE is required in production');
    await writeFile(join(DATA_DIR, 'jwt-es256.json'), '{}');
    await expect(loadSecrets(settings)).rejects.toThrow('jwt-es256.json in DATA_DIR is damaged');
    expect(await readFile(join(DATA_DIR, 'jwt-es256.json'), 'utf8')).toBe('{}');
  }); // prettier-ignore

  it('HS has no public keys', async () => {
    const hs = await startApplication({ JWT_ALGORITHM: 'HS512' });
    const response = await fetch(`${hs.url}/.well-known/jwks.json`);
    expect(await response.json()).toEqual({ keys: [] });
    expect(hs.application.reloadKeys).toBeUndefined();
    expect((await hs.ask('{ me { id } }', await hs.tokenOf('hr'))).text).toBe('{"data":{"me":{"id":"user-hr"}}}');
    await hs.stop();
  });
});
