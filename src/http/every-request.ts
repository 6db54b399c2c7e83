import type { FastifyInstance } from 'fastify';
import type { Settings } from '../config/settings.js';
import type { Logger } from './logger.js';
import { badRequest, refuse } from './refusal.js';
import { securityHeaders, strictTransport } from './security-headers.js';

const mostHeaders = 100;

/** The security headers and the request's id on every answer. The id is ours: a client's own is not taken over. */
export function addResponseHeaders(server: FastifyInstance, { NODE_ENV }: Pick<Settings, 'NODE_ENV'>): void {
  const headers = NODE_ENV === 'production' ? { ...securityHeaders, ...strictTransport } : securityHeaders;
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(headers).header('x-request-id', request.id);
  });
}

/**
 * One line a request, of the server's own words: the route instead of the address, which is where tokens and documents
 * get into logs, what became of the token, and the codes of the answer's errors. An unknown address has no route.
 */
export function logRequests(server: FastifyInstance, logger: Pick<Logger, 'info' | 'debug'>): void {
  server.addHook('onResponse', async (request, reply) => {
    const path = request.routeOptions.url;
    const line = {
      requestId: request.id,
      method: request.method,
      path,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...request.outcome,
    };
    // Probes ask every few seconds.
    if (path === '/graphql') logger.info(line, 'request');
    else logger.debug(line, 'request');
  });
}

/** Node bounds the bytes of all headers; their number is bounded here. */
export function refuseManyHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.raw.rawHeaders.length > 2 * mostHeaders) return refuse(request, reply, badRequest(431));
  });
}
