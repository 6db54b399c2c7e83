import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Fields } from '../../authorization/type-graphql.js';
import type { Projection } from '../../authorization/projection.js';
import type { Context } from '../../context.js';
import type { Viewer } from '../viewer.js';
import { bindingOf, readPage } from '../../graphql/page.js';
import { PageArguments } from '../../graphql/page-arguments.js';
import { Authorized, self } from '../../policy.js';
import { isRole } from '../role.js';
import type { Role } from '../role.js';
import { User, UserConnection } from './user.type.js';
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
  users(@Args() page: PageArguments, @Ctx() { users, cursors }: Context, @Fields() fields: Projection<Viewer>) {
    return readPage(cursors, page, users.listing(bindingOf('Query.users', fields.viewer?.id), fields));
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
