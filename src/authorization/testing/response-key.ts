import { GraphQLNonNull, GraphQLString } from 'graphql';
import type { GraphQLCompositeType, GraphQLField } from 'graphql';

/** `__typename`, which no type lists. */
export const typenameField: GraphQLField<unknown, unknown> = {
  name: '__typename',
  type: new GraphQLNonNull(GraphQLString),
  args: [],
  description: undefined,
  deprecationReason: undefined,
  extensions: {},
  astNode: undefined,
};

/** Choices of response keys beside the field's own name. */
export const keyChoices = 36;

const short = ['a', 'b', 'c', 'd', 'e', 'f'];
/** Keys that code may take for something else. */
const peculiar = ['id', '__proto__', 'constructor', 'toString', 'then', 'cursor'];

/** The response key for a choice: 0 is the field's own name, others are aliases, also such that name another field. */
export function keyOf(type: GraphQLCompositeType, own: string, choice: number): string {
  if (choice === 0) return own;
  const fields = 'getFields' in type ? Object.keys(type.getFields()) : short;
  const names = [short, fields, fields, peculiar, short, fields][choice % 6]!;
  return names[Math.floor(choice / 6) % names.length]!;
}
