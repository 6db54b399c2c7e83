// What computed fields are made of, and what filters, orders and totals tell of: a laxer rule than that of what is read
// needs a written exemption.
import { getNamedType, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { Entries } from './entries.js';
import { statedOn, whereStated } from './extension.js';
import type { Element } from './extension.js';
import type { Gaps } from './gap.js';
import type { Composite, Field, Guard, Policy } from './guard.js';
import { sendableIn } from './inputs.js';
import type { AnyOf } from './rule.js';
import { both, demands, everyone, format, implies, relationsIn } from './rule.js';
import type { Ways } from './ways.js';

/** The keys that a field's resolver receives; `undefined` where it states none and receives the whole record. */
export function keysRead(type: Composite, field: Field, seen: ReadonlySet<string> = new Set()): string[] | undefined {
  const { reads } = statedOn(field);
  return (
    reads && [
      ...new Set(
        reads.filter(isOwn).flatMap((name) => {
          const other = name === field.name || seen.has(name) ? undefined : type.getFields()[name];
          return other ? (keysRead(type, other, new Set(seen).add(field.name)) ?? [name]) : [name];
        }),
      ),
    ]
  );
}

/** Looks for laxer rules in one schema. */
export class Reads {
  readonly #schema: GraphQLSchema;
  readonly #gaps: Gaps;
  readonly #entries: Entries;
  readonly #ways: Ways;

  constructor(schema: GraphQLSchema, gaps: Gaps, entries: Entries, ways: Ways) {
    this.#schema = schema;
    this.#gaps = gaps;
    this.#entries = entries;
    this.#ways = ways;
  }

  check(policy: Policy): void {
    for (const type of Object.values(this.#schema.getTypeMap())) {
      if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('__')) continue;
      for (const field of Object.values(type.getFields())) {
        const guard = policy.guards.get(type.name)!.get(field.name)!;
        this.#checkField(type, field, guard, policy);
        const coordinate = guard.coordinate;
        for (const { coordinate: sent, element } of sendableIn(coordinate, field.args)) {
          const { rule } = statedOn(element);
          const held = both(this.#held(type, guard), rule ? demands(rule) : everyone);
          this.#checkAgainst(element, whereStated(element, sent), held, undefined, policy);
        }
      }
    }
  }

  #checkField(type: Composite, field: Field, guard: Guard, policy: Policy): void {
    const { reads, laxer } = statedOn(field);
    if (!reads) return;
    const where = whereStated(field, guard.coordinate);
    const held = this.#held(type, guard);
    this.#checkAgainst(field, where, held, type, policy);
    // Fields that lead to other records use a key to find them.
    if (laxer !== undefined || this.#ways.leadsToRecords(getNamedType(field.type))) return;
    const keys = new Set(keysRead(type, field)?.filter((key) => key !== 'id'));
    for (const other of Object.values(type.getFields())) {
      if (other === field || this.#ways.leadsToRecords(getNamedType(other.type))) continue;
      if (!(keysRead(type, other) ?? [other.name]).some((key) => keys.has(key))) continue;
      this.#compare(where, held, policy.guards.get(type.name)!.get(other.name)!, true);
    }
  }

  /** Coordinates, and for a field also names of fields beside it. */
  #checkAgainst(
    element: Readonly<Element>,
    where: string,
    held: AnyOf,
    own: Composite | undefined,
    policy: Policy,
  ): void {
    const { reads = [], laxer } = statedOn(element);
    if (laxer !== undefined && reads.length === 0)
      this.#gaps.add(where, 'gives a reason to be laxer than what it reads, and reads nothing; remove it');
    for (const name of reads) {
      if (isOwn(name) && own) {
        const beside = policy.guards.get(own.name)!.get(name);
        if (beside && laxer === undefined) this.#compare(where, held, beside, true);
        continue;
      }
      const [typeName = '', fieldName = ''] = name.split('.');
      const target = policy.guards.get(typeName)?.get(fieldName);
      if (!target) {
        this.#gaps.add(where, `reads ${name}, which is no field of the schema; write Type.field`);
      } else if (laxer === undefined) this.#compare(where, held, target, typeName === own?.name);
    }
  }

  /** On other records than its own a relation does not mean the same: only roles and conditions count there. */
  #compare(where: string, held: AnyOf, target: Guard, sameRecord: boolean): void {
    const type = this.#schema.getType(target.typeName) as Composite;
    const whole = this.#held(type, target);
    const demanded = sameRecord ? whole : whole.filter((clause) => relationsIn([clause]).size === 0);
    if (implies(held, demanded)) return;
    this.#gaps.add(
      where,
      `is laxer than ${target.coordinate}, which it tells of (${format(demanded)}); demand as much, or give a reason: laxer: '…'`,
    );
  }

  #held(type: Composite, guard: Guard): AnyOf {
    return both(this.#entries.of(type), guard.anyOf);
  }
}

function isOwn(name: string): boolean {
  return !name.includes('.');
}
