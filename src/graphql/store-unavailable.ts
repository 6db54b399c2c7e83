import { ApiError } from '../errors.js';

// By name, so that a driver loaded twice (a test's, a plugin's) is still told from a mistake of ours.
const names = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoClientClosedError',
  'MongoOperationTimeoutError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
]);

/** Interrupted, MaxTimeMSExpired, WriteConflict, CursorKilled, and what a member that steps down or recovers answers. */
const codes = new Set<unknown>([43, 50, 91, 112, 189, 237, 10107, 11600, 11602, 13435, 13436]);

/** The system's own. The driver lets them through bare when it writes to a connection that the server has just ended. */
const systemCodes = new Set<unknown>(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'ERR_STREAM_DESTROYED']);

/** Whether an error, or what caused it, says that the store cannot be reached, rather than that a request was wrong. */
export function isStoreUnavailable(error: unknown): boolean {
  let link = error;
  // Bounded: a cause may point back at its effect.
  for (let depth = 0; depth < 8 && link instanceof Error; depth += 1) {
    if (link instanceof ApiError) return link.code === 'SERVICE_UNAVAILABLE';
    if (names.has(link.name) || ('code' in link && (codes.has(link.code) || systemCodes.has(link.code)))) return true;
    link = 'originalError' in link && link.originalError !== undefined ? link.originalError : link.cause;
  }
  return false;
}
