// Own code, because the packages for it were got round: by the name `__schema` on an operation or a fragment
// (GHSA-733v-p3h5-qpq7, GHSA-hmfr-rx46-4jx2), by a fragment used at two depths whose first was remembered
// (GHSA-224p-v68g-5g8f), by aliases inside fragments, counted once however often they are spread (CVE-2026-47707).
// Here a fragment is worked out once, but relative to where it is used: what is remembered of it depends on nothing
// around it, and the place where it is spread adds depth and multiplies cost.
import {
  Kind, SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef, getNamedType, isInterfaceType, isObjectType,
} from 'graphql'; // prettier-ignore
import type {
  DocumentNode, FieldNode, FragmentDefinitionNode, GraphQLField, GraphQLNamedType, GraphQLSchema,
  OperationDefinitionNode, SelectionNode, SelectionSetNode,
} from 'graphql'; // prettier-ignore
import { countless, saturated } from './measures.js';
import type { Measures } from './measures.js';
import { isRowsOf, itemsOf, rowsOf } from './multiplier.js';
import type { Sizes } from './multiplier.js';
import { rootFields } from './root-fields.js';

/** Of a selection set, relative to where it stands. */
interface Weight extends Omit<Measures, 'rootFields'> {
  /** The part of the cost that counts for each row of the page, when the selection set is on a connection. */
  rowCost: number;
}

const nothing: Weight = { depth: 0, introspectionDepth: 0, cost: 0, rowCost: 0, aliases: 0, directives: 0 };
const endless: Weight = {
  depth: countless, introspectionDepth: countless, cost: countless, rowCost: countless,
  aliases: countless, directives: countless,
}; // prettier-ignore

/**
 * Measures one operation of a valid document, in time that grows with the document and not with what it expands to.
 * Where fields of one response key are merged, each counts.
 *
 * `variables` are coerced; `varied` says that others could measure otherwise. Throws for a field or a type that the
 * schema does not have.
 */
export function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): { readonly measures: Measures; readonly varied: boolean } {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const sizes: Sizes = { variables, varied: false };
  const scale = new Scale(schema, fragments, sizes);
  const { rowCost, ...weight } = scale.selections(operation.selectionSet, schema.getRootType(operation.operation));
  const variableDirectives = operation.variableDefinitions?.flatMap(({ directives }) => directives ?? []) ?? [];
  const measures = {
    ...weight,
    cost: saturated(weight.cost + rowCost),
    directives: saturated(weight.directives + (operation.directives?.length ?? 0) + variableDirectives.length),
    rootFields: rootFields(operation.selectionSet, fragments).size,
  };
  return { measures, varied: sizes.varied };
}

class Scale {
  readonly #known = new Map<FragmentDefinitionNode, Weight>();

  constructor(
    readonly schema: GraphQLSchema,
    readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    readonly sizes: Sizes,
  ) {}

  selections({ selections }: SelectionSetNode, parent: GraphQLNamedType | null | undefined): Weight {
    if (!parent) throw new TypeError('The document was not validated: a type is unknown.');
    const sum = { ...nothing };
    for (const selection of selections) {
      const weight = this.#selection(selection, parent);
      sum.depth = Math.max(sum.depth, weight.depth);
      sum.introspectionDepth = Math.max(sum.introspectionDepth, weight.introspectionDepth);
      sum.cost = saturated(sum.cost + weight.cost);
      sum.rowCost = saturated(sum.rowCost + weight.rowCost);
      sum.aliases = saturated(sum.aliases + weight.aliases);
      sum.directives = saturated(sum.directives + weight.directives + (selection.directives?.length ?? 0));
    }
    return sum;
  }

  #selection(selection: SelectionNode, parent: GraphQLNamedType): Weight {
    if (selection.kind === Kind.FIELD) return this.#field(selection, parent);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(this.fragments.get(selection.name.value));
    const condition = selection.typeCondition;
    return this.selections(selection.selectionSet, condition ? this.schema.getType(condition.name.value) : parent);
  }

  #fragment(fragment: FragmentDefinitionNode | undefined): Weight {
    if (!fragment) throw new TypeError('The document was not validated: a fragment is missing.');
    const known = this.#known.get(fragment);
    if (known) return known;
    // Validation refuses one that contains itself; should it ever come here, it is over every limit.
    this.#known.set(fragment, endless);
    const weight = this.selections(fragment.selectionSet, this.schema.getType(fragment.typeCondition.name.value));
    weight.directives = saturated(weight.directives + (fragment.directives?.length ?? 0));
    this.#known.set(fragment, weight);
    return weight;
  }

  #field(field: FieldNode, parent: GraphQLNamedType): Weight {
    const definition = this.#definition(field.name.value, parent);
    const below = field.selectionSet ? this.selections(field.selectionSet, getNamedType(definition.type)) : nothing;
    const weight = { ...below, cost: 1, rowCost: 0, aliases: saturated(below.aliases + (field.alias ? 1 : 0)) };
    // By the definition: the name alone may be an operation's, a fragment's or an alias.
    if (definition === SchemaMetaFieldDef || definition === TypeMetaFieldDef) {
      return { ...weight, depth: 1, introspectionDepth: saturated(below.depth) };
    }
    weight.depth = saturated(below.depth + 1);
    const rows = below.rowCost === 0 ? 0 : below.rowCost * rowsOf(field, definition, this.sizes);
    const inner = saturated(below.cost + rows);
    if (isRowsOf(parent, definition)) weight.rowCost = inner;
    else if (inner > 0) weight.cost = saturated(1 + inner * itemsOf(field, definition, this.sizes));
    return weight;
  }

  #definition(name: string, parent: GraphQLNamedType): GraphQLField<unknown, unknown> {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
    if (parent === this.schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    }
    const found = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!found) throw new TypeError('The document was not validated: a field is unknown.');
    return found;
  }
}
