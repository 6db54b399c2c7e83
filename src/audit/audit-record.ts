import type { Stored } from '../database/port.js';

/**
 * What is recorded, with how much it matters here. The words are those of the OWASP Logging Vocabulary, but for
 * `authn_token_invalid`, for which it has none.
 */
export const auditEvents = {
  authn_login_success: 'INFO',
  authn_login_fail: 'WARN',
  authn_login_fail_max: 'WARN',
  authn_password_change: 'INFO',
  authn_password_change_fail: 'WARN',
  authn_token_revoked: 'INFO',
  authn_token_reuse: 'CRITICAL',
  authn_token_invalid: 'WARN',
  authz_fail: 'WARN',
  privilege_permissions_changed: 'WARN',
  sensitive_read: 'INFO',
  user_created: 'WARN',
  user_archived: 'WARN',
  user_updated: 'WARN',
} as const satisfies Record<string, AuditLevel>;

/** The name of an event. */
export type AuditEventName = keyof typeof auditEvents;

/** How much an event matters. */
export const auditLevels = ['INFO', 'WARN', 'CRITICAL'] as const;

/** One of them. */
export type AuditLevel = (typeof auditLevels)[number];

/** A read was allowed or denied; a change succeeded or failed. */
export const auditOutcomes = ['ALLOWED', 'DENIED', 'SUCCEEDED', 'FAILED'] as const;

/** One of them. */
export type AuditOutcome = (typeof auditOutcomes)[number];

/** At most so many ids in one record. */
export const mostRecordIds = 1_000;

/** What happened. Ids only: never a field's value, a password, a token or an e-mail address. */
export interface AuditEntry {
  readonly event: AuditEventName;
  readonly outcome: AuditOutcome;
  /** The account that did it; absent for somebody who is not signed in, and for the command line. */
  readonly actorId?: string | undefined;
  readonly sessionId?: string | undefined;
  /** The network address that it came from. */
  readonly address?: string | undefined;
  /** Where the session was begun, if the event is about its use by another. */
  readonly sessionAddress?: string | undefined;
  /** A schema coordinate. */
  readonly coordinate?: string | undefined;
  /** The records that it is about. */
  readonly recordIds?: readonly string[] | undefined;
  /** A keyed hash of the e-mail address typed, where it is all that is known of an account. */
  readonly emailHash?: string | undefined;
  readonly requestId: string;
}

/** An entry as stored. Nothing changes one; it leaves at its end. */
export interface AuditRecord extends Stored {
  at: Date;
  event: AuditEventName;
  level: AuditLevel;
  outcome: AuditOutcome;
  actorId?: string;
  sessionId?: string;
  address?: string;
  sessionAddress?: string;
  coordinate?: string;
  recordIds: readonly string[];
  emailHash?: string;
  requestId: string;
  /** `at` and `AUDIT_TTL`. */
  expiresAt: Date;
}
