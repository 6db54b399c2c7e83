import { execute, parse, validate } from 'graphql';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Context, Viewer } from './rows.js';

/** Executes one operation once more, in a new context for this viewer. */
export type Execute = (viewer: Viewer) => Promise<ExecutionResult>;

/** A way of guarding fields, and the executor that it runs on. */
export interface Subject {
  readonly subject: string;
  /** Parses and validates, so that only execution is left to measure. Throws where the subject has another schema. */
  readonly prepare: (source: string) => Execute;
}

/** A subject that guards a schema, executed by graphql-js. */
export function onGraphqlJs(subject: string, schema: GraphQLSchema): Subject {
  return {
    subject,
    prepare(source) {
      const document = parse(source);
      const [error] = validate(schema, document);
      if (error) throw new Error(`${subject} has another schema.`, { cause: error });
      return async (viewer) => execute({ schema, document, contextValue: { viewer } satisfies Context });
    },
  };
}
