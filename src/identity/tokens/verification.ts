// RFC 7519, section 7.2, RFC 8725 and RFC 9068, section 4. jsonwebtoken judges the signature; it also accepts an unknown
// `crit`, any `typ`, a future `iat` and a missing `exp`, so header, claims and times are judged here. Everything is decided
// in this process, synchronously: nothing that a token says makes this server read a file or open a connection.
import jwt from 'jsonwebtoken';
import type { SigningKey, SigningKeys } from '../../config/signing-keys.js';
import type { Clock } from '../../context.js';
import type { ClaimTypes } from './claim-types.js';
import { isObject, isText, objectIn, splitCompact } from './compact-serialization.js';
import type { CompactToken } from './compact-serialization.js';

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
export interface TokenKind<C extends StandardClaims> {
  readonly typ: 'at+jwt' | 'refresh+jwt';
  /** Asked for each token, so that it may change. */
  readonly keys: () => SigningKeys;
  readonly claims: ClaimTypes<C>;
  /** Longest `exp` − `iat`, in seconds, that this issuer ever makes. */
  readonly maxLifetime: number;
}

/** The claims that every kind has. */
export interface StandardClaims {
  readonly iss: string;
  readonly aud: string | readonly string[];
  readonly iat: number;
  readonly exp: number;
  readonly nbf?: number;
}

/** Seconds that another process's clock may be ahead. It never makes an expired token good. */
export const clockTolerance = 30;

/** What became of one check of one token. */
export interface CheckResult {
  /** What has to hold, as a sentence. */
  readonly rule: string;
  readonly outcome: 'passed' | 'failed' | 'not reached';
  /** Of a failed check: why the token is refused. */
  readonly reason?: RefusalReason;
  /** Of a failed check, where it can be told: what the token has instead. Not verified, and never the signature. */
  readonly found?: unknown;
}

/** Judges tokens of one kind. */
export interface TokenVerifier<C> {
  /** The claims of a good token, or the first reason why it is not. Takes anything and never throws. */
  verify(token: unknown): Verification<C>;
  /** The same checks in the same order, each with what became of it. */
  examine(token: unknown): readonly CheckResult[];
}

/** Refused where a check does not hold; a later check may rely on all before it. */
interface Check {
  readonly rule: string;
  readonly reason: RefusalReason;
  readonly holds: (candidate: Candidate) => boolean;
  readonly found?: (candidate: Candidate) => unknown;
}

/** A token, and what the checks so far found in it. */
interface Candidate {
  readonly token: unknown;
  parts: CompactToken;
  header: Readonly<Record<string, unknown>>;
  key: SigningKey;
  payload: Readonly<Record<string, unknown>>;
}

/**
 * The header has exactly `alg`, `typ` (the kind's) and `kid` (a known key's), and `alg` is that key's own: so no `crit`,
 * `b64` or `zip`, no key of the sender's (`jwk`, `jku`, `x5c`, `x5u`), and no key used for another algorithm.
 */
export function tokenVerifier<C extends StandardClaims>(kind: TokenKind<C>, clock: Clock): TokenVerifier<C> {
  const checks = [...formChecks(kind), ...claimChecks(kind.claims), ...timeChecks(kind.maxLifetime, clock)];
  return {
    verify(token) {
      const candidate = candidateOf(token);
      for (const { reason, holds } of checks) {
        if (!holds(candidate)) return { ok: false, reason, expired: reason === 'expired' };
      }
      // Every claim of `C` has been judged by its type.
      return { ok: true, claims: candidate.payload as unknown as C };
    },
    examine(token) {
      const candidate = candidateOf(token);
      let good = true;
      return checks.map(({ rule, reason, holds, found }) => {
        if (!good) return { rule, outcome: 'not reached' };
        good = holds(candidate);
        if (good) return { rule, outcome: 'passed' };
        return { rule, outcome: 'failed', reason, ...(found && { found: found(candidate) }) };
      });
    },
  };
}

// Until its check has run a part is missing, and the check after it would throw: none is reached then.
function candidateOf(token: unknown): Candidate {
  return { token } as Candidate;
}

