// A login is a user, a password, a session and a token: this composes the four. Everything else asks it, not them.
import type { Secrets } from '../config/secrets.js';
import type { Settings } from '../config/settings.js';
import type { Clock } from '../context.js';
import type { IndexDeclaration, Store } from '../database/port.js';
import { passwordHasher } from './passwords/password-hasher.js';
import type { PasswordHasher } from './passwords/password-hasher.js';
import { sessionEnder } from './sessions/end-session.js';
import { refreshSession } from './sessions/refresh.js';
import { revocationsInMemory } from './sessions/revocations.js';
import { SessionRepository, sessionIndexes } from './sessions/session.repository.js';
import type { SessionRecord } from './sessions/session.repository.js';
import { signIn } from './sessions/sign-in.js';
import type { Credentials } from './sessions/sign-in.js';
import { signOut } from './sessions/sign-out.js';
import type { SignOut } from './sessions/sign-out.js';
import { tokenResponse } from './sessions/token-response.js';
import type { TokenResponse } from './sessions/token-response.js';
import { accessTokens } from './tokens/access-token.js';
import { tokenOutcomes } from './tokens/outcomes.js';
import type { TokenOutcome, TokenOutcomes } from './tokens/outcomes.js';
import { refreshTokens } from './tokens/refresh-token.js';
import type { Refusal, RefusalReason } from './tokens/verification.js';
import { UserRepository, userIndexes } from './users/user.repository.js';
import type { UserRecord } from './users/user.repository.js';
import type { Viewer } from './viewer.js';

/** Whom an access token names, or why it is not good. */
export type Authentication = { readonly ok: true; readonly viewer: Viewer } | Refusal<RefusalReason | 'revoked'>;

/** Everything that the rest of the program may ask of logins. */
export interface Identity {
  /** @throws {ApiError} as `signIn` does. */
  login(credentials: Credentials): Promise<TokenResponse>;
  /** @throws {ApiError} `INVALID_REFRESH_TOKEN`, whatever the token is. */
  refresh(refreshToken: unknown): Promise<TokenResponse>;
  /** True also when there was nothing to end. */
  logout(tokens: SignOut): Promise<true>;
  /** Judges a bare access token: its form, signature, claims and times, then revocation. Takes anything. */
  authenticate(accessToken: unknown): Promise<Authentication>;
  /** How often `authenticate` came to each outcome. */
  readonly tokenOutcomes: TokenOutcomes['counts'];
  readonly users: UserRepository;
  readonly passwords: PasswordHasher;
  /** Collection → the indexes that the queries need. */
  readonly indexes: {
    readonly users: readonly IndexDeclaration<UserRecord>[];
    readonly sessions: readonly IndexDeclaration<SessionRecord>[];
  };
  /** Ends the password workers. The store is its opener's to close. */
  close(): Promise<void>;
}

/** What `createIdentity` is made of. */
export interface IdentityParts {
  readonly store: Store;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Hears what became of each access token, and nothing of the token. */
  readonly onTokenOutcome?: (outcome: TokenOutcome) => void;
}

/** Composes an identity on a store. Its indexes are the caller's to build; `close` ends the workers. */
export function createIdentity({ store, settings, secrets, clock, onTokenOutcome }: IdentityParts): Identity {
  const users = new UserRepository(store);
  const sessions = new SessionRepository(store);
  const passwords = passwordHasher(secrets.passwordPepper, settings);
  const revocations = revocationsInMemory(clock);
  const access = accessTokens(() => secrets.tokenKeys.current, settings, clock);
  const refresh = refreshTokens(secrets.derive('refresh'), settings, clock);
  const outcomes = tokenOutcomes(onTokenOutcome);
  const counted = (judged: Authentication): Authentication => {
    outcomes.add(judged.ok ? 'ok' : judged.reason);
    return judged;
  };
  const endSession = sessionEnder(sessions, revocations, access, clock);

  return {
    async login(credentials) {
      const { session, user } = await signIn(credentials, { users, sessions, passwords, endSession, settings, clock });
      return tokenResponse(session, user, access, refresh);
    },
    async refresh(refreshToken) {
      const parts = { users, sessions, refreshTokens: refresh, endSession, settings, clock };
      const { session, user } = await refreshSession(refreshToken, parts);
      return tokenResponse(session, user, access, refresh);
    },
    async logout(tokens) {
      await signOut(tokens, refresh, endSession);
      return true;
    },
    async authenticate(accessToken) {
      const verified = access.verify(accessToken);
      if (!verified.ok || !(await revocations.isRevoked(verified.viewer))) return counted(verified);
      return counted({ ok: false, reason: 'revoked', expired: false });
    },
    tokenOutcomes: outcomes.counts,
    users,
    passwords,
    indexes: { users: userIndexes, sessions: sessionIndexes },
    close: () => passwords.close(),
  };
}
