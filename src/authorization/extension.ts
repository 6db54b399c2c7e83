// How rules travel: in the `extensions` of a type or field of any GraphQLSchema, whatever library built it.
import type { GraphQLField, GraphQLNamedType } from 'graphql';
import type { Rule } from './rule.js';
import type { AnyViewer } from './scope.js';

/** What `extensions.authorization` of a type or field may hold. */
export interface Stated {
  readonly rule?: Rule;
  /** Each allowed read is reported to `onDecision` with its record. */
  readonly audited?: boolean;
  /** On a field of a payload: whoever the payload signs in. The field and all below are decided for that viewer. */
  readonly signsIn?: (payload: never) => AnyViewer;
  /** Class and member, for the messages of gaps. */
  readonly where?: string;
}

const key = 'authorization';

/** What an element states; nothing where it states nothing. */
export function statedOn(element: Pick<GraphQLNamedType, 'extensions'> | Pick<GraphQLField<unknown, unknown>, 'extensions'>): Stated {
  return (element.extensions[key] as Stated | undefined) ?? {};
}

/** Puts a statement on an element. */
export function state(element: { extensions: Readonly<{ [name: string]: unknown }> }, stated: Stated): void {
  element.extensions = { ...element.extensions, [key]: stated };
}
