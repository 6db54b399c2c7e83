import { Ctx, Field, ID, Int, ObjectType } from 'type-graphql';
import type { Context } from '../../context.js';
import { Authorized, Inherited, Reads, head } from '../../policy.js';
import { Money, money } from '../money.type.js';

/** A department, with the words beside its fields. */
@Authorized('EMPLOYEE', 'HR', 'AUDITOR')
@ObjectType()
export class Department {
  @Inherited() @Field(() => ID) id!: string;

  @Inherited()
  @Field(() => Int, { description: 'Raised by every change; give it back to change only what you saw.' })
  version!: number;

  @Inherited() @Field(() => String) name!: string;

  budgetAmount!: number | null;
  @Authorized(head, 'HR')
  @Reads('budgetAmount')
  @Field(() => Money, { nullable: true })
  budget(@Ctx() context: Context): Money | null {
    return money(this.budgetAmount, context);
  }
}

/** What the employees of a department earn. */
@Inherited()
@ObjectType()
export class SalaryStatistics {
  @Field(() => Int) count!: number;
  @Field(() => Money) mean!: Money;
  @Field(() => Money) median!: Money;
}
