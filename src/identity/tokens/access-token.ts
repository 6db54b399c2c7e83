import { randomBytes } from 'node:crypto';
import type { Settings } from '../../config/settings.js';
import type { SigningKeys } from '../../config/signing-keys.js';
import type { Clock } from '../../context.js';
import { isRole } from '../role.js';
import type { Viewer } from '../viewer.js';
import { exactly, identifier, onlyAudience, optionalWholeNumber, texts, wholeNumber } from './claim-types.js';
import type { ClaimType, ClaimTypes } from './claim-types.js';
import { signToken } from './sign-token.js';
import { clockTolerance, tokenVerifier } from './verification.js';
import type { CheckResult, Refusal, StandardClaims } from './verification.js';

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
  /** The checks of `verify` in their order, each with what became of it. */
  examine(token: unknown): readonly CheckResult[];
}

interface AccessClaims extends StandardClaims {
  readonly sub: string;
  readonly sid: string;
  readonly jti: string;
  readonly auth_time: number;
  readonly client_id: string;
  readonly ver: number;
  readonly roles: readonly string[];
}

const clientId = 'claimcheck';

type AccessSettings = Pick<Settings, 'JWT_ISSUER' | 'JWT_AUDIENCE' | 'ACCESS_TOKEN_TTL'>;

/**
 * `keys` is asked for each token, so that new keys need no restart. `ACCESS_TOKEN_TTL` counts in whole seconds, rounded up.
 */
export function accessTokens(keys: () => SigningKeys, settings: AccessSettings, clock: Clock): AccessTokens {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = settings;
  const maxLifetime = Math.ceil(settings.ACCESS_TOKEN_TTL / 1_000);
  const typ = 'at+jwt';
  const claimTypes = claimTypesFor(issuer, audience, clock);
  const verifier = tokenVerifier<AccessClaims>({ typ, keys, claims: claimTypes, maxLifetime }, clock);
  return {
    lifetime: maxLifetime * 1_000,
    issue(viewer, notAfter) {
      const iat = Math.floor(clock() / 1_000);
      const remaining = Math.floor(notAfter.getTime() / 1_000) - iat;
      const expiresIn = Math.max(1, Math.min(maxLifetime, remaining));
      const claims: AccessClaims = {
        iss: issuer,
        aud: audience,
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
      return { token: signToken(claims, typ, keys().first), expiresIn };
    },
    verify(token) {
      const verified = verifier.verify(token);
      return verified.ok ? { ok: true, viewer: viewerOf(verified.claims) } : verified;
    },
    examine: (token) => verifier.examine(token),
  };
}

function claimTypesFor(issuer: string, audience: string, clock: Clock): ClaimTypes<AccessClaims> {
  // A login in the future would stay recent for as long as its writer liked.
  const past: ClaimType = {
    says: `${wholeNumber.says}, and not over ${clockTolerance} seconds in the future`,
    holds: (value) => wholeNumber.holds(value) && (value as number) <= clock() / 1_000 + clockTolerance,
  };
  return {
    iss: exactly(issuer),
    aud: onlyAudience(audience),
    sub: identifier,
    sid: identifier,
    jti: identifier,
    iat: wholeNumber,
    exp: wholeNumber,
    nbf: optionalWholeNumber,
    auth_time: past,
    client_id: exactly(clientId),
    ver: wholeNumber,
    roles: texts,
  };
}

// Claims that are not here stay out of the result, whatever their name (`__proto__` included).
function viewerOf(claims: AccessClaims): Viewer {
  return {
    id: claims.sub,
    sessionId: claims.sid,
    roles: claims.roles.filter(isRole),
    authTime: claims.auth_time,
    generation: claims.ver,
  };
}
