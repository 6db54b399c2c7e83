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

/**
 * The headers given to Apollo → the codes of the errors that it answered with; nothing where there are none. Of a request
 * they are what it hands on as it is; the context is copied.
 */
export type AnswerCodes = WeakMap<object, readonly string[]>;

/** Notes the codes of each answer that has errors. */
export function noteCodes(codes: AnswerCodes): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ request, response: { body } }) => {
        if (!request.http || body.kind !== 'single' || !body.singleResult.errors) return;
        const found = body.singleResult.errors.map(({ extensions }) => String(extensions?.['code']));
        codes.set(request.http.headers, [...new Set(found)]);
      },
    }),
  };
}
