// type-graphql on Apollo Server: `Authorized` comes from the policy, and nothing else of the classes has changed.
import 'reflect-metadata';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { Arg, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver, buildSchema } from 'type-graphql';
import { change, contextOf, people } from './company.js';
import type { ChangeArguments, Context, Person } from './company.js';
import { Inherited, Public, protect, self } from './policy.js';
import { Authorized } from './policy.js';

@Authorized('signedIn')
@ObjectType()
class Employee {
  @Inherited() @Field(() => String) name!: string;
  @Authorized('HR', self) @Field(() => Int, { nullable: true }) salary!: number | null;
}

@Inherited()
@InputType()
class Change {
  @Field(() => ID) id!: string;
  @Field(() => String, { nullable: true }) name?: string | null;
  @Authorized('HR') @Field(() => Int, { nullable: true }) salary?: number | null;
}

@Resolver()
class EmployeeResolver {
  @Authorized('signedIn')
  @Query(() => [Employee], { nullable: true })
  employees(): readonly Person[] {
    return people;
  }

  @Public() @Query(() => String) version(): string {
    return '1';
  }

  @Authorized('signedIn')
  @Mutation(() => Employee, { nullable: true })
  change(@Arg('input', () => Change) input: Change): Person | null {
    return change({ input } satisfies ChangeArguments);
  }
}

const schema = protect(await buildSchema({ resolvers: [EmployeeResolver], validate: false }));
const server = new ApolloServer<Context>({ schema, includeStacktraceInErrorResponses: false });
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async ({ req }) => contextOf(req.headers.authorization),
});
console.log(`Ready on ${url}`);
