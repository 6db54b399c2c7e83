import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Fields, MayChange } from '../../authorization/type-graphql.js';
import type { RowFilter } from '../../authorization/rows.js';
import type { Projection } from '../../authorization/projection.js';
import type { Context } from '../../context.js';
import type { Viewer } from '../../identity/viewer.js';
import { bindingOf, readPage } from '../../graphql/page.js';
import { PageArguments } from '../../graphql/page-arguments.js';
import { Authorized, Inherited, Reads, Subject } from '../../policy.js';
import { checkInput } from '../checked-input.js';
import { Employee } from '../employees/employee.type.js';
import { money } from '../money.type.js';
import { PersonConnection } from '../people/person.connection.js';
import type { DepartmentRecord } from './department.repository.js';
import { changeDepartment, createDepartment } from './change-department.js';
import { CreateDepartmentInput, UpdateDepartmentInput, departmentChange, newDepartment } from './department.inputs.js';
import { Department, SalaryStatistics } from './department.type.js';

/** Departments, and what leads from them to people. */
@Resolver(() => Department)
export class DepartmentResolver {
  @Authorized('EMPLOYEE', 'HR', 'AUDITOR')
  @Query(() => Department, { nullable: true })
  department(@Arg('id', () => ID) id: string, @Ctx() { departments }: Context, @Fields() fields: Projection) {
    return departments.byId(id, fields);
  }

  @Authorized('EMPLOYEE', 'HR', 'AUDITOR')
  @Query(() => [Department], { nullable: true, description: 'At most 200.' })
  departments(@Ctx() { departments }: Context, @Fields() fields: Projection) {
    return departments.all(fields);
  }

  @Authorized('HR')
  @Mutation(() => Department, { nullable: true })
  createDepartment(
    @Arg('input', () => CreateDepartmentInput) input: CreateDepartmentInput,
    @Ctx() context: Context,
    @Fields() fields: Projection,
  ) {
    return createDepartment(checkInput(newDepartment, input, 'input'), fields, context);
  }

  @Authorized('HR')
  @Subject(() => Department, 'id')
  @Mutation(() => Department, { nullable: true })
  updateDepartment(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateDepartmentInput) input: UpdateDepartmentInput,
    @Ctx() context: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    const { version, ...change } = checkInput(departmentChange, input, 'input');
    return changeDepartment({ id, version, rows }, change, fields, context);
  }

  @Inherited()
  @Reads('headId')
  @FieldResolver(() => Employee, { nullable: true })
  head(@Root() { headId }: DepartmentRecord, @Ctx() { people }: Context, @Fields() fields: Projection) {
    return people.employee(headId, fields);
  }

  @Inherited()
  @Reads('id')
  @FieldResolver(() => Int, { nullable: true })
  headcount(@Root() { id }: DepartmentRecord, @Ctx() { people }: Context) {
    return people.headcount(id);
  }

  @Inherited()
  @Reads('id')
  @FieldResolver(() => PersonConnection, { nullable: true })
  members(
    @Root() { id }: DepartmentRecord,
    @Args() page: PageArguments,
    @Ctx() { people, cursors }: Context,
    @Fields() fields: Projection<Viewer>,
  ) {
    const binding = bindingOf('Department.members', fields.viewer?.id, id);
    return readPage(cursors, page, people.membersOf(id, binding, fields));
  }

  @Authorized('HR')
  @Reads('id')
  @FieldResolver(() => SalaryStatistics, {
    nullable: true,
    description: 'Of the employees who work here and whose salary is known; null without any.',
  })
  async salaryStatistics(@Root() { id }: DepartmentRecord, @Ctx() context: Context) {
    const salaries = await context.people.salaries(id);
    if (!salaries) return null;
    const amounts = [salaries.mean, salaries.median].map(Math.round);
    const [mean, median] = amounts.map((amount) => money(amount, context));
    return { count: salaries.count, mean, median };
  }
}
