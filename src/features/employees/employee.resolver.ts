import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Fields, MayChange } from '../../authorization/type-graphql.js';
import type { RowFilter } from '../../authorization/rows.js';
import type { Projection } from '../../authorization/projection.js';
import type { Context } from '../../context.js';
import type { Viewer } from '../../identity/viewer.js';
import { bindingOf, readPage } from '../../graphql/page.js';
import { PageArguments } from '../../graphql/page-arguments.js';
import { Authorized, Inherited, Reads, Subject, manager, self } from '../../policy.js';
import { checkInput } from '../checked-input.js';
import { changePerson } from '../people/change-person.js';
import { createPerson } from '../people/create-person.js';
import type { PersonRecord } from '../people/person.document.js';
import { CreateEmployeeInput, UpdateEmployeeInput, employeeChange, newEmployee } from './employee.inputs.js';
import { EmployeeFilter, EmployeeOrder, orderOf, queryOf } from './employee.filter.js';
import { Employee, EmployeeConnection } from './employee.type.js';

/** Employees, and what leads from them to others. */
@Resolver(() => Employee)
export class EmployeeResolver {
  @Authorized('EMPLOYEE', 'HR', 'AUDITOR')
  @Query(() => Employee, { nullable: true })
  employee(@Arg('id', () => ID) id: string, @Ctx() { people }: Context, @Fields() fields: Projection) {
    return people.employee(id, fields);
  }

  @Authorized('EMPLOYEE', 'HR', 'AUDITOR')
  @Query(() => EmployeeConnection, { nullable: true })
  employees(
    @Args() page: PageArguments,
    @Arg('filter', () => EmployeeFilter, { nullable: true }) filter: EmployeeFilter | null,
    @Arg('orderBy', () => EmployeeOrder, { nullable: true }) orderBy: EmployeeOrder | null,
    @Ctx() { people, cursors }: Context,
    @Fields() fields: Projection<Viewer>,
  ) {
    const [query, order] = [queryOf(filter), orderOf(orderBy)];
    const binding = bindingOf('Query.employees', fields.viewer?.id, JSON.stringify([query.filter, order]));
    return readPage(cursors, page, people.employees(query, order, binding, fields));
  }

  @Authorized('HR')
  @Mutation(() => Employee, { nullable: true })
  createEmployee(
    @Arg('input', () => CreateEmployeeInput) input: CreateEmployeeInput,
    @Ctx() context: Context,
    @Fields() fields: Projection,
  ) {
    return createPerson('EMPLOYEE', checkInput(newEmployee, input, 'input'), fields, context);
  }

  @Authorized(self, manager, 'HR')
  @Subject(() => Employee, 'id')
  @Mutation(() => Employee, { nullable: true })
  updateEmployee(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateEmployeeInput) input: UpdateEmployeeInput,
    @Ctx() context: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    const { version, ...change } = checkInput(employeeChange, input, 'input');
    return changePerson({ id, kind: 'EMPLOYEE', version, rows }, change, fields, context);
  }

  @Inherited()
  @Reads('id')
  @FieldResolver(() => EmployeeConnection, { nullable: true })
  reports(
    @Root() { id }: PersonRecord,
    @Args() page: PageArguments,
    @Ctx() { people, cursors }: Context,
    @Fields() fields: Projection<Viewer>,
  ) {
    const binding = bindingOf('Employee.reports', fields.viewer?.id, id);
    return readPage(cursors, page, people.reportsOf(id, binding, fields));
  }
}
