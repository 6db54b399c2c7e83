// Which test files share a suite: the application is loaded and compiled anew for each suite, which takes longer than
// most files' tests do.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The folders and files of each room; where two name a file, the longer name counts. The longest rooms come first: they
 * are begun in this order. A room is the file `NAME.suite.ts` beside this one.
 */
export const rooms = {
  policy: ['policy/'],
  directory: ['directory/', 'resolvers/'],
  start: ['start/', 'package/', 'tokens/'],
  identity: ['identity/', 'sign-in/', 'throttling/', 'audit/'],
  authorization: ['authorization/'],
  cells: ['policy/cells'],
  http: ['http/', 'limits/', 'client/', 'schema/', 'rooms/', 'readme'],
  records: ['records/'],
  database: ['database/'],
} as const;

export type Room = keyof typeof rooms;

/** Files that are suites of their own, as `jest.config.json` says: they start servers, and end them. */
export const alone = ['processes/'];

const tests = fileURLToPath(new URL('..', import.meta.url));

/** The test files of a room, without their endings. Throws when a test file belongs to none. */
export function filesOf(room: Room): string[] {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => name.replace(/\.js$/, ''));
  return files.filter((file) => ownerOf(file) === room).sort();
}

/** Where a test file runs: the room whose name for it is the longest. Throws when nothing names it. */
export function ownerOf(file: string): Room | 'alone' {
  const owners = Object.entries({ ...rooms, alone }).flatMap(([owner, names]) =>
    names.filter((name) => file.startsWith(name)).map((name) => ({ owner: owner as Room | 'alone', name })),
  );
  const [nearest] = owners.sort((a, b) => b.name.length - a.name.length);
  if (!nearest) throw new Error(`test/${file}.ts is in no room of test/rooms/rooms.ts.`);
  return nearest.owner;
}
