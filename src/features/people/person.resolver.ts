import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Fields, MayChange } from '../../authorization/type-graphql.js';
import type { RowFilter } from '../../authorization/rows.js';
import { GraphQLDate } from '../../graphql/scalars.js';
import type { Projection } from '../../authorization/projection.js';
import type { Context } from '../../context.js';
import { Authorized, Inherited, Reads, Subject, allOf, other } from '../../policy.js';
import { aDate, checkInput } from '../checked-input.js';
import { Department } from '../departments/department.type.js';
import { Employee } from '../employees/employee.type.js';
import { endEmployment } from './end-employment.js';
import type { PersonRecord } from './person.document.js';
import { Person } from './person.type.js';

/** Whoever stands in the directory, and what leads from them to others. */
@Resolver(() => Person)
export class PersonResolver {
  @Authorized('EMPLOYEE', 'HR', 'AUDITOR')
  @Query(() => Person, { nullable: true })
  person(@Arg('id', () => ID) id: string, @Ctx() { people }: Context, @Fields() fields: Projection) {
    return people.byId(id, fields);
  }

  @Authorized(allOf('HR', other))
  @Subject(() => Person, 'id')
  @Mutation(() => Person, {
    nullable: true,
    description: 'on: the first day on which the person no longer works here.',
  })
  endEmployment(
    @Arg('id', () => ID) id: string,
    @Arg('on', () => GraphQLDate) on: string,
    @Ctx() context: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    return endEmployment(id, checkInput(aDate, on, 'on'), rows, fields, context);
  }

  @Inherited()
  @Reads('departmentId')
  @FieldResolver(() => Department, { nullable: true })
  department(@Root() { departmentId }: PersonRecord, @Ctx() { departments }: Context, @Fields() fields: Projection) {
    return departments.byId(departmentId, fields);
  }

  @Inherited()
  @Reads('managerId')
  @FieldResolver(() => Employee, { nullable: true })
  manager(@Root() { managerId }: PersonRecord, @Ctx() { people }: Context, @Fields() fields: Projection) {
    return people.employee(managerId, fields);
  }
}
