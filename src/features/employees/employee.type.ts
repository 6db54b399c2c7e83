import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { Context } from '../../context.js';
import { connectionOf, edgeOf } from '../../graphql/connections.js';
import { GraphQLDate } from '../../graphql/scalars.js';
import { Audited, Authorized, Inherited, Reads, allOf, manager, other, self } from '../../policy.js';
import { Money, money } from '../money.type.js';
import { Person } from '../people/person.type.js';

/** An employee, with the words beside the fields that a person does not have. */
@Authorized('EMPLOYEE', 'HR', 'AUDITOR')
@ObjectType({ implements: Person })
export class Employee extends Person {
  @Inherited()
  @Field(() => Int, { description: 'Raised by every change; give it back to change only what you saw.' })
  version!: number;

  @Inherited() @Field(() => String, { nullable: true }) jobTitle!: string | null;
  @Inherited() @Field(() => GraphQLDate, { nullable: true }) hiredOn!: string | null;
  @Inherited() @Field(() => GraphQLDate, { nullable: true }) endedOn!: string | null;
  salaryAmount!: number | null;
  @Authorized(self, manager, 'HR')
  @Audited()
  @Reads('salaryAmount')
  @Field(() => Money, { nullable: true })
  salary(@Ctx() context: Context): Money | null {
    return money(this.salaryAmount, context);
  }

  @Authorized(self, 'HR') @Audited() @Field(() => String, { nullable: true }) bankAccount!: string | null;
  @Authorized(self, 'HR') @Audited() @Field(() => String, { nullable: true }) nationalId!: string | null;
  @Authorized(allOf('HR', other))
  @Field(() => String, { nullable: true })
  notes!: string | null;
}

@ObjectType()
export class EmployeeEdge extends edgeOf(() => Employee) {}

@ObjectType()
export class EmployeeConnection extends connectionOf(
  () => EmployeeEdge,
  () => Employee,
) {}
