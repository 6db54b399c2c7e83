import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../../src/graphql/connections.js';
import type { PersonRecord } from './documents.js';
import { Authorized, Inherited, Reads, allOf, chain, manager, other, self } from './words.js';

self.on<PersonRecord>('Employee', ({ viewer }) => ({ userId: viewer.id }));
other.on<PersonRecord>('Employee', ({ viewer }) => ({ userId: { ne: viewer.id } }));
manager.on<PersonRecord>('Employee', ({ facts }) => ({ managerId: { in: facts(chain) } }));

@Authorized('EMPLOYEE', 'HR')
@ObjectType()
export class Employee {
  @Inherited() @Field(() => ID) id!: string;
  @Inherited() @Field(() => Int) version!: number;
  @Inherited() @Field() name!: string;
  @Inherited() @Field() title!: string;
  @Authorized(self, manager, 'HR') @Field(() => Int, { nullable: true }) salary!: number | null;
  @Authorized(self, 'HR') @Field(() => String, { nullable: true }) phone!: string | null;
  @Authorized(self, 'HR') @Field(() => String, { nullable: true }) bankAccount!: string | null;
  @Authorized(allOf('HR', other)) @Field(() => String, { nullable: true }) notes!: string | null;

  /** Receives the salary and nothing else: a bank account that it reached for would show here. */
  @Authorized(self, manager, 'HR')
  @Reads('salary')
  @Field(() => String, { nullable: true })
  payBand(): string {
    return `${String(this.salary).length} digits, ${String(this.bankAccount)}`;
  }
}

@ObjectType()
export class EmployeeEdge extends edgeOf(() => Employee) {}

@ObjectType()
export class EmployeeConnection extends connectionOf(
  () => EmployeeEdge,
  () => Employee,
) {}
