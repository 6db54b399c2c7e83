// Node's test environment, made quick: an ordinary global object, Node's own depth of stacks, folders in memory.
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import vm from 'node:vm';
import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';

/** Where Linux keeps files in memory. */
const inMemory = '/dev/shm';
const enough = 1e9;

// Jest's own global object is a proxy: each look at `Symbol`, `Map` or `Promise`, in a test as in the application and its
// libraries, is two calls there, and building a schema takes twice as long.
class PlainEnvironment extends TestEnvironment {
  constructor(...given: ConstructorParameters<typeof TestEnvironment>) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...given);
    } finally {
      vm.createContext = createContext;
    }
    // As in Node, where Jest makes it 100: each error that the application throws records its stack.
    this.global.Error.stackTraceLimit = 10;
  }
}

class QuickEnvironment extends PlainEnvironment {
  #folder: string | undefined;

  /** Has temporary folders in memory where there is room: the embedded store waits for the disk at each write. */
  override async setup(): Promise<void> {
    await super.setup();
    if (process.env['TMPDIR'] !== undefined || (await roomIn(inMemory)) < enough) return;
    this.#folder = await mkdtemp(join(inMemory, 'claimcheck-tests-'));
    process.env['TMPDIR'] = this.#folder;
  }

  override async teardown(): Promise<void> {
    if (this.#folder !== undefined) {
      delete process.env['TMPDIR'];
      await rm(this.#folder, { recursive: true, force: true });
    }
    await super.teardown();
  }

  /** Shows a room where the tests that it reads are declared: `test/rooms/room.ts`. */
  handleTestEvent(event: Circus.Event, state: Circus.State): void {
    if (event.name === 'setup') Object.assign(this.global, { declaring: state });
  }
}

async function roomIn(folder: string): Promise<number> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
}

// Jest takes an environment from no other export.
export default QuickEnvironment;
