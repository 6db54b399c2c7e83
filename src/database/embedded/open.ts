import { BSON } from 'mongodb';
import { StartError } from '../../errors.js';
import { openLevel, startErrorOf } from './level.js';
import type { Level } from './level.js';
import { EmbeddedStore } from './store.js';
import type { Document } from './value.js';

/**
 * The store of first runs, demos and tests: all documents in memory, every acknowledged write on the disk.
 * Serves the port and refuses all else by name. One process a folder. Throws a `StartError` when it cannot be had.
 */
export async function openEmbedded(folder: string): Promise<EmbeddedStore> {
  const level = await openLevel(folder);
  const store = new EmbeddedStore(
    (batch) => level.batch(batch, { sync: true }),
    () => level.close(),
  );
  try {
    await load(level, store);
  } catch (error) {
    await level.close();
    throw startErrorOf(error);
  }
  return store;
}

async function load(level: Level, store: EmbeddedStore): Promise<void> {
  for await (const [key, bytes] of level.iterator()) store.load(key, documentOf(bytes));
}

function documentOf(bytes: Uint8Array): Document {
  try {
    return BSON.deserialize(bytes) as Document;
  } catch {
    throw new StartError(
      'DATA_DIR: a document in the data folder is damaged; nothing was changed: restore it from a copy',
    );
  }
}
