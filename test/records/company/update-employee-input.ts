import { Field, ID, InputType, Int } from 'type-graphql';
import { Authorized, Inherited, allOf, manager, other, recentLogin, self } from './words.js';

@InputType()
export class ContactInput {
  @Authorized(self, 'HR') @Field(() => String, { nullable: true }) phone?: string | null;
}

/** Absent leaves a value as it is, `null` clears it. */
@InputType()
export class UpdateEmployeeInput {
  @Inherited() @Field(() => Int, { nullable: true }) version?: number | null;
  @Inherited() @Field(() => ContactInput, { nullable: true }) contact?: ContactInput | null;
  @Authorized(manager, 'HR') @Field(() => String, { nullable: true }) title?: string;
  @Authorized(allOf('HR', other)) @Field(() => Int, { nullable: true }) salary?: number;
  @Authorized(allOf('HR', other)) @Field(() => ID, { nullable: true }) managerId?: string | null;
  @Authorized(allOf(self, recentLogin), allOf('HR', other))
  @Field(() => String, { nullable: true })
  bankAccount?: string | null;
}
