// RFC 7519, section 7.2, RFC 8725 and RFC 9068, section 4. jsonwebtoken judges the signature, issuer and audience; it
// also accepts an unknown `crit`, any `typ`, a future `iat` and a missing `exp`, so header, claims and times are ours.
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Clock } from '../../context.js';
import { decodeCompact } from './compact-serialization.js';
import type { SigningKeys } from './signing-keys.js';

/** Why a token is not good. For the log; the client is told only whether it is `expired`. */
export type RefusalReason =
  | 'malformed'
  | 'header'
  | 'unknown-key'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'claims'
  | 'lifetime'
  | 'not-yet-valid'
  | 'expired';

/** A token that is not good. */
export interface Refusal<Reason extends string = RefusalReason> {
  readonly ok: false;
  readonly reason: Reason;
  /** True only for a token that is good in every other respect. */
  readonly expired: boolean;
}

/** What became of a token. */
export type Verification<C> = { readonly ok: true; readonly claims: C } | Refusal;

/** What makes one kind of token; a token of one kind is never one of another. */
export interface TokenKind<C extends Times> {
  readonly typ: 'at+jwt' | 'refresh+jwt';
  readonly keys: SigningKeys;
  readonly issuer: string;
  readonly audience: string;
  readonly claims: z.ZodType<C>;
  /** Longest `exp` − `iat`, in seconds, that this issuer ever makes. */
  readonly maxLifetime: number;
}

/** NumericDates (RFC 7519, section 2), here whole seconds. */
export interface Times {
  readonly iat: number;
  readonly exp: number;
  readonly nbf?: number | undefined;
}

/** Whole seconds since the epoch, in the range in which arithmetic is exact. */
export const numericDate = z.int().nonnegative();

/** Seconds that another process's clock may be ahead. It never makes an expired token good. */
export const clockTolerance = 30;

/**
 * The claims of a good token, or the first reason why it is not. Takes anything and never throws.
 *
 * The header has exactly `alg` (HS256), `typ` (the kind's) and `kid` (a known key's): so no `crit`, `b64` or `zip`, and no
 * key of the sender's (`jwk`, `jku`, `x5c`, `x5u`).
 */
export function verifyToken<C extends Times>(token: unknown, kind: TokenKind<C>, clock: Clock): Verification<C> {
  const compact = decodeCompact(token);
  if (!compact || typeof token !== 'string') return refuse('malformed');
  const { alg, typ, kid, ...more } = compact.header;
  if (alg !== 'HS256' || typ !== kind.typ || Object.keys(more).length > 0) return refuse('header');
  const signingKey = kind.keys.find(kid);
  if (!signingKey) return refuse('unknown-key');
  try {
    jwt.verify(token, signingKey.key, {
      algorithms: ['HS256'],
      issuer: kind.issuer,
      audience: kind.audience,
      // Judged below: jsonwebtoken would end at `exp` before it looked at the audience.
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
  } catch (error) {
    return refuse(reasonOf(error));
  }
  const claims = kind.claims.safeParse(compact.payload);
  if (!claims.success) return refuse('claims');
  const untimely = untimeliness(claims.data, kind.maxLifetime, clock() / 1_000);
  return untimely ? refuse(untimely) : { ok: true, claims: claims.data };
}

// Expiry comes last: `expired` promises that nothing else is wrong.
function untimeliness({ iat, exp, nbf }: Times, maxLifetime: number, now: number): RefusalReason | undefined {
  if (exp <= iat || exp - iat > maxLifetime) return 'lifetime';
  if (iat > now + clockTolerance || (nbf ?? 0) > now + clockTolerance) return 'not-yet-valid';
  return exp <= now ? 'expired' : undefined;
}

function refuse(reason: RefusalReason): Refusal {
  return { ok: false, reason, expired: reason === 'expired' };
}

function reasonOf(error: unknown): RefusalReason {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('jwt issuer invalid')) return 'issuer';
  return message.startsWith('jwt audience invalid') ? 'audience' : 'signature';
}
