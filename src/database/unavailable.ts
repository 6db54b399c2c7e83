import { MongoError, MongoErrorLabel, MongoNetworkError, MongoNotConnectedError, MongoServerError } from 'mongodb';
import { MongoServerSelectionError, MongoTopologyClosedError } from 'mongodb';

/** The store gave up answering: closed, or a write did not reach the disk. Only a restart helps. */
export class StoreUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailableError';
  }
}

/**
 * Whether the error says that the store does not answer now (`SERVICE_UNAVAILABLE`), rather than that it refused the
 * operation: no connection, no primary, the pool's queue waited too long, or a write that lost a race inside the server.
 */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof StoreUnavailableError) return true;
  if (!(error instanceof MongoError)) return false;
  if (unreachable.some((kind) => error instanceof kind) || error.name === 'MongoWaitQueueTimeoutError') return true;
  if (error.hasErrorLabel(MongoErrorLabel.RetryableWriteError)) return true;
  return error instanceof MongoServerError && passing.has(Number(error.code));
}

const unreachable = [MongoNetworkError, MongoNotConnectedError, MongoServerSelectionError, MongoTopologyClosedError];

/** Interrupted, MaxTimeMSExpired, WriteConflict, PrimarySteppedDown, CursorKilled, NotWritablePrimary and their kin. */
const passing = new Set([43, 50, 91, 112, 189, 237, 10107, 11600, 11602, 13435, 13436]);
