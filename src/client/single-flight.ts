/** Runs one task a key at a time: who comes while it runs shares its outcome, success or failure. */
export class SingleFlight {
  readonly #running = new Map<string, Promise<void>>();

  run(key: string, task: () => Promise<void>): Promise<void> {
    const running = this.#running.get(key);
    if (running) return running;
    const started = task().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }
}
