// What is sent to create and to change a contractor, and what it may hold.
import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { GraphQLDate, GraphQLSafeInt } from '../../graphql/scalars.js';
import { Inherited } from '../../policy.js';
import { aDate, aLine, aPhone, anAmount, anEmail, anId, longest, notCleared } from '../checked-input.js';

@Inherited()
@InputType()
export class CreateContractorInput {
  @Field(() => String) name!: string;
  @Field(() => String) email!: string;
  @Field(() => String, { nullable: true }) phone?: string | null;
  @Field(() => String) agency!: string;
  @Field(() => GraphQLDate) contractEndsOn!: string;
  @Field(() => ID) departmentId!: string;
  @Field(() => ID, { nullable: true }) managerId?: string | null;
  @Field(() => GraphQLSafeInt, { nullable: true }) dayRateAmount?: number | null;
}

@Inherited()
@InputType({ description: 'Absent leaves a field as it is, null clears it.' })
export class UpdateContractorInput {
  @Field(() => Int, { nullable: true }) version?: number | null;
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => String, { nullable: true }) phone?: string | null;
  @Field(() => String, { nullable: true }) agency?: string | null;
  @Field(() => GraphQLDate, { nullable: true }) contractEndsOn?: string | null;
  @Field(() => ID, { nullable: true }) departmentId?: string | null;
  @Field(() => ID, { nullable: true }) managerId?: string | null;
  @Field(() => GraphQLSafeInt, { nullable: true }) dayRateAmount?: number | null;
}

const shape = { phone: aPhone.nullish(), managerId: anId.nullish(), dayRateAmount: anAmount.nullish() };

/** What a new contractor has to be like. */
export const newContractor = z.strictObject({
  ...shape,
  name: aLine(longest.name),
  email: anEmail,
  agency: aLine(longest.name),
  contractEndsOn: aDate,
  departmentId: anId,
});

/** What a change of a contractor may bring. A name cannot be cleared. */
export const contractorChange = z.strictObject({
  ...shape,
  version: z.number().nullish(),
  name: notCleared(aLine(longest.name)),
  agency: aLine(longest.name).nullish(),
  contractEndsOn: aDate.nullish(),
  departmentId: anId.nullish(),
});
