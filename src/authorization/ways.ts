// From a field to records: types with an entry rule or a visibility are records, and types that lead to one are the way
// there, as connections, edges and payloads are.
import { getNamedType, isObjectType } from 'graphql';
import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import { membersOf } from './members.js';

/** What lies between a field and the records that its answer is made of. */
export interface Reached {
  readonly leading: ReadonlySet<GraphQLNamedType>;
  /** Names of the records' types. Where a type leads to none, its objects are the records; a scalar is none. */
  readonly records: ReadonlySet<string>;
}

/** The ways of one schema. */
export class Ways {
  readonly #schema: GraphQLSchema;
  readonly #isRecord: (type: GraphQLNamedType) => boolean;
  readonly #reached = new Map<GraphQLNamedType, Reached>();
  #leading: ReadonlySet<GraphQLNamedType> | undefined;

  constructor(schema: GraphQLSchema, isRecord: (type: GraphQLNamedType) => boolean) {
    this.#schema = schema;
    this.#isRecord = isRecord;
  }

  from(type: GraphQLNamedType): Reached {
    let reached = this.#reached.get(type);
    if (!reached) this.#reached.set(type, (reached = this.#find(type)));
    return reached;
  }

  /** Whether objects of the type are records, or lead to some. */
  leadsToRecords(type: GraphQLNamedType): boolean {
    return membersOf(this.#schema, type).some((member) => this.#isRecord(member) || this.#allLeading().has(member));
  }

  #find(from: GraphQLNamedType): Reached {
    const leading = new Set<GraphQLNamedType>();
    const records = new Set<string>();
    const next = new Set(membersOf(this.#schema, from));
    for (const member of next) if (isObjectType(member) && !this.#allLeading().has(member)) records.add(member.name);
    for (const type of next) {
      if (this.#isRecord(type)) records.add(type.name);
      if (!this.#allLeading().has(type)) continue;
      leading.add(type);
      for (const below of this.#belowOf(type)) next.add(below);
    }
    return { leading, records };
  }

  /** Types that are no records and lead to some: worked out backwards, in rounds, until nothing is added. */
  #allLeading(): ReadonlySet<GraphQLNamedType> {
    if (this.#leading) return this.#leading;
    const leading = new Set<GraphQLNamedType>();
    const candidates = Object.values(this.#schema.getTypeMap()).filter(
      (type) => isObjectType(type) && !this.#isRecord(type),
    );
    for (let before = -1; before !== leading.size;) {
      before = leading.size;
      for (const type of candidates) {
        if (this.#belowOf(type).some((below) => this.#isRecord(below) || leading.has(below))) leading.add(type);
      }
    }
    return (this.#leading = leading);
  }

  #belowOf(type: GraphQLNamedType): readonly GraphQLNamedType[] {
    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
    return fields.flatMap((field) => membersOf(this.#schema, getNamedType(field.type)));
  }
}
