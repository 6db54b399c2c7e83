// What a client asks before it shows a button: the server's own decisions.
import { Arg, Ctx, Field, ID, Info, InputType, ObjectType, Query, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { engineOf } from './authorization/authorization.js';
import { viewerMay } from './authorization/viewer-may.js';
import type { Context } from './context.js';
import { ApiError } from './errors.js';
import type { Feature } from './feature.js';
import { Authorized, Inherited } from './policy.js';

const most = 50;

@Inherited()
@InputType()
export class AccessCheck {
  @Field(() => String, {
    description:
      'A schema coordinate: Employee.salary, Query.employees(orderBy:), EmployeeFilter.salaryAtLeast, EmployeeOrderField.SALARY',
  })
  coordinate!: string;

  @Field(() => ID, { nullable: true, description: 'The record, where a relation decides.' })
  id!: string | null;
}

@Inherited()
@ObjectType()
export class AccessDecision {
  @Field(() => String) coordinate!: string;
  @Field(() => ID, { nullable: true }) id!: string | null;
  @Field(() => Boolean) allowed!: boolean;
}

/** Answers about the viewer's own rights. */
@Resolver()
export class ViewerCanResolver {
  @Authorized('signedIn')
  @Query(() => [AccessDecision], { nullable: true })
  async viewerCan(
    @Arg('checks', () => [AccessCheck]) checks: AccessCheck[],
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AccessDecision[]> {
    if (checks.length > most) {
      const message = `must be at most ${most}; what came is ${checks.length}`;
      throw new ApiError('BAD_USER_INPUT', { details: { fields: [{ path: 'checks', message }] } });
    }
    const allowed = await viewerMay(engineOf(info.schema), context, info, checks);
    return checks.map(({ coordinate, id = null }, index) => ({ coordinate, id, allowed: allowed[index] ?? false }));
  }
}

/** What the schema needs of it. A check asks for a decision and for nothing that a record holds. */
export const viewerCanShape: Pick<Feature, 'resolvers' | 'records' | 'queries'> = {
  resolvers: [ViewerCanResolver],
  queries: [{ type: 'AccessDecision', asks: { 'AccessCheck.coordinate': [], 'AccessCheck.id': [] } }],
};
