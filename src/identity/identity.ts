// A login is a user, a password, a session and a token: this composes the four. Everything else asks it, not them.
import type { AuditLog } from '../audit/audit-log.js';
import type { AuditEntry } from '../audit/audit-record.js';
import { deliverWaiting } from '../audit/deliver-waiting.js';
import type { Deliveries } from '../audit/deliver-waiting.js';
import type { Secrets } from '../config/secrets.js';
import type { Settings } from '../config/settings.js';
import type { Clock } from '../context.js';
import type { IndexDeclaration, Store } from '../database/port.js';
import type { Rows } from '../database/rows.js';
import type { Origin } from './origin.js';
import { changePassword } from './passwords/change-password.js';
import type { PasswordChange } from './passwords/change-password.js';
import { passwordHasher } from './passwords/password-hasher.js';
import type { PasswordHasher } from './passwords/password-hasher.js';
import type { SignedIn } from './sessions/begin-session.js';
import { sessionEnder } from './sessions/end-session.js';
import { endSessionsOf } from './sessions/end-sessions-of.js';
import { refreshSession, refusalOf } from './sessions/refresh.js';
import type { RefreshRefusal } from './sessions/refresh.js';
import { followRevocations } from './sessions/revocation-feed.js';
import type { RevocationFeed } from './sessions/revocation-feed.js';
import { revocationsInMemory } from './sessions/revocations.js';
import { revokeSession } from './sessions/revoke-session.js';
import { SessionRepository, sessionIndexes } from './sessions/session.repository.js';
import type { SessionRecord } from './sessions/session.repository.js';
import { signIn } from './sessions/sign-in.js';
import type { Credentials } from './sessions/sign-in.js';
import { signOut } from './sessions/sign-out.js';
import type { SignOut } from './sessions/sign-out.js';
import { signOutEverywhere } from './sessions/sign-out-everywhere.js';
import { isStanding } from './sessions/standing.js';
import { tokenResponse } from './sessions/token-response.js';
import type { TokenResponse } from './sessions/token-response.js';
import { loginLimitIndexes } from './throttling/login-limit.repository.js';
import type { LoginLimitRecord } from './throttling/login-limit.repository.js';
import { loginThrottle } from './throttling/login-throttle.js';
import { accessTokens } from './tokens/access-token.js';
import { tokenOutcomes } from './tokens/outcomes.js';
import type { TokenOutcomes } from './tokens/outcomes.js';
import { refreshTokens } from './tokens/refresh-token.js';
import type { Refusal, RefusalReason } from './tokens/verification.js';
import { accounts } from './users/accounts.js';
import type { Actor } from './users/account-entry.js';
import type { Accounts } from './users/accounts.js';
import { emailHasher } from './users/email-hash.js';
import { UserRepository, userIndexes } from './users/user.repository.js';
import type { UserRecord } from './users/user.repository.js';
import type { Viewer } from './viewer.js';

/** Whom an access token names, or why it is not good. */
export type Authentication = { readonly ok: true; readonly viewer: Viewer } | Refusal<RefusalReason | 'revoked'>;

/** Everything that the rest of the program may ask of logins. */
export interface Identity {
  /** @throws {ApiError} as `signIn` does. */
  login(credentials: Credentials, origin: Origin): Promise<TokenResponse>;
  /** @throws {ApiError} `INVALID_REFRESH_TOKEN`, whatever the token is. */
  refresh(refreshToken: unknown, origin: Origin): Promise<TokenResponse>;
  /** True also when there was nothing to end. */
  logout(tokens: SignOut, origin: Origin): Promise<true>;
  /** Ends all sessions and tokens of the viewer's account; how many sessions. */
  logoutEverywhere(viewer: Viewer, origin: Origin): Promise<number | null>;
  /** True also for a session that is over; `null` for one that is unknown among the rows. */
  revokeSession(sessionId: string, rows: Rows, actor: Actor): Promise<true | null>;
  /** @throws {ApiError} as `changePassword` does. */
  changePassword(change: PasswordChange, viewer: Viewer, origin: Origin): Promise<TokenResponse>;
  /** Changes of other people's accounts. */
  readonly accounts: Accounts;
  /**
   * Judges a bare access token: its form, signature, claims and times, then revocation. Takes anything.
   *
   * @throws {ApiError} `SERVICE_UNAVAILABLE` for a good token when it cannot be told whether it was revoked.
   */
  authenticate(accessToken: unknown): Promise<Authentication>;
  /** How often `authenticate` came to each outcome. */
  readonly tokenOutcomes: TokenOutcomes['counts'];
  /** How often `refresh` came to each outcome. */
  readonly refreshOutcomes: TokenOutcomes<'ok' | RefreshRefusal>['counts'];
  readonly users: UserRepository;
  readonly passwords: PasswordHasher;
  /** Collection → the indexes that the queries need. */
  readonly indexes: {
    readonly users: readonly IndexDeclaration<UserRecord>[];
    readonly sessions: readonly IndexDeclaration<SessionRecord>[];
    readonly login_limits: readonly IndexDeclaration<LoginLimitRecord>[];
  };
  /** Learns what is revoked, and keeps at it; delivers audit records that wait. To be called when the indexes are there. */
  start(): Promise<void>;
  /** Whether what other processes revoke is learned in time. */
  isCurrent(): boolean;
  /** Ends the password workers and all that `start` began. The store is its opener's to close. */
  close(): Promise<void>;
}

