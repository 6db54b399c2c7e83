import { isDeepStrictEqual } from 'node:util';
import { MongoServerError } from 'mongodb';
import type { Collection, Document } from 'mongodb';
import { StartError } from '../errors.js';
import type { IndexDeclaration } from './port.js';

/**
 * Builds the indexes that are missing, then looks at what the server has: each as it is declared, in key and its order,
 * unique, partial, time to live, and without anything that was not declared. Other indexes are nobody's business.
 *
 * @throws {StartError} that names the index that cannot be had, is missing or is another; nothing is dropped.
 */
export async function ensureMongoIndexes<T>(
  collection: Collection<Document>,
  indexes: readonly IndexDeclaration<T>[],
): Promise<void> {
  for (const { key, ...options } of indexes) {
    await collection.createIndex({ ...key } as Record<string, 1 | -1>, options).catch((error: unknown) => {
      throw asStartError(error, options.name, collection.collectionName);
    });
  }
  if (indexes.length === 0) return;
  const built = await collection.listIndexes().toArray();
  for (const declaration of indexes) {
    const found = built.find(({ name }) => name === declaration.name) as Document | undefined;
    const what = `The index ${declaration.name} of the collection ${collection.collectionName}`;
    if (found === undefined) throw new StartError(`${what} is missing`);
    if (!isAsDeclared(found, declaration)) throw new StartError(`${what} is not as declared: drop it, and start again`);
  }
}

function asStartError(error: unknown, index: string, collection: string): unknown {
  if (!(error instanceof MongoServerError)) return error;
  // Not the driver's text: it quotes the documents' values.
  const reason = String(error['codeName'] ?? error.code);
  return new StartError(`The index ${index} of the collection ${collection} cannot be had: ${reason}`);
}

function isAsDeclared<T>(found: Document, declared: IndexDeclaration<T>): boolean {
  // The order of a key is part of it: entries, not objects.
  const sameKey = isDeepStrictEqual(Object.entries(found['key'] as Document), Object.entries(declared.key));
  return sameKey && isDeepStrictEqual(optionsOf(found), optionsOf(declared));
}

/** Beside name and key, what a server adds of its own accord. */
const noOptions = new Set(['name', 'key', 'v', 'ns', 'background']);

function optionsOf(index: object): Document {
  return Object.fromEntries(Object.entries(index).filter(([name, value]) => !noOptions.has(name) && value !== false));
}
