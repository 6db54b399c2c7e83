// Which record a mutation is about: what the schema states of it, and whether it can be kept.
import {
  GraphQLID, getNullableType, isInputObjectType, isInterfaceType, isListType, isNonNullType, isObjectType,
} from 'graphql'; // prettier-ignore
import type { GraphQLInputType, GraphQLSchema } from 'graphql';
import { statedOn } from './extension.js';
import type { Gaps } from './gap.js';
import type { Composite, Field, SubjectPath } from './guard.js';

/** Reads subjects of one schema. */
export class Subjects {
  readonly #schema: GraphQLSchema;
  readonly #gaps: Gaps;
  readonly #readable: ReadonlySet<string>;

  /** `readable`: types whose records can be read by id, to tell apart why nothing was changed. */
  constructor(schema: GraphQLSchema, gaps: Gaps, readable: ReadonlySet<string>) {
    this.#schema = schema;
    this.#gaps = gaps;
    this.#readable = readable;
  }

  /** The subject that the field states; every flaw of it is a gap. */
  of(type: Composite, field: Field, where: string): SubjectPath | undefined {
    const { subject } = statedOn(field);
    if (!subject) return undefined;
    if (type !== this.#schema.getMutationType()) {
      this.#gaps.add(where, 'is no mutation: a subject is the record that a mutation changes; remove @Subject(…)');
      return undefined;
    }
    const record = this.#schema.getType(subject.type);
    if (!isObjectType(record) && !isInterfaceType(record)) {
      this.#gaps.add(where, `names ${subject.type} as its subject, which is no object or interface type of the schema`);
    } else if (!this.#readable.has(subject.type)) {
      this.#gaps.add(
        where,
        `names ${subject.type} as its subject, whose records nobody can read by id; give protect() a reader for it in records`,
      );
    }
    const hidden =
      isInterfaceType(record) && this.#schema.getPossibleTypes(record).find((type) => statedOn(type).visible);
    if (hidden) {
      this.#gaps.add(
        where,
        `names ${subject.type} as its subject, and @Visible(…) of ${hidden.name} tells apart which of its records there are; name the object type`,
      );
    }
    const id = subject.id.split('.');
    if (!this.#leadsToId(field, id)) {
      this.#gaps.add(
        where,
        `has no required argument of type ID at ${subject.id}, where @Subject(…) says that the record's id is`,
      );
    }
    if (isNonNullType(field.type)) {
      this.#gaps.add(
        where,
        'returns null where it changed no record of its subject, and is non-null; make it nullable',
      );
    }
    return { type: subject.type, id };
  }

  /** Required all the way; at the end an id or a list of ids. */
  #leadsToId(field: Field, path: readonly string[]): boolean {
    let type: GraphQLInputType | undefined = field.args.find(({ name }) => name === path[0])?.type;
    for (const name of path.slice(1)) {
      if (!isNonNullType(type)) return false;
      const inner: GraphQLInputType = type.ofType;
      type = isInputObjectType(inner) ? inner.getFields()[name]?.type : undefined;
    }
    if (!isNonNullType(type)) return false;
    const inner = getNullableType(type);
    return (isListType(inner) ? getNullableType(inner.ofType) : inner) === GraphQLID;
  }
}

/** The ids at the subject's path in the coerced arguments. */
export function subjectIds({ id }: SubjectPath, args: { readonly [name: string]: unknown }): string[] {
  let at: unknown = args;
  for (const name of id)
    at = typeof at === 'object' && at !== null ? (at as { [name: string]: unknown })[name] : undefined;
  return [at].flat().filter((value) => typeof value === 'string');
}