function formChecks({ typ, keys }: Pick<TokenKind<StandardClaims>, 'typ' | 'keys'>): Check[] {
  // Nearly all tokens have the header of the one before, to the letter: it is parsed once, and judged each time.
  let last: { readonly part: string; readonly header: Candidate['header'] | undefined } | undefined;
  return [
    {
      rule: 'The token has to be three parts of base64url, separated by dots, of 8,192 characters at most.',
      reason: 'malformed',
      holds(candidate) {
        const parts = splitCompact(candidate.token);
        if (parts) candidate.parts = parts;
        return parts !== undefined;
      },
    },
    {
      rule: 'Its header has to be a JSON object in UTF-8.',
      reason: 'malformed',
      holds(candidate) {
        const part = candidate.parts.header;
        if (last?.part !== part) last = { part, header: objectIn(part) };
        if (last.header) candidate.header = last.header;
        return last.header !== undefined;
      },
    },
    {
      rule: `The header has to have exactly the members alg, typ and kid, and typ has to be ${typ}.`,
      reason: 'header',
      holds: ({ header }) => header['typ'] === typ && hasNoOther(header),
      found: ({ header }) => header,
    },
    {
      rule: 'kid has to be the name of one of this server’s keys.',
      reason: 'unknown-key',
      holds(candidate) {
        const key = keys().find(candidate.header['kid']);
        if (key) candidate.key = key;
        return key !== undefined;
      },
      found: ({ header }) => header['kid'],
    },
    {
      rule: 'alg has to be the one algorithm of that key.',
      reason: 'header',
      holds: ({ header, key }) => header['alg'] === key.algorithm,
      found: ({ header }) => header['alg'],
    },
    {
      rule: 'The signature has to be that key’s, over this header and payload.',
      reason: 'signature',
      holds(candidate) {
        const payload = signedPayload(candidate);
        if (payload !== undefined) candidate.payload = payload as Candidate['payload'];
        return payload !== undefined;
      },
    },
    {
      rule: 'Its payload has to be a JSON object in UTF-8.',
      reason: 'malformed',
      holds: ({ payload, parts }) => isObject(payload) && isText(parts.payload),
    },
  ];
}

const members = new Set(['alg', 'typ', 'kid']);

function hasNoOther(header: Candidate['header']): boolean {
  for (const name in header) if (!members.has(name)) return false;
  return true;
}

/** The payload, whatever it is; `undefined` where the signature is not the key's. */
function signedPayload({ token, key }: Candidate): unknown {
  try {
    return jwt.verify(token as string, key.verifies, {
      algorithms: [key.algorithm],
      // Judged later: jsonwebtoken would end at `exp` before anything looked at the audience.
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
  } catch {
    // jsonwebtoken throws for every token that it refuses, and for signatures of a wrong length.
    return undefined;
  }
}

function claimChecks<C>(types: ClaimTypes<C>): Check[] {
  return Object.keys(types).map((claim) => {
    const { says, holds } = types[claim as keyof C];
    return {
      rule: `${claim} has to be ${says}.`,
      reason: claim === 'iss' ? 'issuer' : claim === 'aud' ? 'audience' : 'claims',
      holds: ({ payload }) => holds(payload[claim]),
      found: ({ payload }) => payload[claim],
    };
  });
}

// Expiry comes last: `expired` promises that nothing else is wrong.
function timeChecks(maxLifetime: number, clock: Clock): Check[] {
  const timesOf = ({ payload }: Candidate): StandardClaims => payload as unknown as StandardClaims;
  const givenTimes = ({ payload: { iat, nbf, exp } }: Candidate): object => ({ iat, nbf, exp });
  const soon = (): number => clock() / 1_000 + clockTolerance;
  return [
    {
      rule: `exp has to be after iat, by ${maxLifetime} seconds at most.`,
      reason: 'lifetime',
      holds(candidate) {
        const { iat, exp } = timesOf(candidate);
        return exp > iat && exp - iat <= maxLifetime;
      },
      found: givenTimes,
    },
    {
      rule: `iat, and nbf where it is given, must not be over ${clockTolerance} seconds in the future.`,
      reason: 'not-yet-valid',
      holds(candidate) {
        const { iat, nbf = 0 } = timesOf(candidate);
        return iat <= soon() && nbf <= soon();
      },
      found: givenTimes,
    },
    {
      rule: 'exp has to be in the future.',
      reason: 'expired',
      holds: (candidate) => timesOf(candidate).exp > clock() / 1_000,
      found: givenTimes,
    },
  ];
}
