// What computed fields are made of, and what filters, orders and totals tell of: a laxer rule than that of what is read
// needs a written exemption.
import { getNamedType, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { Entries } from './entries.js';
import { demandedBy, statedOn, whereStated } from './extension.js';
import type { Element } from './extension.js';
import type { Gaps } from './gap.js';
import type { Composite, Field, Guard, Policy } from './guard.js';
import { sendableIn } from './inputs.js';
import type { AnyOf } from './rule.js';
import { both, everyone, format, implies, relationsIn } from './rule.js';
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
          const held = both(this.#held(type, guard), demandedBy(element));
          this.#checkAgainst(element, whereStated(element, sent), held, guard, policy);
        }
      }
    }
  }

  /**
   * The fields that say who may know a key of a type's records: the one of its name, or else those that read it. Fields
   * that lead to other records use a key to find them, and count where nothing else reads it.
   */
  readersOf(typeName: string, key: string, { guards }: Policy): readonly Guard[] {
    const reading = [...(guards.get(typeName)?.values() ?? [])].filter(({ reads, fieldName }) =>
      (reads ?? [fieldName]).includes(key),
    );
    const named = reading.filter(({ fieldName, field }) => fieldName === key && statedOn(field).laxer === undefined);
    if (named.length > 0) return named;
    const plain = reading.filter(({ field }) => !this.#ways.leadsToRecords(getNamedType(field.type)));
    return plain.length > 0 ? plain : reading;
  }

  /** Reports an element that is sent to a field if its rule is laxer than that of another field, of which it tells. */
  refuseLaxer(where: string, element: Readonly<Element>, sentTo: Guard, target: Guard, policy: Policy): void {
    const holder = this.#schema.getType(sentTo.typeName) as Composite;
    const held = both(this.#held(holder, sentTo), demandedBy(element));
    const tellsOfVisible = sentTo.visible.some(({ recordType }) => recordType === target.typeName);
    this.#compare(where, held, this.#ofAllRecords(target, policy, tellsOfVisible), target.coordinate);
  }

  #checkField(type: Composite, field: Field, guard: Guard, policy: Policy): void {
    const { reads, laxer } = statedOn(field);
    const where = whereStated(field, guard.coordinate);
    const held = this.#held(type, guard);
    this.#checkAgainst(field, where, held, guard, policy, type);
    // Fields that lead to other records use a key to find them.
    if (!reads || laxer !== undefined || this.#ways.leadsToRecords(getNamedType(field.type))) return;
    const keys = new Set(ownKeys(type, field));
    for (const other of Object.values(type.getFields())) {
      if (other === field || this.#ways.leadsToRecords(getNamedType(other.type))) continue;
      if (ownKeys(type, other).some((key) => keys.has(key)))
        this.#compare(
          where,
          held,
          this.#held(type, policy.guards.get(type.name)!.get(other.name)!),
          `${type.name}.${other.name}`,
        );
    }
  }

  /** Coordinates, and for a field also names of fields beside it. */
  #checkAgainst(
    element: Readonly<Element>,
    where: string,
    held: AnyOf,
    { visible }: Guard,
    policy: Policy,
    own?: Composite,
  ): void {
    const { reads = [], laxer } = statedOn(element);
    if (laxer !== undefined && reads.length === 0)
      this.#gaps.add(where, 'gives a reason to be laxer than what it reads, and reads nothing; remove it');
    for (const name of reads) {
      if (isOwn(name) && own) {
        const beside = policy.guards.get(own.name)!.get(name);
        if (beside && laxer === undefined) this.#compare(where, held, this.#held(own, beside), beside.coordinate);
        continue;
      }
      const [typeName = '', fieldName = ''] = name.split('.');
      const target = policy.guards.get(typeName)?.get(fieldName);
      if (!target) {
        this.#gaps.add(where, `reads ${name}, which is no field of the schema; write Type.field`);
      } else if (laxer === undefined) {
        const tellsOfVisible = visible.some(({ recordType }) => recordType === typeName);
        this.#compare(where, held, this.#ofAllRecords(target, policy, tellsOfVisible), name);
      }
    }
  }

  /**
   * What has to hold to be told of a type's records as such: roles and conditions only, as a relation allows single ones;
   * and all of them have to be visible, unless the answer is made of those that are.
   */
  #ofAllRecords(target: Guard, { visible }: Policy, tellsOfVisible: boolean): AnyOf {
    const type = this.#schema.getType(target.typeName) as Composite;
    const met = tellsOfVisible ? everyone : (visible.get(type.name)?.anyOf ?? everyone);
    return both(this.#held(type, target), met).filter((clause) => relationsIn([clause]).size === 0);
  }

  #compare(where: string, held: AnyOf, demanded: AnyOf, coordinate: string): void {
    if (implies(held, demanded)) return;
    this.#gaps.add(
      where,
      `is laxer than ${coordinate}, which it tells of (${format(demanded)}); demand as much, or give a reason: laxer: '…'`,
    );
  }

  #held(type: Composite, guard: Guard): AnyOf {
    return both(this.#entries.of(type), guard.anyOf);
  }
}

/** Keys of the record that are no field of their own; `id` finds records, and tells nothing. */
function ownKeys(type: Composite, field: Field): string[] {
  const { reads = [] } = statedOn(field);
  return reads.filter((name) => isOwn(name) && name !== 'id' && (name === field.name || !type.getFields()[name]));
}

function isOwn(name: string): boolean {
  return !name.includes('.');
}
