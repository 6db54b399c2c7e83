// Rules that one field states soundly and that the schema around it makes impossible to keep.
import { getNamedType, isInterfaceType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import { statedOn, whereStated } from './extension.js';
import type { Gaps } from './gap.js';
import type { Composite, Field, Guard, Policy } from './guard.js';
import { relationsSent } from './input-rules.js';
import { isListed } from './kind.js';
import { membersOf } from './members.js';
import type { AnyOf } from './rule.js';
import { relationsIn } from './rule.js';
import type { Question } from './scope.js';

/** Reports each such rule of one schema as a gap. */
export class FieldChecks {
  readonly #schema: GraphQLSchema;
  readonly #gaps: Gaps;

  constructor(schema: GraphQLSchema, gaps: Gaps) {
    this.#schema = schema;
    this.#gaps = gaps;
  }

  /** Each relation has a filter for every record that it may have to decide on, and a moment to decide. */
  relations(type: Composite, field: Field, guard: Guard, where: string, own: AnyOf): void {
    const sent = relationsSent(guard.inputs ?? new Map<object, Question>());
    if (relationsIn(own).size === 0 && sent.length === 0) return;
    const mutation = type === this.#schema.getMutationType();
    if (mutation && !guard.subject) {
      this.#gaps.add(
        where,
        "names a relation, which is decided on a record before it is changed; say which: @Subject(() => Type, 'id')",
      );
      return;
    }
    if (guard.on === 'result') {
      for (const { coordinate } of sent) {
        this.#gaps.add(
          coordinate,
          `names a relation, and ${guard.coordinate} has no record yet when it is sent; name roles or conditions`,
        );
      }
      const result = getNamedType(field.type);
      if (relationsIn(own).size > 0 && (!isObjectType(result) || isListed(field.type))) {
        this.#gaps.add(
          where,
          'a relation on a query is decided on the one record that it returns; return one object, or name roles or conditions',
        );
        return;
      }
    }
    const record = this.#schema.getType(guard.recordType);
    if (!record) return;
    // A mutation's subject is not known to be of one member when its write is filtered.
    const types = guard.on === 'subject' ? [record] : membersOf(this.#schema, record);
    this.filters(types, where, own);
    if (guard.on !== 'result') for (const { anyOf, coordinate } of sent) this.filters(types, coordinate, anyOf);
  }

  /** Every relation of a rule means something for each of these types of records. */
  filters(types: readonly GraphQLNamedType[], where: string, rule: AnyOf): void {
    for (const relation of relationsIn(rule)) {
      for (const { name } of types) {
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
    if (isListed(field.type)) this.#gaps.add(where, 'signs one user in and cannot be a list');
    for (const holder of Object.values(this.#schema.getTypeMap())) {
      if (!isObjectType(holder) && !isInterfaceType(holder)) continue;
      for (const way of Object.values(holder.getFields())) {
        if (!membersOf(this.#schema, getNamedType(way.type)).includes(type)) continue;
        if (holder === this.#schema.getMutationType() && !isListed(way.type)) continue;
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
    const reached = new Set<GraphQLNamedType>(membersOf(this.#schema, getNamedType(field.type)));
    for (const type of reached) {
      if (!isObjectType(type)) continue;
      for (const below of Object.values(type.getFields())) {
        if (statedOn(below).signsIn) continue;
        const guard = policy.guards.get(type.name)?.get(below.name);
        if (guard && (!guard.open || guard.inputs)) return guard.coordinate;
        for (const member of membersOf(this.#schema, getNamedType(below.type))) reached.add(member);
      }
    }
    return undefined;
  }
}
