import { Field, InputType, registerEnumType } from 'type-graphql';
import { Inherited, authorizeEnum } from './words.js';

/** The stored key by which is ordered. */
export enum EmployeeOrderField {
  NAME = 'name',
  SALARY = 'salary',
}
registerEnumType(EmployeeOrderField, { name: 'EmployeeOrderField' });
authorizeEnum(EmployeeOrderField, { SALARY: { anyOf: ['HR'], reads: 'Employee.salary' } });

export enum Direction {
  ASC = 1,
  DESC = -1,
}
registerEnumType(Direction, { name: 'Direction' });

@Inherited()
@InputType()
export class EmployeeOrder {
  @Field(() => EmployeeOrderField, { defaultValue: EmployeeOrderField.NAME }) field!: EmployeeOrderField;
  @Field(() => Direction, { defaultValue: Direction.ASC }) direction!: Direction;
}
