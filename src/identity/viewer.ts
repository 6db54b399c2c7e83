import type { Role } from './role.js';

/**
 * Who is asking: the verified claims of an access token, nothing from the store.
 * `null` in the context means anonymous.
 */
export interface Viewer {
  /** The user's id (`sub`). */
  readonly id: string;
  /** The session's id (`sid`). */
  readonly sessionId: string;
  /** Roles of the token's `roles` claim that this server knows. */
  readonly roles: readonly Role[];
  /** When the password was checked (`auth_time`), in seconds since the epoch. */
  readonly authTime: number;
  /** The user's generation when the token was made (`ver`). */
  readonly generation: number;
}
