import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../graphql/connections.js';
import { GraphQLDateTime } from '../../graphql/scalars.js';
import { Authorized, Inherited, Reads, other, self } from '../../policy.js';
import { roles } from '../role.js';
import { Session } from '../sessions/session.type.js';
import type { Role } from '../role.js';

/** The roles as an enum. */
export const roleEnum = Object.fromEntries(roles.map((role) => [role, role])) as { readonly [R in Role]: R };
registerEnumType(roleEnum, { name: 'Role' });

self.on('User', ({ viewer }) => ({ id: viewer.id }));
other.on('User', ({ viewer }) => ({ id: { ne: viewer.id } }));

/** An account, with the words beside its fields. */
@Authorized('signedIn')
@ObjectType()
export class User {
  @Inherited() @Field(() => ID) id!: string;
  @Authorized(self, 'ADMIN', 'HR') @Field(() => String, { nullable: true }) email!: string | null;
  @Authorized(self, 'ADMIN', 'HR') @Reads('roles') @Field(() => [roleEnum], { nullable: true }) roles!: Role[] | null;
  @Authorized(self, 'ADMIN', 'HR') @Reads('disabledAt') @Field(() => Boolean, { nullable: true }) enabled!:
    boolean | null;
  @Authorized(self, 'ADMIN') @Field(() => GraphQLDateTime, { nullable: true }) createdAt!: Date | null;
  @Authorized(self, 'ADMIN') @Field(() => GraphQLDateTime, { nullable: true }) lastLoginAt!: Date | null;
  @Authorized(self, 'ADMIN') @Reads('id') @Field(() => [Session], { nullable: true }) sessions!: Session[] | null;
}

/** Which accounts to list; all that is given has to hold. */
@Inherited()
@InputType()
export class UserFilter {
  @Field(() => String, { nullable: true }) emailStartsWith?: string | null;
  @Field(() => roleEnum, { nullable: true }) role?: Role | null;
  @Field(() => Boolean, { nullable: true }) enabled?: boolean | null;
}

/** An account in its place in a list. */
@ObjectType()
export class UserEdge extends edgeOf(() => User) {}

/** A page of accounts, by e-mail address. */
@ObjectType()
export class UserConnection extends connectionOf(
  () => UserEdge,
  () => User,
) {}
