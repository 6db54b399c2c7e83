import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { openMongo } from '../../src/database/mongo.js';
import { openStore } from '../../src/database/open.js';
import { isStoreUnavailable } from '../../src/graphql/store-unavailable.js';
import { StartError } from '../../src/errors.js';
import type { Sample } from './contract/sample.js';
import { withFolder } from './folder.js';
import { startMongo } from './server.js';

const noAnswer = 'MONGODB_URI: no MongoDB server answered; check that it runs, its address, TLS and the network';
const misread = 'MONGODB_URI is not a connection string that the driver accepts';

/** The one line of a refused start. */
async function problemOf(uri: string): Promise<string> {
  const error: unknown = await openMongo(uri, { serverSelectionTimeoutMS: 300 }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
}

describe('A MongoDB that cannot be had stops the start in one line that tells nothing of the URI', () => {
  it.each([
    ['nobody listens', 'mongodb://ada:secret@127.0.0.1:1/claims', noAnswer],
    ['the host is unknown', 'mongodb://ada:secret@nowhere.invalid/claims', noAnswer],
    ['the service record is unknown', 'mongodb+srv://ada:secret@nowhere.invalid/claims', noAnswer],
    ['the URI cannot be read', 'mongodb://ada:secret@', misread],
    ['an option is unknown', 'mongodb://127.0.0.1/?secret=1', misread],
  ])('when %s', async (_when, uri, line) => {
    expect(await problemOf(uri)).toBe(line);
  });

  it('when the server accepts and never answers', async () => {
    const silent = createServer();
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    silent.on('connection', (socket) => socket.on('error', () => undefined).unref());
    expect(await problemOf(`mongodb://127.0.0.1:${(silent.address() as AddressInfo).port}/`)).toBe(noAnswer);
    silent.close();
  });
});

const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('The store on MongoDB', () => {
  it('uses the database that the URI names', async () => {
    const uri = server!.freshUri();
    const [store, client] = [await openMongo(uri), new MongoClient(uri)];
    expect(await store.isEmpty()).toBe(true);
    await store.collection<Sample>('samples').insertOne({ _id: 'a' });
    expect(await store.isEmpty()).toBe(false);
    expect(await client.db().collection('samples').countDocuments({})).toBe(1);
    await Promise.all([store.close(), client.close()]);
  });

  it('refuses to start when an index of that name has another definition', async () => {
    const store = await openMongo(server!.freshUri());
    await store.ensureIndexes<Sample>('samples', [{ name: 'x', key: { name: 1 } }]);
    const changed = store.ensureIndexes<Sample>('samples', [{ name: 'x', key: { name: 1 }, unique: true }]);
    await expect(changed).rejects.toThrow(/^The index x of the collection samples cannot be had: Index\w+Conflict$/);
    await store.close();
  });

  (process.env['MONGODB_URI'] ? it.skip : it)(
    'fails within 3 seconds, as unavailable, when the server is gone (FR-03)',
    async () => {
      const own = (await startMongo())!;
      const store = await openMongo(own.freshUri());
      const samples = store.collection<Sample>('samples');
      await samples.insertOne({ _id: 'a' });
      await own.stop();
      const begun = Date.now();
      const calls = [samples.findOne({}), samples.find({}).toArray(), samples.insertOne({ _id: 'b' }), store.ping()];
      const reasons = (await Promise.allSettled(calls)).map(
        (result) => result.status === 'rejected' && isStoreUnavailable(result.reason),
      );
      expect(reasons).toEqual([true, true, true, true]);
      expect(Date.now() - begun).toBeLessThan(3_000);
      await store.close();
    },
  );
});

describe('openStore', () => {
  it('opens the embedded store without MONGODB_URI', () =>
    withFolder(async (folder) => {
      const store = await openStore({ MONGODB_URI: undefined, DATA_DIR: folder, NODE_ENV: 'development' });
      expect(store.kind).toBe('embedded');
      await store.close();
    }));

  it('never does so in production', async () => {
    const refused = openStore({ MONGODB_URI: undefined, DATA_DIR: 'unused', NODE_ENV: 'production' });
    await expect(refused).rejects.toThrow(new StartError('MONGODB_URI is required in production'));
  });

  it('takes the MongoDB where there is one', async () => {
    const refused = openStore({ MONGODB_URI: 'mongodb://127.0.0.1:1/', DATA_DIR: 'unused', NODE_ENV: 'production' });
    await expect(refused).rejects.toThrow(new StartError(noAnswer));
  });
});
