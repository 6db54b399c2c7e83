import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { Context } from '../../context.js';
import { GraphQLDate } from '../../graphql/scalars.js';
import { Audited, Authorized, Inherited, Reads, manager } from '../../policy.js';
import { Money, money } from '../money.type.js';
import { Person } from '../people/person.type.js';

/** A contractor, with the words beside the fields that a person does not have. */
@Authorized('EMPLOYEE', 'HR', 'AUDITOR')
@ObjectType({ implements: Person })
export class Contractor extends Person {
  @Inherited()
  @Field(() => Int, { description: 'Raised by every change; give it back to change only what you saw.' })
  version!: number;

  @Inherited() @Field(() => String, { nullable: true }) agency!: string | null;
  @Inherited() @Field(() => GraphQLDate, { nullable: true }) contractEndsOn!: string | null;
  dayRateAmount!: number | null;
  @Authorized(manager, 'HR')
  @Audited()
  @Reads('dayRateAmount')
  @Field(() => Money, { nullable: true })
  dayRate(@Ctx() context: Context): Money | null {
    return money(this.dayRateAmount, context);
  }
}
