// AU-10: what the program prints and tells about itself holds no secret.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { smallServer } from '../http/small-server.js';
import { killAll, start } from './process.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-secrecy-'));
});
afterEach(killAll);
afterAll(() => rm(folder, { recursive: true, force: true }));

const secrets = {
  SECRET_KEY: 's3cret-key-of-this-test-0123456789',
  JWT_SECRET: 's3cret-jwt-of-this-test-0123456789',
  PASSWORD_PEPPER: 's3cret-pepper-of-this-test-0123456789',
};

describe('AU-10 a server that runs', () => {
  it('tells no secret in what it prints and logs, nor at /readyz, /livez and the key set', async () => {
    const data = join(folder, 'generated');
    const started = start({ DATA_DIR: data, PORT: '0', LOG_LEVEL: 'trace', JWT_SECRET: secrets.JWT_SECRET });
    const origin = new URL(await started.ready()).origin;
    const told: string[] = [];
    for (const path of [
      '/readyz',
      '/livez',
      '/.well-known/jwks.json',
      '/nothing',
      '/graphql?query={serverInfo{name,version}}',
    ])
      told.push(await (await fetch(origin + path)).text());
    expect(told.slice(0, 2)).toEqual(['{"status":"ready"}', '{"status":"alive"}']);
    started.child.kill('SIGTERM');
    expect(await started.exited).toBe(0);
    const { stdout, stderr } = started.output();
    const names = (await readdir(data, { withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    const generated = await Promise.all(names.map((name) => readFile(join(data, name), 'utf8')));
    const values = generated.flatMap((text) => text.match(/[\w+/=-]{24,}/g) ?? []);
    expect(values.length).toBeGreaterThanOrEqual(2);
    for (const value of [secrets.JWT_SECRET, ...values])
      for (const text of [stdout, stderr, ...told]) expect(text).not.toContain(value);
  });
});

describe('AU-10 a start that fails', () => {
  it.each([
    [
      'a server that does not answer',
      'mongodb://s3cret-user:s3cret-password@127.0.0.1:1/db?serverSelectionTimeoutMS=100',
    ],
    ['an address that is none', 'mongodb://s3cret-user:s3cret-password@[::1/db'],
  ])('for %s tells neither a secret nor who signs in to the store', async (_what, MONGODB_URI) => {
    const started = start({ ...secrets, MONGODB_URI, PORT: '0', LOG_LEVEL: 'trace' });
    expect(await started.exited).toBe(1);
    const { stdout, stderr } = started.output();
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^MONGODB_URI.*\n$/);
    expect(stderr).not.toMatch(/s3cret|127\.0\.0\.1/);
  });
});

describe('AU-10 /readyz of a server that lost its store', () => {
  it('says no more than that', async () => {
    const isReady = async () => {
      throw new Error('connect ECONNREFUSED s3cret-user:s3cret-password@s3cret.example');
    };
    const server = await smallServer({}, { isReady });
    const { statusCode, body } = await server.inject('/readyz');
    await server.close();
    expect(statusCode).toBe(503);
    expect(JSON.parse(body)).toEqual({
      errors: [{ message: 'The service is not available. Try again.', extensions: { code: 'SERVICE_UNAVAILABLE' } }],
    });
    expect(JSON.stringify(server.log)).not.toContain('s3cret');
  });
});
