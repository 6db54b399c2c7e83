import { describe, expect, it } from '@jest/globals';
import { accessTokens } from '../../src/identity/tokens/access-token.js';
import {
  claims,
  decode,
  forge,
  good,
  header,
  key,
  keysOf,
  now,
  nowInSeconds,
  part,
  secret,
  sessionEnd,
  settings,
  sign,
  tokensAt,
  viewer,
  withClaims,
  withHeader,
} from './forge.js';

const refused = (reason: string) => ({ ok: false, reason, expired: false });
const verify = (token: unknown) => tokensAt().verify(token);

/** What refused tokens have in common: whatever came, nothing is thrown and nobody is let in. */
function expectRefused(tokens: Readonly<Record<string, unknown>>, reason: string): void {
  const verdicts = Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, verify(token)]));
  expect(verdicts).toEqual(Object.fromEntries(Object.keys(tokens).map((name) => [name, refused(reason)])));
}

describe('an access token', () => {
  it('names the viewer for whom it was issued', () => {
    expect(verify(good)).toEqual({ ok: true, viewer });
    expect(verify(forge({}))).toEqual({ ok: true, viewer });
  });

  it('TK-37 holds the claims of RFC 9068 and nothing personal', () => {
    expect(header).toEqual({ alg: 'HS256', typ: 'at+jwt', kid: expect.stringMatching(/^[A-Za-z0-9_-]{16}$/) });
    expect(claims).toEqual({
      iss: 'claimcheck', aud: 'claimcheck', sub: 'user-alice', sid: 'session-alice', jti: expect.stringMatching(/^.{22}$/),
      iat: nowInSeconds, exp: nowInSeconds + 900, auth_time: nowInSeconds - 60, client_id: 'claimcheck', ver: 3, roles: ['EMPLOYEE', 'HR'],
    }); // prettier-ignore
  });

  it('TK-37 differs in jti from any other of the same viewer', () => {
    const other = tokensAt().issue(viewer, sessionEnd).token;
    expect(decode(other.split('.')[1] ?? '')['jti']).not.toBe(claims['jti']);
  });

  it('does not outlive its session', () => {
    const { token, expiresIn } = tokensAt().issue(viewer, new Date(now + 10_500));
    expect(expiresIn).toBe(10);
    expect(tokensAt(9_999).verify(token)).toEqual({ ok: true, viewer });
    expect(tokensAt(10_000).verify(token)).toEqual({ ok: false, reason: 'expired', expired: true });
  });

  it('is named by a kid that is no plain hash of the secret, and the same in every process', () => {
    const again = accessTokens(
      () => keysOf(secret),
      settings,
      () => now,
    ).issue(viewer, sessionEnd).token;
    expect(decode(again.split('.')[0] ?? '')).toEqual(header);
  });
});

