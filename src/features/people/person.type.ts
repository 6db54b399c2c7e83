import { Field, ID, InterfaceType } from 'type-graphql';
import { GraphQLDate } from '../../graphql/scalars.js';
import { Authorized, Inherited, self } from '../../policy.js';
import type { PersonRecord } from './person.document.js';

const typeNames: ReadonlyMap<unknown, string> = new Map([
  ['EMPLOYEE', 'Employee'],
  ['CONTRACTOR', 'Contractor'],
]);

/** Whoever stands in the directory, with the words beside what all of them have. */
@Authorized('EMPLOYEE', 'HR', 'AUDITOR')
@InterfaceType({ resolveType: ({ kind }: PersonRecord) => typeNames.get(kind) })
export abstract class Person {
  @Inherited() @Field(() => ID) id!: string;
  @Inherited() @Field(() => String) name!: string;
  @Inherited() @Field(() => String, { nullable: true }) email!: string | null;
  @Inherited() @Field(() => String, { nullable: true }) phone!: string | null;
  @Authorized(self, 'HR') @Field(() => String, { nullable: true }) personalEmail!: string | null;
  @Authorized(self, 'HR') @Field(() => String, { nullable: true }) homeAddress!: string | null;
  @Authorized(self, 'HR') @Field(() => GraphQLDate, { nullable: true }) birthDate!: string | null;
}
