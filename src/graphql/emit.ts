// The SDL with every rule as a directive: what `schema/schema.graphql` holds and reviews read.
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, lexicographicSortSchema } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { statedOn } from '../authorization/extension.js';
import type { Element } from '../authorization/extension.js';
import { nameOf } from '../authorization/rule.js';
import type { AnyOf, Rule } from '../authorization/rule.js';

/** The schema's SDL in alphabetical order, ending with a line break. */
export function emitSchema(schema: GraphQLSchema): string {
  const sorted = lexicographicSortSchema(schema);
  for (const type of Object.values(sorted.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
      show(type);
      for (const field of Object.values<Element & { args?: readonly Element[] }>(type.getFields())) {
        show(field, statedOn(type).rule);
        for (const arg of field.args ?? []) show(arg);
      }
    } else if (isEnumType(type)) for (const value of type.getValues()) show(value);
  }
  return `${printSchemaWithDirectives(sorted)}\n`;
}

/** A field does not repeat what its type says for all of its fields. */
function show(element: Element, ofType?: Rule): void {
  const { rule, visible, audited, subject, reads = [], laxer } = statedOn(element);
  const own = rule?.kind === 'authorized' || rule?.kind !== ofType?.kind ? rule : undefined;
  const told = laxer !== undefined || reads.some((name) => name.includes('.'));
  const directives = {
    ...(own && directiveOf(own)),
    ...(visible?.kind === 'authorized' && { visible: { anyOf: namesOf(visible.anyOf) } }),
    ...(subject && { subject }),
    ...(told && { reads: { names: reads, ...(laxer !== undefined && { laxer }) } }),
    ...(audited && { audited: {} }),
  };
  element.extensions = { ...element.extensions, directives };
}

function directiveOf(rule: Rule): { [name: string]: object } {
  return rule.kind === 'authorized' ? { authorized: { anyOf: namesOf(rule.anyOf) } } : { [rule.kind]: {} };
}

/** A clause of one word stands as the word alone: GraphQL reads it as a list of one. */
function namesOf(anyOf: AnyOf): (string | string[])[] {
  return anyOf.map((clause) => {
    const names = clause.map(nameOf);
    return names.length === 1 ? names[0]! : names;
  });
}
