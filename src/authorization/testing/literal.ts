import { getNullableType, isEnumType, isInputObjectType, isListType } from 'graphql';
import type { GraphQLInputType } from 'graphql';

/** A value as it stands in a document: names for enums and fields, JSON's own notation for the rest. */
export function literalOf(value: unknown, type?: GraphQLInputType): string {
  const nullable = type && getNullableType(type);
  if (Array.isArray(value)) {
    const items = isListType(nullable) ? nullable.ofType : undefined;
    return `[${value.map((item) => literalOf(item, items)).join(', ')}]`;
  }
  if (isListType(nullable) && value !== null) return literalOf(value, nullable.ofType);
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(nullable) ? nullable.getFields() : {};
    return `{ ${Object.entries(value)
      .map(([name, each]) => `${name}: ${literalOf(each, fields[name]?.type)}`)
      .join(', ')} }`;
  }
  return isEnumType(nullable) && typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value)
    ? value
    : JSON.stringify(value);
}
