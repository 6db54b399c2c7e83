// The conditions of src/policy.ts: `live`, which asks the store, and `recentLogin`, which asks the clock.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Authorization } from '../../src/authorization/authorization.js';
import { nameOf } from '../../src/authorization/rule.js';
import type { Context } from '../../src/context.js';
import { roles } from '../../src/identity/role.js';
import type { Role } from '../../src/identity/role.js';
import { Users } from '../../src/identity/users/users.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import type { Viewer } from '../../src/identity/viewer.js';
import type { Store } from '../../src/database/port.js';
import { openEmbedded } from '../../src/database/embedded/open.js';
import { allOf, live, recentLogin, self } from '../../src/policy.js';
import { ask, forbidden, inherited, open, stated, unauthenticated } from '../authorization/fixtures/guarded.js';
import type { Answer } from '../authorization/fixtures/guarded.js';

self.on('Desk', ({ viewer }) => ({ owner: viewer.id }));

const recent = recentLogin('15m');
const { authorized, protect } = new Authorization<Context, Viewer, Role>({
  roles,
  viewer: (context) => context.viewer,
});
const schema = protect(
  stated(
    `type Query { admin: Int employee: Int alive: Int fresh: Int freshAdmin: Int hrOrFresh: Int liveAndFresh: Int desk(owner: String): Desk }
     type Desk { owner: String key: Int }`,
    {
      'Query.admin': authorized(allOf('ADMIN', live)),
      'Query.employee': authorized(allOf('EMPLOYEE', live)),
      'Query.alive': authorized(live),
      'Query.fresh': authorized(recent),
      'Query.freshAdmin': authorized(allOf('ADMIN', recent)),
      'Query.hrOrFresh': authorized('HR', allOf('EMPLOYEE', recent)),
      'Query.liveAndFresh': authorized(allOf('ADMIN', live, recent)),
      'Query.desk': open,
      Desk: inherited,
      'Desk.owner': inherited,
      'Desk.key': authorized(allOf(self, recent)),
    },
    {
      ...Object.fromEntries(
        ['admin', 'employee', 'alive', 'fresh', 'freshAdmin', 'hrOrFresh', 'liveAndFresh'].map((name) => [
          `Query.${name}`,
          () => 1,
        ]),
      ),
      'Query.desk': (_: never, { owner }: { owner: string }) => ({ owner, key: 1 }),
    },
  ),
);

const now = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;
let store: Store;
let looked: string[];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-words-'));
  store = await openEmbedded(folder);
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  looked = [];
  await users().deleteMany({});
  await users().insertOne({ _id: 'v', email: 'v@example.com', roles: ['EMPLOYEE', 'ADMIN'], generation: 0, createdAt: new Date(now) });
}); // prettier-ignore

const users = () => store.collection<UserRecord>('users');
const allowed = (field: string): Answer => ({ data: { [field]: 1 } });
const denied = (field: string, reason?: string): Answer => {
  const { extensions, ...error } = forbidden(`Query.${field}`, [field]);
  return {
    data: { [field]: null },
    errors: [{ ...error, extensions: { ...(extensions as object), ...(reason !== undefined && { reason }) } }],
  };
};

/** Asks with a token of these roles, whose password was checked so long ago. */
function as(tokenRoles: readonly Role[] | null, query: string, age = 0): Promise<Answer> {
  const all = new Users(store);
  const viewer: Viewer | null = tokenRoles && {
    id: 'v', roles: tokenRoles, sessionId: 's', authTime: now / 1_000, generation: 0,
  }; // prettier-ignore
  const rolesNow = (id: string) => {
    looked.push(id);
    return all.rolesNow(id);
  };
  return ask(schema, `{ ${query} }`, { viewer, clock: () => now + age, users: { rolesNow } });
}

