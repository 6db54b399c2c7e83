import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { openEmbedded } from '../../../src/database/embedded/open.js';
import { EmbeddedStore } from '../../../src/database/embedded/store.js';
import { isStoreUnavailable } from '../../../src/graphql/store-unavailable.js';
import { StartError } from '../../../src/errors.js';
import type { Sample } from '../contract/sample.js';
import { withFolder } from '../folder.js';

const writer = fileURLToPath(new URL('writer.js', import.meta.url));

/** Lets the writer write for a while, kills it, and returns what it was told is written. */
async function writeUntilKilled(folder: string, round: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, folder, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  const exit = new Promise((done) => child.once('close', done));
  child.stdout.on('data', (chunk: Buffer) => {
    if (printed === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 300);
    printed += chunk.toString();
  });
  await exit;
  return printed.slice(0, printed.lastIndexOf('\n')).split('\n');
}

async function withData(test: (folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (parent) => {
    const folder = join(parent, 'store');
    const store = await openEmbedded(folder);
    await store.collection<Sample>('samples').insertMany([
      { _id: 'a', joined: new Date(5), chain: ['x'] },
      { _id: 'b', rank: 1.5, name: null },
    ]);
    await store.close();
    await test(folder);
  });
}

describe('The embedded store keeps what it acknowledged', () => {
  it('when it is closed and opened again', () =>
    withData(async (folder) => {
      const store = await openEmbedded(folder);
      const samples = store.collection<Sample>('samples');
      expect(await store.isEmpty()).toBe(false);
      expect(await samples.find({}, { sort: { _id: 1 } }).toArray()).toEqual([
        { _id: 'a', joined: new Date(5), chain: ['x'] },
        { _id: 'b', rank: 1.5, name: null },
      ]);
      await samples.deleteMany({});
      await store.close();
      const again = await openEmbedded(folder);
      expect(await again.isEmpty()).toBe(true);
      await again.close();
    }));

  it('when its process is killed at any moment', () =>
    withFolder(async (folder) => {
      const acknowledged: string[] = [];
      for (let round = 0; round < 3; round += 1) acknowledged.push(...(await writeUntilKilled(folder, round)));
      const store = await openEmbedded(folder);
      const kept = await store.collection<Sample>('samples').find({ rank: 1 }).toArray();
      await store.close();
      const ids = new Set(kept.map(({ _id }) => _id));
      expect(acknowledged.length).toBeGreaterThan(10);
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    }));

  it('writes in the order of memory, at most one batch at a time, and answers nobody before', async () => {
    const batches: string[][] = [];
    let release = (): void => undefined;
    const store = new EmbeddedStore(
      (batch) => {
        batches.push(batch.map(({ key }) => key.slice('samples\0'.length)));
        return new Promise((done) => (release = done));
      },
      async () => undefined,
    );
    const samples = store.collection<Sample>('samples');
    const answered: string[] = [];
    const calls = ['a', 'b', 'c'].map((_id) => samples.insertOne({ _id }).then(() => answered.push(_id)));
    calls.push(samples.findOne({ _id: 'a' }).then(() => answered.push('read')));
    await new Promise(setImmediate);
    calls.push(
      samples.insertOne({ _id: 'd' }).then(() => answered.push('d')),
      samples.insertOne({ _id: 'e' }).then(() => answered.push('e')),
    );
    await new Promise(setImmediate);
    expect([batches, answered]).toEqual([[['a', 'b', 'c']], []]);
    release();
    await new Promise(setImmediate);
    expect([batches, answered]).toEqual([
      [
        ['a', 'b', 'c'],
        ['d', 'e'],
      ],
      ['a', 'b', 'c', 'read'],
    ]);
    release();
    await Promise.all(calls);
  });

  it('and refuses everything once a batch has failed', async () => {
    let full = false;
    const store = new EmbeddedStore(
      async () => {
        if (full) throw new Error('ENOSPC');
      },
      async () => undefined,
    );
    const samples = store.collection<Sample>('samples');
    await samples.insertOne({ _id: 'a' });
    full = true;
    const calls = [samples.insertOne({ _id: 'b' }), samples.findOne({ _id: 'b' }), samples.countDocuments({})];
    for (const result of await Promise.allSettled(calls))
      expect(result).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailableError' } });
    full = false;
    const error: unknown = await samples.findOne({ _id: 'a' }).catch((reason: unknown) => reason);
    expect(isStoreUnavailable(error)).toBe(true);
    await expect(samples.insertOne({ _id: 'c' })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('could not write to the disk') },
    });
    await expect(store.ping()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('could not write to the disk') },
    });
  });

  it('and refuses everything once it is closed', () =>
    withFolder(async (folder) => {
      const store = await openEmbedded(folder);
      await store.close();
      await expect(store.collection<Sample>('samples').findOne({})).rejects.toMatchObject({
        cause: { message: expect.stringContaining('closed') },
      });
    }));
});

describe('The embedded store does not start, in one line, and deletes nothing', () => {
  const refused = (line: string) => new StartError(`DATA_DIR: ${line}`);
  const damaged = refused('the data folder is damaged; nothing was changed: restore it from a copy, or move it away');

  it('while another has the folder open', () =>
    withFolder(async (folder) => {
      const store = await openEmbedded(folder);
      await expect(openEmbedded(folder)).rejects.toThrow(refused('the data folder is in use by another process'));
      await store.close();
      await (await openEmbedded(folder)).close();
    }));

  it('when the folder is a file, or below one', () =>
    withFolder(async (parent) => {
      await writeFile(join(parent, 'file'), '');
      const line = refused('a file is where the data folder should be');
      await expect(openEmbedded(join(parent, 'file'))).rejects.toThrow(line);
      await expect(openEmbedded(join(parent, 'file', 'store'))).rejects.toThrow(line);
    }));

  const asRoot = process.getuid?.() === 0;
  (asRoot ? it.skip : it)('when the folder cannot be written', () =>
    withFolder(async (parent) => {
      await mkdir(join(parent, 'closed'), { mode: 0o500 });
      await expect(openEmbedded(join(parent, 'closed', 'store'))).rejects.toThrow(
        refused('the data folder cannot be written by this user'),
      );
    }),
  );

  const damages: [what: string, damage: (folder: string, manifest: string) => Promise<void>][] = [
    ['CURRENT is not LevelDB’s', (folder) => writeFile(join(folder, 'CURRENT'), 'garbage')],
    ['CURRENT is empty', (folder) => writeFile(join(folder, 'CURRENT'), '')],
    ['CURRENT is missing', (folder) => rm(join(folder, 'CURRENT'))],
    ['the manifest is not LevelDB’s', (folder, manifest) => writeFile(join(folder, manifest), 'garbage')],
    ['the manifest is missing', (folder, manifest) => rm(join(folder, manifest))],
  ];
  it.each(damages)('when %s', (_what, damage) =>
    withData(async (folder) => {
      const copy = `${folder}-copy`;
      await cp(folder, copy, { recursive: true });
      const manifest = (await readdir(folder)).find((name) => name.startsWith('MANIFEST'))!;
      await damage(folder, manifest);
      await expect(openEmbedded(folder)).rejects.toThrow(damaged);
      const left = (await readdir(folder)).filter((name) => /\.(log|ldb)$/.test(name));
      expect(left).toEqual((await readdir(copy)).filter((name) => /\.(log|ldb)$/.test(name)));
    }),
  );
});
