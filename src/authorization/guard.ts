import type { GraphQLField, GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType } from 'graphql';
import type { AnyOf } from './rule.js';
import type { Question } from './scope.js';
import type { AnyViewer } from './viewer.js';
import type { Ways } from './ways.js';

/** What the engine enforces on one field. */
export interface Guard extends Question {
  readonly typeName: string;
  readonly fieldName: string;
  /**
   * Where relations are decided: on the object that holds the field; on a query's root field on the record that it
   * returns; on a mutation in the write itself.
   */
  readonly on: 'source' | 'result' | 'subject';
  /** Nobody who holds the object can be refused. */
  readonly open: boolean;
  readonly audited: boolean;
  readonly signsIn?: ((payload: never) => AnyViewer) | undefined;
  /** The field as it was compiled: a schema made from the protected one has others of the same names. */
  readonly field: Field;
  /** Rules on what is sent to it; absent where nothing that can be sent has one. */
  readonly inputs?: InputQuestions | undefined;
  /** What is asked of each object that it returns, by the object's type; absent where nothing is. */
  readonly meets?: Meets | undefined;
  /** Which records of its answer exist for the viewer: part of every query that it makes, counts included. */
  readonly visible: readonly Question[];
  readonly subject?: SubjectPath | undefined;
  /** The keys of the record that its resolver receives; absent where it receives the record as it is. */
  readonly reads?: readonly string[] | undefined;
}

/** Argument, input field or enum value → what is asked when it is sent to one field. */
export type InputQuestions = ReadonlyMap<object, Question>;

/** What is asked before an object of a type is met: the type's own entry, where its field leaves it open, and visibility. */
export interface Meets {
  readonly type: GraphQLNamedType;
  readonly byMember: ReadonlyMap<string, readonly Question[]>;
}

/** The record that a mutation is about, of an object type or of any member of an interface, and the way to its id through the arguments. */
export interface SubjectPath {
  readonly type: string;
  readonly id: readonly string[];
}

/** The rules of one schema, compiled. */
export interface Policy {
  /** Type name → field name → guard. */
  readonly guards: ReadonlyMap<string, ReadonlyMap<string, Guard>>;
  /** Types whose objects only some may meet: their entry rule. */
  readonly entries: ReadonlyMap<string, AnyOf>;
  /** Types of which a viewer may meet some records only. */
  readonly visible: ReadonlyMap<string, Question>;
  readonly ways: Ways;
}

/** A type that has fields. */
export type Composite = GraphQLObjectType | GraphQLInterfaceType;
/** A field of any type. */
export type Field = GraphQLField<unknown, unknown>;
