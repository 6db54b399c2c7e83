import { specifiedDirectives } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import type { NonEmptyArray } from 'type-graphql';
import { policyDirectives } from '../authorization/sdl/directives.js';

/**
 * The schema that the resolver classes declare, not guarded yet: `protect` has to follow. type-graphql enforces
 * nothing of ours; should its own @Authorized stand anywhere, its checker refuses all and `protect` names the place.
 */
export function declareSchema(resolvers: readonly NonNullable<unknown>[]): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: resolvers as unknown as NonEmptyArray<() => unknown>,
    authChecker: () => false,
    authMode: 'error',
    validate: false,
    directives: [...specifiedDirectives, ...policyDirectives],
  });
}
