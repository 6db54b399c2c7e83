// When the demo company is loaded, and what an earlier load that was cut off may and may not remove.
import { describe, expect, it } from '@jest/globals';
import { readSettings } from '../../src/config/settings.js';
import type { Settings } from '../../src/config/settings.js';
import { openEmbedded } from '../../src/database/embedded/open.js';
import type { Store } from '../../src/database/port.js';
import { StartError } from '../../src/errors.js';
import { demo } from '../../src/features/demo.js';
import { loadDemo } from '../../src/seed.js';
import { withFolder } from '../database/folder.js';

const environment = { NODE_ENV: 'test', SEED: 'demo', SEED_EMPLOYEES: '20' };

async function load(store: Store, change: Partial<Settings> = {}): Promise<readonly unknown[]> {
  const settings = { ...readSettings(environment), ...change };
  return loadDemo(demo, { store, settings, clock: Date.now, hashPassword: () => Promise.resolve('hash') });
}

const ids = async (store: Store, name: string): Promise<string[]> =>
  (await store.collection(name).find({}).toArray()).map(({ _id }) => _id).sort();

describe('the demo company', () => {
  it('is loaded once into an empty store', () =>
    withStore(async (store) => {
      expect(await load(store)).toBe(demo.accounts);
      expect((await ids(store, 'people')).length).toBe(22);
      await store.collection('people').deleteMany({});
      expect(await load(store)).toBe(demo.accounts);
      expect(await ids(store, 'people')).toEqual([]);
    }));

  it('is never loaded beside other data: refused when asked for, left out otherwise', () =>
    withStore(async (store) => {
      await store.collection('users').insertOne({ _id: 'somebody' });
      await expect(load(store)).rejects.toBeInstanceOf(StartError);
      expect(await load(store, { SEED: 'auto' })).toEqual([]);
      expect(await load(store, { SEED: 'none' })).toEqual([]);
      expect(await ids(store, 'users')).toEqual(['somebody']);
    }));

  it('that was cut off is removed and loaded anew; what others stored meanwhile stays', () =>
    withStore(async (store) => {
      await load(store);
      const people = await ids(store, 'people');
      await store
        .collection<{ _id: string; complete: boolean }>('demo')
        .updateOne({ _id: 'demo' }, { $set: { complete: false } });
      await store.collection('people').deleteMany({ _id: { $in: people.slice(0, 7) } });
      await load(store);
      expect(await ids(store, 'people')).toEqual(people);

      await store
        .collection<{ _id: string; complete: boolean }>('demo')
        .updateOne({ _id: 'demo' }, { $set: { complete: false } });
      await store.collection('users').insertOne({ _id: 'somebody' });
      await expect(load(store)).rejects.toBeInstanceOf(StartError);
      expect([await ids(store, 'users'), await ids(store, 'people')]).toEqual([['somebody'], []]);
    }));

  it('PW-29 keeps production from starting, whole or in part', () =>
    withStore(async (store) => {
      expect(await load(store, { NODE_ENV: 'production', SEED: 'none' })).toEqual([]);
      await load(store);
      await expect(load(store, { NODE_ENV: 'production', SEED: 'none' })).rejects.toThrow(/published/);
      await store
        .collection<{ _id: string; complete: boolean }>('demo')
        .updateOne({ _id: 'demo' }, { $set: { complete: false } });
      await expect(load(store, { NODE_ENV: 'production', SEED: 'none' })).rejects.toThrow(/published/);
    }));
});

async function withStore(test: (store: Store) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const store = await openEmbedded(folder);
    await test(store);
    await store.close();
  });
}
