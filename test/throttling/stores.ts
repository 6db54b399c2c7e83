// A store of its own for each test, of each kind that is to be had.
import { afterAll, describe } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../src/database/embedded/open.js';
import { openMongo } from '../../src/database/mongo.js';
import type { Store } from '../../src/database/port.js';
import { startMongo } from '../database/server.js';

const mongo = await startMongo();
const folder = await mkdtemp(join(tmpdir(), 'claimcheck-throttling-'));
afterAll(async () => {
  await mongo?.stop();
  await rm(folder, { recursive: true });
});

/** Runs a suite on the embedded store and, where there is one, on a MongoDB server. The suite closes what it opens. */
export function onEachStore(claim: string, suite: (open: () => Promise<Store>) => void): void {
  let opened = 0;
  describe(`${claim}, on the embedded store`, () => suite(() => openEmbedded(join(folder, String((opened += 1))))));
  if (mongo) describe(`${claim}, on a MongoDB server`, () => suite(() => openMongo(mongo.freshUri())));
}
