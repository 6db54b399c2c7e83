import { GraphQLError, Kind, OperationTypeNode } from 'graphql';
import type { ASTVisitor, FieldNode, FragmentDefinitionNode, SelectionSetNode, ValidationContext } from 'graphql';

/**
 * A validation rule: an operation selects at most one of these mutations, so that it holds one guess of a secret. Counted
 * by response key, as the fields that are executed, with fragments expanded; `@skip` and `@include` change nothing.
 */
export function onePerOperation(names: ReadonlySet<string>): (context: ValidationContext) => ASTVisitor {
  return (context) => ({
    OperationDefinition(operation) {
      if (operation.operation !== OperationTypeNode.MUTATION) return false;
      const found = new Map<string, FieldNode>();
      collect(operation.selectionSet, names, context, new Set(), found);
      if (found.size > 1) {
        const message = `An operation may hold at most one of ${[...names].join(', ')}; this one holds ${found.size}.`;
        context.reportError(new GraphQLError(message, { nodes: [...found.values()] }));
      }
      return false;
    },
  });
}

function collect(
  { selections }: SelectionSetNode,
  names: ReadonlySet<string>,
  context: Pick<ValidationContext, 'getFragment'>,
  /** Each is expanded once: a cycle ends, and a fan-out costs nothing. */
  expanded: Set<FragmentDefinitionNode>,
  /** Response key → the first field with it. */
  found: Map<string, FieldNode>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      if (names.has(selection.name.value) && !found.has(key)) found.set(key, selection);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, names, context, expanded, found);
    } else {
      const fragment = context.getFragment(selection.name.value);
      if (!fragment || expanded.has(fragment)) continue;
      expanded.add(fragment);
      collect(fragment.selectionSet, names, context, expanded, found);
    }
  }
}
