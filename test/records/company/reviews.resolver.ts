import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RowFilter } from '../../../src/authorization/rows.js';
import { Fields, MayChange } from '../../../src/authorization/type-graphql.js';
import type { Projection } from '../../../src/authorization/type-graphql.js';
import type { Filter } from '../../../src/database/port.js';
import { PageArguments } from '../../../src/graphql/page-arguments.js';
import { bindingOf, readPage } from '../../../src/graphql/page.js';
import type { Context } from './context.js';
import type { PersonRecord, ReviewDocument, ReviewStatus } from './documents.js';
import { Employee } from './employee.js';
import { CreateReviewInput, Review, ReviewConnection, ReviewFilter } from './review.js';
import { Authorized, Inherited, Reads, Subject, author, manager, self } from './words.js';
import type { Viewer } from './words.js';

@Resolver(() => Review)
export class ReviewsResolver {
  @Authorized('EMPLOYEE', 'HR')
  @Query(() => Review, { nullable: true })
  review(@Arg('id', () => ID) id: string, @Ctx() { reviews }: Context, @Fields() fields: Projection) {
    return reviews.byId(id, fields);
  }

  @Authorized('EMPLOYEE', 'HR')
  @Query(() => ReviewConnection, { nullable: true })
  async reviews(
    @Args() page: PageArguments,
    @Arg('filter', () => ReviewFilter, { nullable: true }) filter: ReviewFilter | null,
    @Ctx() { people, reviews, cursors }: Context,
    @Fields() fields: Projection<Viewer>,
  ) {
    const parts: Filter<ReviewDocument>[] = [{}];
    if (typeof filter?.ratingAtLeast === 'number') parts.push({ rating: { $gte: filter.ratingAtLeast } });
    if (filter?.employee) parts.push({ employeeId: { $in: await people.idsMatching(filter.employee) } });
    const binding = bindingOf('Query.reviews', fields.viewer?.id);
    return readPage(cursors, page, reviews.listing({ $and: parts }, binding, fields));
  }

  @Authorized(author)
  @Subject(() => Review, 'id')
  @Mutation(() => Review, { nullable: true })
  submitReview(
    @Arg('id', () => ID) id: string,
    @Ctx() context: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    return move(context, id, 'DRAFT', 'SUBMITTED', fields, rows);
  }

  @Authorized(self)
  @Subject(() => Review, 'id')
  @Mutation(() => Review, { nullable: true })
  acknowledgeReview(
    @Arg('id', () => ID) id: string,
    @Ctx() context: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    return move(context, id, 'SUBMITTED', 'ACKNOWLEDGED', fields, rows);
  }

  @Authorized('EMPLOYEE', 'HR')
  @Subject(() => Review, 'id')
  @Mutation(() => Review, { nullable: true })
  async rateReview(
    @Arg('id', () => ID) id: string,
    @Arg('rating', () => Int) rating: number,
    @Ctx() { reviews }: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    return (await reviews.rate(id, rating, rows)) ? (await reviews.byIds([id], fields))[0] : null;
  }

  @Authorized(manager)
  @Subject(() => Employee, 'input.employeeId')
  @Mutation(() => Review, { nullable: true })
  async createReview(
    @Arg('input', () => CreateReviewInput) input: CreateReviewInput,
    @Ctx() { viewer, people, reviews }: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    if (!(await people.areAmong([input.employeeId], rows))) return null;
    const authorId = (await people.idOfUser(viewer!.id))!;
    const id = await reviews.create({ ...input, authorId, privateNotes: 'private-new' });
    return (await reviews.byIds([id], fields))[0];
  }

  @Authorized(author, 'HR')
  @Subject(() => Review, 'ids')
  @Mutation(() => Int, { nullable: true })
  async deleteReviews(
    @Arg('ids', () => [ID]) ids: string[],
    @Ctx() { reviews }: Context,
    @MayChange() rows: RowFilter,
  ) {
    return (await reviews.delete(ids, rows)) || null;
  }
}

/** What of an employee leads to reviews. */
@Resolver(() => Employee)
export class EmployeeReviewsResolver {
  @Inherited()
  @Reads('id')
  @FieldResolver(() => ReviewConnection, { nullable: true })
  reviews(
    @Root() { id }: PersonRecord,
    @Args() page: PageArguments,
    @Ctx() { reviews, cursors }: Context,
    @Fields() fields: Projection<Viewer>,
  ) {
    const binding = bindingOf('Employee.reviews', fields.viewer?.id, id);
    return readPage(cursors, page, reviews.listing({ employeeId: id }, binding, fields));
  }

  @Inherited()
  @Reads('id')
  @FieldResolver(() => Review, { nullable: true })
  async latestReview(@Root() { id }: PersonRecord, @Ctx() { reviews }: Context, @Fields() fields: Projection) {
    return (await reviews.latest(id, fields))[0] ?? null;
  }
}

async function move(
  { reviews }: Context,
  id: string,
  from: ReviewStatus,
  to: ReviewStatus,
  fields: Projection,
  rows: RowFilter,
) {
  return (await reviews.move(id, from, to, rows)) ? (await reviews.byIds([id], fields))[0] : null;
}
