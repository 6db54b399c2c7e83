// A drawn operation as a document: with response keys that merge, variables and fragments that are used, all within the
// limits.
import { doTypesOverlap, getNamedType, getNullableType, isCompositeType, isListType } from 'graphql';
import type { GraphQLCompositeType, GraphQLField, GraphQLSchema } from 'graphql';
import { OperationTypeNode } from 'graphql';
import { Arguments } from './arguments.js';
import type { Variable, Written } from './arguments.js';
import { conditionOf } from './condition.js';
import type { DrawnField, DrawnFragment, DrawnOperation, DrawnSelection, DrawnSpread } from './drawn.js';
import type { KnownValues } from './known.js';
import { Budget, assumedRows } from './limits.js';
import type { Counts, OperationLimits } from './limits.js';
import { keyOf, typenameField } from './response-key.js';
import { Shape } from './shape.js';

/** An operation to send, and the shape of its answer. */
export interface WrittenOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly shape: Shape;
  readonly mutation: boolean;
}

/** The document of a drawn operation. Parts that would exceed a limit are left out. */
export function writeOperation(
  schema: GraphQLSchema,
  drawn: DrawnOperation,
  known: KnownValues,
  limits: OperationLimits,
): WrittenOperation {
  return new Document(schema, known, limits).write(drawn);
}

/** Where selections stand. */
interface Place {
  readonly type: GraphQLCompositeType;
  /** That of the operation, and of each named fragment around the place. */
  readonly shapes: readonly Shape[];
  readonly depth: number;
  /** How many objects stand here at most, as cost counts them. */
  readonly rows: number;
  /** Rows are counted already: a list here is the page. */
  readonly paged: boolean;
}

interface Fragment {
  readonly name: string;
  readonly on: GraphQLCompositeType;
  readonly text: string;
  readonly shape: Shape;
  /** For each object on which it is spread. */
  readonly cost: number;
}

class Document {
  readonly #schema: GraphQLSchema;
  readonly #limits: OperationLimits;
  readonly #budget: Budget;
  readonly #values: Arguments;
  /** Those that are finished, so that none contains itself. */
  readonly #fragments: Fragment[] = [];
  readonly #variables = new Set<Variable>();
  #names = 0;

  constructor(schema: GraphQLSchema, known: KnownValues, limits: OperationLimits) {
    this.#schema = schema;
    this.#limits = limits;
    this.#budget = new Budget(limits);
    this.#values = new Arguments(known);
  }

  write({ type, selections }: DrawnOperation): WrittenOperation {
    this.#budget.take(`${type} () { __typename }`, {});
    const shape = new Shape();
    const root = this.#schema.getRootType(type)!;
    const body = this.#set(selections, { type: root, shapes: [shape], depth: 1, rows: 1, paged: false });
    const variables = [...this.#variables];
    const definitions = variables.map(({ definition }) => definition).join(', ');
    const fragments = this.#fragments.map(({ name, on, text }) => `fragment ${name} on ${on.name} ${text}`);
    return {
      query: [`${type}${definitions && ` (${definitions})`} ${body}`, ...fragments].join('\n'),
      variables: Object.fromEntries(
        variables.filter((each) => 'value' in each).map(({ name, value }) => [name, value]),
      ),
      shape,
      mutation: type === OperationTypeNode.MUTATION,
    };
  }

  /** Never empty: that would be no document. */
  #set(selections: readonly DrawnSelection[], place: Place): string {
    const parts = this.#parts(selections, place);
    if (parts.length > 0) return `{ ${parts.join(' ')} }`;
    for (const shape of place.shapes) shape.place('__typename', { parent: place.type, field: typenameField, args: '' });
    return '{ __typename }';
  }