describe('the header of an access token', () => {
  it('TK-08 may not say alg none, in any spelling, with any signature', () => {
    const signature = good.split('.')[2];
    const input = (alg: string) => `${part({ ...header, alg })}.${good.split('.')[1]}`;
    for (const alg of ['none', 'None', 'NONE', 'nOnE', 'noNe', 'NoNe', ' none']) {
      expectRefused({ kept: `${input(alg)}.${signature}`, signed: sign(input(alg)) }, 'header');
      expectRefused({ empty: `${input(alg)}.`, absent: input(alg) }, 'malformed');
    }
  });

  it('TK-09 may not say any other algorithm, though the signature is made with the server’s secret', () => {
    const others = ['HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'ES256K', 'EdDSA', 'hs256', 'HS256 ', 'unknown', '', undefined, null, 256, ['HS256'], { alg: 'HS256' }]; // prettier-ignore
    expectRefused(
      Object.fromEntries(others.map((alg) => [String(JSON.stringify(alg)), withHeader({ alg })])),
      'header',
    );
    const input = (alg: string) => `${part({ ...header, alg })}.${good.split('.')[1]}`;
    expectRefused({ HS384: sign(input('HS384'), 'sha384'), HS512: sign(input('HS512'), 'sha512') }, 'header');
    expectRefused({ sha384: sign(good.split('.').slice(0, 2).join('.'), 'sha384') }, 'signature');
  });

  it('TK-11 TK-12 TK-14 has no parameter but alg, typ and kid', () => {
    const parameters = {
      critUnknown: { crit: ['urn:x'], 'urn:x': 1 }, critEmpty: { crit: [] }, critText: { crit: 'exp' }, b64: { b64: false, crit: ['b64'] },
      b64True: { b64: true }, zip: { zip: 'DEF' }, jwk: { jwk: { kty: 'oct', k: part(secret) } }, x5c: { x5c: ['MIIB'] },
      jku: { jku: 'http://127.0.0.1:1/' }, x5u: { x5u: 'http://127.0.0.1:1/' }, cty: { cty: 'JWT' }, enc: { enc: 'A128GCM' },
    }; // prettier-ignore
    expectRefused(
      Object.fromEntries(Object.entries(parameters).map(([name, more]) => [name, withHeader(more)])),
      'header',
    );
  });

  it('TK-13 names a key that is known', () => {
    const kids = ['', '/dev/null', '../../etc/passwd', "' OR 1=1", '|sleep 10', {}, [header['kid']], '__proto__', 'constructor', 'unknown', null, undefined, 0]; // prettier-ignore
    expectRefused(
      Object.fromEntries(kids.map((kid) => [String(JSON.stringify(kid)), withHeader({ kid })])),
      'unknown-key',
    );
  });

  it('TK-15 says exactly at+jwt', () => {
    const types = [
      'JWT',
      'jwt',
      undefined,
      null,
      'refresh+jwt',
      'AT+JWT',
      'application/at+jwt',
      'at+jwt ',
      ['at+jwt'],
      1,
    ];
    expectRefused(Object.fromEntries(types.map((typ) => [String(JSON.stringify(typ)), withHeader({ typ })])), 'header');
  });
});

describe('the form of an access token', () => {
  it('TK-21 has one spelling', () => {
    const [first, second, third] = good.split('.') as [string, string, string];
    // 43 characters carry 258 bits, a signature has 256: four last characters decode to the same bytes.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(third.at(-1) ?? '');
    const sameBytes = alphabet[last + 1] ?? '';
    expect(Buffer.from(third.slice(0, -1) + sameBytes, 'base64url')).toEqual(Buffer.from(third, 'base64url'));
    expectRefused(
      {
        padded: `${good}=`, paddedHeader: `${first}=.${second}.${third}`, otherLast: good.slice(0, -1) + sameBytes, quoted: `"${good}"`, single: `'${good}'`,
        encodedDot: good.replace('.', '%2E'), blank: ` ${good}`, newline: `${good}\n`, nul: `${good}\0`, inside: `${first}.${second.slice(0, 9)} ${second.slice(9)}.${third}`,
        plus: `${first}.${second}.+${third.slice(1)}`, slash: `${first}.${second}.${third.slice(0, 9)}/${third.slice(10)}`, tilde: `${good}~`, bearer: `Bearer ${good}`,
      },
      'malformed',
    ); // prettier-ignore
  });

  it('TK-22 has three parts and is no longer than a header may be', () => {
    const [first, second, third] = good.split('.') as [string, string, string];
    const json = JSON.stringify({ payload: second, protected: first, signature: third });
    expectRefused(
      {
        none: '', two: `${first}.${second}`, four: `${good}.${third}`, five: `${good}.${third}.${third}`, dots: '..', flattened: json, general: `[${json}]`,
        long: 'a'.repeat(100_000), longParts: `${first}.${'A'.repeat(100_000)}.${third}`, manyDots: '.'.repeat(100_000), missing: undefined, null: null, number: 1, object: { token: good }, array: [good],
      },
      'malformed',
    ); // prettier-ignore
    expectRefused({ wellFormed: withClaims({ more: 'a'.repeat(6_000) }) }, 'malformed');
    expect(verify(withClaims({ more: 'a'.repeat(4_000) })).ok).toBe(true);
  });

  it('TK-23 is refused when its parts are swapped or any byte of the signature is flipped', () => {
    const other = tokensAt()
      .issue({ ...viewer, roles: ['ADMIN'] }, sessionEnd)
      .token.split('.');
    const parts = good.split('.') as [string, string, string];
    expectRefused(
      { payload: [parts[0], other[1], parts[2]].join('.'), signature: [parts[0], parts[1], other[2]].join('.') },
      'signature',
    );
    const signature = Buffer.from(parts[2], 'base64url');
    for (let index = 0; index < signature.length; index += 1) {
      const flipped = Buffer.from(signature);
      flipped[index] = flipped.readUInt8(index) ^ 1;
      expectRefused({ [index]: `${parts[0]}.${parts[1]}.${flipped.toString('base64url')}` }, 'signature');
    }
    const cut = signature.subarray(0, 16).toString('base64url');
    const twice = Buffer.concat([signature, signature]).toString('base64url');
    expectRefused({ cut: `${parts[0]}.${parts[1]}.${cut}`, twice: `${parts[0]}.${parts[1]}.${twice}` }, 'signature');
  });

  it('TK-24 carries a JSON object in UTF-8', () => {
    const payload = JSON.stringify(claims);
    const payloads = {
      array: [1], null: null, text: '"x"', number: 1, empty: '', notJson: '{', trailing: `${payload},`, bom: `\uFEFF${payload}`,
      invalid: Buffer.concat([Buffer.from('{"sub":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      overlong: Buffer.concat([Buffer.from('{"sub":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]), utf16: Buffer.from(payload, 'utf16le'), deep: '['.repeat(5_000),
    }; // prettier-ignore
    expectRefused(
      Object.fromEntries(Object.entries(payloads).map(([name, value]) => [name, forge({ payload: value })])),
      'malformed',
    );
    expectRefused(
      Object.fromEntries(Object.entries(payloads).map(([name, value]) => [name, forge({ header: value })])),
      'malformed',
    );
  });

  it('TK-25 means the last value of a member that is there twice, in verification and in what the viewer may', () => {
    const payload = JSON.stringify(claims);
    const headerText = JSON.stringify(header);
    const first = (text: string) => payload.replace('{', `{${text},`);
    const last = (text: string) => payload.replace(/}$/, `,${text}}`);
    expect(verify(forge({ payload: first('"sub":"user-bob"') }))).toEqual({ ok: true, viewer });
    expect(verify(forge({ payload: last('"sub":"user-bob"') }))).toEqual({
      ok: true,
      viewer: { ...viewer, id: 'user-bob' },
    });
    expect(verify(forge({ payload: last('"s\\u0075b":"user-bob"') }))).toEqual({
      ok: true,
      viewer: { ...viewer, id: 'user-bob' },
    });
    expect(verify(forge({ payload: first('"roles":["ADMIN"]') }))).toEqual({ ok: true, viewer });
    expect(verify(forge({ payload: first('"exp":1') }))).toEqual({ ok: true, viewer });
    expectRefused({ exp: forge({ payload: last('"exp":1') }) }, 'lifetime');
    expectRefused({ roles: forge({ payload: last('"roles":"ADMIN"') }) }, 'claims');
    expect(verify(forge({ header: headerText.replace('{', '{"alg":"none",') }))).toEqual({ ok: true, viewer });
    expectRefused({ alg: forge({ header: headerText.replace(/}$/, ',"alg":"none"}') }) }, 'header');
  });

  it('may have the members of its header in any order, and none that is like one of another token', () => {
    const { alg, typ, kid } = header;
    for (const other of [
      { kid, typ, alg },
      { typ, alg, kid },
      { alg, kid, typ },
    ]) {
      expect(verify(forge({ header: other }))).toEqual({ ok: true, viewer });
      const tokens = tokensAt();
      expect(tokens.verify(good).ok).toBe(true);
      expect(tokens.verify(forge({ header: { ...other, typ: 'JWT' } }))).toEqual(refused('header'));
      expect(tokens.verify(forge({ header: other })).ok).toBe(true);
    }
  });
});

describe('the claims of an access token', () => {
  it('TK-18 name this deployment', () => {
    expect(tokensAt(0, { JWT_ISSUER: 'other' }).verify(good)).toEqual(refused('issuer'));
    expect(tokensAt(0, { JWT_AUDIENCE: 'other' }).verify(good)).toEqual(refused('audience'));
    expect(
      accessTokens(
        () => keysOf(`${secret}!`),
        settings,
        () => now,
      ).verify(good),
    ).toEqual(refused('unknown-key'));
  });

  it('TK-19 match the issuer and the audience exactly', () => {
    const near = ['claimcheck/', 'Claimcheck', 'claim', 'claimcheck ', 'xclaimcheck', '', null, undefined, 1, {}];
    expectRefused(
      Object.fromEntries([...near, ['claimcheck']].map((iss) => [String(JSON.stringify(iss)), withClaims({ iss })])),
      'issuer',
    );
    expectRefused(
      Object.fromEntries(
        [...near, [], ['claimcheck', 'other'], ['claimcheck', 'claimcheck'], [['claimcheck']]].map((aud) => [
          String(JSON.stringify(aud)),
          withClaims({ aud }),
        ]),
      ),
      'audience',
    );
    expect(verify(withClaims({ aud: ['claimcheck'] }))).toEqual({ ok: true, viewer });
  });

  it('TK-26 hold an exp that is a whole number in the future', () => {
    const odd = [
      undefined,
      String(nowInSeconds + 900),
      null,
      -1,
      1e308,
      nowInSeconds + 0.5,
      {},
      [nowInSeconds + 900],
      true,
    ];
    expectRefused(Object.fromEntries(odd.map((exp) => [String(JSON.stringify(exp)), withClaims({ exp })])), 'claims');
    expectRefused({ zero: withClaims({ exp: 0 }), beforeIat: withClaims({ exp: nowInSeconds }), equal: withClaims({ iat: nowInSeconds + 5, exp: nowInSeconds + 5 }) }, 'lifetime'); // prettier-ignore
    const past = { iat: nowInSeconds - 100 };
    const expired = { ok: false, reason: 'expired', expired: true };
    expect(verify(withClaims({ ...past, exp: nowInSeconds }))).toEqual(expired);
    expect(verify(withClaims({ ...past, exp: nowInSeconds - 1 }))).toEqual(expired);
    expect(verify(withClaims({ ...past, auth_time: 1, exp: nowInSeconds + 1 })).ok).toBe(true);
  });

  it('TK-26 are called expired only when nothing else is wrong', () => {
    const late = (changed: Record<string, unknown>) =>
      verify(withClaims({ iat: nowInSeconds - 100, exp: nowInSeconds - 1, auth_time: 1, ...changed }));
    expect(late({})).toEqual({ ok: false, reason: 'expired', expired: true });
    expect(late({ roles: 'ADMIN' })).toEqual(refused('claims'));
    expect(late({ aud: 'other' })).toEqual(refused('audience'));
    expect(late({ exp: nowInSeconds - 99, nbf: nowInSeconds + 99 })).toEqual(refused('not-yet-valid'));
    expect(tokensAt(900_000).verify(`${good.slice(0, -4)}AAAA`)).toEqual(refused('signature'));
    expect(tokensAt(899_999).verify(good)).toEqual({ ok: true, viewer });
    expect(tokensAt(900_000).verify(good)).toEqual({ ok: false, reason: 'expired', expired: true });
  });

  it('TK-27 do not live longer than this issuer lets any token live', () => {
    expectRefused(
      { second: withClaims({ exp: nowInSeconds + 901 }), year: withClaims({ exp: nowInSeconds + 31_536_000 }) },
      'lifetime',
    );
    expect(verify(withClaims({ exp: nowInSeconds + 900 })).ok).toBe(true);
  });

  it('TK-28 are not of the future, but for clocks that differ by half a minute', () => {
    expectRefused({ nbf: withClaims({ nbf: nowInSeconds + 3_600 }), iat: withClaims({ iat: nowInSeconds + 3_600, exp: nowInSeconds + 3_700 }), nbf31: withClaims({ nbf: nowInSeconds + 31 }) }, 'not-yet-valid'); // prettier-ignore
    expectRefused({ nbfText: withClaims({ nbf: String(nowInSeconds) }), nbfNull: withClaims({ nbf: null }), iat: withClaims({ iat: undefined }), iatText: withClaims({ iat: '1' }) }, 'claims'); // prettier-ignore
    const ahead = { iat: nowInSeconds + 30, nbf: nowInSeconds + 30, exp: nowInSeconds + 930 };
    expect(verify(withClaims(ahead))).toEqual({ ok: true, viewer });
  });

  it('TK-30 name a user and a session', () => {
    const odd = [undefined, '', 1, {}, ['user-alice'], null, true, 'x'.repeat(257)];
    for (const claim of ['sub', 'sid', 'jti']) {
      expectRefused(
        Object.fromEntries(odd.map((value) => [`${claim} ${JSON.stringify(value)}`, withClaims({ [claim]: value })])),
        'claims',
      );
    }
  });

  it('TK-33 grant known roles only, from a list of strings only', () => {
    const odd = [
      'ADMIN',
      { 0: 'ADMIN', length: 1 },
      [['ADMIN']],
      [{ role: 'ADMIN' }],
      ['EMPLOYEE', 1],
      null,
      undefined,
      true,
    ];
    expectRefused(
      Object.fromEntries(odd.map((roles) => [String(JSON.stringify(roles)), withClaims({ roles })])),
      'claims',
    );
    const roles = ['admin', 'ADMIN ', 'ROOT', '__proto__', 'EMPLOYEE'];
    expect(verify(withClaims({ roles }))).toEqual({ ok: true, viewer: { ...viewer, roles: ['EMPLOYEE'] } });
    expect(verify(withClaims({ roles: [] }))).toEqual({ ok: true, viewer: { ...viewer, roles: [] } });
  });

  it('TK-33 gain nothing from a __proto__ claim', () => {
    const payload = JSON.stringify(claims);
    const proto = '"__proto__":{"roles":["ADMIN"],"ver":99}';
    expect(verify(forge({ payload: payload.replace('{', `{${proto},`) }))).toEqual({ ok: true, viewer });
    expect(verify(forge({ payload: payload.replace(/,"roles":\[[^\]]*\]/, `,${proto}`) }))).toEqual(refused('claims'));
    expect(({} as { roles?: unknown }).roles).toBeUndefined();
  });

  it('have their types', () => {
    const odd = {
      verMissing: { ver: undefined }, verText: { ver: '3' }, verNegative: { ver: -1 }, verFraction: { ver: 0.5 }, verUnsafe: { ver: 2 ** 53 },
      authMissing: { auth_time: undefined }, authText: { auth_time: '1' }, authFuture: { auth_time: nowInSeconds + 3_600 }, clientMissing: { client_id: undefined }, clientOther: { client_id: 'other' },
    }; // prettier-ignore
    expectRefused(
      Object.fromEntries(Object.entries(odd).map(([name, changed]) => [name, withClaims(changed)])),
      'claims',
    );
  });
});

it('TK-38 a thousand random tokens are refused, and none throws', () => {
  let state = 1;
  const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 1_000; round += 1) {
    const bytes = Buffer.from(good);
    for (let change = 0; change <= random(3); change += 1) bytes[random(bytes.length)] = random(256);
    if (bytes.toString('latin1') !== good) expect(verify(bytes.toString('latin1')).ok).toBe(false);
  }
  expect(key.type).toBe('secret');
});
