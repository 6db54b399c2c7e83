// Queries that clients shape, by filters, orders and texts to search for: what they ask of records is told by their
// answers, so nobody may ask for a key whose value they may not read.
import { getNamedType, isEnumType, isInputObjectType, isInterfaceType } from 'graphql';
import type { GraphQLEnumType, GraphQLInputObjectType, GraphQLNamedType, GraphQLSchema } from 'graphql';
import { statedOn } from './extension.js';
import type { Gaps } from './gap.js';
import type { Guard, Policy } from './guard.js';
import { sendableIn } from './inputs.js';
import type { Sendable } from './inputs.js';
import { membersOf } from './members.js';
import type { Reads } from './reads.js';

/**
 * What clients can ask of records of one type.
 *
 * @example
 * { type: 'Employee', asks: { 'EmployeeFilter.salaryAtLeast': ['salaryAmount'], 'OrderDirection.ASC': [] } }
 */
export interface ShapedQuery {
  /** An object type, or an interface or union: of its members those that have a key count. */
  readonly type: string;
  /** Argument, input field or value of an enum → the keys of the record that it asks for; none where it asks for none. */
  readonly asks: { readonly [coordinate: string]: readonly string[] };
}

/** Something that can be sent, and the fields that it can be sent to. */
interface Asking {
  readonly element: Sendable['element'];
  readonly sentTo: readonly Guard[];
}

/** Holds the queries of one schema against its rules. */
export class ShapedQueries {
  readonly #schema: GraphQLSchema;
  readonly #gaps: Gaps;
  readonly #reads: Reads;
  readonly #policy: Policy;
  readonly #asking: ReadonlyMap<string, Asking>;
  /** Coordinate → how many keys it asks for. */
  readonly #named = new Map<string, number>();

  constructor(schema: GraphQLSchema, gaps: Gaps, reads: Reads, policy: Policy) {
    this.#schema = schema;
    this.#gaps = gaps;
    this.#reads = reads;
    this.#policy = policy;
    this.#asking = askingIn(policy);
  }

