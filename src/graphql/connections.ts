// Relay connections (https://relay.dev/graphql/connections.htm): what all of them have in common. Whoever was given a
// connection may read it; the entry rule of its nodes is decided where the connection is returned.
import { Extensions, Field, Int, ObjectType } from 'type-graphql';
import type { ClassType } from 'type-graphql';
import { stating } from '../authorization/extension.js';
import { countLimit } from './page.js';
import type { Page } from './page.js';

type TypeThunk = () => ClassType | NonNullable<unknown>;

const inherited = stating({ rule: { kind: 'inherited' } });

/** Relay's PageInfo. */
@ObjectType()
@Extensions(inherited)
export class PageInfo {
  @Field(() => Boolean) hasNextPage!: boolean;
  @Field(() => Boolean) hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true }) startCursor!: string | null;
  @Field(() => String, { nullable: true }) endCursor!: string | null;
}

/** The base of an edge class. */
export function edgeOf(node: TypeThunk) {
  @ObjectType()
  @Extensions(inherited)
  abstract class Edge {
    @Field(() => String) cursor!: string;
    @Field(node as () => ClassType) node!: unknown;
  }
  return Edge;
}

/** The base of a connection class; a `Page` is what resolvers return for it. */
export function connectionOf(edge: TypeThunk, node: TypeThunk) {
  @ObjectType()
  @Extensions(inherited)
  abstract class Connection {
    @Field(() => [edge()] as [ClassType]) edges!: readonly unknown[];
    @Field(() => [node()] as [ClassType]) nodes!: readonly unknown[];
    @Field(() => PageInfo) pageInfo!: Page<unknown>['pageInfo'];
    count!: Page<unknown>['count'];

    @Field(() => Int, {
      nullable: true,
      description: `The rows that this viewer can page through with this filter; null above ${countLimit.toLocaleString('en')}.`,
    })
    async totalCount(): Promise<number | null> {
      const count = await this.count();
      return count > countLimit ? null : count;
    }
  }
  return Connection;
}
