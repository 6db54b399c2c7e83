import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { minute, openFixture } from './fixture.js';
import type { Fixture } from './fixture.js';

let f: Fixture;
beforeEach(async () => {
  f = await openFixture();
  await f.addUser('alice');
  await f.addUser('bob');
});
afterEach(() => f.close());

type Answer = Awaited<ReturnType<Fixture['login']>>;
const usable = async ({ accessToken, refreshToken }: Answer) => ({
  access: (await f.identity.authenticate(accessToken)).ok,
  refresh: await f.identity.refresh(refreshToken).then(() => true, () => false), // prettier-ignore
});
const gone = { access: false, refresh: false };
const alive = { access: true, refresh: true };

describe('logout', () => {
  it('SR-14 ends the session of the refresh token: neither token works from the next call on', async () => {
    const answer = await f.login('alice');
    expect(await f.identity.logout({ refreshToken: answer.refreshToken, viewer: null })).toBe(true);
    expect(await usable(answer)).toEqual(gone);
  });

  it('SR-14 without a refresh token ends the session of the access token', async () => {
    const [answer, other] = [await f.login('alice'), await f.login('alice')];
    expect(await f.identity.logout({ refreshToken: null, viewer: answer.viewer })).toBe(true);
    expect(await usable(answer)).toEqual(gone);
    expect(await usable(other)).toEqual(alive);
  });

  it('SR-15 is idempotent, and needs no access token that is still good', async () => {
    const answer = await f.login('alice');
    f.advance(16 * minute);
    expect(await f.identity.authenticate(answer.accessToken)).toEqual({ ok: false, reason: 'expired', expired: true });
    for (let round = 0; round < 2; round += 1) {
      expect(await f.identity.logout({ refreshToken: answer.refreshToken, viewer: null })).toBe(true);
    }
    expect(await usable(answer)).toEqual(gone);
  });

  it('is true for junk, and then asks nothing of the store', async () => {
    const answer = await f.login('alice');
    f.calls();
    for (const refreshToken of [undefined, null, '', 'x', 1, {}, `${answer.refreshToken}=`, answer.accessToken]) {
      expect(await f.identity.logout({ refreshToken, viewer: null })).toBe(true);
    }
    expect(f.calls()).toEqual([]);
    expect(await usable(answer)).toEqual(alive);
  });

  it('SR-30 ends one session: the refresh token’s, never also the viewer’s', async () => {
    const [alice, bob] = [await f.login('alice'), await f.login('bob')];
    await f.identity.logout({ refreshToken: bob.refreshToken, viewer: alice.viewer });
    expect(await usable(bob)).toEqual(gone);
    expect(await usable(alice)).toEqual(alive);
  });

  it('SR-30 with junk for a refresh token ends the viewer’s session and no other', async () => {
    const [alice, bob] = [await f.login('alice'), await f.login('bob')];
    await f.identity.logout({ refreshToken: `${bob.refreshToken.slice(0, -4)}AAAA`, viewer: alice.viewer });
    expect(await usable(alice)).toEqual(gone);
    expect(await usable(bob)).toEqual(alive);
  });

  it('RC-04 wins over a refresh that is under way', async () => {
    const answer = await f.login('alice');
    f.before('users.findOne', () => f.identity.logout({ refreshToken: answer.refreshToken, viewer: null }));
    const late = await f.identity.refresh(answer.refreshToken);
    expect(await usable(late)).toEqual(gone);
  });

  it('SR-25 is remembered by the store', async () => {
    const answer = await f.login('alice');
    await f.identity.logout({ refreshToken: answer.refreshToken, viewer: null });
    await expect((await f.restart()).refresh(answer.refreshToken)).rejects.toMatchObject({
      code: 'INVALID_REFRESH_TOKEN',
    });
  });
});
