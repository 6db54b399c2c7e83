import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Fields } from '../../authorization/type-graphql.js';
import type { Projection } from '../../authorization/projection.js';
import type { Context } from '../../context.js';
import { Authorized, Inherited, Reads } from '../../policy.js';
import { Department } from '../departments/department.type.js';
import { Employee } from '../employees/employee.type.js';
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
