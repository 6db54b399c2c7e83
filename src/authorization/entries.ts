// Entry rules: what a type demands of whoever is to meet its objects.
import { getNamedType, isAbstractType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLNamedType, GraphQLObjectType, GraphQLOutputType, GraphQLSchema } from 'graphql';
import { statedOn } from './extension.js';
import { isListed } from './kind.js';
import { membersOf } from './members.js';
import type { AnyOf } from './rule.js';
import { both, either, everyone, implies } from './rule.js';

/** The entry rules of one schema; each type's has to be added before any is asked for. */
export class Entries {
  /** Types whose objects only some may meet. */
  readonly byType = new Map<string, AnyOf>();
  readonly #schema: GraphQLSchema;
  #passed: ReadonlyMap<GraphQLNamedType, AnyOf> | undefined;

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
    this.#passed ??= this.#pass();
    return this.#demand(type, this.#passed);
  }

  /** The same for one member of an abstract type, once it is known which. */
  ofMember(member: GraphQLNamedType): AnyOf {
    this.#passed ??= this.#pass();
    const members = membersOf(this.#schema, member).map((type) => this.#ofObject(type, this.#passed!));
    return members.reduce(both, this.of(member));
  }

  #demand(type: GraphQLOutputType, passed: ReadonlyMap<GraphQLNamedType, AnyOf>): AnyOf {
    const named = getNamedType(type);
    const members = membersOf(this.#schema, named).map((member) => this.#ofObject(member, passed));
    if (!isAbstractType(named)) return members[0]!;
    return both(
      this.of(named),
      leavesOut(type) && members.length > 0 ? either(...members) : members.reduce(both, everyone),
    );
  }

  #ofObject(type: GraphQLNamedType, passed: ReadonlyMap<GraphQLNamedType, AnyOf>): AnyOf {
    return this.byType.get(type.name) ?? passed.get(type) ?? everyone;
  }

  /** What types without an entry rule pass on, by their non-null fields: in rounds, until no rule grows stricter. */
  #pass(): ReadonlyMap<GraphQLNamedType, AnyOf> {
    const passed = new Map<GraphQLNamedType, AnyOf>();
    const passing = Object.values(this.#schema.getTypeMap()).filter(
      (type): type is GraphQLObjectType =>
        isObjectType(type) && !this.byType.has(type.name) && !type.name.startsWith('__'),
    );
    for (let changed = true; changed;) {
      changed = false;
      for (const type of passing) {
        const demanded = Object.values(type.getFields())
          .filter((field) => isNonNullType(field.type) && !statedOn(field).signsIn)
          .map((field) => this.#demand(field.type, passed))
          .reduce(both, everyone);
        if (implies(passed.get(type) ?? everyone, demanded)) continue;
        passed.set(type, demanded);
        changed = true;
      }
    }
    return passed;
  }
}

/** Whether a field of this type can do without an object: one of a list, or a single one that may be null. */
export function leavesOut(type: GraphQLOutputType): boolean {
  return !isNonNullType(type) || isListed(type);
}
