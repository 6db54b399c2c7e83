import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Fields, MayChange } from '../../authorization/type-graphql.js';
import type { Projection } from '../../authorization/projection.js';
import type { RowFilter } from '../../authorization/rows.js';
import type { Context } from '../../context.js';
import type { Viewer } from '../viewer.js';
import { bindingOf, readPage } from '../../graphql/page.js';
import { PageArguments } from '../../graphql/page-arguments.js';
import { Authorized, Subject, allOf, live, other, self } from '../../policy.js';
import { isRole } from '../role.js';
import type { Role } from '../role.js';
import { User, UserConnection, UserFilter, roleEnum } from './user.type.js';
import type { AccountRecord } from './users.js';

/** Accounts. */
@Resolver(() => User)
export class UserResolver {
  @Authorized('signedIn')
  @Query(() => User, { nullable: true, description: 'The signed-in account.' })
  me(@Ctx() { users, viewer }: Context, @Fields() fields: Projection) {
    return viewer && users.byId(viewer.id, fields);
  }

  @Authorized('ADMIN', self)
  @Query(() => User, { nullable: true })
  user(@Arg('id', () => ID) id: string, @Ctx() { users }: Context, @Fields() fields: Projection) {
    return users.byId(id, fields);
  }

  @Authorized('ADMIN')
  @Query(() => UserConnection, { nullable: true })
  users(
    @Args() page: PageArguments,
    @Arg('filter', () => UserFilter, { nullable: true }) filter: UserFilter | null,
    @Ctx() { users, cursors }: Context,
    @Fields() fields: Projection<Viewer>,
  ) {
    const binding = bindingOf(
      'Query.users',
      fields.viewer?.id,
      JSON.stringify([filter?.emailStartsWith, filter?.role, filter?.enabled]),
    );
    return readPage(cursors, page, users.listing(filter ?? {}, binding, fields));
  }

  @Authorized(allOf('ADMIN', live, other))
  @Subject(() => User, 'id')
  @Mutation(() => User, { nullable: true })
  async setUserRoles(
    @Arg('id', () => ID) id: string,
    @Arg('roles', () => [roleEnum]) roles: Role[],
    @Ctx() context: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    return reread(await context.identity.accounts.setRoles(id, roles, rows, context), context, fields);
  }

  @Authorized(allOf('ADMIN', live, other))
  @Subject(() => User, 'id')
  @Mutation(() => User, { nullable: true })
  async disableUser(
    @Arg('id', () => ID) id: string,
    @Ctx() context: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    return reread(await context.identity.accounts.disable(id, rows, context), context, fields);
  }

  @Authorized(allOf('ADMIN', live))
  @Subject(() => User, 'id')
  @Mutation(() => User, { nullable: true })
  async enableUser(
    @Arg('id', () => ID) id: string,
    @Ctx() context: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    return reread(await context.identity.accounts.enable(id, rows, context), context, fields);
  }

  @FieldResolver()
  sessions(@Root() { id }: AccountRecord, @Ctx() { sessions }: Context, @Fields() fields: Projection<Viewer>) {
    return sessions.ofUser(id, fields, fields.viewer);
  }

  /** Roles that are not a list, or unknown to this server, are none. */
  @FieldResolver()
  roles(@Root() { roles }: AccountRecord): Role[] {
    return Array.isArray(roles) ? roles.filter(isRole) : [];
  }

  @FieldResolver()
  enabled(@Root() { disabledAt }: AccountRecord): boolean {
    return disabledAt === null;
  }
}

/** The account as it is after a change; what was read of it before is not given again. */
function reread(changed: { readonly _id: string } | null, { users }: Context, fields: Projection) {
  if (!changed) return null;
  users.forget();
  return users.byId(changed._id, fields);
}
