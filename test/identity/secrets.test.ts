import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSecrets } from '../../src/config/secrets.js';
import type { Secrets } from '../../src/config/secrets.js';
import { readSettings } from '../../src/config/settings.js';
import { StartError } from '../../src/errors.js';

const given = {
  SECRET_KEY: 'the first of three secrets of these tests',
  JWT_SECRET: 'jwts of these tests are signed with this one',
  PASSWORD_PEPPER: 'pepper of these tests and of no deployment',
};

let root: string;
let folders = 0;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'claimcheck-secrets-'))));
afterAll(() => rm(root, { recursive: true }));

const newFolder = () => join(root, String((folders += 1)), 'data');
const settingsFor = (environment: Record<string, string>) => readSettings(environment);
const jwtSecretOf = ({ tokenKeys }: Secrets) => tokenKeys.current.first.signs;
const exported = (keys: readonly { export(): Buffer }[]) => keys.map((key) => key.export().toString('hex'));

describe('secrets', () => {
  it('come from the settings, and then nothing is written', async () => {
    const DATA_DIR = newFolder();
    const secrets = await loadSecrets(settingsFor({ ...given, DATA_DIR }));
    expect(secrets.generated).toEqual([]);
    expect(jwtSecretOf(secrets).export()).toEqual(Buffer.from(given.JWT_SECRET));
    expect(secrets.passwordPepper.export()).toEqual(Buffer.from(given.PASSWORD_PEPPER));
    await expect(stat(DATA_DIR)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('are generated once where no setting gives them, in a file of the owner’s alone', async () => {
    const DATA_DIR = newFolder();
    const first = await loadSecrets(settingsFor({ DATA_DIR }));
    const again = await loadSecrets(settingsFor({ DATA_DIR }));
    expect(first.generated).toEqual(['SECRET_KEY', 'JWT_SECRET', 'PASSWORD_PEPPER']);
    expect(jwtSecretOf(again).equals(jwtSecretOf(first))).toBe(true);
    expect(again.passwordPepper.equals(first.passwordPepper)).toBe(true);
    expect(exported(again.derive('refresh'))).toEqual(exported(first.derive('refresh')));
    expect(jwtSecretOf(first).equals(first.passwordPepper)).toBe(false);
    expect((await stat(join(DATA_DIR, 'secrets.json'))).mode & 0o777).toBe(0o600);
    expect(await readdir(DATA_DIR)).toEqual(['secrets.json']);
  });

  it('move to the environment as they are written', async () => {
    const DATA_DIR = newFolder();
    const generated = await loadSecrets(settingsFor({ DATA_DIR }));
    const written = JSON.parse(await readFile(join(DATA_DIR, 'secrets.json'), 'utf8')) as Record<string, string>;
    const moved = await loadSecrets(settingsFor({ ...written, DATA_DIR: newFolder() }));
    expect(jwtSecretOf(moved).equals(jwtSecretOf(generated))).toBe(true);
    expect(exported(moved.derive('cursor'))).toEqual(exported(generated.derive('cursor')));
  });

  it('are the same for processes that start at once on one folder', async () => {
    const DATA_DIR = newFolder();
    const all = await Promise.all(Array.from({ length: 8 }, () => loadSecrets(settingsFor({ DATA_DIR }))));
    expect(new Set(all.map((each) => jwtSecretOf(each).export().toString('hex'))).size).toBe(1);
    expect(await readdir(DATA_DIR)).toEqual(['secrets.json']);
  });

  it('give a key of its own for each label and each SECRET_KEY', async () => {
    const older = 'an older secret key of these very tests';
    const one = await loadSecrets(settingsFor(given));
    const two = await loadSecrets(settingsFor({ ...given, SECRET_KEY: `${older},${given.SECRET_KEY}` }));
    const labels = ['refresh', 'cursor', 'mail', 'audit'] as const;
    const keys = labels.flatMap((label) => exported(two.derive(label)));
    expect(new Set([...keys, ...[older, given.SECRET_KEY].map((text) => Buffer.from(text).toString('hex'))]).size).toBe(
      10,
    );
    for (const label of labels) expect(exported(two.derive(label))[1]).toBe(exported(one.derive(label))[0]);
    for (const key of keys) expect(key).toHaveLength(64);
  });

  it('are never generated in production', async () => {
    const settings = { ...settingsFor({ DATA_DIR: newFolder() }), NODE_ENV: 'production' } as const;
    await expect(loadSecrets(settings)).rejects.toEqual(
      new StartError(
        'SECRET_KEY is required in production',
        'JWT_SECRET is required in production',
        'PASSWORD_PEPPER is required in production',
      ),
    );
  });

  it('TK-34 are never short, whatever the settings let through', async () => {
    const settings = { ...settingsFor(given), JWT_SECRET: 'x'.repeat(31) };
    await expect(loadSecrets(settings)).rejects.toEqual(new StartError('JWT_SECRET must be at least 32 bytes long'));
    await expect(loadSecrets({ ...settings, JWT_SECRET: '' })).rejects.toBeInstanceOf(StartError);
    await expect(loadSecrets({ ...settingsFor(given), SECRET_KEY: ['y'] })).rejects.toBeInstanceOf(StartError);
  });
});

describe('a data folder whose secrets cannot be had', () => {
  const damages = [
    '',
    '{',
    'null',
    '[]',
    '{}',
    '{"SECRET_KEY":"short","JWT_SECRET":"short","PASSWORD_PEPPER":"short"}',
    'x'.repeat(10_000),
  ];

  it.each(damages)('stops the start and keeps what is there: %p', async (damaged) => {
    const DATA_DIR = newFolder();
    await mkdir(DATA_DIR, { recursive: true });
    await writeFile(join(DATA_DIR, 'secrets.json'), damaged, { mode: 0o600 });
    await expect(loadSecrets(settingsFor({ DATA_DIR }))).rejects.toEqual(
      new StartError(
        'secrets.json in DATA_DIR is damaged: restore it, or delete it and lose all sessions and passwords',
      ),
    );
    expect(await readFile(join(DATA_DIR, 'secrets.json'), 'utf8')).toBe(damaged);
  });

  it('stops the start when others can read it', async () => {
    const DATA_DIR = newFolder();
    await loadSecrets(settingsFor({ DATA_DIR }));
    await chmod(join(DATA_DIR, 'secrets.json'), 0o644);
    await expect(loadSecrets(settingsFor({ DATA_DIR }))).rejects.toThrow('must be closed to other users');
  });

  it('stops the start with one line that does not name the folder', async () => {
    const file = join(root, 'a-file');
    await writeFile(file, '');
    const failure = await loadSecrets(settingsFor({ DATA_DIR: join(file, 'below') })).catch((error: unknown) => error);
    expect(failure).toEqual(new StartError('DATA_DIR must be a folder that this process can read and write (ENOTDIR)'));
  });
});