  /**
   * Reports what is asked for by nobody's rule: names that the schema does not have, rules laxer than those of what is
   * asked for, and everything that shapes a query and is not named.
   */
  check(queries: readonly ShapedQuery[]): void {
    for (const query of queries) this.#checkQuery(query);
    for (const type of Object.values(this.#schema.getTypeMap())) {
      if (!isShape(type)) continue;
      const known = sendableMembers(type).some(({ coordinate }) => this.#named.has(coordinate));
      if (known || this.#shapesQuery(type)) this.#refuseUnnamed(type, new Set());
    }
  }

  #checkQuery({ type: typeName, asks }: ShapedQuery): void {
    const type = this.#schema.getType(typeName);
    const members = type ? membersOf(this.#schema, type).filter(({ name }) => this.#policy.guards.has(name)) : [];
    if (members.length === 0)
      this.#gaps.add(typeName, 'is queried, and is no type of the schema whose objects have fields');
    for (const [coordinate, keys] of Object.entries(asks)) {
      const asking = this.#asking.get(coordinate);
      this.#named.set(coordinate, (this.#named.get(coordinate) ?? 0) + keys.length);
      if (!asking)
        this.#gaps.add(coordinate, 'is asked with, and is nothing that can be sent to a field of the schema');
      else for (const key of keys) this.#checkKey(coordinate, asking, key, members, typeName);
    }
  }

  #checkKey(
    coordinate: string,
    asking: Asking,
    key: string,
    members: readonly GraphQLNamedType[],
    typeName: string,
  ): void {
    const names = members.map(({ name }) => name);
    if (names.every((name) => this.#reads.readersOf(name, key, this.#policy).length === 0)) {
      this.#gaps.add(
        coordinate,
        `asks for the key ${key}, which no field of ${typeName} reads: nothing says who may know it`,
      );
    }
    for (const sentTo of asking.sentTo) {
      // Whatever the query was written for, a field's answer tells of the records that it is made of.
      const told = new Set([...names, ...this.#policy.ways.from(getNamedType(sentTo.field.type)).records]);
      const readers = [...told].flatMap((name) => this.#reads.readersOf(name, key, this.#policy));
      for (const reader of readers) {
        if (!this.#isExempt(asking, reader))
          this.#reads.refuseLaxer(coordinate, asking.element, sentTo, reader, this.#policy);
      }
    }
  }

  /** By a reason in words, given beside the element for this very field or as its interface declares it. */
  #isExempt({ element }: Asking, { typeName, fieldName }: Guard): boolean {
    const { reads = [], laxer } = statedOn(element);
    if (laxer === undefined) return false;
    return reads.some((name) => {
      const [owner = '', field] = name.split('.');
      const type = this.#schema.getType(owner);
      const member = this.#schema.getType(typeName)!;
      return field === fieldName && !!type && (type === member || this.#isMember(type, member));
    });
  }

  #isMember(type: GraphQLNamedType, member: GraphQLNamedType): boolean {
    return isInterfaceType(type) && membersOf(this.#schema, type).includes(member);
  }

  /** Whether it can be sent to a field that only reads, by an argument that does not say it all. */
  #shapesQuery(type: GraphQLNamedType): boolean {
    const mutation = this.#schema.getMutationType()?.name;
    return [...this.#policy.guards].some(
      ([holder, guards]) =>
        holder !== mutation &&
        [...guards.values()].some(({ coordinate, field }) =>
          field.args.some(
            (arg) => getNamedType(arg.type) === type && !this.#saysAll(`${coordinate}(${arg.name}:)`, arg),
          ),
        ),
    );
  }

  /** Every member has to be named, or to consist of members that are. */
  #refuseUnnamed(type: Shape, seen: Set<GraphQLNamedType>): void {
    if (seen.has(type)) return;
    seen.add(type);
    for (const { coordinate, element } of sendableMembers(type)) {
      if (this.#saysAll(coordinate, element)) continue;
      const inner = shapeOf(element);
      if (inner) this.#refuseUnnamed(inner, seen);
      else
        this.#gaps.add(
          coordinate,
          'asks for nothing that is known; name it in queries with the keys of the record that it asks for, [] for none',
        );
    }
  }

  /**
   * Whether what is named of an element leaves no question of what it consists of: each field of an input speaks for itself,
   * and each value of an enum where its element names no key, or where one of them has a rule.
   */
  #saysAll(coordinate: string, element: Sendable['element']): boolean {
    const told = statedOn(element).reads?.length ?? 0;
    const keys = this.#named.get(coordinate);
    const inner = shapeOf(element);
    if (!inner) return keys !== undefined || told > 0;
    return isEnumType(inner) && (keys ?? 0) + told > 0 && inner.getValues().every((value) => !statedOn(value).rule);
  }
}

type Shape = GraphQLInputObjectType | GraphQLEnumType;

function shapeOf(element: Sendable['element']): Shape | undefined {
  const inner = 'type' in element ? getNamedType(element.type) : undefined;
  return inner && isShape(inner) ? inner : undefined;
}

function askingIn(policy: Policy): Map<string, Asking> {
  const asking = new Map<string, { element: Sendable['element']; sentTo: Guard[] }>();
  for (const guard of [...policy.guards.values()].flatMap((guards) => [...guards.values()])) {
    for (const { coordinate, element } of sendableIn(guard.coordinate, guard.field.args)) {
      const known = asking.get(coordinate);
      if (known) known.sentTo.push(guard);
      else asking.set(coordinate, { element, sentTo: [guard] });
    }
  }
  return asking;
}

function isShape(type: GraphQLNamedType): type is Shape {
  return (isInputObjectType(type) || isEnumType(type)) && !type.name.startsWith('__');
}

function sendableMembers(type: Shape): Sendable[] {
  const elements: readonly (Sendable['element'] & { readonly name: string })[] = isEnumType(type)
    ? type.getValues()
    : Object.values(type.getFields());
  return elements.map((element) => ({ coordinate: `${type.name}.${element.name}`, element }));
}
