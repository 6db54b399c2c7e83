import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Fields, MayChange } from '../../authorization/type-graphql.js';
import type { Projection } from '../../authorization/projection.js';
import type { RowFilter } from '../../authorization/rows.js';
import type { Context } from '../../context.js';
import { Authorized, Inherited, Subject, self } from '../../policy.js';
import { Session } from './session.type.js';
import type { SessionRecord } from './session.repository.js';

/** The sessions of an account, and their end. */
@Resolver(() => Session)
export class SessionResolver {
  @Authorized('signedIn')
  @Query(() => [Session], { nullable: true })
  mySessions(@Ctx() { sessions, viewer }: Context, @Fields() fields: Projection) {
    return viewer && sessions.ofUser(viewer.id, fields, viewer);
  }

  @Authorized(self, 'ADMIN')
  @Subject(() => Session, 'id')
  @Mutation(() => Boolean, { nullable: true, description: 'True also for a session that is over.' })
  revokeSession(@Arg('id', () => ID) id: string, @Ctx() context: Context, @MayChange() rows: RowFilter) {
    return context.identity.revokeSession(id, rows, context);
  }

  @Authorized('signedIn')
  @Mutation(() => Int, { nullable: true, description: 'How many sessions it ended, the own one included.' })
  logoutEverywhere(@Ctx() context: Context) {
    return context.viewer && context.identity.logoutEverywhere(context.viewer, context);
  }

  /** The nearer of its two limits. */
  @Inherited()
  @FieldResolver()
  expiresAt(@Root() { idleExpiresAt, expiresAt }: Pick<SessionRecord, 'idleExpiresAt' | 'expiresAt'>): Date {
    return idleExpiresAt < expiresAt ? idleExpiresAt : expiresAt;
  }
}
