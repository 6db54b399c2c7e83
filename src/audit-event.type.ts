import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { auditLevels, auditOutcomes } from './audit/audit-record.js';
import type { AuditLevel, AuditOutcome } from './audit/audit-record.js';
import { connectionOf, edgeOf } from './graphql/connections.js';
import { GraphQLDateTime } from './graphql/scalars.js';
import { Authorized, Inherited, allOf, live } from './policy.js';

const outcomeEnum = Object.fromEntries(auditOutcomes.map((name) => [name, name])) as {
  readonly [N in AuditOutcome]: N;
};
registerEnumType(outcomeEnum, { name: 'AuditOutcome' });

const levelEnum = Object.fromEntries(auditLevels.map((name) => [name, name])) as { readonly [N in AuditLevel]: N };
registerEnumType(levelEnum, { name: 'AuditLevel' });

/** What was recorded of one event. */
@Authorized(allOf('AUDITOR', live))
@ObjectType()
export class AuditEvent {
  @Inherited() @Field(() => ID) id!: string;
  @Inherited() @Field(() => GraphQLDateTime) at!: Date;
  @Inherited() @Field(() => String, { description: 'A name of the OWASP Logging Vocabulary.' }) event!: string;
  @Inherited() @Field(() => levelEnum) level!: AuditLevel;
  @Inherited() @Field(() => outcomeEnum) outcome!: AuditOutcome;
  @Inherited() @Field(() => ID, { nullable: true }) actorId!: string | null;
  @Inherited() @Field(() => ID, { nullable: true }) sessionId!: string | null;
  @Inherited() @Field(() => String, { nullable: true }) address!: string | null;
  @Inherited()
  @Field(() => String, { nullable: true, description: 'Where the session was begun, if another used it.' })
  sessionAddress!: string | null;
  @Inherited() @Field(() => String, { nullable: true }) coordinate!: string | null;
  @Inherited() @Field(() => [ID], { description: 'At most 1,000.' }) recordIds!: readonly string[];
  @Inherited()
  @Field(() => String, {
    nullable: true,
    description: 'Of the address typed, where no account is known: a keyed hash.',
  })
  emailHash!: string | null;
  @Inherited() @Field(() => ID) requestId!: string;
}

/** An event in its place in a list. */
@ObjectType()
export class AuditEventEdge extends edgeOf(() => AuditEvent) {}

/** A page of events, newest first. */
@ObjectType()
export class AuditEventConnection extends connectionOf(
  () => AuditEventEdge,
  () => AuditEvent,
) {}

/** Which events to list; all that is given must hold. */
@Inherited()
@InputType()
export class AuditFilter {
  @Field(() => String, { nullable: true }) event?: string | null;
  @Field(() => ID, { nullable: true }) actorId?: string | null;
  @Field(() => String, { nullable: true }) coordinate?: string | null;
  @Field(() => ID, { nullable: true, description: 'One of those that the event is about.' }) recordId?: string | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The first moment.' }) from?: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The moment after the last.' }) to?: Date | null;
}
