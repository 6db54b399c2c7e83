import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Fields } from '../../authorization/type-graphql.js';
import type { Projection } from '../../authorization/projection.js';
import type { Context } from '../../context.js';
import { User } from '../../identity/users/user.type.js';
import { Authorized, Reads, self } from '../../policy.js';
import { Person } from './person.type.js';

/** The directory adds the person to the account. */
@Resolver(() => User)
export class AccountResolver {
  @Authorized(self, 'HR')
  @Reads('id')
  @FieldResolver(() => Person, { nullable: true, description: 'The person whose account this is.' })
  person(@Root() { id }: { id: string }, @Ctx() { people }: Context, @Fields() fields: Projection) {
    return people.ofUser(id, fields);
  }
}
