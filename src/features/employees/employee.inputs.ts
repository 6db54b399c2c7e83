// What is sent to create and to change an employee, with the words beside each field and what it may hold.
import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { GraphQLDate, GraphQLSafeInt } from '../../graphql/scalars.js';
import { Authorized, Inherited, allOf, manager, other, recentLogin, self } from '../../policy.js';
import { aDate, aLine, aPhone, aText, anAmount, anEmail, anId, longest, notCleared } from '../checked-input.js';

@Inherited()
@InputType()
export class CreateEmployeeInput {
  @Field(() => String) name!: string;
  @Field(() => String) email!: string;
  @Field(() => String, { nullable: true }) phone?: string | null;
  @Field(() => String) jobTitle!: string;
  @Field(() => GraphQLDate) hiredOn!: string;
  @Field(() => ID) departmentId!: string;
  @Field(() => ID, { nullable: true }) managerId?: string | null;
  @Field(() => String, { nullable: true }) personalEmail?: string | null;
  @Field(() => String, { nullable: true }) homeAddress?: string | null;
  @Field(() => GraphQLDate, { nullable: true }) birthDate?: string | null;
  @Field(() => String, { nullable: true }) nationalId?: string | null;
  @Field(() => String, { nullable: true }) bankAccount?: string | null;
  @Field(() => GraphQLSafeInt, { nullable: true }) salaryAmount?: number | null;
  @Field(() => String, { nullable: true }) notes?: string | null;
}

@InputType({ description: 'Absent leaves a field as it is, null clears it.' })
export class UpdateEmployeeInput {
  @Inherited() @Field(() => Int, { nullable: true }) version?: number | null;
  @Authorized(self, 'HR') @Field(() => String, { nullable: true }) phone?: string | null;
  @Authorized(self, 'HR') @Field(() => String, { nullable: true }) personalEmail?: string | null;
  @Authorized(self, 'HR') @Field(() => String, { nullable: true }) homeAddress?: string | null;
  @Authorized(allOf(self, recentLogin('15m')), allOf('HR', other))
  @Field(() => String, { nullable: true })
  bankAccount?: string | null;

  @Authorized(manager, 'HR') @Field(() => String, { nullable: true }) jobTitle?: string | null;
  @Authorized('HR') @Field(() => String, { nullable: true }) name?: string | null;
  @Authorized('HR') @Field(() => ID, { nullable: true }) departmentId?: string | null;
  @Authorized(allOf('HR', other)) @Field(() => ID, { nullable: true }) managerId?: string | null;
  @Authorized(allOf('HR', other)) @Field(() => GraphQLSafeInt, { nullable: true }) salaryAmount?: number | null;
  @Authorized('HR') @Field(() => String, { nullable: true }) nationalId?: string | null;
  @Authorized('HR') @Field(() => GraphQLDate, { nullable: true }) birthDate?: string | null;
  @Authorized(allOf('HR', other)) @Field(() => String, { nullable: true }) notes?: string | null;
}

const shape = {
  phone: aPhone.nullish(),
  personalEmail: anEmail.nullish(),
  homeAddress: aText.nullish(),
  birthDate: aDate.nullish(),
  nationalId: aLine(longest.account).nullish(),
  bankAccount: aLine(longest.account).nullish(),
  salaryAmount: anAmount.nullish(),
  notes: aText.nullish(),
  managerId: anId.nullish(),
};

/** What a new employee has to be like. */
export const newEmployee = z.strictObject({
  ...shape,
  name: aLine(longest.name),
  email: anEmail,
  jobTitle: aLine(longest.name),
  hiredOn: aDate,
  departmentId: anId,
});

/** What a change of an employee may bring. A name cannot be cleared. */
export const employeeChange = z.strictObject({
  ...shape,
  version: z.number().nullish(),
  name: notCleared(aLine(longest.name)),
  jobTitle: aLine(longest.name).nullish(),
  departmentId: anId.nullish(),
});
