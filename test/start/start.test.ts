// Starting and stopping: what is printed, what is refused, and that each refusal is one clear line.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
// What `serve` loads, loaded before: Jest fails at modules that several imports ask for at the same time.
import '../application.js';
import { command } from '../command.js';
import { killAll, start } from './process.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-start-'));
});
afterEach(killAll);
afterAll(() => rm(folder, { recursive: true, force: true }));

const fresh = (name: string): Record<string, string> => ({ DATA_DIR: join(folder, name), PORT: '0' });

async function refusal(
  environment: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; lines: string[] }> {
  const started = start(environment, ...args);
  const code = await started.exited;
  return { code, lines: started.output().stderr.trim().split('\n') };
}

/** The same without a process of its own: what is refused after the application was loaded. */
async function refusalWithin(environment: Record<string, string>): Promise<{ code: unknown; lines: string[] }> {
  const { code, stderr } = await command(process.cwd(), { BCRYPT_COST: '4', ...environment }, 'serve');
  return { code, lines: stderr.trim().split('\n') };
}

describe('a first start', () => {
  it('prints the demo accounts, each unsafe default and the ready line at every log level; a second start keeps the data', async () => {
    const environment = { ...fresh('first'), LOG_LEVEL: 'silent' };
    const first = start(environment);
    const url = await first.ready();
    const text = first.output().stdout;
    for (const name of ['admin', 'auditor', 'stranger', 'hr', 'manager', 'employee'])
      expect(text).toContain(`${name}@claimcheck.example`);
    for (const name of ['SECRET_KEY', 'JWT_SECRET', 'PASSWORD_PEPPER', 'MONGODB_URI', 'INTROSPECTION'])
      expect(text).toContain(name);
    expect(text.trimEnd().split('\n').at(-1)).toBe(`Ready on ${url}`);
    const { refreshToken } = await login(url);
    first.child.kill('SIGTERM');
    expect(await first.exited).toBe(0);

    const second = start(environment);
    const again = await second.ready();
    const answer = await post(again, 'mutation ($t: String) { refresh(refreshToken: $t) { user { email } } }', {
      t: refreshToken,
    });
    expect(answer).toEqual({ data: { refresh: { user: { email: 'employee@claimcheck.example' } } } });
    second.child.kill('SIGINT');
    expect(await second.exited).toBe(0);
  });

  it('loads the demo company anew when an earlier load was cut off, and reads all of it', async () => {
    const environment = { ...fresh('cut'), SEED_EMPLOYEES: '500' };
    for (const wait of [150, 500]) {
      const cut = start(environment);
      await new Promise((resolve) => setTimeout(resolve, 700 + wait));
      cut.child.kill('SIGKILL');
      await cut.exited;
    }
    const whole = start(environment);
    const url = await whole.ready();
    const { accessToken } = await login(url);
    expect(await post(url, '{ employees(first: 1) { totalCount } }', {}, accessToken)).toEqual({
      data: { employees: { totalCount: 500 } },
    });
    whole.child.kill('SIGTERM');
    expect(await whole.exited).toBe(0);
  });

  it('listens without the demo company when told so', async () => {
    const bare = start({ ...fresh('bare'), SEED: 'none' });
    await bare.ready();
    expect(bare.output().stdout).not.toContain('claimcheck.example');
    bare.child.kill('SIGTERM');
    expect(await bare.exited).toBe(0);
  });
});

