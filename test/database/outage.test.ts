// A store whose MongoDB server hangs, is gone or has no connection left: every call is over in time, and says so.
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openMongo } from '../../src/database/mongo.js';
import type { MongoStore } from '../../src/database/mongo.js';
import type { Collection } from '../../src/database/port.js';
import { isStoreUnavailable } from '../../src/graphql/store-unavailable.js';
import { openLink } from '../processes/link.js';
import type { Link } from '../processes/link.js';
import { recordCommands } from './commands.js';
import type { Sample } from './contract/sample.js';
import { startMongo } from './server.js';

const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('A store on a MongoDB server', () => {
  let link: Link;
  let store: MongoStore;
  let samples: Collection<Sample>;
  beforeEach(async () => {
    link = await openLink(server!.freshUri());
    store = await openMongo(link.uri);
    samples = store.collection<Sample>('samples');
    await samples.insertOne({ _id: 'a', rank: 0 });
  });
  afterEach(async () => {
    await link.mend();
    await store.close();
    await link.close();
  });

  /** Each kind of call, made now. */
  const everyCall = (): Promise<unknown>[] => [
    samples.find({}).toArray(),
    samples.findOne({ _id: 'a' }),
    samples.aggregate([{ $match: {} }, { $group: { _id: null, n: { $sum: 1 } } }]).toArray(),
    samples.countDocuments({}),
    samples.insertOne({ _id: 'one' }),
    samples.insertMany([{ _id: 'many' }]),
    samples.updateOne({ _id: 'a' }, { $inc: { rank: 1 } }),
    samples.findOneAndUpdate({ _id: 'a' }, { $inc: { rank: 1 } }),
    samples.deleteMany({ _id: 'a' }),
    store.ping(),
    store.now(),
  ];

  /** How long the calls took, which all have to fail as unavailable. */
  async function refused(calls: readonly Promise<unknown>[]): Promise<number> {
    const begun = performance.now();
    const settled = await Promise.allSettled(calls);
    const took = performance.now() - begun;
    expect(settled.map((each) => each.status === 'rejected' && isStoreUnavailable(each.reason))).toEqual(
      calls.map(() => true),
    );
    return took;
  }

  /** Asks until there is an answer; how long it took. */
  async function untilAnswered(): Promise<number> {
    const begun = performance.now();
    while (performance.now() - begun < 10_000) {
      try {
        await samples.findOne({ _id: 'a' });
        return performance.now() - begun;
      } catch (error) {
        expect(isStoreUnavailable(error)).toBe(true);
      }
    }
    throw new Error('the store did not come back');
  }

  const outages = [
    { id: 'FR-04', what: 'hangs', begin: async () => link.hang() },
    { id: 'FR-03', what: 'is gone', begin: () => link.cut() },
  ];
  it.each(outages)(
    '$id FR-05 that $what refuses every call in 2.5 s, then at once, and answers again within 5 s',
    async ({ begin }) => {
      const unhandled: unknown[] = [];
      const note = (reason: unknown): void => void unhandled.push(reason);
      process.on('unhandledRejection', note);
      await begin();
      expect(await refused(everyCall())).toBeLessThan(2_500);
      // One after the other, as the root fields of a mutation.
      const begun = performance.now();
      for (let count = 0; count < 4; count += 1)
        await refused([samples.updateOne({ _id: 'a' }, { $inc: { rank: 1 } })]);
      expect(performance.now() - begun).toBeLessThan(700);

      await link.mend();
      expect(await untilAnswered()).toBeLessThan(5_000);
      await Promise.all([samples.findOne({ _id: 'a' }), samples.countDocuments({}), store.ping()]);
      process.off('unhandledRejection', note);
      expect(unhandled).toEqual([]);
    },
    20_000,
  );

  it('FR-13 does not try a write again that was given up: nothing comes after what is written later', async () => {
    link.hang();
    await refused([samples.updateOne({ _id: 'a' }, { $inc: { rank: 1 } }), samples.insertOne({ _id: 'b' })]);
    // The server never got them. The driver tries again what a lost connection held, but for what was given up.
    await link.cut();
    await link.mend();
    await untilAnswered();
    await new Promise((later) => setTimeout(later, 1_000));
    expect(await samples.find({}).toArray()).toEqual([{ _id: 'a', rank: 0 }]);
  }, 20_000);

  it('FR-04 gives up a connection that is dead at one end, and takes another', async () => {
    link.hangOpen();
    await Promise.allSettled([samples.findOne({ _id: 'a' })]);
    expect(await untilAnswered()).toBeLessThan(3_000);
  }, 20_000);

  it('FR-26 waits a second for a connection, and then refuses', async () => {
    const narrow = await openMongo(`${link.uri}&maxPoolSize=1`);
    const few = narrow.collection<Sample>('samples');
    link.hang();
    const first = refused([few.findOne({})]);
    const took = await refused([few.findOne({})]);
    expect(took).toBeGreaterThan(900);
    expect(took).toBeLessThan(1_300);
    expect(await first).toBeLessThan(2_500);
    await link.mend();
    await narrow.close();
  }, 20_000);

  it('bounds the time of every command on the server, and has writes wait for a majority', async () => {
    const recording = recordCommands(store);
    await Promise.all(everyCall());
    const sent = recording
      .take()
      .map(({ sent: { maxTimeMS, writeConcern }, name }) => ({ name, maxTimeMS, writeConcern }));
    const writes = ['insert', 'update', 'findAndModify', 'delete'];
    expect(sent).toHaveLength(9);
    for (const { name, maxTimeMS, writeConcern } of sent) {
      expect({ name, maxTimeMS }).toEqual({ name, maxTimeMS: 2_000 });
      expect({ name, writeConcern }).toMatchObject({
        name,
        ...(writes.includes(name) && { writeConcern: { w: 'majority', j: true } }),
      });
    }
  });
});
