import { GraphQLError, Kind, visit } from 'graphql';
import type { ASTVisitor, DocumentNode, FieldNode, ValidationContext } from 'graphql';

/** Fields with selections and one response key, in a whole document. */
const mostRepeats = 50;

/**
 * A validation rule: no field with selections of its own stands in a document more than 50 times, by response key.
 * graphql-js compares each of them with each, and what is below with what is below: 250 take a tenth of a second.
 *
 * What breaks this rule is not looked at by the others, but for those that look at the document alone.
 */
export function limitRepeats(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const repeated = mostRepeated(document);
      if (!repeated || repeated.count <= mostRepeats) return undefined;
      const message = `The document is too large: one field ${repeated.count} times (at most ${mostRepeats}).`;
      context.reportError(new GraphQLError(message, { nodes: repeated.first }));
      // The visitor goes on with this one.
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
