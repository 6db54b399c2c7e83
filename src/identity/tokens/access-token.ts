import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Settings } from '../../config/settings.js';
import type { Clock } from '../../context.js';
import { isRole } from '../role.js';
import type { Viewer } from '../viewer.js';
import { signingKeys } from './signing-keys.js';
import { clockTolerance, numericDate, verifyToken } from './verification.js';
import type { Refusal, TokenKind } from './verification.js';

/** A signed token and the seconds for which it is good. */
export interface IssuedAccessToken {
  readonly token: string;
  readonly expiresIn: number;
}

/** JWT access tokens of the profile of RFC 9068: roles, and nothing personal. */
export interface AccessTokens {
  /** Longest life of a token, in milliseconds: what a revocation has to outlive. */
  readonly lifetime: number;
  /** A new token; two are never equal (`jti`). It does not outlive `notAfter`, its session's end. */
  issue(viewer: Viewer, notAfter: Date): IssuedAccessToken;
  /** Takes anything, never throws, asks no store: revocation is not judged here. */
  verify(token: unknown): { readonly ok: true; readonly viewer: Viewer } | Refusal;
}

const clientId = 'claimcheck';
const identifier = z.string().min(1).max(256);

type AccessSettings = Pick<Settings, 'JWT_ISSUER' | 'JWT_AUDIENCE' | 'ACCESS_TOKEN_TTL'>;

/** `ACCESS_TOKEN_TTL` counts in whole seconds, rounded up. */
export function accessTokens(key: KeyObject, settings: AccessSettings, clock: Clock): AccessTokens {
  const maxLifetime = Math.ceil(settings.ACCESS_TOKEN_TTL / 1_000);
  const kind = {
    typ: 'at+jwt',
    keys: signingKeys([key]),
    issuer: settings.JWT_ISSUER,
    audience: settings.JWT_AUDIENCE,
    claims: claimsFor(settings.JWT_ISSUER, settings.JWT_AUDIENCE, clock),
    maxLifetime,
  } satisfies TokenKind<AccessClaims>;
  return {
    lifetime: maxLifetime * 1_000,
    issue(viewer, notAfter) {
      const iat = Math.floor(clock() / 1_000);
      const remaining = Math.floor(notAfter.getTime() / 1_000) - iat;
      const expiresIn = Math.max(1, Math.min(maxLifetime, remaining));
      const claims: AccessClaims = {
        iss: kind.issuer,
        aud: kind.audience,
        sub: viewer.id,
        sid: viewer.sessionId,
        jti: randomBytes(16).toString('base64url'),
        iat,
        exp: iat + expiresIn,
        auth_time: viewer.authTime,
        client_id: clientId,
        ver: viewer.generation,
        roles: [...viewer.roles],
      };
      const { first } = kind.keys;
      const header = { alg: 'HS256', typ: kind.typ, kid: first.kid } as const;
      return { token: jwt.sign(claims, first.key, { algorithm: 'HS256', header }), expiresIn };
    },
    verify(token) {
      const verified = verifyToken(token, kind, clock);
      return verified.ok ? { ok: true, viewer: viewerOf(verified.claims) } : verified;
    },
  };
}

type AccessClaims = z.infer<ReturnType<typeof claimsFor>>;

// Claims that are not here stay out of the result, whatever their name (`__proto__` included).
function claimsFor(issuer: string, audience: string, clock: Clock) {
  const claims = z.object({
    iss: z.literal(issuer),
    aud: z.union([z.literal(audience), z.tuple([z.literal(audience)])]),
    sub: identifier,
    sid: identifier,
    jti: identifier,
    iat: numericDate,
    exp: numericDate,
    nbf: numericDate.optional(),
    auth_time: numericDate,
    client_id: z.literal(clientId),
    ver: z.int().nonnegative(),
    roles: z.array(z.string()),
  });
  // A login in the future would stay recent for as long as its writer liked.
  return claims.refine(({ auth_time }) => auth_time <= clock() / 1_000 + clockTolerance);
}

function viewerOf(claims: AccessClaims): Viewer {
  return {
    id: claims.sub,
    sessionId: claims.sid,
    roles: claims.roles.filter(isRole),
    authTime: claims.auth_time,
    generation: claims.ver,
  };
}
