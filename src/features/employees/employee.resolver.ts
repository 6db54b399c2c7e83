import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Fields } from '../../authorization/type-graphql.js';
import type { Projection } from '../../authorization/projection.js';
import type { Context } from '../../context.js';
import type { Viewer } from '../../identity/viewer.js';
import { bindingOf, readPage } from '../../graphql/page.js';
import { PageArguments } from '../../graphql/page-arguments.js';
import { Authorized, Inherited, Reads } from '../../policy.js';
import type { PersonRecord } from '../people/person.document.js';
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
  employees(@Args() page: PageArguments, @Ctx() { people, cursors }: Context, @Fields() fields: Projection<Viewer>) {
    const binding = bindingOf('Query.employees', fields.viewer?.id);
    return readPage(cursors, page, people.listing({ kind: 'EMPLOYEE' }, binding, fields));
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
    return readPage(cursors, page, people.listing({ kind: 'EMPLOYEE', managerId: id }, binding, fields));
  }
}
