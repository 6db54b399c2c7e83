import { HeaderMap } from '@apollo/server';
import type { ApolloServer, HTTPGraphQLResponse } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context, RequestOrigin } from '../context.js';
import { tooManyBytes } from '../graphql/limits/document-size.js';
import { callerOf } from './authenticate.js';
import type { Authenticate } from './authenticate.js';
import { clientAddress } from './client-address.js';
import { negotiate, prefersHtml } from './media-type.js';
import type { MediaType } from './media-type.js';
import { badRequest, refuse } from './refusal.js';
import type { AnswerCodes } from './request-outcome.js';

/** A request that was refused for its token. */
export interface RefusedToken {
  /** Why, in a fixed word; never a part of the token. */
  readonly reason: string;
  /** An IP address; `undefined` where a proxy told none. */
  readonly address: string | undefined;
  readonly requestId: string;
}

/** Records what requests did. */
export interface Recorder {
  /** Awaited before an answer leaves; when it rejects, another one says so, and nothing of the first leaves. */
  record(context: Context): Promise<void>;
  /** Must neither throw nor wait. */
  refusedToken(refused: RefusedToken): void;
}

/** What the route is made of. */
export interface GraphQLRouteOptions {
  readonly apollo: ApolloServer<Context>;
  readonly authenticate: Authenticate;
  readonly contextFor: (origin: RequestOrigin) => Context;
  readonly audit: Recorder;
  /** Where `apollo` notes the codes of its answers. */
  readonly codes: AnswerCodes;
  /** Answers a browser that opens the endpoint; without it there is no page. */
  readonly explorer?: ((reply: FastifyReply) => FastifyReply) | undefined;
}

/** Besides `accept`, all that an operation sees of the request's headers. The token and cookies are not among them. */
const passedOn = ['content-type', 'apollo-require-preflight', 'x-apollo-operation-name'] as const;

/**
 * `/graphql`. In this order: media type and encoding (406, 415), body (413, 400), token (401, 503), and only then the
 * document, its size first. So a bad token hides whether the document was good, and a refused request has run nothing.
 * Last, what was read is recorded; when that fails the answer is 503 instead.
 */
export function addGraphQL(server: FastifyInstance, options: GraphQLRouteOptions): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: async (request, reply) => {
      const encoding = request.headers['content-encoding'];
      if (encoding !== undefined && encoding !== 'identity') return refuse(request, reply, badRequest(415));
      const acceptable = asksForPage(request)
        ? options.explorer !== undefined
        : negotiate(request.headers.accept) !== null;
      if (!acceptable) return refuse(request, reply, badRequest(406));
    },
    handler: (request, reply) => {
      return options.explorer && asksForPage(request) ? options.explorer(reply) : answer(request, reply, options);
    },
  });
}

function asksForPage(request: FastifyRequest): boolean {
  return request.method === 'GET' && prefersHtml(request.headers.accept);
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  options: GraphQLRouteOptions,
): Promise<FastifyReply> {
  const address = clientAddress(request.ip);
  const caller = await callerOf(request, options.authenticate);
  if (request.outcome) request.outcome.token = caller.token;
  if ('refusal' in caller) {
    options.audit.refusedToken({ reason: caller.token, address, requestId: request.id });
    return refuse(request, reply, caller.refusal);
  }
  const tooLarge = tooManyBytes(documentOf(request));
  if (tooLarge !== undefined) {
    return refuse(request, reply, { status: 400, code: 'GRAPHQL_VALIDATION_FAILED', text: tooLarge });
  }
  const context = options.contextFor({
    viewer: caller.viewer,
    requestId: request.id,
    address,
    userAgent: request.headers['user-agent'],
  });
  const headers = headersOf(request);
  const response = await options.apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers,
      search: searchOf(request),
      body: request.body,
    },
    context: () => Promise.resolve(context),
  });
  await options.audit.record(context);
  const codes = options.codes.get(headers);
  if (request.outcome && codes) request.outcome.codes = codes;
  return send(request, reply, response);
}

function searchOf({ url }: FastifyRequest): string {
  return url.includes('?') ? url.slice(url.indexOf('?')) : '';
}

/** Where Apollo finds it too; anything, since Apollo is who refuses what is no text. */
function documentOf(request: FastifyRequest): unknown {
  if (request.method === 'GET') return new URLSearchParams(searchOf(request)).get('query');
  return (request.body as { query?: unknown } | null | undefined)?.query;
}

function headersOf(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  // Not the client's own: Apollo reads it another way (`application/json;version=2` is nothing to it), and would say 406
  // after a mutation has written.
  headers.set('accept', mediaTypeFor(request));
  for (const name of passedOn) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  return headers;
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, headers, body }: HTTPGraphQLResponse,
): FastifyReply {
  // Where Apollo itself failed, it does not know the request id.
  if (status === 500) {
    return refuse(request, reply, { status, code: 'INTERNAL_SERVER_ERROR', details: { requestId: request.id } });
  }
  if (body.kind === 'chunked') throw new Error('incremental delivery is not part of this schema');
  const allow = headers.get('allow');
  if (allow !== undefined) void reply.header('allow', allow);
  return reply
    .code(status ?? 200)
    .type(`${mediaTypeFor(request)}; charset=utf-8`)
    .send(body.string);
}

/** Both types were refused before, where neither is acceptable. */
function mediaTypeFor(request: FastifyRequest): MediaType {
  return negotiate(request.headers.accept) ?? 'application/json';
}