/** What `createIdentity` is made of. */
export interface IdentityParts {
  readonly store: Store;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly audit: AuditLog;
  /** Records an event that an attacker can repeat at will: not before the answer, and not each. */
  readonly note: (entry: AuditEntry) => void;
  /** Hears what fails in the background, and (without a cause) what works again. */
  readonly report: (what: string, cause?: unknown) => void;
  /** Hears why a refresh was refused: the client is not told. */
  readonly refused: (what: 'refresh', reason: RefreshRefusal, requestId: string) => void;
  /** Whether an account is a person's. */
  readonly hasPerson: (userId: string) => Promise<boolean>;
}

/** A token outlives its `exp` by no more: clocks that differ are borne with, and work under way. */
const keptBeyondTokens = 300_000;

/** Composes an identity on a store. Its indexes are the caller's to build; `start` follows. */
export function createIdentity({
  store,
  settings,
  secrets,
  clock,
  audit,
  note,
  report,
  refused,
  hasPerson,
}: IdentityParts): Identity {
  const users = new UserRepository(store);
  const sessions = new SessionRepository(store);
  const passwords = passwordHasher(secrets.passwordPepper, settings);
  const access = accessTokens(() => secrets.tokenKeys.current, settings, clock);
  const refreshTokensOf = refreshTokens(secrets.derive('refresh'), settings, clock);
  const kept = access.lifetime + keptBeyondTokens;
  const revocations = revocationsInMemory(kept);
  const endSession = sessionEnder(sessions, revocations, audit);
  const auditKeys = secrets.derive('audit');
  const parts = {
    throttle: loginThrottle({ store, settings, keys: auditKeys, clock }),
    emailHash: emailHasher(auditKeys),
    store, users, sessions, passwords, revocations, audit, note, endSession, settings, clock, hasPerson, kept,
    refreshTokens: refreshTokensOf,
    endSessionsOf: (user: UserRecord) => endSessionsOf(user, { sessions, endSession, clock }),
  }; // prettier-ignore
  const respond = ({ session, user }: SignedIn) => tokenResponse(session, user, access, refreshTokensOf);
  const outcomes = tokenOutcomes();
  const refreshes = tokenOutcomes<'ok' | RefreshRefusal>();
  const counted = (judged: Authentication): Authentication => {
    outcomes.add(judged.ok ? 'ok' : judged.reason);
    return judged;
  };
  let feed: RevocationFeed | undefined;
  let deliveries: Deliveries | undefined;

  return {
    login: async (credentials, origin) => respond(await signIn(credentials, origin, parts)),
    async refresh(refreshToken, origin) {
      try {
        const signedIn = await refreshSession(refreshToken, origin, parts);
        refreshes.add('ok');
        return respond(signedIn);
      } catch (error) {
        const reason = refusalOf(error);
        if (reason !== undefined) {
          refreshes.add(reason);
          refused('refresh', reason, origin.requestId);
        }
        throw error;
      }
    },
    async logout(tokens, origin) {
      await signOut(tokens, origin, parts);
      return true;
    },
    logoutEverywhere: (viewer, origin) => signOutEverywhere(viewer, origin, parts),
    revokeSession: (sessionId, rows, actor) => revokeSession(sessionId, rows, actor, endSession),
    changePassword: async (change, viewer, origin) => respond(await changePassword(change, viewer, origin, parts)),
    accounts: accounts(parts),
    async authenticate(accessToken) {
      const verified = access.verify(accessToken);
      if (!verified.ok) return counted(verified);
      const { viewer } = verified;
      const ask = settings.REVOCATION_CHECK === 'strict' || !feed?.isFresh();
      const revoked = revocations.isRevoked(viewer) || (ask && !(await isStanding(viewer, users, sessions)));
      return counted(revoked ? { ok: false, reason: 'revoked', expired: false } : verified);
    },
    tokenOutcomes: outcomes.counts,
    refreshOutcomes: refreshes.counts,
    users,
    passwords,
    indexes: { users: userIndexes, sessions: sessionIndexes, login_limits: loginLimitIndexes },
    async start() {
      feed = await followRevocations({ ...parts, report });
      deliveries = deliverWaiting(audit, [users.collection, sessions.collection], report);
    },
    isCurrent: () => feed?.isCurrent() ?? false,
    async close() {
      feed?.stop();
      deliveries?.stop();
      await passwords.close();
    },
  };
}
