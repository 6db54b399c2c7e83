import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Projection } from '../../authorization/projection.js';
import type { RowFilter } from '../../authorization/rows.js';
import { Fields, MayChange } from '../../authorization/type-graphql.js';
import type { Context } from '../../context.js';
import { bindingOf, readPage } from '../../graphql/page.js';
import { PageArguments } from '../../graphql/page-arguments.js';
import type { Viewer } from '../../identity/viewer.js';
import { Authorized, Inherited, Reads, Subject, author, manager, self } from '../../policy.js';
import { checkInput } from '../checked-input.js';
import { Employee } from '../employees/employee.type.js';
import type { PersonRecord } from '../people/person.document.js';
import { advanceReview, createReview } from './change-review.js';
import type { ReviewRecord } from './review.repository.js';
import { CreateReviewInput, newReview } from './review.inputs.js';
import { Review, ReviewConnection } from './review.type.js';

/** Reviews, what leads from them to people, and their way. */
@Resolver(() => Review)
export class ReviewResolver {
  @Authorized('EMPLOYEE')
  @Query(() => ReviewConnection, {
    nullable: true,
    description: 'Reviews that the viewer has begun and not submitted.',
  })
  async myDrafts(
    @Args() page: PageArguments,
    @Ctx() { people, reviews, cursors, viewer }: Context,
    @Fields() fields: Projection<Viewer>,
  ) {
    const own = viewer && (await people.idOfUser(viewer.id));
    return readPage(cursors, page, reviews.drafts(own, bindingOf('Query.myDrafts', viewer?.id), fields));
  }

  @Authorized(manager)
  @Subject(() => Employee, 'input.employeeId')
  @Mutation(() => Review, { nullable: true })
  createReview(
    @Arg('input', () => CreateReviewInput) input: CreateReviewInput,
    @Ctx() context: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    return createReview(checkInput(newReview, input, 'input'), rows, fields, context);
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
    return advanceReview(id, ['DRAFT', 'SUBMITTED'], rows, fields, context);
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
    return advanceReview(id, ['SUBMITTED', 'ACKNOWLEDGED'], rows, fields, context);
  }

  @Inherited()
  @Reads('employeeId')
  @FieldResolver(() => Employee, { nullable: true })
  employee(@Root() { employeeId }: ReviewRecord, @Ctx() { people }: Context, @Fields() fields: Projection) {
    return people.employee(employeeId, fields);
  }

  @Inherited()
  @Reads('authorId')
  @FieldResolver(() => Employee, { nullable: true })
  author(@Root() { authorId }: ReviewRecord, @Ctx() { people }: Context, @Fields() fields: Projection) {
    return people.employee(authorId, fields);
  }
}

/** What leads from an employee to reviews. */
@Resolver(() => Employee)
export class ReviewsOfEmployeeResolver {
  @Authorized(self, manager, 'HR')
  @Reads('id')
  @FieldResolver(() => ReviewConnection, { nullable: true })
  reviews(
    @Root() { id }: PersonRecord,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { reviews, cursors }: Context,
    @Fields() fields: Projection<Viewer>,
  ) {
    const binding = bindingOf('Employee.reviews', fields.viewer?.id, id);
    return readPage(cursors, { first: first ?? 10, after }, reviews.ofEmployee(id, binding, fields));
  }
}
