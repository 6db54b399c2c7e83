import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { Fields } from '../../authorization/type-graphql.js';
import type { Projection } from '../../authorization/projection.js';
import type { Context } from '../../context.js';
import type { Viewer } from '../../identity/viewer.js';
import { bindingOf, readPage } from '../../graphql/page.js';
import { PageArguments } from '../../graphql/page-arguments.js';
import { Authorized, Inherited, Reads } from '../../policy.js';
import { Employee } from '../employees/employee.type.js';
import { anyKind } from '../people/people.repository.js';
import { PersonConnection } from '../people/person.connection.js';
import type { DepartmentRecord } from './department.repository.js';
import { Department } from './department.type.js';

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
    return people.count({ kind: anyKind, departmentId: id });
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
    return readPage(cursors, page, people.listing({ kind: anyKind, departmentId: id }, binding, fields));
  }
}
