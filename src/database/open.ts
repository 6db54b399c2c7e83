import { join } from 'node:path';
import type { Settings } from '../config/settings.js';
import { StartError } from '../errors.js';
import { openEmbedded } from './embedded/open.js';
import { openMongo } from './mongo.js';
import type { Store } from './port.js';

/**
 * The store that the settings ask for: a MongoDB with `MONGODB_URI`, else the embedded store below `DATA_DIR`.
 * Throws a `StartError` when it cannot be had.
 */
export async function openStore(settings: Pick<Settings, 'MONGODB_URI' | 'DATA_DIR' | 'NODE_ENV'>): Promise<Store> {
  if (settings.MONGODB_URI !== undefined) return openMongo(settings.MONGODB_URI);
  if (settings.NODE_ENV === 'production') throw new StartError('MONGODB_URI is required in production');
  return openEmbedded(join(settings.DATA_DIR, 'store'));
}
