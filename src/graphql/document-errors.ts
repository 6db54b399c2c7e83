// graphql-js explains a bad document with pieces of it: the string that stood where a number should be, a valid name
// close to a wrong one. A piece may be a password, and a name may be none of the client's business. So a message
// leaves only when it is one of the forms below, and with the literal taken out.
import { Kind } from 'graphql';
import type { ASTNode, GraphQLError } from 'graphql';

/** How much a message may tell. */
export interface Disclosure {
  /** True where introspection is off: a message then names nothing that the refused place did not name itself. */
  readonly concealSchema: boolean;
}

const literals = new Set<string>([
  Kind.INT, Kind.FLOAT, Kind.STRING, Kind.BOOLEAN, Kind.NULL, Kind.ENUM, Kind.LIST, Kind.OBJECT, Kind.OBJECT_FIELD,
]); // prettier-ignore

/** Forms that speak of names only, never of a value. */
const namesOnly = [
  /^Field "[\w.]+" of required type "[\w![\]]+" was not provided\.$/,
  /^Field "\w+" is not defined by type "\w+"\.$/,
  /^OneOf Input Object "\w+" must specify exactly one key\.$/,
  /^Field "[\w.]+" must be non-null\.$/,
];

/** Forms that end in a value; what they capture is the type that was expected. */
const beforeValue = [
  /^Expected value of type "([\w![\]]+)", found /,
  /^(Int|Float|String|Boolean|ID) cannot represent /,
  /^Enum "(\w+)" cannot represent /,
  /^Value "\w+" does not exist in "(\w+)" enum\./,
];

/** A syntax error's text without the token that stood in the wrong place. */
export function syntaxErrorText(message: string): string {
  const token = /^Syntax Error: (?:Expected (?:\w+|"[^"]{1,20}"), found|Unexpected) (?:<EOF>|"[^"]{1,3}"|\w+)/.exec(
    message,
  );
  if (token) return `${token[0]}.`;
  const plain = /^Syntax Error: [A-Z][\w ,]*/.exec(message);
  return plain ? `${plain[0]}.` : 'Syntax Error.';
}

/** A validation error's text without literals, without suggestions and, where the schema is concealed, without its names. */
export function validationErrorText(error: GraphQLError, disclosure: Disclosure): string {
  if (error.extensions['validationErrorCode'] === 'INTROSPECTION_DISABLED') return 'Introspection is off.';
  if (error.message.startsWith('Too many validation errors')) return 'Too many errors. Validation stopped.';
  // Fields that may overlap are compared in pairs, to a limit.
  if (error.message === 'Validation aborted.')
    return 'The document selects too much to be compared. Validation stopped.';
  const node = error.nodes?.[0];
  // Only a custom scalar reports without a place, and its text is made of the value.
  if (!node) return 'A value is not of the type that is expected.';
  const message = error.message.replace(/ ?Did you mean [^]*\?$/, '');
  const text = literals.has(node.kind) ? literalErrorText(message) : message;
  return disclosure.concealSchema ? withoutForeignNames(text, error.nodes ?? []) : text;
}

function literalErrorText(message: string): string {
  if (namesOnly.some((form) => form.test(message))) return message;
  for (const form of beforeValue) {
    const expected = form.exec(message)?.[1];
    if (expected) return `Expected a value of type "${expected}".`;
  }
  return 'A value is not of the type that is expected.';
}

function withoutForeignNames(text: string, nodes: readonly ASTNode[]): string {
  const own = new Set(nodes.flatMap(namesOf));
  return text.replace(/"[^"]*"/g, (quoted) => (own.has(quoted.slice(1, -1)) ? quoted : '"…"'));
}

function namesOf(node: ASTNode): string[] {
  const names: string[] = [];
  if ('name' in node && node.name) names.push(node.name.value, `@${node.name.value}`);
  if ('alias' in node && node.alias) names.push(node.alias.value);
  if ('variable' in node) names.push(`$${node.variable.name.value}`);
  if (node.kind === Kind.VARIABLE) names.push(`$${node.name.value}`);
  return names;
}
