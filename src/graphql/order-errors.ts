import type { ApolloServerPlugin } from '@apollo/server';
import { inResponseOrder } from '../authorization/response-order.js';

/** Puts the errors of each answer in the order of their fields, so that equal requests give equal bytes. */
export function orderErrors(): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response: { body } }) => {
        if (body.kind !== 'single' || !body.singleResult.errors) return;
        body.singleResult.errors = inResponseOrder(body.singleResult.errors, body.singleResult.data);
      },
    }),
  };
}
