import { isDeepStrictEqual } from 'node:util';
import { MongoServerError } from 'mongodb';
import type { CollectionInfo, Db } from 'mongodb';
import { StartError } from '../errors.js';
import type { DocumentSchema } from './validator.js';

const namespaceExists = 48;

/**
 * Makes the server refuse (code 121) what would store a document that the schema forbids; documents that are against it
 * already can still be changed. Makes the collection where there is none.
 *
 * @throws {StartError} that names the collection when the server does not take it.
 */
export async function ensureMongoValidator(database: Db, name: string, schema: DocumentSchema): Promise<void> {
  const options = { validator: { $jsonSchema: schema }, validationLevel: 'moderate', validationAction: 'error' };
  try {
    // A change of the same to the same would still stop the writers of other processes for a moment.
    const [present] = await database.listCollections<CollectionInfo>({ name }).toArray();
    if (present && isDeepStrictEqual({ ...present.options, ...options }, present.options)) return;
    if (!present) await create();
    else await database.command({ collMod: name, ...options });
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    const reason = String(error['codeName'] ?? error.code);
    throw new StartError(`The validator of the collection ${name} cannot be had: ${reason}`);
  }

  async function create(): Promise<void> {
    try {
      await database.createCollection(name, options);
    } catch (error) {
      // Another process made it meanwhile, of this version or another.
      if (!(error instanceof MongoServerError) || error.code !== namespaceExists) throw error;
      await database.command({ collMod: name, ...options });
    }
  }
}
