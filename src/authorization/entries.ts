// Entry rules: what a type demands of whoever is to meet its objects.
import { getNamedType, isAbstractType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import { statedOn } from './extension.js';
import type { AnyOf } from './rule.js';
import { both, everyone, implies } from './rule.js';

/** The entry rules of one schema; each type's has to be added before any is asked for. */
export class Entries {
  /** Types whose objects only some may meet. */
  readonly byType = new Map<string, AnyOf>();
  readonly #schema: GraphQLSchema;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  add(type: GraphQLNamedType, entry: AnyOf): void {
    if (!implies(everyone, entry)) this.byType.set(type.name, entry);
  }

  /** What everyone who holds an object of the type has fulfilled. */
  of(type: GraphQLNamedType): AnyOf {
    return this.byType.get(type.name) ?? everyone;
  }

  /** What has to be fulfilled to meet whatever a field of this type leads to before the next nullable field. */
  below(type: GraphQLNamedType): AnyOf {
    const reached = new Set([type]);
    for (const at of reached) {
      if (isAbstractType(at)) for (const member of this.#schema.getPossibleTypes(at)) reached.add(member);
      if (!isObjectType(at) || this.byType.has(at.name)) continue;
      for (const field of Object.values(at.getFields())) {
        if (isNonNullType(field.type) && !statedOn(field).signsIn) reached.add(getNamedType(field.type));
      }
    }
    return [...reached].map((at) => this.of(at)).reduce(both, everyone);
  }
}
