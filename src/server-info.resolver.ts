import { createRequire } from 'node:module';
import { Field, ObjectType, Query, Resolver } from 'type-graphql';
import { Public } from './policy.js';

// By its own name, so that it is found from every build folder.
const { version } = createRequire(import.meta.url)('claimcheck/package.json') as { version: string };

/** What anyone may know of the server. */
@Public()
@ObjectType()
export class ServerInfo {
  @Field(() => String) name!: string;
  @Field(() => String) version!: string;
}

/** Answers `serverInfo`. */
@Resolver()
export class ServerInfoResolver {
  @Public()
  @Query(() => ServerInfo)
  serverInfo(): ServerInfo {
    return { name: 'claimcheck', version };
  }
}
