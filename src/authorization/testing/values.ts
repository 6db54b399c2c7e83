// Values for arguments: of the right type for the most part, and now and then what no client should send.
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type {
  GraphQLArgument,
  GraphQLInputField,
  GraphQLInputObjectType,
  GraphQLInputType,
  GraphQLScalarType,
} from 'graphql';
import type { DrawnContent, DrawnValue } from './drawn.js';
import { anyCursor } from './known.js';
import { anyOf } from './shrinking.js';

/** Where a value stands: `Type.field(argument:)` or `Input.field`. */
type Coordinate = string;

/** Nested input objects and lists beyond this have only what they must. */
const deepest = 3;

const integers = fc.oneof(
  fc.noBias(fc.integer({ min: -1, max: 20 })),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
);
const pageSizes = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 5 }), weight: 12 },
  { arbitrary: fc.integer({ min: 1, max: 100 }), weight: 3 },
  { arbitrary: fc.constantFrom(0, -1, 101), weight: 1 },
);
const strings = fc.oneof(
  fc.constantFrom('', 'a', 'A', 'e', '%', '.*', '$ne', '__proto__'),
  fc.string({ maxLength: 5 }),
);
const noId = fc.constantFrom('unknown', '00000000-0000-4000-8000-000000000000', '', ' ', '{"$ne":null}', '../1', '0');
const noCursor = fc.constantFrom('', 'x', 'MQ==', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
/** Of these a custom scalar is given what it accepts. */
const samples = ['2020-02-29', '2020-02-29T12:00:00.000Z', '12:00:00Z', 'P1D', 0, 1, 1_000_000, -1, 0.5, true, 'a', 'one@company.example', 'https://company.example', '00000000-0000-4000-8000-000000000000', 'EUR', {}]; // prettier-ignore

/** The arbitraries of one schema's values. */
export class ValueArbitraries {
  readonly #given: ReadonlySet<string>;
  readonly #inputs = new Map<string, Arbitrary<DrawnContent>>();
  readonly #scalars = new Map<string, Arbitrary<unknown>>();

  /** @param given coordinates and types for which the caller knows values */
  constructor(given: Iterable<string>) {
    this.#given = new Set(given);
  }

  /** Of an argument; `undefined` leaves it out. Cursors are left out more often: few fit where they stand. */
  argument(parent: string, field: string, arg: GraphQLArgument): Arbitrary<DrawnValue | undefined> {
    const value = this.#value(arg.type, `${parent}.${field}(${arg.name}:)`, arg.name, 0);
    return isRequiredArgument(arg) ? value : orNothing(value, isCursor(arg.name) ? 2 : 1);
  }

  #value(type: GraphQLInputType, coordinate: Coordinate, name: string, depth: number): Arbitrary<DrawnValue> {
    return fc.record({ as: howWritten, content: this.#content(type, coordinate, name, depth) });
  }

  #content(type: GraphQLInputType, coordinate: Coordinate, name: string, depth: number): Arbitrary<DrawnContent> {
    if (isNonNullType(type)) return this.#nonNull(type.ofType, coordinate, name, depth);
    const nothing = fc.constant<DrawnContent>({ kind: 'plain', value: null });
    return fc.oneof(
      { arbitrary: this.#nonNull(type, coordinate, name, depth), weight: 12 },
      { arbitrary: nothing, weight: 1 },
    );
  }

  #nonNull(type: GraphQLInputType, coordinate: Coordinate, name: string, depth: number): Arbitrary<DrawnContent> {
    if (isNonNullType(type)) return this.#nonNull(type.ofType, coordinate, name, depth);
    if (isListType(type)) {
      const items = this.#value(type.ofType, coordinate, name, depth + 1);
      return fc.array(items, { maxLength: 3 }).map((each) => ({ kind: 'list', items: each }));
    }
    if (isInputObjectType(type)) return this.#object(type, depth);
    const fresh = isEnumType(type)
      ? fc.constantFrom(...type.getValues().map((value) => value.name))
      : this.#scalar(type, name);
    const plain = fresh.map((value): DrawnContent => ({ kind: 'plain', value }));
    const cursor = isCursor(name);
    const under = [coordinate, ...(cursor ? [anyCursor] : []), type.name].filter(
      (each) => each === anyCursor || each === 'ID' || (cursor && each === coordinate) || this.#given.has(each),
    );
    if (under.length === 0 || (isPageSize(name) && !this.#given.has(coordinate))) return plain;
    const known = (names: readonly string[]): Arbitrary<DrawnContent> =>
      anyOf(10_000).map((nth) => ({ kind: 'known', under: names, nth }));
    return fc.oneof(
      { arbitrary: known(under), weight: 7 },
      { arbitrary: known(under.slice(-1)), weight: 1 },
      { arbitrary: plain, weight: 2 },
    );
  }

  #object(type: GraphQLInputObjectType, depth: number): Arbitrary<DrawnContent> {
    const memo = `${type.name} ${depth}`;
    const known = this.#inputs.get(memo);
    if (known) return known;
    const fields = Object.values(type.getFields());
    const made = type.isOneOf ? this.#oneOf(type, fields, depth) : this.#anyOf(type, fields, depth);
    this.#inputs.set(memo, made);
    return made;
  }

  #anyOf(type: GraphQLInputObjectType, fields: readonly GraphQLInputField[], depth: number): Arbitrary<DrawnContent> {
    const each = fields
      .filter((field) => depth < deepest || isRequiredInputField(field))
      .map((field) => {
        const value = this.#value(field.type, `${type.name}.${field.name}`, field.name, depth + 1);
        return [field.name, isRequiredInputField(field) ? value : orNothing(value, 1)] as const;
      });
    return fc.record(Object.fromEntries(each)).map((drawn) => ({ kind: 'object', fields: drawn }));
  }

  /** Exactly one field, and that a literal: a variable there may not be nullable. */
  #oneOf(type: GraphQLInputObjectType, fields: readonly GraphQLInputField[], depth: number): Arbitrary<DrawnContent> {
    return fc.oneof(
      ...fields.map((field) =>
        this.#nonNull(field.type, `${type.name}.${field.name}`, field.name, depth + 1).map((content): DrawnContent => ({
          kind: 'object',
          fields: { [field.name]: { as: 'literal', content } },
        })),
      ),
    );
  }

  #scalar(type: GraphQLScalarType, name: string): Arbitrary<unknown> {
    const memo = isPageSize(name) || isCursor(name) ? `${type.name} ${name}` : type.name;
    const known = this.#scalars.get(memo);
    if (known) return known;
    const right = scalarOf(type, name);
    const wrong = fc.constantFrom<unknown>('x', 0.5, true, 2 ** 40);
    const made = fc.oneof({ arbitrary: right, weight: 99 }, { arbitrary: wrong, weight: 1 });
    this.#scalars.set(memo, made);
    return made;
  }
}

