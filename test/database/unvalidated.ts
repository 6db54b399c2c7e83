// Documents as an older version or another program may have stored them.
import { MongoStore } from '../../src/database/mongo.js';
import type { Collection, Store, Stored } from '../../src/database/port.js';

/** A collection whose writes pass its validator by; where the store has none, the collection itself. */
export function unvalidated<T extends Stored>(
  store: Store,
  name: string,
): Pick<Collection<T>, 'insertOne' | 'insertMany' | 'updateOne'> {
  if (!(store instanceof MongoStore)) return store.collection<T>(name);
  const collection = store.client.db().collection<Stored>(name);
  const options = { bypassDocumentValidation: true } as const;
  return {
    insertOne: (document) => collection.insertOne(document, options),
    insertMany: (documents) => collection.insertMany([...documents], options),
    updateOne: (filter, update) => collection.updateOne(filter as object, update as object, options),
  };
}
