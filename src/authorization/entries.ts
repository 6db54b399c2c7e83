// Entry rules: what a type demands of whoever is to meet its objects.
import { getNamedType, isAbstractType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLNamedType, GraphQLOutputType, GraphQLSchema } from 'graphql';
import { statedOn } from './extension.js';
import { isListed } from './kind.js';
import type { AnyOf } from './rule.js';
import { both, either, everyone, implies } from './rule.js';

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

  /**
   * What has to be fulfilled to meet whatever a field of this type leads to before the next nullable field. Members of
   * an abstract type that can be left out are demanded one of, all others all.
   */
  below(type: GraphQLOutputType): AnyOf {
    return this.#demand(getNamedType(type), leavesOut(type), new Set());
  }

  /** The same for one member of an abstract type, once it is known which. */
  ofMember(member: GraphQLNamedType): AnyOf {
    return this.#demand(member, false, new Set());
  }

  #demand(type: GraphQLNamedType, leaveOut: boolean, seen: ReadonlySet<GraphQLNamedType>): AnyOf {
    if (isAbstractType(type)) {
      const members = this.#schema.getPossibleTypes(type).map((member) => this.#demand(member, leaveOut, seen));
      return both(this.of(type), leaveOut && members.length > 0 ? either(...members) : members.reduce(both, everyone));
    }
    if (!isObjectType(type) || this.byType.has(type.name) || seen.has(type)) return this.of(type);
    return Object.values(type.getFields())
      .filter((field) => isNonNullType(field.type) && !statedOn(field).signsIn)
      .map((field) => this.#demand(getNamedType(field.type), leavesOut(field.type), new Set(seen).add(type)))
      .reduce(both, everyone);
  }
}

/** Whether a field of this type can do without an object: one of a list, or a single one that may be null. */
export function leavesOut(type: GraphQLOutputType): boolean {
  return !isNonNullType(type) || isListed(type);
}
