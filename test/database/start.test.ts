// What a store on MongoDB has to have before it is used: its indexes as declared, its validators.
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { Collection, Db } from 'mongodb';
import { StartError } from '../../src/errors.js';
import { ensureMongoIndexes } from '../../src/database/mongo-indexes.js';
import { openMongo } from '../../src/database/mongo.js';
import type { MongoStore } from '../../src/database/mongo.js';
import type { IndexDeclaration, Stored } from '../../src/database/port.js';
import { count, date, documentSchema, text } from '../../src/database/validator.js';
import { clientOf } from './commands.js';
import { startMongo } from './server.js';

interface Parcel extends Stored {
  to: string;
  weight: number;
  sentAt?: Date;
}

const parcelSchema = documentSchema<Parcel>({ to: text, weight: count }, { sentAt: date });
const byReceiver = { name: 'to', key: { to: 1, _id: 1 } } as const satisfies IndexDeclaration<Parcel>;

async function problemOf(attempt: Promise<void>): Promise<string> {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
}

describe('FR-22 What a server says that it built', () => {
  const built = { v: 2, name: 'to', key: { to: 1, _id: 1 } };
  const serverWith = (...listed: object[]): Collection =>
    ({
      collectionName: 'parcels',
      createIndex: async () => 'to',
      listIndexes: () => ({ toArray: async () => listed }),
    }) as unknown as Collection;
  const ensured = (...listed: object[]) => ensureMongoIndexes<Parcel>(serverWith(...listed), [byReceiver]);

  it('is used as declared', async () => {
    await expect(ensured({ ...built, name: 'other' }, built)).resolves.toBeUndefined();
    await expect(ensured({ ...built, unique: false, background: true })).resolves.toBeUndefined();
  });

  it('stops the start when it is missing', async () => {
    expect(await problemOf(ensured({ ...built, name: 'other' }))).toBe(
      'The index to of the collection parcels is missing',
    );
  });

  it.each([
    { hidden: true },
    { sparse: true },
    { collation: { locale: 'en' } },
    { key: { _id: 1, to: 1 } },
    { key: { to: 1 } },
  ])('stops the start when it has %j', async (change) => {
    expect(await problemOf(ensured({ ...built, ...change }))).toBe(
      'The index to of the collection parcels is not as declared: drop it, and start again',
    );
  });
});

const server = await startMongo();
afterAll(() => server?.stop());

(server ? describe : describe.skip)('A store on MongoDB', () => {
  const opened: MongoStore[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));
  async function open(uri = server!.freshUri()): Promise<{ store: MongoStore; database: Db; uri: string }> {
    const store = await openMongo(uri);
    opened.push(store);
    return { store, database: clientOf(store).db(), uri };
  }
  const different: [string, Partial<IndexDeclaration<Parcel>>][] = [
    ['another key', { key: { to: 1 } }],
    ['another order of its key', { key: { _id: 1, to: 1 } }],
    ['another direction', { key: { to: 1, _id: -1 } }],
    ['unique', { unique: true }],
    ['partial', { partialFilterExpression: { to: { $exists: true } } }],
    ['a time to live', { key: { sentAt: 1 }, expireAfterSeconds: 60 }],
  ];
  it.each(different)('FR-22 is not used with %s under the name of an index, which stays', async (_what, change) => {
    const { store, database } = await open();
    const { key, ...options } = { ...byReceiver, ...change };
    await database.collection('parcels').createIndex({ ...key }, options);
    const problem = await problemOf(store.ensureIndexes<Parcel>('parcels', [byReceiver]));
    expect(problem).toMatch(
      /^The index to of the collection parcels (is not as declared|cannot be had: Index\w+Conflict)/,
    );
    expect(await database.collection('parcels').listIndexes().toArray()).toMatchObject([{ key: { _id: 1 } }, { key }]);
  });

  it('FR-22 builds what is missing, twice, and looks at what it got', async () => {
    const { store, database } = await open();
    for (let round = 0; round < 2; round += 1) await store.ensureIndexes<Parcel>('parcels', [byReceiver]);
    expect(await database.collection('parcels').listIndexes().toArray()).toMatchObject([{ name: '_id_' }, byReceiver]);
  });

  it('refuses, with code 121, what the schema of a collection forbids, and nothing else', async () => {
    const { store } = await open();
    await store.ensureValidator('parcels', parcelSchema);
    const parcels = store.collection<Parcel & { colour?: string }>('parcels');
    await parcels.insertOne({ _id: 'a', to: 'Ada', weight: 1, sentAt: new Date(), colour: 'red' });
    const refused = { name: 'MongoServerError', code: 121 };
    await expect(parcels.insertOne({ _id: 'b', to: 'Bob' } as never)).rejects.toMatchObject(refused);
    await expect(parcels.insertOne({ _id: 'b', to: 7, weight: 1 } as never)).rejects.toMatchObject(refused);
    await expect(parcels.updateOne({ _id: 'a' }, { $inc: { weight: -2 } })).rejects.toMatchObject(refused);
    await expect(parcels.updateOne({ _id: 'a' }, { $unset: { to: 1 } })).rejects.toMatchObject(refused);
    await expect(parcels.findOneAndUpdate({ _id: 'a' }, { $set: { sentAt: 'now' as never } })).rejects.toMatchObject(
      refused,
    );
    expect(await parcels.find({}, { projection: { to: 1, weight: 1 } }).toArray()).toEqual([
      { _id: 'a', to: 'Ada', weight: 1 },
    ]);
  });

  it('FR-23 leaves documents as they are that were stored before a schema was, and lets them be changed', async () => {
    const { store } = await open();
    const parcels = store.collection<Parcel>('parcels');
    await parcels.insertOne({ _id: 'old', to: null } as never);
    await store.ensureValidator('parcels', parcelSchema);
    expect(await parcels.updateOne({ _id: 'old' }, { $set: { sentAt: new Date(0) } })).toMatchObject({
      matchedCount: 1,
    });
    expect(await parcels.findOne({ _id: 'old' })).toEqual({ _id: 'old', to: null, sentAt: new Date(0) });
  });

  it('has the schema of today, whichever was there, and changes nothing where it is the same', async () => {
    const { store, database, uri } = await open();
    const heavy = documentSchema<Parcel>({ to: text, weight: { ...count, minimum: 9 } });
    await store.ensureValidator('parcels', heavy);
    await store.ensureValidator('parcels', parcelSchema);
    const sent: string[] = [];
    clientOf(store).on('commandStarted', ({ commandName }) => sent.push(commandName));
    await store.ensureValidator('parcels', parcelSchema);
    expect(sent).toEqual(['listCollections']);
    await store.collection<Parcel>('parcels').insertOne({ _id: 'a', to: 'Ada', weight: 1 });
    // Two processes at once.
    const other = await open(uri);
    await Promise.all([store, other.store].map((each) => each.ensureValidator('letters', parcelSchema)));
    const listed = await database.listCollections({ name: 'letters' }).toArray();
    expect(listed).toMatchObject([
      { options: { validator: { $jsonSchema: parcelSchema }, validationLevel: 'moderate' } },
    ]);
  });

  it('does not start where the server does not take a schema, and names the collection', async () => {
    const { store } = await open();
    const nonsense = { ...parcelSchema, bsonType: 'nonsense' } as never;
    expect(await problemOf(store.ensureValidator('parcels', nonsense))).toMatch(
      /^The validator of the collection parcels cannot be had: \w+$/,
    );
  });
});
