import { afterAll, describe, expect, it } from '@jest/globals';
import { openMongo } from '../../src/database/mongo.js';
import type { MongoStore } from '../../src/database/mongo.js';
import { clientOf, recordCommands } from './commands.js';
import { collectionScans } from './explained.js';
import type { Filter } from '../../src/database/port.js';
import type { Sample } from './contract/sample.js';
import { startMongo } from './server.js';

const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('What is sent to MongoDB', () => {
  let opened: MongoStore[] = [];
  afterAll(() => Promise.all(opened.map((store) => store.close())));
  async function open(): Promise<MongoStore> {
    const store = await openMongo(server!.freshUri());
    opened = [...opened, store];
    return store;
  }

  it('is told by name, collection, filter, sort, projection and limit', async () => {
    const store = await open();
    const samples = store.collection<Sample>('samples');
    const recording = recordCommands(store);
    await samples.insertOne({ _id: 'a', name: 'Ada' });
    await samples.find({ name: 'Ada' }, { sort: { team: -1 }, projection: { name: 1 }, limit: 3 }).toArray();
    await samples.countDocuments({ name: 'Ada' }, { limit: 9 });
    await samples.updateOne({ _id: 'a' }, { $set: { team: 'red' } });
    await samples.findOneAndUpdate({ _id: 'a' }, { $inc: { rank: 1 } }, { sort: { name: 1 }, projection: { team: 1 } });
    await samples.deleteMany({ team: 'red' });
    await store.collection<Sample>('others').findOne({ _id: 'b' });
    const told = recording
      .commands('samples')
      .map(({ sent, ...command }) => (expect(sent['lsid']).toBeDefined(), command));
    expect(told).toEqual([
      { name: 'insert', collection: 'samples' },
      {
        name: 'find', collection: 'samples', filter: { name: 'Ada' }, sort: new Map([['team', -1]]), projection: { name: 1 }, limit: 3,
      },
      { name: 'count', collection: 'samples', filter: { name: 'Ada' }, limit: 9 },
      { name: 'update', collection: 'samples', filter: { _id: 'a' } },
      { name: 'findAndModify', collection: 'samples', filter: { _id: 'a' }, sort: new Map([['name', 1]]), projection: { team: 1 } },
      { name: 'delete', collection: 'samples', filter: { team: 'red' } },
    ]); // prettier-ignore
    expect(recording.take()).toHaveLength(7);
    recording.stop();
    await samples.findOne({});
    expect(recording.commands()).toEqual([]);
  });

  it('is explained by the server: a query with an index, and one that scans the collection', async () => {
    const store = await open();
    await store.ensureIndexes<Sample>('samples', [{ name: 'name', key: { name: 1 } }]);
    const samples = store.collection<Sample>('samples');
    await samples.insertMany([{ _id: 'a', name: 'Ada', team: 'red' }, { _id: 'b', name: 'Bob', team: 'red' }]); // prettier-ignore
    const recording = recordCommands(store);
    await samples.find({ name: 'Ada' }).toArray();
    await samples.findOne({ _id: 'a' });
    await samples.countDocuments({ name: { $in: ['Ada', 'Bob'] } });
    await samples.updateOne({ name: 'Ada' }, { $set: { team: 'blue' } });
    await samples.findOneAndUpdate({ name: 'Ada' }, { $set: { team: 'red' } });
    expect(await collectionScans(clientOf(store).db(), recording.take())).toEqual([]);
    await samples.find({ team: 'red' }).toArray();
    await samples.countDocuments({ team: 'blue' }, { limit: 9 });
    await samples.updateOne({ team: 'red', active: true }, { $set: { team: 'blue' } });
    const first = (filter: Filter<Sample>) => [{ $match: filter }, { $sort: { rank: 1 } }, { $limit: 2 }] as const;
    const union = { $unionWith: { coll: 'others', pipeline: first({ team: 'red' }) } };
    await samples.aggregate([...first({ active: true }), union, { $project: { _id: 1 } }]).toArray();
    const scans = await collectionScans(clientOf(store).db(), recording.take());
    expect(scans).toEqual([
      { collection: 'samples', filter: { team: 'blue' }, limit: 9 },
      { collection: 'samples', filter: { team: 'red', active: true } },
      { collection: 'samples', filter: { active: true }, sort: { rank: 1 }, limit: 2 },
      { collection: 'others', filter: { team: 'red' }, sort: { rank: 1 }, limit: 2 },
    ]);
  });

  it('cannot be watched without the driver, or where it was not asked to tell', async () => {
    const store = await openMongo(server!.freshUri().replace('monitorCommands=true', ''));
    opened.push(store);
    expect(() => recordCommands(store)).toThrow('only a MongoDB opened with monitorCommands=true can be watched');
    expect(() => recordCommands({ kind: 'embedded' } as never)).toThrow('only a MongoDB');
  });
});
