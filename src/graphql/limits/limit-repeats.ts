import { GraphQLError, Kind, visit } from 'graphql';
import type { ASTVisitor, DocumentNode, FieldNode, ValidationContext } from 'graphql';
import { mostRepeats } from './limits.js';

/**
 * A validation rule: no field with selections of its own stands in a document more than `mostRepeats` times, by response
 * key. The other rules see nothing of a document that breaks it.
 */
export function limitRepeats(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const repeated = mostRepeated(document);
      if (!repeated || repeated.count <= mostRepeats) return undefined;
      const message = `The document is too large: one field ${repeated.count} times (at most ${mostRepeats}).`;
      context.reportError(new GraphQLError(message, { nodes: repeated.first }));
      // The visit goes on with this one, so that nothing is compared.
      return { ...document, definitions: [] };
    },
  };
}

interface Repeated {
  readonly first: FieldNode;
  count: number;
}

function mostRepeated(document: DocumentNode): Repeated | undefined {
  const found = new Map<string, Repeated>();
  visit(document, {
    Field(field) {
      if (!field.selectionSet) return;
      const key = field.alias?.value ?? field.name.value;
      const known = found.get(key);
      if (known) known.count += 1;
      else found.set(key, { first: field, count: 1 });
    },
    [Kind.VARIABLE_DEFINITION]: () => false,
    [Kind.ARGUMENT]: () => false,
    [Kind.DIRECTIVE]: () => false,
  });
  return [...found.values()].sort((a, b) => b.count - a.count)[0];
}
