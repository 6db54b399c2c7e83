import { MongoServerError } from 'mongodb';
import { ApiError } from '../errors.js';

const duplicateKey = 11_000;

/**
 * What the write gives.
 *
 * @param message what is said where a unique value is taken.
 * @throws {ApiError} `CONFLICT` with that message; all else that the write throws as it is.
 */
export async function conflictWhereTaken<Result>(message: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== duplicateKey) throw error;
    throw new ApiError('CONFLICT', { message, cause: error });
  }
}
