import { getOperationAST, Kind, OperationTypeNode, parse } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';
import { parseOptions, tooManyBytes } from '../graphql/limits/document-size.js';

const sessionFields = new Set(['login', 'refresh', 'logout', '__typename']);

/**
 * Whether a request body is one that a client must be able to send with an expired token in its header: the selected
 * operation is a mutation of `login`, `refresh`, `logout` and `__typename` only, fragments expanded.
 *
 * Refuses whatever it cannot tell: a document that does not parse or is too large to be parsed, an operation that
 * `operationName` does not select, a fragment that is missing or contains itself.
 */
export function isSessionOperation(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  const { query, operationName } = body as { query?: unknown; operationName?: unknown };
  if (typeof query !== 'string') return false;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return false;
  const document = parsed(query);
  const operation = document && getOperationAST(document, operationName);
  if (!operation || operation.operation !== OperationTypeNode.MUTATION) return false;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return selectsOnlySessionFields(operation.selectionSet, fragments, new Map());
}

function parsed(query: string): DocumentNode | undefined {
  if (tooManyBytes(query) !== undefined) return undefined;
  try {
    return parse(query, { ...parseOptions, noLocation: true });
  } catch {
    return undefined;
  }
}

function selectsOnlySessionFields(
  selections: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  /** Open while being expanded: meeting it again is a cycle. Each is expanded once, so a fan-out costs nothing. */
  seen: Map<string, 'open' | 'expanded'>,
): boolean {
  return selections.selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return sessionFields.has(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return selectsOnlySessionFields(selection.selectionSet, fragments, seen);
    const name = selection.name.value;
    const fragment = fragments.get(name);
    if (!fragment || seen.get(name) === 'open') return false;
    if (seen.get(name) === 'expanded') return true;
    seen.set(name, 'open');
    const only = selectsOnlySessionFields(fragment.selectionSet, fragments, seen);
    seen.set(name, 'expanded');
    return only;
  });
}
