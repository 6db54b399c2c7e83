// Node's test environment with an ordinary global object. Jest's own is a proxy: each look at `Symbol`, `Map` or
// `Promise`, in a test as in the application and its libraries, is two calls there, and building a schema takes twice
// as long.
import vm from 'node:vm';
import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';

class PlainEnvironment extends TestEnvironment {
  constructor(...given: ConstructorParameters<typeof TestEnvironment>) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...given);
    } finally {
      vm.createContext = createContext;
    }
  }

  /** Shows a room where the tests that it reads are declared: `test/rooms/room.ts`. */
  handleTestEvent(event: Circus.Event, state: Circus.State): void {
    if (event.name === 'setup') Object.assign(this.global, { declaring: state });
  }
}

// Jest takes an environment from no other export.
export default PlainEnvironment;
