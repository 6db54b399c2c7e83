// What is sent to create and to change a department, and what it may hold.
import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { GraphQLSafeInt } from '../../graphql/scalars.js';
import { Inherited } from '../../policy.js';
import { aLine, anAmount, anId, longest, notCleared } from '../checked-input.js';

@Inherited()
@InputType()
export class CreateDepartmentInput {
  @Field(() => String) name!: string;
  @Field(() => ID, { nullable: true }) headId?: string | null;
  @Field(() => GraphQLSafeInt, { nullable: true }) budgetAmount?: number | null;
}

@Inherited()
@InputType({ description: 'Absent leaves a field as it is, null clears it.' })
export class UpdateDepartmentInput {
  @Field(() => Int, { nullable: true }) version?: number | null;
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => ID, { nullable: true }) headId?: string | null;
  @Field(() => GraphQLSafeInt, { nullable: true }) budgetAmount?: number | null;
}

const shape = { headId: anId.nullish(), budgetAmount: anAmount.nullish() };

/** What a new department has to be like. */
export const newDepartment = z.strictObject({ ...shape, name: aLine(longest.name) });

/** What a change of a department may bring. A name cannot be cleared. */
export const departmentChange = z.strictObject({
  ...shape,
  version: z.number().nullish(),
  name: notCleared(aLine(longest.name)),
});
