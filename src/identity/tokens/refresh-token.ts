import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Settings } from '../../config/settings.js';
import type { Clock } from '../../context.js';
import { signingKeys } from './signing-keys.js';
import { numericDate, verifyToken } from './verification.js';
import type { TokenKind, Verification } from './verification.js';

/** The state of a session that one refresh token stands for (RFC 6749, section 1.5). */
export interface RefreshState {
  readonly sessionId: string;
  readonly counter: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** What a refresh token proves: that its holder was given this counter of this session. */
export interface RefreshClaims {
  readonly sid: string;
  readonly counter: number;
}

/** JWTs of a type and under keys of their own; for this server alone, so it is the audience too. */
export interface RefreshTokens {
  /**
   * The token of this state: the same state gives the same token, so a lost answer can be given again. Guessing one is
   * guessing an HMAC of 256 bits; the stored state does not suffice to make it.
   */
  issue(state: RefreshState): string;
  /** Takes anything, never throws, asks no store. */
  verify(token: unknown): Verification<RefreshClaims>;
}

/** `keys`: the first makes, all verify. */
export function refreshTokens(
  keys: readonly KeyObject[],
  settings: Pick<Settings, 'JWT_ISSUER' | 'SESSION_TTL'>,
  clock: Clock,
): RefreshTokens {
  const kind = {
    typ: 'refresh+jwt',
    keys: signingKeys(keys),
    issuer: settings.JWT_ISSUER,
    audience: settings.JWT_ISSUER,
    claims: claimsFor(settings.JWT_ISSUER),
    maxLifetime: Math.ceil(settings.SESSION_TTL / 1_000) + 1,
  } satisfies TokenKind<TokenClaims>;
  return {
    issue(state) {
      const claims: TokenClaims = {
        // First, so that tokens of two sessions differ from the payload's first value on.
        sid: state.sessionId,
        counter: state.counter,
        iat: Math.floor(state.issuedAt.getTime() / 1_000),
        exp: Math.ceil(state.expiresAt.getTime() / 1_000),
        iss: kind.issuer,
        aud: kind.audience,
      };
      const { first } = kind.keys;
      const header = { alg: 'HS256', typ: kind.typ, kid: first.kid } as const;
      return jwt.sign(claims, first.key, { algorithm: 'HS256', header });
    },
    verify: (token) => verifyToken(token, kind, clock),
  };
}

type TokenClaims = z.infer<ReturnType<typeof claimsFor>>;

function claimsFor(issuer: string) {
  return z.object({
    sid: z.string().min(1).max(256),
    counter: z.int().nonnegative(),
    iat: numericDate,
    exp: numericDate,
    iss: z.literal(issuer),
    aud: z.literal(issuer),
  });
}
