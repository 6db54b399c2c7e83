import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { Fields } from '../../../src/authorization/type-graphql.js';
import type { Projection } from '../../../src/authorization/type-graphql.js';
import type { Context } from './context.js';
import { Employee } from './employee.js';
import { accounts } from './viewers.js';
import { Authorized, Inherited, Public, Reads, SignsIn } from './words.js';
import type { Viewer } from './words.js';

@Authorized('signedIn')
@ObjectType()
export class Account {
  @Inherited() @Field(() => ID) id!: string;
}

@Inherited()
@ObjectType()
export class SignedIn {
  viewer!: Viewer;
}

@Resolver(() => SignedIn)
export class SignInResolver {
  @Public()
  @Mutation(() => SignedIn, { nullable: true })
  signIn(@Arg('as') name: string): { viewer: Viewer } | null {
    const viewer = accounts.find(({ id }) => id === `u-${name}`);
    return viewer ? { viewer } : null;
  }

  @Inherited()
  @SignsIn<{ viewer: Viewer }>(({ viewer }) => viewer)
  @FieldResolver(() => Account)
  account(@Root() { viewer }: SignedIn) {
    return { id: viewer.id };
  }
}

@Resolver(() => Account)
export class AccountResolver {
  @Inherited()
  @Reads('id')
  @FieldResolver(() => Employee, { nullable: true })
  async employee(@Root() { id }: { id: string }, @Ctx() { people }: Context, @Fields() fields: Projection) {
    return people.byId(await people.idOfUser(id), fields);
  }
}
