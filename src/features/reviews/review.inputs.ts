// What is sent to begin a review, and what it may hold.
import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { Inherited } from '../../policy.js';
import { aLine, aText, anId, longest } from '../checked-input.js';

@Inherited()
@InputType()
export class CreateReviewInput {
  @Field(() => ID) employeeId!: string;
  @Field(() => String) period!: string;
  @Field(() => Int) rating!: number;
  @Field(() => String, { nullable: true }) comments?: string | null;
  @Field(() => String, { nullable: true }) privateNotes?: string | null;
}

/** What a new review has to be like. */
export const newReview = z.strictObject({
  employeeId: anId,
  period: aLine(longest.period),
  rating: z.number().refine((rating) => rating >= 1 && rating <= 5, { message: 'must be from 1 to 5' }),
  comments: aText.nullish(),
  privateNotes: aText.nullish(),
});
