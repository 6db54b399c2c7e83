import { Field, ID, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from '../../graphql/scalars.js';
import { Inherited, Reads, self } from '../../policy.js';

self.on('Session', ({ viewer }) => ({ userId: viewer.id }));

/** A session as its user sees it: neither its tokens nor its counter. */
@Inherited()
@ObjectType()
export class Session {
  @Field(() => ID) id!: string;
  @Field(() => GraphQLDateTime) createdAt!: Date;
  @Field(() => GraphQLDateTime) lastUsedAt!: Date;
  @Reads(['idleExpiresAt', 'expiresAt']) @Field(() => GraphQLDateTime) expiresAt!: Date;
  @Field(() => String, { nullable: true }) address!: string | null;
  @Field(() => String, { nullable: true }) userAgent!: string | null;
  @Field(() => Boolean) current!: boolean;
}
