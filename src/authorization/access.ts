// Every coordinate of the schema as questions: what has to hold for a viewer to use it, whichever way leads to it.
import {
  getNamedType, isEnumType, isInterfaceType, isObjectType,
} from 'graphql'; // prettier-ignore
import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import { Entries } from './entries.js';
import { demandedBy } from './extension.js';
import type { Composite, Field, Policy } from './guard.js';
import { sendableIn } from './inputs.js';
import type { AnyOf } from './rule.js';
import { membersOf } from './members.js';
import type { Question } from './scope.js';

/** One way to a coordinate: all of its questions have to be answered with yes, on one record where any depends on one. */
export interface Way {
  readonly questions: readonly Question[];
  /** The type of that record. */
  readonly recordType: string;
}

/** The ways to every coordinate of one schema: types with an entry, fields, arguments, input fields, enum values. */
export class Access {
  readonly #schema: GraphQLSchema;
  readonly #policy: Policy;
  readonly #entries: Entries;
  readonly #ways = new Map<string, Way[]>();

  constructor(schema: GraphQLSchema, policy: Policy) {
    this.#schema = schema;
    this.#policy = policy;
    this.#entries = new Entries(schema);
    for (const [name, entry] of policy.entries) this.#entries.byType.set(name, entry);
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__')) continue;
      if (isObjectType(type) || isInterfaceType(type)) this.#addType(type);
    }
  }

  /** All coordinates, in the schema's order. */
  get coordinates(): readonly string[] {
    return [...this.#ways.keys()];
  }

  /** Any of these; none for a coordinate that is not there. */
  waysTo(coordinate: string): readonly Way[] {
    return this.#ways.get(coordinate) ?? [];
  }

  #addType(type: Composite): void {
    const roots: unknown[] = [this.#schema.getQueryType(), this.#schema.getMutationType()];
    const members = membersOf(this.#schema, type);
    if (!roots.includes(type)) this.#add(type.name, ...members.map((member) => this.#meeting(member)));
    for (const field of Object.values(type.getFields())) {
      const ways = members.map((member) => this.#reading(member, roots.includes(type), field));
      this.#add(`${type.name}.${field.name}`, ...ways);
      for (const { coordinate, element } of sendableIn(`${type.name}.${field.name}`, field.args)) {
        this.#add(coordinate, ...ways.map((way) => withRule(way, coordinate, demandedBy(element))));
      }
      const result = getNamedType(field.type);
      if (isEnumType(result))
        for (const value of result.getValues()) this.#add(`${result.name}.${value.name}`, ...ways);
    }
  }

  /** Meeting an object: its type's entry, and being among the records that exist for the viewer. */
  #meeting({ name }: GraphQLNamedType): Way {
    const type = this.#schema.getType(name)!;
    const visible = this.#policy.visible.get(name);
    const entry: Question = { coordinate: name, anyOf: this.#entries.ofMember(type), recordType: name };
    return { recordType: name, questions: [entry, ...(visible ? [visible] : [])] };
  }

  #reading(type: GraphQLNamedType, root: boolean, field: Field): Way {
    const guard = this.#policy.guards.get(type.name)!.get(field.name)!;
    if (!root) return { recordType: type.name, questions: [...this.#meeting(type).questions, guard] };
    const visible = guard.on === 'subject' ? this.#policy.visible.get(guard.recordType) : undefined;
    return { recordType: guard.recordType, questions: [guard, ...(visible ? [visible] : [])] };
  }

  #add(coordinate: string, ...ways: readonly Way[]): void {
    this.#ways.set(coordinate, [...(this.#ways.get(coordinate) ?? []), ...ways]);
  }
}

function withRule(way: Way, coordinate: string, anyOf: AnyOf): Way {
  return { ...way, questions: [...way.questions, { coordinate, anyOf, recordType: way.recordType }] };
}
