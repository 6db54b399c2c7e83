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

/** What a server answers that cannot now, and may later: to ask again is right, and nothing in the request was wrong. */
const codes = new Set<unknown>([
  6, 7, 89, 9001, 262, // HostUnreachable, HostNotFound, NetworkTimeout, SocketException, ExceededTimeLimit
  24, 50, 64, 100, 112, 134, // LockTimeout, MaxTimeMSExpired, WriteConcernTimeout, UnsatisfiableWriteConcern, WriteConflict, ReadConcernMajorityNotAvailableYet
  43, 175, 237, 11601, // CursorNotFound, QueryPlanKilled, CursorKilled, Interrupted
  91, 189, 10107, 10058, 11600, 11602, 13435, 13436, // ShutdownInProgress, and a member that steps down, is none or recovers
  462, // IngressRequestRateLimitExceeded
]); // prettier-ignore

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
