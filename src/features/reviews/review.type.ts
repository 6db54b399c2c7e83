import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { z } from 'zod';
import { connectionOf, edgeOf } from '../../graphql/connections.js';
import {
  Audited, Authorized, Inherited, Visible, allOf, author, manager, other, self,
} from '../../policy.js'; // prettier-ignore
import { aLine, aText, anId, longest } from '../checked-input.js';

export enum ReviewStatus {
  DRAFT = 'DRAFT',
  SUBMITTED = 'SUBMITTED',
  ACKNOWLEDGED = 'ACKNOWLEDGED',
}
registerEnumType(ReviewStatus, { name: 'ReviewStatus' });

/** A review, with the words beside its fields. */
@Authorized('EMPLOYEE', 'HR')
@Visible(self, manager, author, 'HR')
@ObjectType({
  description: 'On a review, self and manager are those of the employee reviewed, and hold once it is submitted.',
})
export class Review {
  @Inherited() @Field(() => ID) id!: string;
  @Inherited() @Field(() => String, { nullable: true }) period!: string | null;
  @Inherited() @Field(() => ReviewStatus, { nullable: true }) status!: string | null;
  @Inherited() @Field(() => Int, { nullable: true, description: 'From 1 to 5.' }) rating!: number | null;
  @Inherited() @Field(() => String, { nullable: true }) comments!: string | null;
  @Authorized(author, allOf('HR', other))
  @Audited()
  @Field(() => String, { nullable: true })
  privateNotes!: string | null;
}

@ObjectType()
export class ReviewEdge extends edgeOf(() => Review) {}

@ObjectType()
export class ReviewConnection extends connectionOf(
  () => ReviewEdge,
  () => Review,
) {}

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
  period: aLine(longest.phone),
  rating: z.number().refine((rating) => rating >= 1 && rating <= 5, { message: 'must be from 1 to 5' }),
  comments: aText.nullish(),
  privateNotes: aText.nullish(),
});
