// Directives by which a rule could be written that nobody reads (CVE-2025-64347): ours under another name, and others
// under the names of ours.
import { Kind } from 'graphql';
import type { ConstDirectiveNode, ConstValueNode, GraphQLDirective, GraphQLSchema } from 'graphql';
import { policyDirectives } from './directives.js';
import type { Gap } from '../gap.js';

/** What is misleading in the schema's definitions and imports; nothing of single members. */
export function misleadingDirectives(schema: GraphQLSchema): Gap[] {
  return [...schema.getDirectives().flatMap(misdefined), ...linksOf(schema).flatMap(renamed)];
}

function misdefined(directive: GraphQLDirective): Gap[] {
  const where = `@${directive.name}`;
  const own = policyDirectives.find(({ name }) => name === directive.name);
  if (own) {
    if (signatureOf(own) === signatureOf(directive)) return [];
    return [{ where, what: 'is defined otherwise than in policyTypeDefs; use that definition' }];
  }
  // A list of lists of words under this name is a rule, as no other directive takes one by chance.
  if (!directive.args.some(({ name, type }) => name === 'anyOf' && String(type) === '[[String!]!]!')) return [];
  return [{ where, what: 'takes the words of a rule, and nobody reads it; write @authorized or @visible' }];
}

/** All that can be written with a directive, in no order. */
function signatureOf({ args, locations, isRepeatable }: GraphQLDirective): string {
  const taken = args.map(({ name, type, defaultValue }) => `${name}: ${String(type)} = ${String(defaultValue)}`);
  return JSON.stringify([taken.sort(), [...locations].sort(), isRepeatable]);
}

/** Imports of the schema, as federation writes them: `@link(import: [{ name: "@a", as: "@b" }])`. */
function linksOf(schema: GraphQLSchema): ConstDirectiveNode[] {
  return [schema.astNode, ...schema.extensionASTNodes]
    .flatMap((node) => node?.directives ?? [])
    .filter(({ name }) => name.value === 'link');
}

function renamed({ arguments: args = [] }: ConstDirectiveNode): Gap[] {
  const imports = args.find(({ name }) => name.value === 'import')?.value;
  return elementsOf(imports).flatMap((element) => {
    const [name, as] = [textOf(element, 'name'), textOf(element, 'as')];
    if (as === undefined || as === name || !policyDirectives.some((directive) => `@${directive.name}` === name))
      return [];
    return [{ where: 'schema', what: `imports ${name} as ${as}, which nobody reads; import it under its own name` }];
  });
}

function elementsOf(list: ConstValueNode | undefined): readonly ConstValueNode[] {
  return list?.kind === Kind.LIST ? list.values : list ? [list] : [];
}

function textOf(value: ConstValueNode, field: string): string | undefined {
  const found = value.kind === Kind.OBJECT ? value.fields.find(({ name }) => name.value === field)?.value : undefined;
  return found?.kind === Kind.STRING ? found.value : undefined;
}
