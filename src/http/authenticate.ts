// RFC 6750, section 2.1: the header is the only way in. A token in the address, a form, a cookie, the variables or the
// extensions is not looked at. The decision is made anew for each request, and nothing of it stays with the connection.
import type { FastifyRequest } from 'fastify';
import type { Viewer } from '../identity/viewer.js';
import type { Refusal } from './refusal.js';
import { isSessionOperation } from './session-operation.js';

/**
 * What became of a token: whose it is, or why it is not good, in a fixed word for log and audit. Only an otherwise good
 * token is `expired`.
 */
export type Authentication =
  | { readonly ok: true; readonly viewer: Viewer }
  | { readonly ok: false; readonly reason: string; readonly expired: boolean };

/** Verifies one access token. Throws only when it cannot be told, as when the store is away. */
export type Authenticate = (token: string) => Promise<Authentication>;

/** Who asks; `null` is anonymous. `token` is `none`, `ok`, or why it was not good. */
export type Caller = { readonly token: string } & ({ readonly viewer: Viewer | null } | { readonly refusal: Refusal });

/** What the decision is made of; a `FastifyRequest` is one. */
export type Credentials = Pick<FastifyRequest, 'body'> & {
  readonly raw: Pick<FastifyRequest['raw'], 'rawHeaders'>;
};

/** The token's alphabet is `b64token`: nothing else reaches the verifier. */
const bearer = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * The `Authorization` header → a viewer, `null` without a header, or a refusal of the whole request.
 *
 * Refused with 401 `INVALID_TOKEN`: a token that is not good, any other form or scheme, an empty header, two headers.
 * The bytes are the same for every cause, but for `reason: EXPIRED`. A bad header is ignored for a body that only
 * signs in, refreshes or signs out (`isSessionOperation`), so that a stale token cannot lock its owner out.
 * What the verifier throws is thrown on: the request is then refused as a whole (503 when the store is away, else 500).
 */
export async function callerOf(request: Credentials, authenticate: Authenticate): Promise<Caller> {
  const headers = authorizationHeaders(request.raw.rawHeaders);
  if (headers.length === 0) return { token: 'none', viewer: null };
  const token = headers.length === 1 ? bearer.exec(headers[0] ?? '')?.[1] : undefined;
  const outcome = token === undefined ? notGood : await authenticate(token);
  // Compared with `true`, and never a viewer that is missing: a verifier that breaks its type lets nobody in.
  if (outcome.ok === true && outcome.viewer) return { token: 'ok', viewer: outcome.viewer };
  const { reason, expired } = outcome.ok ? notGood : outcome;
  if (isSessionOperation(request.body)) return { token: reason, viewer: null };
  return { token: reason, refusal: invalidToken(expired) };
}

/** Not one header with the form of a bearer token. */
const notGood = { ok: false, reason: 'scheme', expired: false } as const;

/** Read from the raw list: Node keeps the first of several `Authorization` headers and drops the others silently. */
function authorizationHeaders(rawHeaders: readonly string[]): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'authorization') values.push((rawHeaders[index + 1] ?? '').trim());
  }
  return values;
}

function invalidToken(expired: boolean): Refusal {
  return {
    status: 401,
    code: 'INVALID_TOKEN',
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    ...(expired && { details: { reason: 'EXPIRED' as const } }),
  };
}
