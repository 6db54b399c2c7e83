import { getNullableType, isListType } from 'graphql';
import type { GraphQLType } from 'graphql';

/** The kind of a value that stands where it does not belong; never the value. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Whether a type is a list, null or not. */
export function isListed(type: GraphQLType): boolean {
  return isListType(getNullableType(type));
}
