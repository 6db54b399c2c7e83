// What an operation selects below a field, as coordinates: fragments expanded, @skip and @include applied, an
// abstract type as each of its members. Each selection set is visited once a type, so repeated fragments cost nothing.
import {
  GraphQLIncludeDirective,
  Kind,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';
import type {
  FieldNode, FragmentDefinitionNode, GraphQLNamedType, GraphQLObjectType, GraphQLSchema, SelectionNode, SelectionSetNode,
} from 'graphql'; // prettier-ignore

/** The part of `GraphQLResolveInfo` that tells what was asked. */
export interface Asked {
  readonly schema: GraphQLSchema;
  readonly fragments: { readonly [name: string]: FragmentDefinitionNode };
  readonly variableValues: { readonly [name: string]: unknown };
}

/** Called for each coordinate selected. Returns whether to go on below it. */
export type Visit = (type: GraphQLObjectType, fieldName: string, node: FieldNode) => boolean;

/** Visits what the nodes of one field select in objects of its type, and below. `__typename` is not a coordinate. */
export function walkSelections(asked: Asked, type: GraphQLNamedType, nodes: readonly FieldNode[], visit: Visit): void {
  const seen = new Map<SelectionSetNode, Set<GraphQLObjectType>>();

  function enterAll(target: GraphQLNamedType, selectionSet: SelectionSetNode): void {
    if (isAbstractType(target)) for (const member of asked.schema.getPossibleTypes(target)) enter(member, selectionSet);
    else if (isObjectType(target)) enter(target, selectionSet);
  }

  function enter(target: GraphQLObjectType, selectionSet: SelectionSetNode): void {
    const types = seen.get(selectionSet) ?? new Set();
    if (types.has(target)) return;
    seen.set(selectionSet, types.add(target));
    for (const selection of selectionSet.selections) {
      if (isIncluded(selection, asked.variableValues)) select(target, selection);
    }
  }

  function select(target: GraphQLObjectType, selection: SelectionNode): void {
    if (selection.kind === Kind.FIELD) {
      const field = target.getFields()[selection.name.value];
      if (!field || !visit(target, field.name, selection) || !selection.selectionSet) return;
      enterAll(getNamedType(field.type), selection.selectionSet);
      return;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : asked.fragments[selection.name.value];
    if (!fragment) return;
    if (fragment.typeCondition && !applies(fragment.typeCondition.name.value, target)) return;
    enter(target, fragment.selectionSet);
  }

  function applies(condition: string, target: GraphQLObjectType): boolean {
    const type = asked.schema.getType(condition);
    return type === target || (isAbstractType(type) && asked.schema.isSubType(type, target));
  }

  for (const node of nodes) {
    if (node.selectionSet) enterAll(type, node.selectionSet);
  }
}

function isIncluded(node: SelectionNode, variables: Asked['variableValues']): boolean {
  if (!node.directives || node.directives.length === 0) return true;
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false
  );
}
