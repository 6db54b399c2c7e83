import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { RequestOrigin } from '../context.js';
import { formatError } from '../graphql/format-error.js';
import { loggable } from './logger.js';
import type { Logger } from './logger.js';

type Origin = Pick<RequestOrigin, 'requestId'>;

const reported = new Set<unknown>(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE']);

/**
 * Logs what the client is not told: each cause of an `INTERNAL_SERVER_ERROR` or `SERVICE_UNAVAILABLE` once a request,
 * with the request id that the client is given. Errors of the client are its own business and are not logged; they are
 * made of what it sent.
 *
 * Apollo formats errors without their request, so `requestIds` remembers for each error whose it is.
 */
export function reportErrors(
  requestIds: WeakMap<object, string>,
  logger: Pick<Logger, 'error'>,
): ApolloServerPlugin<Origin> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, contextValue: { requestId } }) => {
          const causes = new Set<unknown>();
          for (const error of errors) {
            requestIds.set(error, requestId);
            const code = formatError(error, { concealSchema: true }).extensions?.['code'];
            const cause = rootOf(error);
            if (!reported.has(code) || causes.has(cause)) continue;
            causes.add(cause);
            logger.error({ requestId, code, path: error.path?.join('.'), cause: loggable(cause) }, 'a field failed');
          }
          return Promise.resolve();
        },
      }),
    unexpectedErrorProcessingRequest: ({
      requestContext,
      error,
    }: {
      requestContext: GraphQLRequestContext<Origin>;
      error: Error;
    }) => {
      logger.error({ requestId: requestContext.contextValue.requestId, cause: loggable(error) }, 'a request failed');
      return Promise.resolve();
    },
  };
}

function rootOf(error: GraphQLError): unknown {
  let link = error;
  for (let depth = 0; depth < 8 && link.originalError instanceof GraphQLError; depth += 1) link = link.originalError;
  return link.originalError ?? link;
}
