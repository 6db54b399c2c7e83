// No test file is forgotten, and none runs twice.
import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { alone, filesOf, ownerOf, rooms } from './rooms.js';
import type { Room } from './rooms.js';

const names = Object.keys(rooms) as Room[];

describe('every test file', () => {
  it('is in one room, or a suite of its own', async () => {
    const files = (await readdir('test', { recursive: true })).filter((name) => name.endsWith('.test.ts'));
    const shared = names.flatMap((room) => filesOf(room));
    const rest = files.map((name) => name.replace(/\.ts$/, '')).filter((name) => !shared.includes(name));
    expect(shared).toHaveLength(new Set(shared).size);
    expect(rest.filter((name) => !alone.some((folder) => name.startsWith(folder)))).toEqual([]);
  });

  it('is refused where no room names it', () => {
    expect(ownerOf('identity/login.test')).toBe('identity');
    expect(ownerOf('policy/cells.test')).toBe('cells');
    expect(ownerOf('processes/crash.test')).toBe('alone');
    expect(() => ownerOf('elsewhere/new.test')).toThrow('test/elsewhere/new.test.ts is in no room');
  });

  it('is run: each room is a suite, and Jest looks for no others', async () => {
    const suites = (await readdir('test/rooms')).filter((name) => name.endsWith('.suite.ts'));
    expect(suites.sort()).toEqual(names.map((name) => `${name}.suite.ts`).sort());
    for (const name of names)
      expect(await readFile(`test/rooms/${name}.suite.ts`, 'utf8')).toContain(`\nawait declareRoom('${name}');\n`);
    const { testMatch } = JSON.parse(await readFile('test/jest.config.json', 'utf8')) as { testMatch: string[] };
    expect(testMatch).toEqual([
      '<rootDir>/build/test/rooms/*.suite.js',
      ...alone.map((folder) => `<rootDir>/build/test/${folder}**/*.test.js`),
    ]);
  });
});
