// The demo company, of any size, in any store.
import 'reflect-metadata';
import { openMongo } from '../../src/database/mongo.js';
import type { Store } from '../../src/database/port.js';
import { demo } from '../../src/features/demo.js';
import { directory } from '../../src/features/directory.js';
import type { Settings } from '../../src/config/settings.js';

/** Loads it into a store, without the mark that keeps production off it: its accounts have no password. */
export async function seed(store: Store, employees: number): Promise<void> {
  const settings = { SEED_EMPLOYEES: employees } as Settings;
  await demo.load({ store, settings, clock: Date.now, hashPassword: () => Promise.resolve('none') });
}

/** All indexes of the directory. */
export async function buildIndexes(store: Store): Promise<void> {
  for (const [collection, indexes] of Object.entries(directory.indexes)) await store.ensureIndexes(collection, indexes);
}

/** Loads it into the database of a MongoDB. */
export async function loadCompany(uri: string, employees: number): Promise<void> {
  const store = await openMongo(uri);
  try {
    await seed(store, employees);
  } finally {
    await store.close();
  }
}
