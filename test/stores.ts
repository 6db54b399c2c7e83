// Suites that have to hold on every store run once for each that is to be had.
import { afterAll, beforeAll, describe } from '@jest/globals';
import { startMongo } from './database/server.js';
import type { MongoServer } from './database/server.js';
import { startApplication } from './application.js';
import type { Running } from './application.js';

const mongo = await startMongo();
if (mongo) afterAll(() => mongo.stop());

/** Runs a suite against the application on the embedded store and, where there is one, on a MongoDB server. */
export function onEveryStore(
  claim: string,
  suite: (running: () => Running) => void,
  environment: Record<string, string> = {},
): void {
  const stores: [string, MongoServer | undefined][] = [
    ['the embedded store', undefined],
    ...(mongo ? [['a MongoDB server', mongo] as [string, MongoServer]] : []),
  ];
  describe.each(stores)(`${claim}, on %s`, (_name, server) => {
    let running: Running;
    beforeAll(async () => {
      running = await startApplication({ ...environment, ...(server && { MONGODB_URI: server.freshUri() }) });
    });
    afterAll(() => running.stop());
    suite(() => running);
  });
}