/** Literals for the most part; whatever shrinks becomes one. */
const howWritten = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.constant<DrawnValue['as']>('literal'), weight: 6 },
  { arbitrary: fc.constant<DrawnValue['as']>('variable'), weight: 3 },
  { arbitrary: fc.constant<DrawnValue['as']>('default'), weight: 2 },
  { arbitrary: fc.constant<DrawnValue['as']>('absent'), weight: 1 },
);

function orNothing(value: Arbitrary<DrawnValue>, weight: number): Arbitrary<DrawnValue | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant<DrawnValue | undefined>(undefined), weight },
    { arbitrary: value, weight: 2 },
  );
}

function scalarOf(type: GraphQLScalarType, name: string): Arbitrary<unknown> {
  if (isCursor(name)) return noCursor;
  switch (type.name) {
    case 'Int':
      return isPageSize(name) ? pageSizes : integers;
    case 'Float':
      return integers.map((integer) => integer / 4);
    case 'Boolean':
      return fc.boolean();
    case 'ID':
      return noId;
    case 'String':
      return strings;
    default: {
      const accepted = samples.filter((sample) => accepts(type, sample));
      return accepted.length > 0 ? fc.constantFrom<unknown>(...accepted) : strings;
    }
  }
}

function accepts(type: GraphQLScalarType, value: unknown): boolean {
  try {
    return type.parseValue(value) !== undefined;
  } catch {
    return false; // throwing is how a scalar refuses
  }
}

function isCursor(name: string): boolean {
  return name === 'after' || name === 'before';
}

function isPageSize(name: string): boolean {
  return name === 'first' || name === 'last';
}
