import { isUtf8 } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openFixture, minute } from '../identity/fixture.js';
import type { Fixture } from '../identity/fixture.js';
import { isText } from '../../src/identity/tokens/compact-serialization.js';
import { seeded } from '../database/contract/sample.js';
import { accessTokens } from '../../src/identity/tokens/access-token.js';
import { good, keysOf, now, secret, sessionEnd, settings, tokensAt, viewer, withClaims } from '../identity/forge.js';

describe('what becomes of a token', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture();
    await fixture.addUser('alice');
    await fixture.addUser('bob');
  });
  afterAll(() => fixture.close());

  it('is counted by its reason, revocation included', async () => {
    const { identity } = fixture;
    const { accessToken, refreshToken } = await fixture.login('alice');
    const before = new Map(identity.tokenOutcomes);
    await identity.authenticate(accessToken);
    await identity.authenticate(accessToken);
    await identity.authenticate('junk');
    await identity.authenticate(good); // of another deployment
    await identity.authenticate(refreshToken);
    await identity.logout({ viewer: null, refreshToken });
    await identity.authenticate(accessToken);
    fixture.advance(20 * minute);
    await identity.authenticate(accessToken);
    expect(before.size).toBe(0);
    expect(Object.fromEntries(identity.tokenOutcomes)).toEqual({ ok: 2, malformed: 1, 'unknown-key': 1, header: 1, revoked: 1, expired: 1 });
  }); // prettier-ignore

  it('TK-38 asks the store nothing for ten thousand bad tokens, counts each, and keeps nothing of them', async () => {
    const { identity } = fixture;
    const total = (): number => [...identity.tokenOutcomes.values()].reduce((sum, count) => sum + count, 0);
    const { accessToken } = await fixture.login('bob');
    const [head, payload, signature] = accessToken.split('.') as [string, string, string];
    const bad = (round: number): string =>
      [
        `${round}`,
        `${head}.${payload}`,
        `${head}.${payload}.${Buffer.alloc(32, round).toString('base64url')}`,
        `${head}.${Buffer.from(`{"sub":"${round}"}`).toString('base64url')}.${signature}`,
        `${Buffer.from(`{"alg":"HS256","typ":"at+jwt","kid":"${round}"}`).toString('base64url')}.${payload}.${signature}`,
      ][round % 5]!;
    fixture.calls();
    const before = total();
    const verdicts = new Set<string>();
    for (let round = 0; round < 10_000; round += 1) verdicts.add(JSON.stringify(await identity.authenticate(bad(round))));
    expect([...verdicts].sort()).toEqual(['malformed', 'signature', 'unknown-key'].map((reason) => `{"ok":false,"reason":"${reason}","expired":false}`));
    expect(total() - before).toBe(10_000);
    expect(fixture.calls()).toEqual([]);
    expect(identity.tokenOutcomes.size).toBeLessThan(12);
  }); // prettier-ignore
  // prettier-ignore
});

describe('B15 TK-39 a verification', () => {
  it('gives each token its own claims, whichever came before', () => {
    const tokens = tokensAt();
    const names = ['alice', 'bobby'];
    const issued = names.map((id) => tokens.issue({ ...viewer, id }, sessionEnd).token);
    expect(new Set(issued.map((token) => token.split('.')[0])).size).toBe(1);
    expect(new Set(issued.map((token) => token.length)).size).toBe(1);
    for (const at of [0, 1, 0, 0, 1, 1, 0]) {
      expect(tokens.verify(issued[at])).toEqual({ ok: true, viewer: { ...viewer, id: names[at] } });
    }
    const [alice, bob] = issued.map((token) => token.split('.')) as [string[], string[]];
    expect(tokens.verify([alice[0], alice[1], bob[2]].join('.'))).toEqual({ ok: false, reason: 'signature', expired: false });
    expect(tokens.verify(issued[0]!.slice(0, -1))).toMatchObject({ ok: false });
  }); // prettier-ignore

  it('of a header that was seen before is not the verdict on it: the key is looked up each time', () => {
    let current = keysOf(secret);
    const tokens = accessTokens(
      () => current,
      settings,
      () => now,
    );
    expect(tokens.verify(good).ok).toBe(true);
    current = keysOf(`${secret}!`);
    expect(tokens.verify(good)).toEqual({ ok: false, reason: 'unknown-key', expired: false });
    current = keysOf(secret);
    expect(tokens.verify(withClaims({ roles: 'ADMIN' }))).toEqual({ ok: false, reason: 'claims', expired: false });
    expect(tokens.verify(good).ok).toBe(true);
  });
});

describe('TK-24 the text of a part', () => {
  it('is told from bytes that are none, whatever the bytes and their number', () => {
    const random = seeded(24);
    const seen = { text: 0, other: 0 };
    for (let round = 0; round < 20_000; round += 1) {
      const bytes = Buffer.from(
        Array.from({ length: 1 + Math.floor(random() * 9) }, () => Math.floor(random() * (random() < 0.9 ? 128 : 256))),
      );
      expect([bytes, isText(bytes.toString('base64url'))]).toEqual([bytes, isUtf8(bytes)]);
      seen[isUtf8(bytes) ? 'text' : 'other'] += 1;
    }
    expect(Math.min(seen.text, seen.other)).toBeGreaterThan(2_000);
    expect(isText(Buffer.from('ä😀', 'utf8').toString('base64url'))).toBe(true);
  });
});
