// What clients can ask of the list of employees, and in which order.
import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { tellsOf } from '../../database/list-order.js';
import type { Direction, Order } from '../../database/list-order.js';
import type { Query } from '../../database/query.js';
import type { ShapedQuery } from '../../authorization/authorization.js';
import { GraphQLDate, GraphQLSafeInt } from '../../graphql/scalars.js';
import { Authorized, Inherited, authorizeEnum } from '../../policy.js';
import { longest } from '../checked-input.js';
import { people, peopleOrders } from '../people/people.queries.js';
import type { PersonDocument } from '../people/person.document.js';
import { folded } from '../search/folding.js';

/** What a list of employees can be ordered by. */
export enum EmployeeOrderField {
  NAME = 'NAME',
  HIRED_ON = 'HIRED_ON',
  SALARY = 'SALARY',
}
registerEnumType(EmployeeOrderField, { name: 'EmployeeOrderField' });
authorizeEnum(EmployeeOrderField, { SALARY: { anyOf: ['HR'] } });

/** Which way. */
export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(OrderDirection, { name: 'OrderDirection' });

/** All that is given must hold. */
@InputType()
export class EmployeeFilter {
  @Inherited() @Field(() => String, { nullable: true }) nameStartsWith?: string | null;
  @Inherited() @Field(() => ID, { nullable: true }) departmentId?: string | null;
  @Inherited() @Field(() => ID, { nullable: true }) managerId?: string | null;
  @Inherited() @Field(() => String, { nullable: true }) jobTitle?: string | null;
  @Inherited() @Field(() => GraphQLDate, { nullable: true }) hiredAfter?: string | null;
  @Inherited() @Field(() => GraphQLDate, { nullable: true }) hiredBefore?: string | null;
  @Authorized('HR') @Field(() => GraphQLSafeInt, { nullable: true }) salaryAtLeast?: number | null;
  @Authorized('HR') @Field(() => GraphQLSafeInt, { nullable: true }) salaryAtMost?: number | null;
}

@Inherited()
@InputType()
export class EmployeeOrder {
  @Field(() => EmployeeOrderField, { defaultValue: EmployeeOrderField.NAME }) field!: EmployeeOrderField;
  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC }) direction!: OrderDirection;
}

const filterKeys = [
  'nameStartsWith', 'departmentId', 'managerId', 'jobTitle', 'hiredAfter', 'hiredBefore', 'salaryAtLeast', 'salaryAtMost',
] as const; // prettier-ignore

/** What each of them asks of an employee. */
export const employeeQuery: ShapedQuery = {
  type: 'Employee',
  asks: {
    ...people.asksOf('EmployeeFilter', filterKeys),
    'EmployeeOrderField.NAME': [tellsOf(peopleOrders.NAME(1))],
    'EmployeeOrderField.HIRED_ON': [tellsOf(peopleOrders.HIRED_ON(1))],
    'EmployeeOrderField.SALARY': [tellsOf(peopleOrders.SALARY(1))],
    'OrderDirection.ASC': [],
    'OrderDirection.DESC': [],
  },
};

/** The query that a filter asks. */
export function queryOf(filter: EmployeeFilter | null): Query<PersonDocument> {
  const { nameStartsWith, ...rest } = filter ?? {};
  const text = nameStartsWith ?? '';
  // No name is longer, and folding takes its time.
  if (text.length > longest.name) return people.where({ ids: [] });
  const start = folded(text);
  return people.sent(filterKeys, { ...rest, nameStartsWith: start === '' ? null : start });
}

/** The order that a client asks for: by name unless it says otherwise. */
export function orderOf(order: EmployeeOrder | null): Order<PersonDocument> {
  const direction: Direction = order?.direction === OrderDirection.DESC ? -1 : 1;
  return peopleOrders[order?.field ?? EmployeeOrderField.NAME](direction);
}
