// What the line about a request says of its end.
import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance } from 'fastify';

/** Fixed words only: nothing of what the client sent. */
export interface RequestOutcome {
  /** `none`, `ok`, or why the token was not good; absent where none was looked for. */
  token?: string;
  /** The codes of the answer's errors, each once. */
  codes?: readonly string[];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Absent for an address that cannot be decoded: no hook runs for it. */
    outcome?: RequestOutcome;
  }
}

/** Gives each request its own. */
export function keepOutcomes(server: FastifyInstance): void {
  server.decorateRequest('outcome');
  server.addHook('onRequest', async (request) => {
    request.outcome = {};
  });
}

/** Context → the codes of the errors that its operation was answered with; nothing where there are none. */
export type AnswerCodes = WeakMap<object, readonly string[]>;

/** Notes the codes of each answer that has errors. */
export function noteCodes(codes: AnswerCodes): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response: { body }, contextValue }) => {
        if (body.kind !== 'single' || !body.singleResult.errors) return;
        codes.set(contextValue, [
          ...new Set(body.singleResult.errors.map(({ extensions }) => String(extensions?.['code']))),
        ]);
      },
    }),
  };
}
