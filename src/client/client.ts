// The entrance of the SDK, for browsers and Node: nothing here needs either of them.
import { GraphQLClient } from 'graphql-request';
import { reportingFailure } from './failure.js';
import { getSdk } from './generated/sdk.js';
import type { AccountFragment, Sdk } from './generated/sdk.js';
import { operationsOf } from './operations.js';
import type { CallOptions, Operations } from './operations.js';
import { Session } from './session.js';
import { memoryTokenStore } from './token-store.js';
import type { TokenStore } from './token-store.js';

export type { Answer, Denial } from './answer.js';
export { ClaimcheckError, NetworkError, SignedOut } from './errors.js';
export type { ErrorExtensions, ResponsePath } from './errors.js';
export type { AccountFragment } from './generated/sdk.js';
export type { CallOptions, Operations } from './operations.js';
export { memoryTokenStore } from './token-store.js';
export type { Tokens, TokenStore } from './token-store.js';

/** What a client is made of. */
export interface ClientOptions {
  /** Of the endpoint, absolute: `https://api.example/graphql`. */
  readonly url: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Where the tokens are kept; in memory unless given. */
  readonly store?: TokenStore;
  /** Called once when the server ends the session, for showing the sign-in page; not after `signOut`. */
  readonly onSignedOut?: () => void;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

/** The operations, and the session in whose name they are sent. */
export interface Client extends Operations {
  /** Answers the account. A failure (`INVALID_CREDENTIALS`, `RATE_LIMITED`) leaves everything as it was. */
  signIn(email: string, password: string): Promise<AccountFragment>;
  /** Forgets the tokens at once and ends the session on the server; `NetworkError` when the server did not hear of it. */
  signOut(): Promise<void>;
}

/**
 * A client of one endpoint, anonymous until `signIn`.
 *
 * ```ts
 * const client = createClient({ url: 'http://127.0.0.1:4000/graphql' });
 * await client.signIn('manager@claimcheck.example', 'claimcheck-demo-only');
 * const { data, denials } = await client.employees({ first: 5 });
 * ```
 *
 * Operations answer all that the viewer may read, with `denials` and `errors` beside it. They throw only when there is
 * no data: `ClaimcheckError` when the server refused the request, `SignedOut` when the session ended, `NetworkError` when
 * no answer came, and the reason of an aborted signal.
 */
export function createClient(options: ClientOptions): Client {
  const { url, fetch, store = memoryTokenStore(), onSignedOut, clock = Date.now } = options;
  // One a call, as it holds nothing and takes the signal only here.
  const transport = ({ signal }: CallOptions): GraphQLClient =>
    new GraphQLClient(url, { errorPolicy: 'all', ...(fetch && { fetch }), ...(signal && { signal }) });
  const anonymous = getSdk(transport({}), (action) => reportingFailure(action));
  const session = new Session({ sdk: anonymous, store, clock, onSignedOut });
  const inSession = (call: CallOptions): Sdk =>
    getSdk(transport(call), (action) =>
      session.send((token) => reportingFailure(() => action(bearer(token)), call.signal)),
    );
  return {
    ...operationsOf(inSession),
    signIn: (email, password) => session.signIn(email, password),
    signOut: () => session.signOut(),
  };
}

function bearer(accessToken: string | undefined): Record<string, string> {
  return accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
}
