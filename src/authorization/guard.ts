import type { GraphQLField, GraphQLInterfaceType, GraphQLObjectType } from 'graphql';
import type { AnyOf } from './rule.js';
import type { AnyViewer, Question } from './scope.js';

/** What the engine enforces on one field. */
export interface Guard extends Question {
  readonly typeName: string;
  readonly fieldName: string;
  /** On root fields relations are decided on the record returned, elsewhere on the object that holds the field. */
  readonly on: 'source' | 'result';
  /** Nobody who holds the object can be refused: the bare resolver stays. */
  readonly open: boolean;
  readonly audited: boolean;
  readonly signsIn?: ((payload: never) => AnyViewer) | undefined;
}

/** Type name → field name → guard. */
export interface Policy {
  readonly guards: ReadonlyMap<string, ReadonlyMap<string, Guard>>;
  /** Types whose objects only some may meet: their entry rule. */
  readonly entries: ReadonlyMap<string, AnyOf>;
}

/** A type that has fields. */
export type Composite = GraphQLObjectType | GraphQLInterfaceType;
/** A field of any type. */
export type Field = GraphQLField<unknown, unknown>;
