import { isAbstractType } from 'graphql';
import type { GraphQLNamedType, GraphQLSchema } from 'graphql';

/** The types that objects of this type can have: of an abstract type its members, of any other itself. */
export function membersOf(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLNamedType[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
}
