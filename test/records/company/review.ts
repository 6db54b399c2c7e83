import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../../src/graphql/connections.js';
import type { ReviewRecord } from './documents.js';
import { EmployeeFilter } from './employee-filter.js';
import {
  Authorized,
  Inherited,
  Reads,
  Visible,
  allOf,
  author,
  chain,
  manager,
  other,
  ownPerson,
  self,
} from './words.js';

const shown = { in: ['SUBMITTED', 'ACKNOWLEDGED'] };

self.on<ReviewRecord>('Review', ({ facts }) => ({ employeeId: facts(ownPerson), status: shown }));
manager.on<ReviewRecord>('Review', ({ facts }) => ({
  employeeId: { in: facts(chain)?.slice(1) },
  status: shown,
}));
author.on<ReviewRecord>('Review', ({ facts }) => ({ authorId: facts(ownPerson) }));
other.on<ReviewRecord>('Review', ({ facts }) => ({ employeeId: { ne: facts(ownPerson) } }));

@Authorized('EMPLOYEE', 'HR')
@Visible(self, manager, author, 'HR')
@ObjectType()
export class Review {
  @Inherited() @Field(() => ID) id!: string;
  @Inherited() @Field() period!: string;
  @Inherited() @Field() status!: string;
  @Inherited() @Field(() => Int) rating!: number;
  @Authorized(author, allOf('HR', other)) @Field(() => String, { nullable: true }) privateNotes!: string | null;
}

@ObjectType()
export class ReviewEdge extends edgeOf(() => Review) {}

@ObjectType()
export class ReviewConnection extends connectionOf(
  () => ReviewEdge,
  () => Review,
) {}

@InputType()
export class ReviewFilter {
  @Inherited() @Reads('Review.rating') @Field(() => Int, { nullable: true }) ratingAtLeast?: number | null;
  @Inherited() @Field(() => EmployeeFilter, { nullable: true }) employee?: EmployeeFilter | null;
}

@Inherited()
@InputType()
export class CreateReviewInput {
  @Field(() => ID) employeeId!: string;
  @Field() period!: string;
  @Field(() => Int) rating!: number;
}
