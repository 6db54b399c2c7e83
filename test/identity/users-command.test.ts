// `claimcheck users`, as an operator uses it on a store of their own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openEmbedded } from '../../src/database/embedded/open.js';
import { auditCollection } from '../../src/audit/audit-log.js';
import { usersCollection } from '../../src/identity/users/user.repository.js';
import { command } from '../command.js';
import type { Ended } from '../command.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-users-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const users = (...args: string[]): Promise<Ended> =>
  command(folder, { DATA_DIR: folder, BCRYPT_COST: '4', LOG_LEVEL: 'silent' }, 'users', ...args);

/** What the store holds, read when no command does. */
async function stored(collection: string): Promise<Record<string, unknown>[]> {
  const store = await openEmbedded(join(folder, 'store'));
  try {
    return (await store.collection(collection).find({}).toArray()) as unknown as Record<string, unknown>[];
  } finally {
    await store.close();
  }
}

describe('users', () => {
  it('PW-29 PW-30 create makes the first administrator with a password shown once; run again, it changes nothing', async () => {
    expect(await users('list', '--json')).toMatchObject({
      code: 0,
      stdout: `${JSON.stringify({ users: [] }, null, 2)}\n`,
    });
    const made = await users('create', 'Ada@Example.com', '--roles', 'ADMIN', '--json');
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
    const { users: shown, password } = JSON.parse(made.stdout) as { users: unknown[]; password: string };
    expect(shown).toEqual([
      { id: expect.any(String) as unknown, email: 'ada@example.com', roles: ['ADMIN'], enabled: true },
    ]);
    expect(password).toMatch(/^[\w-]{24}$/);
    const before = await stored(usersCollection);
    expect(before).toHaveLength(1);
    expect(JSON.stringify(before)).not.toContain(password);
    expect(await users('create', 'ada@example.com', '--roles', 'ADMIN')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is an account of that address already.\n',
    });
    expect(await stored(usersCollection)).toEqual(before);
    expect(await stored(auditCollection)).toMatchObject([
      { event: 'user_created', outcome: 'SUCCEEDED', recordIds: [before[0]!['_id']] },
    ]);
  });

  it('set-roles keeps the last administrator, and gives the roles of people to people only', async () => {
    expect(await users('set-roles', 'ada@example.com')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The last administrator can be neither demoted nor disabled.\n',
    });
    expect(await users('set-roles', 'ada@example.com', 'ADMIN', 'HR')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'roles must not hold HR: the account has no person\n',
    });
    const changed = await users('set-roles', 'ada@example.com', 'ADMIN', 'AUDITOR');
    expect(changed).toMatchObject({ code: 0, stderr: '' });
    expect(changed.stdout).toMatch(/^ada@example\.com {2}\S+ {2}AUDITOR,ADMIN\n$/);
    expect((await stored(usersCollection))[0]).toMatchObject({ roles: ['AUDITOR', 'ADMIN'], generation: 1 });
  });

  it.each([
    [['set-roles', 'nobody@example.com', 'ADMIN'], 1, 'there is no account nobody@example.com'],
    [
      ['set-roles', 'ada@example.com', 'admin'],
      1,
      'roles must be some of EMPLOYEE, HR, AUDITOR, ADMIN; what came is admin',
    ],
    [['create', 'not an address'], 1, 'email must be an e-mail address'],
    [['create'], 2, "error: missing required argument 'email'"],
  ])('%j is refused', async (args, code, stderr) => {
    expect(await users(...args)).toEqual({ code, stdout: '', stderr: `${stderr}\n` });
  });
});
