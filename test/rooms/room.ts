// One suite of many test files. Each file stands in a `describe` of its own, so that its hooks are its own: a hook at
// the top of a file runs for that file alone, as if the file were a suite.
import type { Circus } from '@jest/types';
import { describe } from '@jest/globals';
import { filesOf } from './rooms.js';
import type { Room } from './rooms.js';

// `describe` takes no function that waits, and modules are read by waiting.
const { declaring } = globalThis as unknown as { declaring: Circus.State };

/** Declares the tests of a room's files. Throws when there is a file without a test, or none of any. */
export async function declareRoom(room: Room): Promise<void> {
  const files = filesOf(room);
  if (files.length === 0) throw new Error(`The room ${room} has no test files.`);
  for (const file of files) {
    const outside = declaring.currentDescribeBlock;
    describe(file, () => undefined);
    const inside = outside.children.at(-1) as Circus.DescribeBlock;
    declaring.currentDescribeBlock = inside;
    await import(`../${file}.js`);
    declaring.currentDescribeBlock = outside;
    if (inside.children.length === 0) throw new Error(`test/${file}.ts declares no tests.`);
  }
}
