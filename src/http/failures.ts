// What goes wrong before, beside and after a route, answered like everything else: JSON with `errors`.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isStoreUnavailable } from '../graphql/store-unavailable.js';
import { loggable } from './logger.js';
import type { Logger } from './logger.js';
import { badRequest, refusalBody, refuse } from './refusal.js';
import type { Refusal } from './refusal.js';
import { securityHeaders } from './security-headers.js';

/** Unknown addresses are 404, known ones with another method 405 with `Allow`; both before a body is read. */
export function refuseUnknownRoutes(server: FastifyInstance): void {
  const methods = new Map<string, Set<string>>();
  server.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? methods.set(url, new Set()).get(url);
    for (const name of [method].flat()) known?.add(name);
  });
  const refuseUnknown = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = methods.get(request.url.split('?')[0] ?? '');
    return refuse(request, reply, known ? badRequest(405, { allow: [...known].sort().join(', ') }) : badRequest(404));
  };
  server.addHook('onRequest', async (request, reply) => {
    // An OPTIONS that comes this far is no preflight of an allowed origin; those are answered before.
    if (request.is404 || request.method === 'OPTIONS') return refuseUnknown(request, reply);
  });
  server.setNotFoundHandler((request, reply) => refuseUnknown(request, reply));
}

/** Answers what a route threw: a status of HTTP's own as `BAD_REQUEST`, a lost store as 503, all else as 500; these are logged. */
export function answerFailures(server: FastifyInstance, logger: Pick<Logger, 'error'>): void {
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    // `null` can be thrown too.
    const status = (error as Partial<FastifyError> | null)?.statusCode;
    if (status !== undefined && status >= 400 && status < 500) return refuse(request, reply, badRequest(status));
    logger.error({ requestId: request.id, cause: loggable(error) }, 'a request failed');
    if (isStoreUnavailable(error)) return refuse(request, reply, { status: 503, code: 'SERVICE_UNAVAILABLE' });
    return refuse(request, reply, { status: 500, code: 'INTERNAL_SERVER_ERROR', details: { requestId: request.id } });
  });
}

/** For an address that cannot be decoded: Fastify has neither a route nor hooks for it. */
export function answerBadAddress(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void refuse(request, reply.headers(securityHeaders), badRequest(error.statusCode ?? 400));
}

/** For bytes that are not an HTTP request, or not in time: there is only the socket to write to. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(rawAnswer(brokenRequest(error.code)));
}

function brokenRequest(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return badRequest(431);
  return badRequest(code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400);
}

function rawAnswer(refusal: Refusal): string {
  const body = refusalBody(refusal);
  const headers = {
    ...securityHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`, ...lines, '', body].join('\r\n');
}
