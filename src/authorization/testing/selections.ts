// Operations over a schema, drawn by fast-check: so a failing one shrinks by losing selections, fragments, arguments,
// conditions and aliases.
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { OperationTypeNode, getNamedType, isAbstractType, isCompositeType, isObjectType } from 'graphql';
import type { GraphQLCompositeType, GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { DrawnFragment, DrawnOperation, DrawnSelection, DrawnValue } from './drawn.js';
import { conditionChoices } from './condition.js';
import { keyChoices, typenameField } from './response-key.js';
import { anyOf, listOf, rarely } from './shrinking.js';
import { ValueArbitraries } from './values.js';

/** What operations may hold. */
export interface OperationOptions {
  /** Fields of the mutation type that may be asked for. */
  readonly mutations: readonly string[];
  readonly depth: number;
  readonly rootFields: number;
  /** Coordinates and types for which values are known. */
  readonly given: Iterable<string>;
}

/** At most so many parts in a selection set below the root. */
const widest = 3;

/** Operations over a schema. Throws for a mutation that the schema does not have. */
export function operationsOver(schema: GraphQLSchema, options: OperationOptions): Arbitrary<DrawnOperation> {
  const mutation = schema.getMutationType();
  for (const name of options.mutations) {
    if (!mutation?.getFields()[name]) throw new TypeError(`The schema has no mutation ${JSON.stringify(name)}.`);
  }
  const query = schema.getQueryType();
  if (!query) throw new TypeError('The schema has no query type.');
  const selections = new SelectionArbitraries(schema, options);
  const queries = operation(OperationTypeNode.QUERY, selections.of(query, options.depth, options.rootFields));
  if (!mutation || options.mutations.length === 0) return queries;
  const mutations = operation(OperationTypeNode.MUTATION, selections.of(mutation, options.depth, 2));
  return fc.oneof({ arbitrary: queries, weight: 9 }, { arbitrary: mutations, weight: 1 });
}

function operation(type: DrawnOperation['type'], selections: Arbitrary<DrawnSelection[]>): Arbitrary<DrawnOperation> {
  return selections.map((each) => ({ type, selections: each }));
}

class SelectionArbitraries {
  readonly #schema: GraphQLSchema;
  readonly #mutations: ReadonlySet<string>;
  readonly #values: ValueArbitraries;
  readonly #known = new Map<string, Arbitrary<DrawnSelection>>();

  constructor(schema: GraphQLSchema, { mutations, given }: OperationOptions) {
    this.#schema = schema;
    this.#mutations = new Set(mutations);
    this.#values = new ValueArbitraries(given);
  }

  /** A selection set with so many levels left. */
  of(type: GraphQLCompositeType, left: number, most = widest): Arbitrary<DrawnSelection[]> {
    return listOf(this.#selection(type, left), most);
  }

  #selection(type: GraphQLCompositeType, left: number): Arbitrary<DrawnSelection> {
    const memo = `${type.name} ${left}`;
    const known = this.#known.get(memo);
    if (known) return known;
    const fields = this.#fieldsOf(type).filter(({ type: of }) => left > 1 || !isCompositeType(getNamedType(of)));
    const each = fields.map((field) => ({ arbitrary: this.#field(type, field, left), weight: weightOf(field) }));
    const total = each.reduce((sum, { weight }) => sum + weight, 0);
    const share = Math.max(1, Math.round(total / 8));
    const narrower = left > 1 && isAbstractType(type) ? overlapping(this.#schema, type) : [];
    const made = fc.oneof(
      { withCrossShrink: true },
      { arbitrary: typename, weight: share },
      ...each,
      ...(left > 1 ? [{ arbitrary: this.#fragment(type, left), weight: share }] : []),
      ...(narrower.length > 0
        ? [{ arbitrary: fc.oneof(...narrower.map((on) => this.#narrowing(on, left))), weight: Math.max(4, total) }]
        : []),
      { arbitrary: spread, weight: share },
    );
    this.#known.set(memo, made);
    return made;
  }

  #fieldsOf(type: GraphQLCompositeType): GraphQLField<unknown, unknown>[] {
    const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
    return type === this.#schema.getMutationType() ? fields.filter(({ name }) => this.#mutations.has(name)) : fields;
  }

  #field(type: GraphQLCompositeType, field: GraphQLField<unknown, unknown>, left: number): Arbitrary<DrawnSelection> {
    const named = getNamedType(field.type);
    const args = field.args.map((arg) => [arg.name, this.#values.argument(type.name, field.name, arg)] as const);
    return fc.record({
      kind: fc.constant('field' as const),
      field: fc.constant(field),
      selections: isCompositeType(named) ? this.of(named, left - 1) : noSelections,
      args: args.length > 0 ? fc.record<Record<string, DrawnValue | undefined>>(Object.fromEntries(args)) : noArgs,
      condition,
      key,
    });
  }

  #fragment(on: GraphQLCompositeType, left: number): Arbitrary<DrawnSelection> {
    return fc.record({
      kind: fc.constant('fragment' as const),
      on: fc.constant(on),
      selections: this.of(on, left - 1, 3),
      form: fc.constantFrom<DrawnFragment['form'][]>('spliced', 'bare', 'inline', 'named', 'named'),
      condition,
    });
  }

  /** On another type than the one at hand, so it cannot be spliced. */
  #narrowing(on: GraphQLCompositeType, left: number): Arbitrary<DrawnSelection> {
    return fc.record({
      kind: fc.constant('fragment' as const),
      on: fc.constant(on),
      selections: this.of(on, left - 1, 3),
      form: fc.constantFrom<DrawnFragment['form'][]>('inline', 'named'),
      condition,
    });
  }
}

const key = rarely(keyChoices, 35);
const condition = rarely(conditionChoices, 18);
const noArgs = fc.constant<Record<string, DrawnValue | undefined>>({});
const noSelections = fc.constant<DrawnSelection[]>([]);
const typename = fc.record({
  kind: fc.constant('field' as const),
  field: fc.constant(typenameField),
  key,
  condition,
  args: noArgs,
  selections: noSelections,
});
const spread = fc.record({ kind: fc.constant('spread' as const), nth: anyOf(9), condition });

/** What leads to more is worth more than one more leaf. */
function weightOf({ type, args }: GraphQLField<unknown, unknown>): number {
  return isCompositeType(getNamedType(type)) || args.length > 0 ? 2 : 1;
}

/** Other types of which an object of this one may be. */
function overlapping(schema: GraphQLSchema, type: GraphQLCompositeType): GraphQLCompositeType[] {
  const objects = new Set(objectsOf(schema, type));
  return Object.values(schema.getTypeMap()).filter(
    (other): other is GraphQLCompositeType =>
      other !== type && isCompositeType(other) && objectsOf(schema, other).some((member) => objects.has(member)),
  );
}

function objectsOf(schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLObjectType[] {
  return isObjectType(type) ? [type] : schema.getPossibleTypes(type);
}
