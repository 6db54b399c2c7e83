// Rules that one field states soundly and that the schema around it makes impossible to keep.
import { getNamedType, isAbstractType, isInterfaceType, isListType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import { statedOn, whereStated } from './extension.js';
import type { Gaps } from './gap.js';
import type { Composite, Field, Policy } from './guard.js';
import type { AnyOf } from './rule.js';
import { relationsIn } from './rule.js';

/** Reports each such rule of one schema as a gap. */
export class FieldChecks {
  readonly #schema: GraphQLSchema;
  readonly #gaps: Gaps;

  constructor(schema: GraphQLSchema, gaps: Gaps) {
    this.#schema = schema;
    this.#gaps = gaps;
  }

  /** Each relation has a filter for every record that it may have to decide on, and a moment to decide. */
  relations(type: Composite, field: Field, root: boolean, where: string, own: AnyOf): void {
    const relations = relationsIn(own);
    if (relations.size === 0) return;
    if (type === this.#schema.getMutationType()) {
      this.#gaps.add(
        where,
        'a relation on a mutation has to be decided before the write, which this version cannot; name roles or conditions',
      );
      return;
    }
    const result = getNamedType(field.type);
    if (root && (!isObjectType(result) || hasList(field))) {
      this.#gaps.add(
        where,
        'a relation on a query is decided on the one record that it returns; return one object, or name roles or conditions',
      );
      return;
    }
    for (const relation of relations) {
      for (const { name } of this.#membersOf(root ? result : type)) {
        if (relation.filterFor(name)) continue;
        this.#gaps.add(
          where,
          `the relation ${relation.name} has no filter for ${name}; write ${relation.name}.on('${name}', …)`,
        );
      }
    }
  }

  /** Whoever was just signed in is one person, and only a mutation's own payload can name them. */
  signIn(type: Composite, field: Field, root: boolean, where: string): void {
    if (root || isInterfaceType(type)) {
      this.#gaps.add(
        where,
        "a user is signed in by a field of a mutation's payload, an object type; state @SignsIn(…) there",
      );
      return;
    }
    if (hasList(field)) this.#gaps.add(where, 'signs one user in and cannot be a list');
    for (const holder of Object.values(this.#schema.getTypeMap())) {
      if (!isObjectType(holder) && !isInterfaceType(holder)) continue;
      for (const way of Object.values(holder.getFields())) {
        if (!this.#membersOf(getNamedType(way.type)).includes(type)) continue;
        if (holder === this.#schema.getMutationType() && !hasList(way)) continue;
        this.#gaps.add(
          `${holder.name}.${way.name}`,
          `returns ${type.name}, which signs a user in; only a mutation may, and not a list of them`,
        );
      }
    }
  }

  /** A mutation is refused whole, so it has to be nullable where its result holds anything that may be refused. */
  mutations(policy: Policy): void {
    const mutation = this.#schema.getMutationType();
    for (const field of Object.values(mutation?.getFields() ?? {})) {
      const refusable = isNonNullType(field.type) ? this.#refusableBelow(field, policy) : undefined;
      if (!refusable) continue;
      const where = whereStated(field, `${mutation!.name}.${field.name}`);
      this.#gaps.add(
        where,
        `is refused whole to whoever selects ${refusable} and may not read it, and is non-null; make it nullable`,
      );
    }
  }

  #refusableBelow(field: Field, policy: Policy): string | undefined {
    const reached = new Set<GraphQLNamedType>(this.#membersOf(getNamedType(field.type)));
    for (const type of reached) {
      if (!isObjectType(type)) continue;
      for (const below of Object.values(type.getFields())) {
        if (statedOn(below).signsIn) continue;
        const guard = policy.guards.get(type.name)?.get(below.name);
        if (guard && !guard.open) return guard.coordinate;
        for (const member of this.#membersOf(getNamedType(below.type))) reached.add(member);
      }
    }
    return undefined;
  }

  /** The types that objects of this type can have. */
  #membersOf(type: GraphQLNamedType): readonly GraphQLNamedType[] {
    return isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
  }
}

function hasList(field: Field): boolean {
  return isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
}
