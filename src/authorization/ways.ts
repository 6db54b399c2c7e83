// From a field to records: types with an entry rule are records, and types that lead to one are the way there, as
// connections, edges and payloads are.
import { getNamedType, isAbstractType, isObjectType } from 'graphql';
import type { GraphQLNamedType, GraphQLSchema } from 'graphql';

/** What lies between a field and the records that its answer is made of. */
export interface Reached {
  readonly leading: ReadonlySet<GraphQLNamedType>;
  /** Names of the records' types. Where a type leads to none, its objects are the records. */
  readonly records: ReadonlySet<string>;
}

/** The ways of one schema. */
export class Ways {
  readonly #schema: GraphQLSchema;
  readonly #entries: ReadonlyMap<string, unknown>;
  readonly #reached = new Map<GraphQLNamedType, Reached>();

  /** `entries`: the types that only some may meet. */
  constructor(schema: GraphQLSchema, entries: ReadonlyMap<string, unknown>) {
    this.#schema = schema;
    this.#entries = entries;
  }

  from(type: GraphQLNamedType): Reached {
    let reached = this.#reached.get(type);
    if (!reached) this.#reached.set(type, (reached = this.#find(type)));
    return reached;
  }

  /** Whether objects of the type are records, or lead to some. */
  leadsToRecords(type: GraphQLNamedType): boolean {
    return this.#visit(type, new Set(), new Set(), new Set());
  }

  #find(from: GraphQLNamedType): Reached {
    const leading = new Set<GraphQLNamedType>();
    const records = new Set<string>();
    this.#visit(from, new Set(), leading, records);
    for (const member of this.#membersOf(from)) if (!leading.has(member)) records.add(member.name);
    return { leading, records };
  }

  /** Whether it leads to records; notes what it finds. */
  #visit(
    type: GraphQLNamedType,
    seen: ReadonlySet<GraphQLNamedType>,
    leading: Set<GraphQLNamedType>,
    records: Set<string>,
  ): boolean {
    if (seen.has(type)) return false;
    const next = new Set(seen).add(type);
    const visit = (below: GraphQLNamedType): boolean => this.#visit(below, next, leading, records);
    if (isAbstractType(type)) return this.#membersOf(type).filter(visit).length > 0;
    if (!isObjectType(type)) return false;
    if (this.#entries.has(type.name)) {
      records.add(type.name);
      return true;
    }
    const ways = Object.values(type.getFields()).filter((field) => visit(getNamedType(field.type)));
    if (ways.length > 0) leading.add(type);
    return ways.length > 0;
  }

  #membersOf(type: GraphQLNamedType): readonly GraphQLNamedType[] {
    return isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
  }
}
