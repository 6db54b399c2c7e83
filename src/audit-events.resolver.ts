// What an auditor reads of the log. Nothing in the API changes it.
import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import type { AuditEvents } from './audit/audit-events.js';
import { AuditEvent, AuditEventConnection, AuditFilter } from './audit-event.type.js';
import { Fields } from './authorization/type-graphql.js';
import type { Projection } from './authorization/projection.js';
import type { Context } from './context.js';
import { bindingOf, readPage } from './graphql/page.js';
import { PageArguments } from './graphql/page-arguments.js';
import type { Viewer } from './identity/viewer.js';
import { Audited, Authorized, allOf, live } from './policy.js';

declare module './context.js' {
  interface Context {
    readonly auditEvents: AuditEvents;
  }
}

/** Answers `auditEvents`. */
@Resolver(() => AuditEvent)
export class AuditEventsResolver {
  @Authorized(allOf('AUDITOR', live))
  @Audited()
  @Query(() => AuditEventConnection, { nullable: true, description: 'Newest first.' })
  auditEvents(
    @Args() page: PageArguments,
    @Arg('filter', () => AuditFilter, { nullable: true }) filter: AuditFilter | null,
    @Ctx() { auditEvents, cursors }: Context,
    @Fields() fields: Projection<Viewer>,
  ) {
    const { event = null, actorId = null, coordinate = null, recordId = null, from = null, to = null } = filter ?? {};
    const times = [from, to].map((time) => time?.toISOString() ?? null);
    const asked = { event, actorId, coordinate, recordId, from, to };
    return readPage(cursors, page, {
      binding: bindingOf('Query.auditEvents', fields.viewer?.id, event, actorId, coordinate, recordId, ...times),
      ...auditEvents.list(asked, fields),
    });
  }
}
