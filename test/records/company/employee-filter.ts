import { Field, InputType, Int } from 'type-graphql';
import { Authorized, Inherited, Reads } from './words.js';

/** All that is given has to hold. */
@InputType()
export class EmployeeFilter {
  @Inherited() @Field(() => String, { nullable: true }) titleIs?: string | null;
  @Inherited() @Field(() => String, { nullable: true }) nameStartsWith?: string | null;
  @Authorized('HR') @Reads('Employee.salary') @Field(() => Int, { nullable: true }) salaryAtLeast?: number | null;
  @Inherited() @Field(() => EmployeeFilter, { nullable: true }) manager?: EmployeeFilter | null;
  @Inherited() @Field(() => [EmployeeFilter], { nullable: true }) and?: EmployeeFilter[] | null;
  @Inherited() @Field(() => [EmployeeFilter], { nullable: true }) or?: EmployeeFilter[] | null;
  @Inherited() @Field(() => EmployeeFilter, { nullable: true }) not?: EmployeeFilter | null;
}
