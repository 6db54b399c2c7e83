// Every decision compares with the store at that moment. Each answer of the server may come late: after the user signed
// out, after somebody else signed in, after another window renewed the tokens. A late answer changes nothing.
import { answerOf } from './answer.js';
import { ClaimcheckError, SignedOut } from './errors.js';
import type { AccountFragment, LoginMutation, RefreshMutation, Sdk } from './generated/sdk.js';
import { SingleFlight } from './single-flight.js';
import type { Tokens, TokenStore } from './token-store.js';

/** Operations of the session itself: not offered to callers, who would go past it. */
export const sessionOperations = ['login', 'refresh', 'logout'] as const satisfies readonly (keyof Sdk)[];

/** The name of one of them. */
export type SessionOperation = (typeof sessionOperations)[number];

/** What a session is made of. */
export interface SessionParts {
  /** Sends without an access token: a stale one is of no use to these operations. */
  readonly sdk: Pick<Sdk, SessionOperation>;
  readonly store: TokenStore;
  readonly clock: () => number;
  /** Called once when the server ends the session; not after `signOut`. */
  readonly onSignedOut?: (() => void) | undefined;
}

type Payload = NonNullable<LoginMutation['login'] | RefreshMutation['refresh']>;

/** Share of an access token's life after which it is renewed ahead of its end. */
const freshShare = 0.9;

/** One user's tokens: renewed once for many callers, and never mixed with another user's. */
export class Session {
  readonly #parts: SessionParts;
  readonly #refreshes = new SingleFlight();
  /** Raised by each `signIn` and `signOut`: only the latest of them may decide who is signed in. */
  #turn = 0;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /**
   * Takes the place of an earlier session, without ending that on the server.
   *
   * @throws {ClaimcheckError} `INVALID_CREDENTIALS`, `RATE_LIMITED`; nothing changes then.
   * @throws {SignedOut} when `signOut` or another `signIn` was called meanwhile.
   */
  async signIn(email: string, password: string): Promise<AccountFragment> {
    const { sdk, store } = this.#parts;
    const turn = (this.#turn += 1);
    const { data, errors } = answerOf(await sdk.login({ email, password }));
    const { login } = data;
    if (!login) throw errors[0] ?? missing();
    if (turn !== this.#turn) {
      await this.#end(login).catch(() => undefined);
      throw new SignedOut();
    }
    store.write(this.#tokensOf(login));
    return login.user;
  }

  /**
   * Forgets the tokens at once, then ends the session on the server; does nothing when nobody is signed in.
   *
   * @throws {NetworkError} when the server did not hear of it: there the session lives on until it expires.
   */
  async signOut(): Promise<void> {
    const { store } = this.#parts;
    this.#turn += 1;
    const held = store.read();
    store.write(undefined);
    if (held) await this.#end(held);
  }

  /**
   * Sends a request with the access token, or without one when nobody is signed in. A token that the server refuses is
   * renewed and the request repeated, once: what was answered 401 has not run.
   *
   * @throws {SignedOut} when the server refuses to renew the tokens, or they are no longer of the user who asked.
   * @throws {NetworkError | ClaimcheckError} why a renewal failed otherwise; the session stays.
   */
  async send<Value>(attempt: (accessToken: string | undefined) => Promise<Value>): Promise<Value> {
    const held = this.#parts.store.read();
    if (!held) return attempt(undefined);
    const tokens = this.#parts.clock() < held.staleAt ? held : await this.#renewed(held);
    try {
      return await attempt(tokens.accessToken);
    } catch (error) {
      if (!hasCode(error, 'INVALID_TOKEN')) throw error;
      return attempt((await this.#renewed(tokens)).accessToken);
    }
  }

  /** Newer tokens of the same user: those that somebody else got meanwhile, or else by a refresh. */
  async #renewed(used: Tokens): Promise<Tokens> {
    const current = this.#currentOf(used);
    if (current.accessToken !== used.accessToken) return current;
    await this.#refreshes.run(used.accessToken, () => this.#refresh(used));
    return this.#currentOf(used);
  }

  #currentOf({ userId }: Tokens): Tokens {
    const current = this.#parts.store.read();
    if (current?.userId !== userId) throw new SignedOut();
    return current;
  }

  async #refresh(used: Tokens): Promise<void> {
    try {
      const { data, errors } = answerOf(await this.#parts.sdk.refresh({ refreshToken: used.refreshToken }));
      if (!data.refresh) throw errors[0] ?? missing();
      this.#replace(used, this.#tokensOf(data.refresh));
    } catch (error) {
      if (!hasCode(error, 'INVALID_REFRESH_TOKEN')) throw error;
      if (this.#replace(used, undefined)) this.#parts.onSignedOut?.();
    }
  }

  /** Compare and set: whoever changed the store first has won. */
  #replace(used: Tokens, next: Tokens | undefined): boolean {
    const { store } = this.#parts;
    if (store.read()?.accessToken !== used.accessToken) return false;
    store.write(next);
    return true;
  }

  #tokensOf({ accessToken, refreshToken, expiresIn, user }: Payload): Tokens {
    const staleAt = this.#parts.clock() + expiresIn * 1_000 * freshShare;
    return { accessToken, refreshToken, userId: user.id, staleAt };
  }

  async #end({ refreshToken }: Pick<Tokens, 'refreshToken'>): Promise<void> {
    const { errors } = answerOf(await this.#parts.sdk.logout({ refreshToken }));
    if (errors[0]) throw errors[0];
  }
}

function hasCode(error: unknown, code: ClaimcheckError['code']): boolean {
  return error instanceof ClaimcheckError && error.code === code;
}

function missing(): ClaimcheckError {
  return new ClaimcheckError('The answer holds neither tokens nor an error.', { code: 'INTERNAL_SERVER_ERROR' });
}
