import type { KeyObject } from 'node:crypto';
import type { Settings } from '../../config/settings.js';
import { hmacKey, signingKeys } from '../../config/signing-keys.js';
import type { Clock } from '../../context.js';
import { exactly, identifier, onlyAudience, optionalWholeNumber, wholeNumber } from './claim-types.js';
import type { ClaimTypes } from './claim-types.js';
import { signToken } from './sign-token.js';
import { tokenVerifier } from './verification.js';
import type { StandardClaims, Verification } from './verification.js';

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

type TokenClaims = RefreshClaims & StandardClaims;

/** `keys`: the first makes, all verify. */
export function refreshTokens(
  keys: readonly KeyObject[],
  settings: Pick<Settings, 'JWT_ISSUER' | 'SESSION_TTL'>,
  clock: Clock,
): RefreshTokens {
  const typ = 'refresh+jwt';
  const issuer = settings.JWT_ISSUER;
  const named = signingKeys(keys.map((key) => hmacKey(key, 'HS256')));
  const maxLifetime = Math.ceil(settings.SESSION_TTL / 1_000) + 1;
  const claimTypes = claimTypesFor(issuer);
  const verifier = tokenVerifier<TokenClaims>({ typ, keys: () => named, claims: claimTypes, maxLifetime }, clock);
  return {
    issue(state) {
      const claims: TokenClaims = {
        // First, so that tokens of two sessions differ from the payload's first value on.
        sid: state.sessionId,
        counter: state.counter,
        iat: Math.floor(state.issuedAt.getTime() / 1_000),
        exp: Math.ceil(state.expiresAt.getTime() / 1_000),
        iss: issuer,
        aud: issuer,
      };
      return signToken(claims, typ, named.first);
    },
    verify: (token) => verifier.verify(token),
  };
}

function claimTypesFor(issuer: string): ClaimTypes<TokenClaims> {
  return {
    iss: exactly(issuer),
    aud: onlyAudience(issuer),
    sid: identifier,
    counter: wholeNumber,
    iat: wholeNumber,
    exp: wholeNumber,
    nbf: optionalWholeNumber,
  };
}
