// How often what is below a field runs, as far as the schema and the arguments tell it.
import { Kind, isInterfaceType, isListType, isObjectType, isNonNullType } from 'graphql';
import type { FieldNode, GraphQLField, GraphQLNamedType, GraphQLOutputType } from 'graphql';
import { askedSize } from '../page-sizes.js';
import { pageSize } from '../page.js';

/** Rows of a list that says nothing of its length. */
const unknownLength = 20;

/** The values of an operation's variables; says so when one decides a page size. */
export interface Sizes {
  readonly variables: Readonly<Record<string, unknown>>;
  varied: boolean;
}

/** Whether a field holds the rows of a page: `edges` or `nodes` of a type of Relay's form that is named …Connection. */
export function isRowsOf(parent: GraphQLNamedType, { name, type }: GraphQLField<unknown, unknown>): boolean {
  if (name !== 'edges' && name !== 'nodes') return false;
  if (!(isObjectType(parent) || isInterfaceType(parent)) || !parent.name.endsWith('Connection')) return false;
  return 'pageInfo' in parent.getFields() && listLevels(type) > 0;
}

/** Rows of the connection that a field returns: its `first`, or 20 where it takes none. */
export function rowsOf(field: FieldNode, definition: GraphQLField<unknown, unknown>, sizes: Sizes): number {
  const argument = definition.args.find(({ name }) => name === 'first');
  if (!argument) return unknownLength;
  const value = field.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (value?.kind === Kind.VARIABLE) sizes.varied = true;
  const asked = value && askedSize(value, sizes.variables);
  const size = asked ?? (typeof argument.defaultValue === 'number' ? argument.defaultValue : pageSize.default);
  // Sizes below 1 are refused elsewhere; here they must not make anything free.
  return Math.max(1, size);
}

/** Items of what a field returns: 1 without a list, else 20 for each level, or its `first` where that is more. */
export function itemsOf(field: FieldNode, definition: GraphQLField<unknown, unknown>, sizes: Sizes): number {
  const levels = listLevels(definition.type);
  return levels === 0 ? 1 : Math.max(unknownLength ** levels, rowsOf(field, definition, sizes));
}

function listLevels(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return listLevels(type.ofType);
  return isListType(type) ? 1 + listLevels(type.ofType) : 0;
}
