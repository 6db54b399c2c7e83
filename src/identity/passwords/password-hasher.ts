// NFKC → HMAC-SHA-384 under the pepper → base64 → bcrypt: every code point counts (bcrypt alone ignores what is after 72
// bytes), and stolen records are worth nothing without the pepper. A hash costs a quarter of a second of a core, so it
// runs beside the event loop, at the lowest priority, behind a queue with an end.
import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Settings } from '../../config/settings.js';
import { ApiError } from '../../errors.js';
import { isHashable, normalizePassword } from './policy.js';
import { decoyHash, paddingHashes, soundHash } from './stored-hash.js';
import type { SoundHash } from './stored-hash.js';
import type { CompareTask, HashTask } from './worker.js';

/** Hashes and checks passwords. Both reject with `RATE_LIMITED` when too many wait already. */
export interface PasswordHasher {
  /** A bcrypt string of the configured cost under a new salt. Throws a `RangeError` on a text that is not `isHashable`. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password is the one that was hashed, here or where the hash was imported from (`soundHash`). `false` takes
   * the time of one comparison at the configured cost, also without a hash, with one that is not sound, and with one of
   * a lower cost; a text that is not `isHashable` is `false` at once. One of a higher cost takes its own, longer time, and
   * so tells that there is one, until its owner signs in next (`isOutdated`).
   *
   * An imported hash matches a password of 1 to 72 bytes only: of a longer one bcrypt would ignore the rest.
   */
  verify(password: unknown, stored: unknown): Promise<boolean>;
  /** Whether a sound hash is to be replaced at the next sign-in: an imported one, or one of another cost. */
  isOutdated(stored: unknown): boolean;
  /** Ends the workers, after what they are at. */
  close(): Promise<void>;
}

/** Hashes that may wait for each worker: about eight seconds of work at cost 12. */
const queueForEachWorker = 32;

/**
 * Starts the workers, as many as there are cores. All at once, and for good: to start one takes libuv's thread pool, and
 * what is given to it meanwhile waits.
 */
export function passwordHasher(pepper: KeyObject, settings: Pick<Settings, 'BCRYPT_COST'>): PasswordHasher {
  const workers = availableParallelism();
  const most = workers * (queueForEachWorker + 1);
  const pool = new Piscina({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    maxQueue: most,
    niceIncrement: 19,
  });
  const decoy = decoyHash(settings.BCRYPT_COST);
  let pending = 0;

  // Counted here: piscina tells a full queue from a failure by the words of its message only.
  async function run<Task, Result>(name: string, task: Task): Promise<Result> {
    if (pending >= most) throw new ApiError('RATE_LIMITED', { details: { retryAfter: secondsOfWork() } });
    pending += 1;
    try {
      return (await pool.run(task, { name })) as Result;
    } finally {
      pending -= 1;
    }
  }

  /** How long the workers need for all that waits, by the time that a hash has taken them so far. */
  function secondsOfWork(): number {
    const seconds = (pending / workers) * (pool.histogram.runTime.mean / 1_000);
    return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : 5;
  }

  function digestOf(password: string): string {
    return createHmac('sha384', pepper).update(normalizePassword(password), 'utf8').digest('base64');
  }

  /** What of the password bcrypt is given; `undefined` when the hash can be none of it. */
  function comparable(password: string, { scheme }: SoundHash): string | undefined {
    if (scheme === 'peppered') return digestOf(password);
    const bytes = Buffer.byteLength(password, 'utf8');
    return bytes >= 1 && bytes <= 72 ? password : undefined;
  }

  return {
    async hash(password) {
      if (!isHashable(password)) throw new RangeError('A password to hash must be isHashable');
      return run<HashTask, string>('hash', { text: digestOf(password), cost: settings.BCRYPT_COST });
    },
    async verify(password, stored) {
      if (!isHashable(password)) return false;
      const sound = soundHash(stored);
      const text = sound && comparable(password, sound);
      const task =
        sound !== undefined && text !== undefined
          ? { text, hash: sound.bcrypt, padding: paddingHashes(sound.cost, settings.BCRYPT_COST) }
          : { text: digestOf(password), hash: decoy, padding: [] };
      const same = await run<CompareTask, boolean>('compare', task);
      return same && task.hash !== decoy;
    },
    isOutdated(stored) {
      const sound = soundHash(stored);
      return sound !== undefined && (sound.scheme === 'plain' || sound.cost !== settings.BCRYPT_COST);
    },
    close: () => pool.close(),
  };
}
