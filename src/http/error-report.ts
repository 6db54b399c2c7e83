import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { GraphQLError, Kind } from 'graphql';
import type { RequestOrigin } from '../context.js';
import { formatError } from '../graphql/format-error.js';
import { loggable } from './logger.js';
import type { Logger } from './logger.js';

type Origin = Pick<RequestOrigin, 'requestId'>;

/** One cause, and the first field that failed for it: by its name in the schema, as an alias is the client's text. */
interface Failure {
  readonly code: unknown;
  readonly field?: string;
  readonly cause: unknown;
}

const reported = new Set<unknown>(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE']);

/** So many causes of one request are told. */
const mostCauses = 10;

/**
 * Logs what the client is not told: the causes of `INTERNAL_SERVER_ERROR` and `SERVICE_UNAVAILABLE`, each once, in one line
 * a request, with the request id that the client is given. Errors of the client are its own business and are not logged;
 * they are made of what it sent.
 *
 * Apollo formats errors without their request, so `requestIds` remembers for each error whose it is.
 */
export function reportErrors(
  requestIds: WeakMap<object, string>,
  logger: Pick<Logger, 'error'>,
): ApolloServerPlugin<Origin> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue: { requestId } }) => {
        for (const error of errors) requestIds.set(error, requestId);
        const [first, ...also] = failuresIn(errors);
        if (first) logger.error({ requestId, ...first, ...(also.length > 0 && { also }) }, 'a field failed');
      },
    }),
    unexpectedErrorProcessingRequest: async ({
      requestContext,
      error,
    }: {
      requestContext: GraphQLRequestContext<Origin>;
      error: Error;
    }) => {
      logger.error({ requestId: requestContext.contextValue.requestId, cause: loggable(error) }, 'a request failed');
    },
  };
}

function failuresIn(errors: readonly GraphQLError[]): Failure[] {
  const failures = new Map<unknown, Failure>();
  for (const error of errors) {
    const code = formatError(error, { concealSchema: true }).extensions?.['code'];
    const cause = rootOf(error);
    if (!reported.has(code) || failures.has(cause) || failures.size === mostCauses) continue;
    const field = fieldOf(error);
    failures.set(cause, { code, ...(field !== undefined && { field }), cause: loggable(cause) });
  }
  return [...failures.values()];
}

function fieldOf({ nodes }: GraphQLError): string | undefined {
  return nodes?.flatMap((node) => (node.kind === Kind.FIELD ? node.name.value : []))[0];
}

function rootOf(error: GraphQLError): unknown {
  let link = error;
  for (let depth = 0; depth < 8 && link.originalError instanceof GraphQLError; depth += 1) link = link.originalError;
  return link.originalError ?? link;
}
