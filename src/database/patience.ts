// The driver bounds the parts of a call, not the call: to select a server, to wait for a connection, to wait for a silent
// server and then to try all of it again took up to 6 seconds. Its `timeoutMS` has no effect any more.
import { MongoBulkWriteError, MongoNetworkError, MongoSystemError } from 'mongodb';
import { StoreUnavailableError } from './unavailable.js';

/** What every call of the driver is given. */
export interface Bounds {
  /** Milliseconds after which the server itself gives up. */
  readonly maxTimeMS: number;
  /** Aborted when the call is given up: the driver ends the connection that it waits on, and tries no more. */
  readonly signal: AbortSignal;
}

/** Longer than the driver looks for a server, so that its own error, which says more, comes first. */
const longest = 2_250;
const shortest = 100;

/**
 * How long calls of one store may take: each is over within 2.25 seconds. While the last that is known of the server is
 * that it did not answer, callers wait 100 ms, so that calls one after the other do not add up, and any answer, to one
 * that nobody waits for any more as well, ends that.
 */
export class Patience {
  #silent = false;

  /**
   * What the call gives. A write that was given up may have happened, or may yet.
   *
   * @throws {StoreUnavailableError} when it takes too long; then its outcome is nobody's.
   */
  within<R>(call: (bounds: Bounds) => Promise<R>): Promise<R> {
    const waited = this.#silent ? shortest : longest;
    const giveUp = new AbortController();
    const timers = [setTimeout(() => giveUp.abort(noAnswer(longest)), longest)];
    const late = new Promise<never>((_, reject) => {
      timers.push(setTimeout(() => reject(noAnswer(waited)), waited));
    });
    const attempt = call({ maxTimeMS: 2_000, signal: giveUp.signal })
      .finally(() => timers.forEach(clearTimeout))
      .then(
        (result) => {
          this.#silent = false;
          return result;
        },
        (thrown: unknown) => {
          const error = causeOf(thrown);
          this.#silent ||= isSilence(error);
          throw error;
        },
      );
    // Whoever loses is heard here too: no rejection is left unhandled.
    return Promise.race([attempt, late]);
  }
}

/** `insertMany` wraps what kept it from the server in the error that it has for what the server refused. */
function causeOf(error: unknown): unknown {
  const wrapped: unknown = error instanceof MongoBulkWriteError ? error.errorResponse : undefined;
  return wrapped instanceof Error ? wrapped : error;
}

function isSilence(error: unknown): boolean {
  return (
    error instanceof StoreUnavailableError || error instanceof MongoNetworkError || error instanceof MongoSystemError
  );
}

function noAnswer(milliseconds: number): StoreUnavailableError {
  return new StoreUnavailableError(`the MongoDB server did not answer within ${milliseconds} ms`);
}