  #parts(selections: readonly DrawnSelection[], place: Place): string[] {
    return selections.flatMap((selection) => {
      if (selection.kind === 'fragment') return this.#fragment(selection, place);
      if (selection.kind === 'spread') return this.#spread(selection, place);
      return this.#field(selection, place);
    });
  }

  #field({ field, key: wanted, args, condition, selections }: DrawnField, place: Place): string[] {
    const named = getNamedType(field.type);
    const composite = isCompositeType(named);
    if (place.depth + Number(composite) > this.#limits.depth) return [];
    const written = this.#values.write(field.args, args);
    const placed = { parent: place.type, field, args: written.text };
    const natural = keyOf(place.type, field.name, wanted);
    const key = place.shapes.every((shape) => shape.accepts(natural, placed)) ? natural : `f${(this.#names += 1)}`;
    const aliased = key !== field.name;
    const checked = conditionOf(condition, this.#values);
    const head = {
      text: `${aliased ? `${key}: ` : ''}${field.name}${written.text}${checked.text}`,
      variables: [...written.variables, ...checked.variables],
    };
    const counts = { aliases: Number(aliased), cost: place.rows, rootFields: Number(place.depth === 1) };
    if (!this.#take(composite ? withSet(head) : head, { ...counts, directives: Number(checked.text !== '') }))
      return [];
    const shapes = place.shapes.map((shape) => shape.place(key, placed));
    if (!composite) return [head.text];
    const below = { type: named, shapes, depth: place.depth + 1, ...this.#rowsBelow(field, args, place) };
    return [`${head.text} ${this.#set(selections, below)}`];
  }

  #rowsBelow(
    field: GraphQLField<unknown, unknown>,
    drawn: DrawnField['args'],
    { rows, paged }: Place,
  ): Pick<Place, 'rows' | 'paged'> {
    const size = field.args.find(({ name }) => name === 'first' || name === 'last');
    if (size) {
      const asked = this.#values.valueOf(drawn[size.name], size.type) ?? size.defaultValue;
      return { rows: rows * (typeof asked === 'number' ? Math.max(1, asked) : assumedRows), paged: true };
    }
    return { rows: isListType(getNullableType(field.type)) && !paged ? rows * assumedRows : rows, paged: false };
  }

  #fragment({ on, form, condition, selections }: DrawnFragment, place: Place): string[] {
    if (form === 'spliced') return this.#parts(selections, place);
    const checked = conditionOf(condition, this.#values);
    const inside = { ...place, type: on };
    if (form !== 'named') {
      const head = { ...checked, text: `...${form === 'inline' ? ` on ${on.name}` : ''}${checked.text}` };
      return this.#take(withSet(head), directivesOf(checked)) ? [`${head.text} ${this.#set(selections, inside)}`] : [];
    }
    const name = `F${(this.#names += 1)}`;
    const head = { ...checked, text: `...${name}${checked.text}` };
    const all = withSet({ ...head, text: `fragment ${name} on ${on.name} ${head.text}` });
    if (!this.#take(all, directivesOf(checked))) return [];
    const shape = new Shape();
    const before = this.#budget.spent;
    const text = this.#set(selections, { ...inside, shapes: [...place.shapes, shape] });
    this.#fragments.push({ name, on, text, shape, cost: (this.#budget.spent - before) / place.rows });
    return [head.text];
  }

  /** Spreads a finished fragment again, where one fits. */
  #spread({ nth, condition }: DrawnSpread, place: Place): string[] {
    const fitting = this.#fragments.filter(
      ({ on, shape }) =>
        doTypesOverlap(this.#schema, on, place.type) &&
        place.depth - 1 + shape.depth <= this.#limits.depth &&
        place.shapes.every((each) => each.acceptsAll(shape)),
    );
    const fragment = fitting[nth % fitting.length];
    if (!fragment) return [];
    const checked = conditionOf(condition, this.#values);
    const head = { ...checked, text: `...${fragment.name}${checked.text}` };
    const rootFields = place.depth === 1 ? fragment.shape.entries.size : 0;
    if (!this.#take(head, { ...directivesOf(checked), cost: fragment.cost * place.rows, rootFields })) return [];
    for (const shape of place.shapes) shape.placeAll(fragment.shape);
    return [head.text];
  }

  /** Whether it is within the limits. Only then its variables are used. */
  #take({ text, variables }: Written, counts: Counts): boolean {
    const fresh = variables.filter((variable) => !this.#variables.has(variable));
    const all = [text, ...fresh.map(({ definition }) => definition), ''].join(', ');
    if (!this.#budget.take(all, counts)) return false;
    for (const variable of fresh) this.#variables.add(variable);
    return true;
  }
}

/** With the braces, and the selection that stands there at least. */
function withSet({ text, variables }: Written): Written {
  return { text: `${text} { __typename }`, variables };
}

function directivesOf({ text }: Written): Counts {
  return { directives: Number(text !== '') };
}
