import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RowFilter } from '../../../src/authorization/rows.js';
import { Fields, MayChange } from '../../../src/authorization/type-graphql.js';
import type { Projection } from '../../../src/authorization/type-graphql.js';
import { PageArguments } from '../../../src/graphql/page-arguments.js';
import { bindingOf, readPage } from '../../../src/graphql/page.js';
import type { Context } from './context.js';
import type { PersonRecord } from './documents.js';
import { EmployeeFilter } from './employee-filter.js';
import { Direction, EmployeeOrder, EmployeeOrderField } from './employee-order.js';
import { Employee, EmployeeConnection } from './employee.js';
import { UpdateEmployeeInput } from './update-employee-input.js';
import { Authorized, Inherited, Reads, Subject, allOf, manager, other, self } from './words.js';
import type { Viewer } from './words.js';

@Resolver(() => Employee)
export class PeopleResolver {
  @Authorized('EMPLOYEE', 'HR')
  @Query(() => Employee, { nullable: true })
  employee(@Arg('id', () => ID) id: string, @Ctx() { people }: Context, @Fields() fields: Projection) {
    return people.byId(id, fields);
  }

  @Authorized('EMPLOYEE', 'HR')
  @Query(() => EmployeeConnection, { nullable: true })
  async employees(
    @Args() page: PageArguments,
    @Arg('filter', () => EmployeeFilter, { nullable: true }) filter: EmployeeFilter | null,
    @Arg('orderBy', () => EmployeeOrder, { nullable: true }) order: EmployeeOrder | null,
    @Ctx() { people, cursors }: Context,
    @Fields() fields: Projection<Viewer>,
  ) {
    const by = order ?? { field: EmployeeOrderField.NAME, direction: Direction.ASC };
    const binding = bindingOf('Query.employees', fields.viewer?.id, by.field, String(by.direction));
    return readPage(cursors, page, await people.listing(filter, by, binding, fields));
  }

  @Authorized('EMPLOYEE', 'HR')
  @Query(() => [Employee], { nullable: true })
  search(@Arg('text') text: string, @Ctx() { people }: Context, @Fields() fields: Projection) {
    return people.search(text, fields);
  }

  @Authorized('HR')
  @Reads('Employee.salary')
  @Query(() => Int, { nullable: true })
  meanSalary(@Ctx() { people }: Context) {
    return people.meanSalary();
  }

  @Inherited()
  @Reads('managerId')
  @FieldResolver(() => Employee, { nullable: true })
  manager(@Root() { managerId }: PersonRecord, @Ctx() { people }: Context, @Fields() fields: Projection) {
    return people.byId(managerId, fields);
  }

  @Authorized(self, manager, 'HR')
  @Subject(() => Employee, 'id')
  @Mutation(() => Employee, { nullable: true })
  async updateEmployee(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateEmployeeInput) { version, contact, ...input }: UpdateEmployeeInput,
    @Ctx() { people }: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    const changed = await people.update(id, version ?? null, rows, { ...input, ...contact });
    return changed ? (await people.byIds([id], fields))[0] : null;
  }

  @Authorized(allOf('HR', other))
  @Subject(() => Employee, 'ids')
  @Mutation(() => Int, { nullable: true })
  raiseSalaries(
    @Arg('ids', () => [ID]) ids: string[],
    @Arg('by', () => Int) by: number,
    @Ctx() { people }: Context,
    @MayChange() rows: RowFilter,
  ) {
    return people.raise(ids, by, rows);
  }
}
