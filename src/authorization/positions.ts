// Rules in positions that this version does not enforce. A rule that nobody keeps is a gap, never silence.
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import type { Element } from './extension.js';
import { flawsOn, statedOn, whereStated } from './extension.js';
import type { Gaps } from './gap.js';

/** Reports every statement on arguments, inputs, enums, unions and scalars. */
export function refuseUnguardedPositions(schema: GraphQLSchema, gaps: Gaps): void {
  for (const type of Object.values(schema.getTypeMap())) {
    for (const [coordinate, element] of unguardedIn(type)) {
      if (Object.keys(statedOn(element)).length === 0 && flawsOn(element).length === 0) continue;
      gaps.add(whereStated(element, coordinate), 'states a rule where this version enforces none; remove it');
    }
  }
}

function unguardedIn(type: GraphQLNamedType): [coordinate: string, element: Readonly<Element>][] {
  if (isObjectType(type) || isInterfaceType(type)) {
    return Object.values(type.getFields()).flatMap((field) =>
      field.args.map((arg): [string, Readonly<Element>] => [`${type.name}.${field.name}(${arg.name}:)`, arg]),
    );
  }
  const members = isInputObjectType(type) ? Object.values(type.getFields()) : isEnumType(type) ? type.getValues() : [];
  return [
    [type.name, type],
    ...members.map((member): [string, Readonly<Element>] => [`${type.name}.${member.name}`, member]),
  ];
}
