// What it costs to verify an HS256 access token, as claimcheck issues it.
//
// claimcheck              all checks: form, header, key by kid, signature, issuer, audience, types of all claims, lifetime,
//                         times; then the viewer, and the outcome is counted
// jsonwebtoken            `verify` with a prepared KeyObject, algorithm, issuer and audience: the baseline
// jsonwebtoken, text key  the same with the secret as a text, of which it makes a key each time
// jose                    `jwtVerify` with a prepared key, algorithm, issuer, audience and typ; it is asynchronous, and
//                         WebCrypto works in libuv's thread pool
// fast-jwt                a verifier with algorithm, issuer and audience, without its cache
// bare HMAC               createHmac over the same bytes and timingSafeEqual: nothing is parsed
import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import { createVerifier } from 'fast-jwt';
import { jwtVerify } from 'jose';
import jwt from 'jsonwebtoken';
import { hmacKey, signingKeys } from '../src/config/signing-keys.js';
import { accessTokens } from '../src/identity/tokens/access-token.js';
import { tokenOutcomes } from '../src/identity/tokens/outcomes.js';
import { measure, rounded } from './measure.js';
import type { Benchmark } from './measure.js';

const count = 500;
const secret = randomBytes(32).toString('base64url');
const key = createSecretKey(Buffer.from(secret));
const expected = { issuer: 'claimcheck', audience: 'claimcheck' };

export const tokens: Benchmark = {
  name: 'tokens',
  goal: 'goal for claimcheck: ≤ 1.30',
  async run() {
    const keys = signingKeys([hmacKey(key, 'HS256')]);
    const settings = { JWT_ISSUER: 'claimcheck', JWT_AUDIENCE: 'claimcheck', ACCESS_TOKEN_TTL: 900_000 };
    const access = accessTokens(() => keys, settings, Date.now);
    const issued = Array.from({ length: count }, () => issue(access));
    const outcomes = tokenOutcomes();
    const fastJwt = createVerifier({
      key: secret,
      algorithms: ['HS256'],
      allowedIss: expected.issuer,
      allowedAud: expected.audience,
    });
    const each = (verify: (token: string) => unknown) => (): void => {
      for (const token of issued) if (!verify(token)) throw new Error('a good token was refused');
    };
    const subjects = new Map<string, () => Promise<void> | void>([
      ['jsonwebtoken', each((token) => jwt.verify(token, key, { algorithms: ['HS256'], ...expected }))],
      [
        'claimcheck',
        each((token) => {
          const verified = access.verify(token);
          outcomes.add(verified.ok ? 'ok' : verified.reason);
          return verified.ok;
        }),
      ],
      ['jsonwebtoken, text key', each((token) => jwt.verify(token, secret, { algorithms: ['HS256'], ...expected }))],
      [
        'jose',
        async () => {
          for (const token of issued)
            await jwtVerify(token, key, { algorithms: ['HS256'], typ: 'at+jwt', ...expected });
        },
      ],
      ['fast-jwt', each((token) => fastJwt(token) as unknown)],
      ['bare HMAC', each(hasBareHmac)],
    ]);
    const results = await measure('verify HS256', subjects, { warmUps: 16, rounds: 160, othersEvery: 20 });
    return results.map((result) => ({ ...result, microseconds: rounded((result.medianMs / count) * 1_000, 2) }));
  },
};

function issue(access: ReturnType<typeof accessTokens>): string {
  const id = (): string => randomBytes(18).toString('base64url');
  const authTime = Math.floor(Date.now() / 1_000);
  const viewer = { id: id(), sessionId: id(), roles: ['EMPLOYEE', 'HR'] as const, authTime, generation: 1 };
  return access.issue(viewer, new Date(Date.now() + 86_400_000)).token;
}

function hasBareHmac(token: string): boolean {
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  return timingSafeEqual(createHmac('sha256', key).update(token.slice(0, end)).digest(), signature);
}
