import { isEnumType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { state } from '../extension.js';
import type { Gaps } from '../gap.js';
import type { EnumDeclaration } from './declaration.js';
import type { Storage } from './storage.js';

/** Places what was stated on values of enums; what nothing would enforce is a gap. */
export function placeEnums(
  schema: GraphQLSchema,
  storage: Storage,
  declarations: readonly EnumDeclaration[],
  gaps: Gaps,
): void {
  for (const { enumeration, value: name, stated } of declarations) {
    const typeName = storage.enumNameOf(enumeration);
    const where = typeName === undefined ? name : `${typeName}.${name}`;
    const type = typeName === undefined ? undefined : schema.getType(typeName);
    const value = isEnumType(type) ? type.getValue(name) : undefined;
    const rivals = declarations.filter((other) => other.enumeration === enumeration && other.value === name);
    if (typeName === undefined)
      gaps.add(where, 'states a rule on a value of an enum that is not registered; call registerEnumType first');
    else if (rivals.length > 1) gaps.add(where, 'states two rules; keep one');
    else if (value) state(value, { ...stated, where });
    else if (isEnumType(type))
      gaps.add(where, 'states a rule and is no value of the enum, so nothing would enforce it');
  }
}
