import type { ApolloServerPlugin, BaseContext, GraphQLRequestContext } from '@apollo/server';
import { ApiError, catalogue } from '../errors.js';
import type { ErrorCode } from '../errors.js';
import type { Disclosure } from '../graphql/document-errors.js';
import { variableProblems } from '../graphql/variable-problems.js';

/**
 * Refuses before anything runs what graphql-js would find out during execution: an operation of a kind that the schema
 * does not have, and variables that do not fit (`BAD_USER_INPUT` with `fields`, no values).
 */
export function checkOperation(disclosure: Disclosure): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ schema, operation, request }: GraphQLRequestContext<BaseContext>) => {
          // Without one, execution says that it cannot tell which is meant.
          if (!operation) return Promise.resolve();
          if (!schema.getRootType(operation.operation)) throw new ApiError('OPERATION_RESOLUTION_FAILURE');
          const fields = variableProblems(schema, operation, request.variables ?? {}, disclosure);
          if (fields.length > 0) throw new ApiError('BAD_USER_INPUT', { details: { fields } });
          return Promise.resolve();
        },
      }),
  };
}

/** Gives an answer without `data` the status that the catalogue states for its code; Apollo's own statuses are kept. */
export function setRefusalStatus(): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ response }) => {
          if (response.body.kind !== 'single' || 'data' in response.body.singleResult) return Promise.resolve();
          const code = response.body.singleResult.errors?.[0]?.extensions?.['code'];
          if (typeof code !== 'string' || !Object.hasOwn(catalogue, code) || code === 'BAD_REQUEST')
            return Promise.resolve();
          response.http.status = catalogue[code as ErrorCode].status;
          return Promise.resolve();
        },
      }),
  };
}
