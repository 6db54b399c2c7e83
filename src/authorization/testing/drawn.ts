// What the generator draws: a tree over a schema that knows nothing yet of names, limits, and values learned from
// earlier answers. A drawn operation stays what it is while it shrinks; `writeOperation` makes a document of it.
import type { GraphQLCompositeType, GraphQLField, OperationTypeNode } from 'graphql';

/** One operation. */
export interface DrawnOperation {
  readonly type: OperationTypeNode.QUERY | OperationTypeNode.MUTATION;
  readonly selections: readonly DrawnSelection[];
}

/** One part of a selection set. */
export type DrawnSelection = DrawnField | DrawnFragment | DrawnSpread;

/** A field of the type at hand, or `__typename`. */
export interface DrawnField {
  readonly kind: 'field';
  readonly field: GraphQLField<unknown, unknown>;
  /** Which response key, from 0 for its own name: see `keyOf`. */
  readonly key: number;
  /** Which `@skip` or `@include`, from 0 for none: see `conditionOf`. */
  readonly condition: number;
  readonly args: Readonly<Record<string, DrawnValue | undefined>>;
  /** Empty for a leaf. */
  readonly selections: readonly DrawnSelection[];
}

/** Selections in a fragment: `spliced` is no fragment at all, and possible only on the type at hand. */
export interface DrawnFragment {
  readonly kind: 'fragment';
  readonly on: GraphQLCompositeType;
  readonly form: 'spliced' | 'bare' | 'inline' | 'named';
  readonly condition: number;
  readonly selections: readonly DrawnSelection[];
}

/** A named fragment that stands elsewhere, once more. */
export interface DrawnSpread {
  readonly kind: 'spread';
  readonly nth: number;
  readonly condition: number;
}

/** A value for an argument, an input field or a list's item. */
export interface DrawnValue {
  /** `default`: a variable that is not given and has a default; `absent`: one that has none. */
  readonly as: 'literal' | 'variable' | 'default' | 'absent';
  readonly content: DrawnContent;
}

/** `known` is one of the values learned under the first of these names that has some. */
export type DrawnContent =
  | { readonly kind: 'plain'; readonly value: unknown }
  | { readonly kind: 'known'; readonly under: readonly string[]; readonly nth: number }
  | { readonly kind: 'list'; readonly items: readonly DrawnValue[] }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, DrawnValue | undefined>> };