describe('a start that is refused', () => {
  it('names every wrong setting on a line of its own, without its value, with exit code 1', async () => {
    const wrong = {
      ...fresh('wrong'),
      PORT: 's3cret-port',
      JWT_SECRET: 's3cret-short',
      ACCESS_TOKEN_TTL: 's3cret',
      SEED: 's3cret',
      JWT_ALGORITHM: 's3cret',
      CORS_ORIGINS: 's3cret',
      HOST: '127.0.0.1',
    };
    const { code, lines } = await refusal(wrong);
    expect(code).toBe(1);
    expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual([
      'ACCESS_TOKEN_TTL',
      'CORS_ORIGINS',
      'JWT_ALGORITHM',
      'JWT_SECRET',
      'PORT',
      'SEED',
    ]);
    expect(lines.join('\n')).not.toContain('s3cret');
    await expect(readdir(join(folder, 'wrong'))).rejects.toThrow('ENOENT');
  });

  it('TK-34 PW-29 needs all secrets and a MongoDB in production, and never the demo company', async () => {
    const { code, lines } = await refusal({
      ...fresh('production'),
      NODE_ENV: 'production',
      SEED: 'demo',
      JWT_SECRET: 'x'.repeat(31),
    });
    expect(code).toBe(1);
    expect(lines).toEqual([
      'JWT_SECRET must be at least 32 bytes long',
      'MONGODB_URI is required in production',
      'SECRET_KEY is required in production',
      'PASSWORD_PEPPER is required in production',
      'SEED must not be demo in production',
      'BCRYPT_COST must be at least 10 in production',
    ]);
  });

  it('is told of a setting that has no effect yet; production refuses it', async () => {
    const development = start({ ...fresh('later'), EXECUTOR: 'jit', SEED: 'none' });
    await development.ready();
    expect(development.output().stdout).toContain('EXECUTOR has no effect in this version');
    development.child.kill('SIGTERM');
    expect(await development.exited).toBe(0);
    const production = await refusal({ ...fresh('later'), NODE_ENV: 'production', EXECUTOR: 'jit' });
    expect(production.code).toBe(1);
    expect(production.lines).toContain('EXECUTOR has no effect in this version; remove it');
  });

  it('says in one line that the port is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const port = String((blocker.address() as AddressInfo).port);
    const { code, lines } = await refusal({ ...fresh('port'), PORT: port });
    blocker.close();
    expect([code, lines.length, lines[0]]).toEqual([1, 1, expect.stringMatching(/PORT/)]);
  });

  it('says in one line that another process has the data folder', async () => {
    const environment = fresh('shared');
    const first = start(environment);
    await first.ready();
    const { code, lines } = await refusalWithin(environment);
    expect([code, lines.length, lines[0]]).toEqual([1, 1, expect.stringMatching(/in use/)]);
    first.child.kill('SIGTERM');
    await first.exited;
  });

  it('says in one line that the data folder is a file, or damaged, and touches nothing', async () => {
    await writeFile(join(folder, 'file'), 'mine');
    const file = await refusalWithin(fresh('file'));
    expect([file.code, file.lines.length, file.lines[0]]).toEqual([1, 1, expect.stringMatching(/DATA_DIR/)]);
    await mkdir(join(folder, 'damaged', 'store'), { recursive: true });
    await writeFile(join(folder, 'damaged', 'store', 'CURRENT'), 'not a manifest\n');
    const damaged = await refusalWithin(fresh('damaged'));
    expect([damaged.code, damaged.lines.length, damaged.lines[0]]).toEqual([1, 1, expect.stringMatching(/DATA_DIR/)]);
  });

  it('says in one line that MongoDB cannot be reached, without its address', async () => {
    const { code, lines } = await refusalWithin({
      ...fresh('mongo'),
      MONGODB_URI: 'mongodb://someone:s3cret@127.0.0.1:1/claims',
    });
    expect([code, lines.length, lines[0]]).toEqual([1, 1, expect.stringMatching(/MONGODB_URI/)]);
    expect(lines[0]).not.toMatch(/s3cret|someone|127\.0\.0\.1/);
  });

  it('has exit code 2 for wrong usage', async () => {
    expect((await refusal({}, 'sevre')).code).toBe(2);
    expect((await refusal({}, 'schema', 'print', '--nope')).code).toBe(2);
  });
});

async function login(url: string): Promise<{ accessToken: string; refreshToken: string }> {
  const answer = await post(
    url,
    'mutation { login(email: "employee@claimcheck.example", password: "claimcheck-demo-only") { accessToken refreshToken } }',
  );
  return (answer as { data: { login: { accessToken: string; refreshToken: string } } }).data.login;
}

async function post(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  token?: string,
): Promise<unknown> {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })).json();
}
