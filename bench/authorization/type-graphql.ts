import 'reflect-metadata';
import { Arg, Authorized, Field, Int, ObjectType, Query, Resolver, buildSchema } from 'type-graphql';
import type { ClassType } from 'type-graphql';
import { guardedFields, openFields, owns, rowsOf } from './rows.js';
import type { Context, Row } from './rows.js';
import { onGraphqlJs } from './subject.js';
import type { Subject } from './subject.js';

/** type-graphql's own @Authorized, in its default mode: a refused field is an error. */
export async function asTypeGraphql(): Promise<Subject> {
  const row = rowClass('Row', ['HR']);
  const owned = rowClass('OwnedRow', ['HR', 'owner']);

  @Resolver()
  class Rows {
    @Authorized('EMPLOYEE')
    @Query(() => [row], { nullable: true })
    rows(@Arg('count', () => Int) count: number): readonly Row[] {
      return rowsOf(undefined, { count });
    }

    @Authorized('EMPLOYEE')
    @Query(() => [owned], { nullable: true })
    owned(@Arg('count', () => Int) count: number): readonly Row[] {
      return rowsOf(undefined, { count });
    }
  }

  const schema = await buildSchema({
    resolvers: [Rows],
    validate: false,
    authChecker: ({ root, context }: { root: Row; context: Context }, words: string[]) =>
      words.some((word) => (word === 'owner' ? owns(context, root) : context.viewer.roles.includes(word))),
  });
  return onGraphqlJs('type-graphql', schema);
}

function rowClass(name: string, words: string[]): ClassType {
  @ObjectType(name)
  class RowClass {}
  for (const field of openFields) Field(() => String, { nullable: true })(RowClass.prototype, field);
  for (const field of guardedFields) {
    Field(() => String, { nullable: true })(RowClass.prototype, field);
    Authorized(words)(RowClass.prototype, field);
  }
  return RowClass;
}