describe('live', () => {
  it('lets a role of the token count while the store gives it too', async () => {
    expect(await as(['ADMIN'], 'admin')).toEqual(allowed('admin'));
    await users().updateOne({ _id: 'v' }, { $set: { roles: ['EMPLOYEE'] } });
    expect(await as(['ADMIN'], 'admin')).toEqual(denied('admin'));
  });

  it('asks only for the roles beside it, and gives none that the token does not carry', async () => {
    await users().updateOne({ _id: 'v' }, { $set: { roles: ['ADMIN'] } });
    expect(await as(['EMPLOYEE', 'ADMIN'], 'admin')).toEqual(allowed('admin'));
    expect(await as(['EMPLOYEE', 'ADMIN'], 'employee')).toEqual(denied('employee'));
    expect(await as(['EMPLOYEE'], 'admin')).toEqual(denied('admin'));
  });

  it('holds for no account that is disabled or gone', async () => {
    await users().updateOne({ _id: 'v' }, { $set: { disabledAt: new Date(now) } });
    expect([await as(['ADMIN'], 'admin'), await as(['ADMIN'], 'alive')]).toEqual([denied('admin'), denied('alive')]);
    await users().updateOne({ _id: 'v' }, { $unset: { disabledAt: '' } });
    expect([await as(['ADMIN'], 'admin'), await as(['ADMIN'], 'alive')]).toEqual([allowed('admin'), allowed('alive')]);
    await users().deleteMany({ _id: 'v' });
    expect([await as(['ADMIN'], 'admin'), await as(['ADMIN'], 'alive')]).toEqual([denied('admin'), denied('alive')]);
  });

  it('alone holds for every account that is there and enabled, whatever its roles, and for no other', async () => {
    await users().updateOne({ _id: 'v' }, { $set: { roles: [] } });
    expect(await as([], 'alive')).toEqual(allowed('alive'));
    expect(await as(null, 'alive')).toEqual({
      data: { alive: null },
      errors: [unauthenticated('Query.alive', ['alive'])],
    });
  });

  it('looks once an operation, and never where roles deny or nobody is signed in', async () => {
    await as(['ADMIN', 'EMPLOYEE'], 'admin employee alive again: admin');
    expect(looked).toEqual(['v']);
    looked = [];
    expect(await as(['HR'], 'admin')).toEqual(denied('admin'));
    await as(null, 'admin alive');
    expect(looked).toEqual([]);
  });

  it('allows nothing when the store cannot be asked', async () => {
    const failing = {
      viewer: { id: 'v', roles: ['ADMIN'], sessionId: 's', authTime: now / 1_000, generation: 0 },
      clock: () => now,
      users: { rolesNow: () => Promise.reject(new Error('the store is away')) },
    };
    const { data, errors } = await ask(schema, '{ admin }', failing);
    expect({ data, messages: errors?.map(({ message }) => message) }).toEqual({
      data: { admin: null },
      messages: ['the store is away'],
    });
  });
});

describe('recentLogin:15m', () => {
  const required = 'RECENT_LOGIN_REQUIRED';
  const quarter = 15 * minute;

  it('holds to the millisecond, and says so where only it is missing', async () => {
    const ages = [0, quarter - 1, quarter, quarter + 1, 24 * 60 * minute];
    const answers = await Promise.all(ages.map((age) => as([], 'fresh', age)));
    const late = denied('fresh', required);
    expect(answers).toEqual([allowed('fresh'), allowed('fresh'), allowed('fresh'), late, late]);
  });

  it('is no reason where a role is missing besides', async () => {
    expect(await as(['ADMIN'], 'freshAdmin', quarter)).toEqual(allowed('freshAdmin'));
    expect(await as(['ADMIN'], 'freshAdmin', quarter + 1)).toEqual(denied('freshAdmin', required));
    expect(await as(['HR'], 'freshAdmin', quarter + 1)).toEqual(denied('freshAdmin'));
    expect(await as(['HR'], 'freshAdmin')).toEqual(denied('freshAdmin'));
  });

  it('is no reason where another clause allows, and one where none does', async () => {
    expect(await as(['HR'], 'hrOrFresh', quarter + 1)).toEqual(allowed('hrOrFresh'));
    expect(await as(['EMPLOYEE'], 'hrOrFresh', quarter)).toEqual(allowed('hrOrFresh'));
    expect(await as(['EMPLOYEE'], 'hrOrFresh', quarter + 1)).toEqual(denied('hrOrFresh', required));
    expect(await as(['AUDITOR'], 'hrOrFresh', quarter + 1)).toEqual(denied('hrOrFresh'));
  });

  it('is no reason where the role is no longer live', async () => {
    expect(await as(['ADMIN'], 'liveAndFresh', quarter)).toEqual(allowed('liveAndFresh'));
    expect(await as(['ADMIN'], 'liveAndFresh', quarter + 1)).toEqual(denied('liveAndFresh', required));
    await users().updateOne({ _id: 'v' }, { $set: { roles: [] } });
    expect(await as(['ADMIN'], 'liveAndFresh', quarter)).toEqual(denied('liveAndFresh'));
    expect(await as(['ADMIN'], 'liveAndFresh', quarter + 1)).toEqual(denied('liveAndFresh'));
  });

  it('is a reason only on the record to which the relation holds', async () => {
    const desk = (owner: string, age: number) => as([], `desk(owner: "${owner}") { key }`, age);
    const refusal = forbidden('Desk.key', ['desk', 'key']);
    expect(await desk('v', quarter)).toEqual({ data: { desk: { key: 1 } } });
    expect(await desk('v', quarter + 1)).toEqual({
      data: { desk: { key: null } },
      errors: [{ ...refusal, extensions: { ...(refusal.extensions as object), reason: required } }],
    });
    expect(await desk('w', quarter + 1)).toEqual({ data: { desk: { key: null } }, errors: [refusal] });
    expect(await desk('w', quarter)).toEqual({ data: { desk: { key: null } }, errors: [refusal] });
  });

  it('tells the anonymous viewer to sign in, and no more', async () => {
    expect(await as(null, 'fresh')).toEqual({ data: { fresh: null }, errors: [unauthenticated('Query.fresh', ['fresh'])] });
  }); // prettier-ignore

  it('is one word for one duration, which has to be one', () => {
    expect(recentLogin('15m')).toBe(recent);
    expect([recent, recentLogin('1h')].map(nameOf)).toEqual(['recentLogin:15m', 'recentLogin:1h']);
    for (const within of ['soon', '15', '', '-1m']) expect(() => recentLogin(within)).toThrow(TypeError);
  });
});
