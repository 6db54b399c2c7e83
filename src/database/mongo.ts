import { MongoClient, MongoServerError } from 'mongodb';
import type { Db, Document, MongoClientOptions } from 'mongodb';
import { StartError } from '../errors.js';
import { bounded } from './bounded.js';
import { ensureMongoIndexes } from './mongo-indexes.js';
import { ensureMongoValidator } from './mongo-validator.js';
import { Patience } from './patience.js';
import type { Collection, IndexDeclaration, Store, Stored } from './port.js';
import { refuseUndefined } from './refuse-undefined.js';
import type { DocumentSchema } from './validator.js';

// A dead server must show in seconds. How long one call takes is `Patience`'s: a limit on silent sockets would also end the
// building of an index. Majority, journal and primary are not the URI's to loosen: a revocation that a rollback undoes, or
// that a secondary has not seen yet, would let a closed session in again.
const fixed: MongoClientOptions = {
  appName: 'claimcheck',
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  waitQueueTimeoutMS: 1_000,
  heartbeatFrequencyMS: 2_000,
  retryWrites: true,
  w: 'majority',
  journal: true,
  readPreference: 'primary',
  ignoreUndefined: false,
};

/**
 * Connects to the MongoDB of that connection string; the database is the one it names, else `claimcheck`.
 * `options` replaces options of the driver. Throws a `StartError` with one line when no server answers.
 */
export async function openMongo(uri: string, options: MongoClientOptions = {}): Promise<MongoStore> {
  const client = clientFor(uri, options);
  const database = client.db(databaseOf(uri));
  try {
    await client.connect();
    await database.command({ ping: 1 });
  } catch (error) {
    await client.close();
    throw new StartError(problemOf(error));
  }
  return new MongoStore(client, database);
}

/** The driver itself behind the port: its own `Collection`, each call within `Patience`, refusing `undefined`. */
export class MongoStore implements Store {
  readonly kind = 'mongodb';
  /** The driver's client; not of the port. Tests watch its commands. */
  readonly client: MongoClient;
  readonly #database: Db;
  readonly #patience = new Patience();
  readonly #collections = new Map<string, object>();

  constructor(client: MongoClient, database: Db) {
    this.client = client;
    this.#database = database;
  }

  collection<T extends Stored>(name: string): Collection<T> {
    // Asked for by each request.
    const present = this.#collections.get(name);
    if (present) return present as Collection<T>;
    // The driver's types do not know that null asks for a missing key. That it is the port, the contract suite shows.
    const collection = refuseUndefined(bounded(this.#database.collection(name), this.#patience)) as Collection<T>;
    this.#collections.set(name, collection);
    return collection;
  }

  ensureIndexes<T extends Stored>(name: string, indexes: readonly IndexDeclaration<T>[]): Promise<void> {
    return ensureMongoIndexes(this.#database.collection(name), indexes);
  }

  ensureValidator(name: string, schema: DocumentSchema): Promise<void> {
    return ensureMongoValidator(this.#database, name, schema);
  }

  async isEmpty(): Promise<boolean> {
    const listed = await this.#database.listCollections({}, { nameOnly: true }).toArray();
    const own = listed.filter(({ name }) => !name.startsWith('system.'));
    const found = await Promise.all(
      own.map(({ name }) => this.#database.collection(name).findOne({}, { projection: { _id: 1 } })),
    );
    return found.every((document) => document === null);
  }

  async ping(): Promise<void> {
    await this.#command({ ping: 1 });
  }

  async now(): Promise<Date> {
    const { localTime } = await this.#command({ hello: 1 });
    if (!(localTime instanceof Date)) throw new Error('The MongoDB server did not tell its time.');
    return localTime;
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  #command(command: Document): Promise<Document> {
    return this.#patience.within(({ signal, maxTimeMS }) =>
      this.#database.command({ ...command, maxTimeMS }, { signal }),
    );
  }
}

function clientFor(uri: string, options: MongoClientOptions): MongoClient {
  try {
    return new MongoClient(uri, { ...fixed, ...options });
  } catch {
    throw new StartError('MONGODB_URI is not a connection string that the driver accepts');
  }
}

function databaseOf(uri: string): string {
  const named = /^[^/]+:\/\/[^/?]+\/([^?]+)/.exec(uri)?.[1];
  return named === undefined ? 'claimcheck' : decodeURIComponent(named);
}

/** Never the error's own text: it holds the server's address. */
function problemOf(error: unknown): string {
  if (error instanceof MongoServerError)
    return 'MONGODB_URI: the server refused the user name, the password or the database';
  return 'MONGODB_URI: no MongoDB server answered; check that it runs, its address, TLS and the network';
}
