import type { AuditEntry } from '../../audit/audit-record.js';
import type { Context } from '../../context.js';

/** Who changes an account, and from where: on the command line there is no viewer. */
export type Actor = Pick<Context, 'viewer' | 'requestId' | 'address'>;

/** What is recorded of a change of an account. */
export function entryOf(
  event: AuditEntry['event'],
  coordinate: string | undefined,
  id: string,
  actor: Actor,
): AuditEntry {
  return {
    event,
    outcome: 'SUCCEEDED',
    actorId: actor.viewer?.id,
    sessionId: actor.viewer?.sessionId,
    address: actor.address,
    coordinate,
    recordIds: [id],
    requestId: actor.requestId,
  };
}
