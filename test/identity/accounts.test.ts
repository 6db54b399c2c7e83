// What administrators and users do to accounts, over the application: whole answers, and what the store says then.
import { describe, expect, it } from '@jest/globals';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import type { SessionRecord } from '../../src/identity/sessions/session.repository.js';
import type { AuditRecord } from '../../src/audit/audit-record.js';
import type { Answer } from '../application.js';
import { demoPassword } from '../application.js';
import { onEveryStore } from '../stores.js';

const anywhere: unknown = expect.any(Array);

const forbidden = (path: string, coordinate = `Mutation.${path}`) => ({
  data: { [path]: null },
  errors: [
    { message: 'Not allowed.', locations: anywhere, path: [path], extensions: { code: 'FORBIDDEN', coordinate, count: 1 } },
  ],
}); // prettier-ignore

interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
}

onEveryStore('accounts', (running) => {
  const users = () => running().application.store.collection<UserRecord>('users');
  const sessions = () => running().application.store.collection<SessionRecord>('sessions');
  const audit = () => running().application.store.collection<AuditRecord>('audit');
  let count = 0;

  /** An account like the demo's employee, with other roles; nobody else uses it. */
  async function account(...roles: UserRecord['roles']): Promise<string> {
    const name = `account-${(count += 1)}`;
    const template = (await users().findOne({ _id: 'user-employee' }))!;
    const own = { _id: `user-${name}`, email: `${name}@claimcheck.example`, roles, generation: 3 };
    const { passwordHash, createdAt } = template;
    await users().insertOne({ ...own, createdAt, ...(passwordHash !== undefined && { passwordHash }) });
    return name;
  }

  const signIn = async (name: string, password = demoPassword): Promise<SignedIn> => {
    const { body } = await running().ask(
      `mutation { login(email: "${name}@claimcheck.example", password: "${password}") { accessToken refreshToken } }`,
    );
    return body.data!['login'] as SignedIn;
  };
  const refresh = (token: string) =>
    running().ask('mutation ($t: String) { refresh(refreshToken: $t) { accessToken user { roles } } }', null, {
      t: token,
    });
  const me = (token: string) => running().ask('{ me { id roles } }', token);
  const refused = (answer: Answer) => [answer.status, answer.body.errors?.[0]?.['extensions']];
  const invalidToken = [401, { code: 'INVALID_TOKEN' }];
  const invalidRefresh = [200, { code: 'INVALID_REFRESH_TOKEN' }];
  const recorded = async (event: string, recordId: string) =>
    audit()
      .find({ event: event as AuditRecord['event'], recordIds: { $eq: recordId } })
      .toArray();

  describe('setUserRoles', () => {
    it('SR-20 SR-21 TK-32 B26 ends the tokens at once; the session goes on with the new roles', async () => {
      const name = await account('AUDITOR', 'ADMIN');
      const { accessToken, refreshToken } = await signIn(name);
      const admin = await running().tokenOf('admin');
      const answer = await running().ask(
        `mutation { setUserRoles(id: "user-${name}", roles: [AUDITOR, AUDITOR]) { id roles enabled email } }`,
        admin,
      );
      expect(answer.body).toEqual({
        data: {
          setUserRoles: { id: `user-${name}`, roles: ['AUDITOR'], enabled: true, email: `${name}@claimcheck.example` },
        },
      });
      expect(refused(await me(accessToken))).toEqual(invalidToken);
      const renewed = await refresh(refreshToken);
      expect(renewed.body.data!['refresh']).toMatchObject({ user: { roles: ['AUDITOR'] } });
      const { accessToken: next } = renewed.body.data!['refresh'] as SignedIn;
      expect((await running().ask('{ users { totalCount } }', next)).body).toEqual(
        { data: { users: null }, errors: forbidden('users', 'Query.users').errors },
      ); // prettier-ignore
      expect(await users().findOne({ _id: `user-${name}` })).toMatchObject({ roles: ['AUDITOR'], generation: 4 });
      const [record, ...more] = await recorded('privilege_permissions_changed', `user-${name}`);
      expect(more).toEqual([]);
      expect(record).toMatchObject({
        outcome: 'SUCCEEDED',
        actorId: 'user-admin',
        coordinate: 'Mutation.setUserRoles',
        address: '127.0.0.1',
        level: 'WARN',
      });
    });

    it('changes nothing, and ends nothing, when the roles are those already', async () => {
      const name = await account('AUDITOR');
      const { accessToken } = await signIn(name);
      const admin = await running().tokenOf('admin');
      const mutation = `mutation { setUserRoles(id: "user-${name}", roles: [AUDITOR]) { roles } }`;
      expect((await running().ask(mutation, admin)).body).toEqual({ data: { setUserRoles: { roles: ['AUDITOR'] } } });
      expect((await me(accessToken)).status).toBe(200);
      expect(await recorded('privilege_permissions_changed', `user-${name}`)).toEqual([]);
    });

    it('gives EMPLOYEE and HR only to accounts with a person', async () => {
      const name = await account();
      const admin = await running().tokenOf('admin');
      const give = (id: string, roles: string) =>
        running().ask(`mutation { setUserRoles(id: "${id}", roles: [${roles}]) { roles } }`, admin);
      expect((await give(`user-${name}`, 'HR, ADMIN')).body).toEqual({
        data: { setUserRoles: null },
        errors: [
          {
            message: 'The input is not valid.',
            locations: anywhere,
            path: ['setUserRoles'],
            extensions: {
              code: 'BAD_USER_INPUT',
              fields: [{ path: 'roles', message: 'must not hold HR: the account has no person' }],
            },
          },
        ],
      });
      expect((await give('user-manager', 'EMPLOYEE, HR')).body).toEqual({
        data: { setUserRoles: { roles: ['EMPLOYEE', 'HR'] } },
      });
      await give('user-manager', 'EMPLOYEE');
      running().forgetTokens();
    });

    it.each([
      ['oneself', 'admin', 'user-admin', 'FORBIDDEN'],
      ['another, without ADMIN', 'hr', 'user-stranger', 'FORBIDDEN'],
      ['nobody, without ADMIN', 'hr', 'user-nobody', 'FORBIDDEN'],
      ['nobody', 'admin', 'user-nobody', 'NOT_FOUND'],
    ])('AZ-31 is refused for %s', async (_whom, actor, id, code) => {
      const token = await running().tokenOf(actor);
      for (const name of ['setUserRoles', 'disableUser']) {
        const roles = name === 'setUserRoles' ? ', roles: [ADMIN]' : '';
        const before = await users().findOne({ _id: id });
        const { body } = await running().ask(`mutation { ${name}(id: "${id}"${roles}) { id } }`, token);
        expect([body.data, body.errors?.length, body.errors?.[0]?.['extensions']]).toEqual([
          { [name]: null },
          1,
          expect.objectContaining({ code }),
        ]);
        expect(await users().findOne({ _id: id })).toEqual(before);
      }
    });
  });

  describe('disableUser and enableUser', () => {
    it('SR-19 SR-27 B26 end everything; what was ended stays so when the account is enabled again', async () => {
      const name = await account('AUDITOR');
      const { accessToken, refreshToken } = await signIn(name);
      const admin = await running().tokenOf('admin');
      const disabled = await running().ask(
        `mutation { disableUser(id: "user-${name}") { enabled sessions { id } } }`,
        admin,
      );
      expect(disabled.body).toEqual({ data: { disableUser: { enabled: false, sessions: [] } } });
      expect(refused(await me(accessToken))).toEqual(invalidToken);
      expect(refused(await refresh(refreshToken))).toEqual(invalidRefresh);
      const login = await running().ask(
        `mutation { login(email: "${name}@claimcheck.example", password: "${demoPassword}") { expiresIn } }`,
      );
      expect(refused(login)).toEqual([200, { code: 'INVALID_CREDENTIALS' }]);
      expect(await sessions().countDocuments({ userId: `user-${name}`, endedAt: null })).toBe(0);

      const enabled = await running().ask(`mutation { enableUser(id: "user-${name}") { enabled } }`, admin);
      expect(enabled.body).toEqual({ data: { enableUser: { enabled: true } } });
      expect(refused(await me(accessToken))).toEqual(invalidToken);
      expect(refused(await refresh(refreshToken))).toEqual(invalidRefresh);
      expect((await me((await signIn(name)).accessToken)).body).toMatchObject({ data: { me: { roles: ['AUDITOR'] } } });
      expect([
        (await recorded('user_archived', `user-${name}`)).length,
        (await recorded('user_updated', `user-${name}`)).length,
      ]).toEqual([1, 1]);
    });

    it('RC-13 ASVS 2.3.2 never leave the deployment without an administrator', async () => {
      const others = await users()
        .find({ roles: { $eq: 'ADMIN' }, disabledAt: null })
        .toArray();
      const [first, second] = [await account('ADMIN'), await account('ADMIN')];
      for (const { _id } of others) await users().updateOne({ _id }, { $set: { disabledAt: new Date() } });
      try {
        const [one, two] = [await signIn(first), await signIn(second)];
        const ask = (token: string, id: string) =>
          running().ask(`mutation { disableUser(id: "user-${id}") { enabled } }`, token);
        await Promise.all([ask(one.accessToken, second), ask(two.accessToken, first)]);
        const left = await users()
          .find({ roles: { $eq: 'ADMIN' }, disabledAt: null })
          .toArray();
        expect(left.length).toBeGreaterThan(0);
        expect(left.every(({ leaving }) => leaving === undefined)).toBe(true);

        // Two that stay, then one: they can be demoted, but for the last.
        await users().updateOne({ _id: `user-${first}` }, { $unset: { disabledAt: '' } });
        await users().updateOne({ _id: `user-${second}` }, { $unset: { disabledAt: '' } });
        const again = await signIn(first);
        const demoted = await running().ask(
          `mutation { setUserRoles(id: "user-${second}", roles: []) { roles } }`,
          again.accessToken,
        );
        expect(demoted.body).toEqual({ data: { setUserRoles: { roles: [] } } });
        await users().updateOne({ _id: `user-${second}` }, { $set: { roles: ['ADMIN'] } });
        const { accessToken } = await signIn(second);
        await users().updateOne(
          { _id: `user-${second}` },
          { $set: { leaving: 'left behind', leavingAt: new Date(0) } },
        );
        expect((await ask(accessToken, first)).body).toEqual({ data: { disableUser: { enabled: false } } });
      } finally {
        for (const { _id } of others) await users().updateOne({ _id }, { $unset: { disabledAt: '' } });
      }
    });
  });

  describe('changePassword', () => {
    const change = (token: string | null, current: string, next: string) =>
      running().ask(
        'mutation ($c: String!, $n: String!) { changePassword(current: $c, new: $n) { accessToken refreshToken expiresIn user { id email } } }',
        token,
        { c: current, n: next },
      );
    const next = 'another sentence to sign in with';

    it('SR-17 B30 ends every session, the own one too, and begins one for the caller', async () => {
      const name = await account('AUDITOR');
      const [here, there] = [await signIn(name), await signIn(name)];
      const answer = await change(here.accessToken, demoPassword, next);
      const payload = answer.body.data!['changePassword'] as SignedIn;
      expect(answer.body).toEqual({
        data: {
          changePassword: {
            accessToken: expect.any(String) as unknown,
            refreshToken: expect.any(String) as unknown,
            expiresIn: 900,
            user: { id: `user-${name}`, email: `${name}@claimcheck.example` },
          },
        },
      });
      for (const { accessToken, refreshToken } of [here, there]) {
        expect(refused(await me(accessToken))).toEqual(invalidToken);
        expect(refused(await refresh(refreshToken))).toEqual(invalidRefresh);
      }
      expect((await me(payload.accessToken)).status).toBe(200);
      expect((await refresh(payload.refreshToken)).body).toMatchObject({
        data: { refresh: { user: { roles: ['AUDITOR'] } } },
      });
      expect((await signIn(name, next)).accessToken).toEqual(expect.any(String));
      expect(await signIn(name)).toBeNull();
      expect(await recorded('authn_password_change', `user-${name}`)).toMatchObject([
        { outcome: 'SUCCEEDED', actorId: `user-${name}`, coordinate: 'Mutation.changePassword' },
      ]);
    });

    it('PW-17 is refused with a wrong current password: nothing changes, and the attempt is recorded', async () => {
      const name = await account('AUDITOR');
      const { accessToken } = await signIn(name);
      const before = await users().findOne({ _id: `user-${name}` });
      expect((await change(accessToken, 'not the current one', next)).body).toEqual({
        data: { changePassword: null },
        errors: [
          {
            message: 'The current password is wrong.',
            locations: anywhere,
            path: ['changePassword'],
            extensions: { code: 'INVALID_CREDENTIALS' },
          },
        ],
      });
      expect(await users().findOne({ _id: `user-${name}` })).toEqual(before);
      expect((await me(accessToken)).status).toBe(200);
      expect(await recorded('authn_password_change_fail', `user-${name}`)).toMatchObject([{ outcome: 'FAILED' }]);
      expect((await change(null, demoPassword, next)).body.errors?.[0]?.['extensions']).toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    });

    it('PW-06 says what a new password must be, before anything is checked', async () => {
      const name = await account('AUDITOR');
      const { accessToken } = await signIn(name);
      const { body } = await change(accessToken, demoPassword, 'short');
      expect(body.errors?.[0]?.['extensions']).toEqual({
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'new', message: 'must be at least 15 characters long' }],
      });
      expect((await me(accessToken)).status).toBe(200);
    });

    it('RC-10 of two with one current password, one wins', async () => {
      const name = await account('AUDITOR');
      const [one, two] = [await signIn(name), await signIn(name)];
      const answers = await Promise.all([
        change(one.accessToken, demoPassword, 'the first of two passwords'),
        change(two.accessToken, demoPassword, 'the second of two passwords'),
      ]);
      const won = answers.filter(({ body }) => body.data?.['changePassword']);
      expect(won).toHaveLength(1);
      const opens = [];
      for (const password of ['the first of two passwords', 'the second of two passwords', demoPassword])
        opens.push((await signIn(name, password)) !== null);
      expect(opens.filter(Boolean)).toHaveLength(1);
      expect(opens[2]).toBe(false);
    });
  });

  describe('sessions', () => {
    it('SR-22 are shown to their user and to ADMIN: those that go on, the own one marked', async () => {
      const name = await account('AUDITOR');
      const first = await signIn(name);
      const second = await signIn(name);
      const { body } = await running().ask(
        '{ mySessions { id createdAt lastUsedAt expiresAt address userAgent current } me { sessions { id } } }',
        second.accessToken,
      );
      const own = body.data!['mySessions'] as { id: string; current: boolean }[];
      expect(own).toHaveLength(2);
      expect(own.map(({ current }) => current).sort()).toEqual([false, true]);
      expect(body.errors).toBeUndefined();
      const stored = await sessions()
        .find({ userId: `user-${name}` }, { sort: { createdAt: -1, _id: -1 } })
        .toArray();
      expect(own).toEqual(
        stored.map((session) => ({
          id: session._id,
          createdAt: session.createdAt.toISOString(),
          lastUsedAt: session.lastUsedAt.toISOString(),
          expiresAt: session.idleExpiresAt.toISOString(),
          address: '127.0.0.1',
          userAgent: 'node',
          current: session._id === own.find(({ current }) => current)?.id,
        })),
      );
      expect(body.data!['me']).toEqual({ sessions: own.map(({ id }) => ({ id })) });
      const seen = async (actor: string) =>
        (await running().ask(`{ user(id: "user-${name}") { sessions { id } } }`, await running().tokenOf(actor))).body;
      expect(await seen('admin')).toEqual({ data: { user: { sessions: own.map(({ id }) => ({ id })) } } });
      expect(await seen('hr')).toEqual({ data: { user: null }, errors: forbidden('user', 'Query.user').errors });
      expect(first.accessToken).not.toBe(second.accessToken);
    });

    it('SR-28 are marked for the one whom the answer signs in', async () => {
      const name = await account('AUDITOR');
      await signIn(name);
      const { body } = await running().ask(
        `mutation { login(email: "${name}@claimcheck.example", password: "${demoPassword}") { user { sessions { current } } } }`,
      );
      expect(body).toEqual({ data: { login: { user: { sessions: [{ current: true }, { current: false }] } } } });
    });

    it('SR-23 revokeSession ends one of one’s own; another’s is as one that nobody has', async () => {
      const [name, foreign] = [await account('AUDITOR'), await account('AUDITOR')];
      const [here, there, other] = [await signIn(name), await signIn(name), await signIn(foreign)];
      const idOf = async (token: string) => {
        const { body } = await running().ask('{ mySessions { id current } }', token);
        return (body.data!['mySessions'] as { id: string; current: boolean }[]).find(({ current }) => current)!.id;
      };
      const revoke = (id: string, token: string | null) =>
        running().ask('mutation ($id: ID!) { revokeSession(id: $id) }', token, { id });
      const away = await idOf(there.accessToken);
      expect((await revoke(away, here.accessToken)).body).toEqual({ data: { revokeSession: true } });
      expect((await revoke(away, here.accessToken)).body).toEqual({ data: { revokeSession: true } });
      expect(refused(await me(there.accessToken))).toEqual(invalidToken);
      expect(refused(await refresh(there.refreshToken))).toEqual(invalidRefresh);
      expect((await me(here.accessToken)).status).toBe(200);
      expect(await recorded('authn_token_revoked', away)).toHaveLength(1);

      const foreignId = await idOf(other.accessToken);
      const answers = [await revoke(foreignId, here.accessToken), await revoke('session-of-nobody', here.accessToken)];
      expect(answers.map(({ text }) => text)).toEqual([answers[0]!.text, answers[0]!.text]);
      expect(answers[0]!.body).toEqual(forbidden('revokeSession'));
      expect((await me(other.accessToken)).status).toBe(200);

      const admin = await running().tokenOf('admin');
      expect((await revoke(foreignId, admin)).body).toEqual({ data: { revokeSession: true } });
      expect(refused(await me(other.accessToken))).toEqual(invalidToken);
      expect((await revoke('session-of-nobody', admin)).body.errors?.[0]?.['extensions']).toMatchObject({
        code: 'NOT_FOUND',
      });
    });

    it('SR-16 logoutEverywhere ends all of one’s own and nobody else’s', async () => {
      const [name, foreign] = [await account('AUDITOR'), await account('AUDITOR')];
      const own = [await signIn(name), await signIn(name), await signIn(name)];
      const other = await signIn(foreign);
      expect((await running().ask('mutation { logoutEverywhere }', own[1]!.accessToken)).body).toEqual({
        data: { logoutEverywhere: 3 },
      });
      for (const { accessToken, refreshToken } of own) {
        expect(refused(await me(accessToken))).toEqual(invalidToken);
        expect(refused(await refresh(refreshToken))).toEqual(invalidRefresh);
      }
      expect((await me(other.accessToken)).status).toBe(200);
      expect(await sessions().countDocuments({ userId: `user-${name}`, endedAt: null })).toBe(0);
    });
  });

  describe('users', () => {
    const list = async (filter: string, actor = 'admin') =>
      (
        await running().ask(
          `{ users(first: 100, filter: ${filter}) { totalCount nodes { email } } }`,
          await running().tokenOf(actor),
        )
      ).body;
    const emails = (...names: string[]) => ({
      data: {
        users: { totalCount: names.length, nodes: names.map((name) => ({ email: `${name}@claimcheck.example` })) },
      },
    });

    it('are listed for ADMIN by the start of their address, by role, by whether they are enabled', async () => {
      expect(await list('{ emailStartsWith: " MANAG" }')).toEqual(emails('manager'));
      expect(await list('{ emailStartsWith: "h", role: HR }')).toEqual(emails('hr'));
      expect(await list('{ emailStartsWith: "h", role: ADMIN }')).toEqual(emails());
      expect(await list('{ emailStartsWith: "st", enabled: true }')).toEqual(emails('stranger'));
      expect(await list('{ emailStartsWith: "st", enabled: false }')).toEqual(emails());
      expect(await list('{ emailStartsWith: "$gt" }')).toEqual(emails());
      expect(await list('{}', 'hr')).toEqual({
        data: { users: null },
        errors: forbidden('users', 'Query.users').errors,
      });
    });
  });
});
