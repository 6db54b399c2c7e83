// Order on the disk is order in memory: every change is queued at the moment it is made, at most one batch is being
// written, and all that was queued meanwhile goes into the next. A caller is answered, reader or writer, when all that
// its answer may rest on is on the disk: a crash takes back nothing that anybody was told.
import { StoreUnavailableError } from '../unavailable.js';

/** One change of one key on the disk. */
export type Operation = { type: 'put'; key: string; value: Uint8Array } | { type: 'del'; key: string };

/** Makes changes durable, many in one synchronous write. */
export class Journal {
  readonly #write: (batch: Operation[]) => Promise<void>;
  #queued: Operation[] = [];
  #following: Promise<void> | undefined;
  #current: Promise<void> = Promise.resolve();
  #end: StoreUnavailableError | undefined;

  /** `write` resolves when the whole batch is on the disk, and rejects when nothing is certain. */
  constructor(write: (batch: Operation[]) => Promise<void>) {
    this.#write = write;
  }

  /** Queues a change. Only within the work of `answer`. */
  readonly log = (operation: Operation): void => {
    this.#queued.push(operation);
    this.#following ??= this.#current.then(() => this.#flush());
  };

  /**
   * Does the work at once and resolves with its result when all changes up to then, its own included, are durable.
   * After a failed write every call is refused: memory is ahead of the disk, and only a restart makes them one again.
   */
  async answer<R>(work: () => R): Promise<R> {
    if (this.#end) throw this.#end;
    try {
      return work();
    } finally {
      await (this.#following ?? this.#current);
    }
  }

  /** Refuses all further work; resolves when what was queued is durable. */
  async close(): Promise<void> {
    this.#end ??= new StoreUnavailableError('The embedded store is closed');
    await (this.#following ?? this.#current);
  }

  async #flush(): Promise<void> {
    const batch = this.#queued;
    this.#queued = [];
    this.#current = this.#following!;
    this.#following = undefined;
    try {
      await this.#write(batch);
    } catch (cause) {
      this.#end = new StoreUnavailableError('The embedded store could not write to the disk; restart it', { cause });
      throw this.#end;
    }
  }
}
