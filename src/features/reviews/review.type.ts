import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../graphql/connections.js';
import {
  Audited, Authorized, Inherited, Visible, allOf, author, manager, other, self,
} from '../../policy.js'; // prettier-ignore
import { reviewStatuses } from './review.repository.js';
import type { ReviewStatus } from './review.repository.js';

const statusEnum = Object.fromEntries(reviewStatuses.map((status) => [status, status])) as {
  readonly [S in ReviewStatus]: S;
};
registerEnumType(statusEnum, { name: 'ReviewStatus' });

/** A review, with the words beside its fields. */
@Authorized('EMPLOYEE', 'HR')
@Visible(self, manager, author, 'HR')
@ObjectType({
  description: 'On a review, self and manager are those of the employee reviewed, and hold once it is submitted.',
})
export class Review {
  @Inherited() @Field(() => ID) id!: string;
  @Inherited() @Field(() => String, { nullable: true }) period!: string | null;
  @Inherited() @Field(() => statusEnum, { nullable: true }) status!: ReviewStatus | null;
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
