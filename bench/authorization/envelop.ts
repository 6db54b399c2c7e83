// Scopes are the plugin's rules for single fields; it decides them for an operation, before it executes, and takes what
// is refused out of the document. A rule that needs the record it has none for: there its README has the resolver ask
// the user that the plugin put into the context.
import { envelop, useEngine, useSchema } from '@envelop/core';
import { useGenericAuth } from '@envelop/generic-auth';
import { GraphQLError, execute, parse, specifiedRules, subscribe, validate } from 'graphql';
import type { ExecutionResult, GraphQLFieldResolver } from 'graphql';
import { owns } from './rows.js';
import type { Context, Row, Viewer } from './rows.js';
import { schemaOf } from './schema.js';
import type { Subject } from './subject.js';

/** Envelop with generic-auth's `protect-granular`, where a refused field leaves the others be. */
export function asEnvelop(): Subject {
  const requiring = (scope: string) => ({ extensions: { directives: { requiresScopes: { scopes: [[scope]] } } } });
  const schema = schemaOf({
    root: requiring('EMPLOYEE'),
    role: () => requiring('HR'),
    relation: () => ({ resolve: forOwners }),
  });
  const getEnveloped = envelop({
    plugins: [
      useEngine({ parse, validate, specifiedRules, execute, subscribe }),
      useSchema(schema),
      useGenericAuth<Viewer, Context>({
        mode: 'protect-granular',
        rejectUnauthenticated: false,
        resolveUserFn: ({ viewer }) => viewer,
        extractScopes: ({ roles }) => [...roles],
      }),
    ],
  });
  return {
    subject: 'envelop',
    prepare(source) {
      const document = parse(source);
      if (validate(schema, document).length > 0) throw new Error('envelop has another schema.');
      return async (viewer) => {
        const enveloped = getEnveloped({ viewer } satisfies Context);
        const contextValue: unknown = await enveloped.contextFactory();
        return (await enveloped.execute({ schema, document, contextValue })) as ExecutionResult;
      };
    },
  };
}

const forOwners: GraphQLFieldResolver<Row, Context> = (row, _, context, { fieldName }) => {
  const { currentUser } = context as Context & { currentUser: Viewer };
  if (currentUser.roles.includes('HR') || owns({ viewer: currentUser }, row)) return row[fieldName];
  throw new GraphQLError('Unauthorized field or type');
};
