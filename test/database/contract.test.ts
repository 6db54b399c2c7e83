// One contract, two stores: what repositories are tested with is what they get in production.
import { afterAll, describe } from '@jest/globals';
import { openEmbedded } from '../../src/database/embedded/open.js';
import { openMongo } from '../../src/database/mongo.js';
import type { Store } from '../../src/database/port.js';
import { aggregation } from './contract/aggregation.js';
import { filters } from './contract/filters.js';
import { groupsOfRecords } from './contract/groups.js';
import { pages } from './contract/pages.js';
import { projections } from './contract/projections.js';
import { results } from './contract/results.js';
import type { Provide, Sample } from './contract/sample.js';
import { unique } from './contract/unique.js';
import { updates } from './contract/updates.js';
import { withFolder } from './folder.js';
import { startMongo } from './server.js';

const server = await startMongo();
if (!server)
  process.stderr.write(
    'No MongoDB server (MONGODB_URI or SECANTUSDB): the contract runs on the embedded store only.\n',
  );
afterAll(() => server?.stop());

describe('The embedded store', () =>
  contract((test) => () => withFolder(async (folder) => run(await openEmbedded(folder), test))));

(server ? describe : describe.skip)('MongoDB', () =>
  contract((test) => async () => run(await openMongo(server!.freshUri()), test)),
);

function contract(provide: Provide): void {
  describe('filters', () => filters(provide));
  describe('updates', () => updates(provide));
  describe('unique keys', () => unique(provide));
  describe('results', () => results(provide));
  describe('pages', () => pages(provide));
  describe('projections', () => projections(provide));
  describe('aggregation', () => aggregation(provide));
  describe('groups', () => groupsOfRecords(provide));
}

async function run(store: Store, test: Parameters<Provide>[0]): Promise<void> {
  try {
    await test(store.collection<Sample>('samples'), store);
  } finally {
    await store.close();
  }
}
