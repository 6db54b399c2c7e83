// What the kit is asked, and what it finds.
import type { GraphQLSchema } from 'graphql';
import type { OperationLimits } from './limits.js';

/** An operation as it is sent. */
export interface GeneratedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Whom to ask what, and how the world is changed. */
export interface InterferenceSearch {
  /** What operations are generated over. */
  readonly schema: GraphQLSchema;
  /**
   * The server's answer to one viewer, byte by byte as it is compared: a JSON text, in which `data` is looked up for ids
   * and cursors to go on with. Leave out what differs in each answer, such as a request id.
   */
  readonly answer: (operation: GeneratedOperation) => Promise<string> | string;
  /** Changes the values that the viewer may not read, and only these; called again, changes them back. */
  readonly change: () => Promise<void> | void;
  /** How many operations to ask in each world; 500. */
  readonly operations?: number;
  /** The same seed asks a server that answers alike the same operations; a random one by default. */
  readonly seed?: number;
  /**
   * Values worth asking with, as JSON, by coordinate or type: `{ ID: ['7'], 'Query.users(role:)': ['ADMIN'],
   * 'UserFilter.name': ['Ada'], String: ['a'] }`. Ids and cursors are learned from answers besides.
   */
  readonly values?: Readonly<Record<string, readonly unknown[]>>;
  /** Fields of the mutation type that refuse this viewer whatever the arguments are; none. Others are never sent. */
  readonly refusedMutations?: readonly string[];
  /**
   * How large an operation may become. By default 15 aliases, 10 levels, 5 root fields, 20 directives, 1,000 tokens,
   * 10,000 characters, and a cost of 5,000. Smaller ones are answered faster.
   */
  readonly limits?: Partial<OperationLimits>;
}

/** The proof that a viewer was told something. */
export interface Interference extends GeneratedOperation {
  /**
   * `differs`: the answers of the two worlds. `unsteady`: an answer differs although nothing was changed, so it cannot
   * be compared. `not refused`: a mutation of `refusedMutations` answered with data.
   */
  readonly because: 'differs' | 'unsteady' | 'not refused';
  /** The answer in the world as it was given. */
  readonly first: string;
  /** The answer in the changed world. */
  readonly second: string;
  /** Starts the same search again. */
  readonly seed: number;
}
