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
import { decoyHash, soundHash } from './stored-hash.js';
import type { CompareTask, HashTask } from './worker.js';

/** Hashes and checks passwords. Both reject with `RATE_LIMITED` when too many wait already. */
export interface PasswordHasher {
  /** A bcrypt string of the configured cost under a new salt. Throws a `RangeError` on a text that is not `isHashable`. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password is the one that was hashed. Without a hash, or with one that is not sound, the answer is
   * `false` after the time of a real comparison; a text that is not `isHashable` is `false` at once.
   */
  verify(password: unknown, stored: unknown): Promise<boolean>;
  /** Ends the workers, after what they are at. */
  close(): Promise<void>;
}

/** Hashes that may wait for each worker: about eight seconds of work at cost 12. */
const queueForEachWorker = 32;
const retryAfter = 5;

/** Starts the workers, as many as there are cores. */
export function passwordHasher(pepper: KeyObject, settings: Pick<Settings, 'BCRYPT_COST'>): PasswordHasher {
  const workers = availableParallelism();
  const most = workers * (queueForEachWorker + 1);
  const pool = new Piscina({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: 1,
    maxThreads: workers,
    maxQueue: most,
    idleTimeout: 60_000,
    niceIncrement: 19,
  });
  const decoy = decoyHash(settings.BCRYPT_COST);
  let pending = 0;

  // Counted here: piscina tells a full queue from a failure by the words of its message only.
  async function run<Task, Result>(name: string, task: Task): Promise<Result> {
    if (pending >= most) throw new ApiError('RATE_LIMITED', { details: { retryAfter } });
    pending += 1;
    try {
      return (await pool.run(task, { name })) as Result;
    } finally {
      pending -= 1;
    }
  }

  function digestOf(password: string): string {
    return createHmac('sha384', pepper).update(normalizePassword(password), 'utf8').digest('base64');
  }

  return {
    async hash(password) {
      if (!isHashable(password)) throw new RangeError('A password to hash must be isHashable');
      return run<HashTask, string>('hash', { digest: digestOf(password), cost: settings.BCRYPT_COST });
    },
    async verify(password, stored) {
      if (!isHashable(password)) return false;
      const sound = soundHash(stored, settings.BCRYPT_COST);
      const same = await run<CompareTask, boolean>('compare', { digest: digestOf(password), hash: sound ?? decoy });
      return same && sound !== undefined;
    },
    close: () => pool.close(),
  };
}
