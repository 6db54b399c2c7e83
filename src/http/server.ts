import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Settings } from '../config/settings.js';
import type { Context, RequestOrigin } from '../context.js';
import { createApolloServer } from './apollo.js';
import type { Authenticate } from './authenticate.js';
import { allowOrigins } from './cross-origin.js';
import { drain, endConnectionsWhenClosing } from './drain.js';
import { addResponseHeaders, logRequests, refuseManyHeaders } from './every-request.js';
import { addExplorer } from './explorer/explorer.js';
import type { DemoAccount } from './explorer/page.js';
import { answerBadAddress, answerBrokenRequest, answerFailures, refuseUnknownRoutes } from './failures.js';
import { addGraphQL } from './graphql-route.js';
import type { Recorder } from './graphql-route.js';
import { addHealth } from './health.js';
import type { IsReady } from './health.js';
import { readJsonBodies } from './json-body.js';
import { addKeySet } from './jwks.js';
import type { PublicKeys } from './jwks.js';
import { listenProblem } from './listen-problem.js';
import type { Logger } from './logger.js';
import { keepOutcomes } from './request-outcome.js';
import type { AnswerCodes } from './request-outcome.js';

/** What the HTTP server is made of. */
export interface HttpServerOptions {
  readonly settings: Settings;
  readonly schema: GraphQLSchema;
  /** Makes the one context of a request. */
  readonly contextFor: (origin: RequestOrigin) => Context;
  readonly authenticate: Authenticate;
  readonly audit: Recorder;
  readonly isReady: IsReady;
  readonly logger: Logger;
  /** None, if not given: there are none with HS. */
  readonly publicKeys?: PublicKeys | undefined;
  /** Offered for signing in on the explorer page, the first in its first tab. Give them only where they exist. */
  readonly demoAccounts?: readonly DemoAccount[] | undefined;
  /** Queries that the explorer opens in further tabs. */
  readonly exampleQueries?: readonly string[] | undefined;
}

/** The server, closed or listening. */
export interface HttpServer {
  /** Resolves with the origin (`http://127.0.0.1:4000`); a `StartError` names the setting when it cannot be had. */
  listen(): Promise<{ url: string }>;
  /** Stops accepting, lets what runs finish for `SHUTDOWN_TIMEOUT`, then cuts what is left. */
  close(): Promise<void>;
  /** Answers a request without a socket, for tests. */
  readonly inject: FastifyInstance['inject'];
}

/** Composes every path that the server answers. Nothing listens until `listen`. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { settings, schema, logger } = options;
  const codes: AnswerCodes = new WeakMap();
  const apollo = createApolloServer({ schema, settings, logger, codes });
  await apollo.start();
  const server = createFastify(settings);
  keepOutcomes(server);
  addResponseHeaders(server, settings);
  logRequests(server, logger);
  refuseManyHeaders(server);
  endConnectionsWhenClosing(server);
  await allowOrigins(server, settings);
  refuseUnknownRoutes(server);
  answerFailures(server, logger);
  readJsonBodies(server);
  addHealth(server, options.isReady);
  addKeySet(server, options.publicKeys ?? (() => []));
  const content = { demoAccounts: options.demoAccounts ?? [], queries: options.exampleQueries ?? [] };
  const explorer = settings.NODE_ENV === 'production' ? undefined : await addExplorer(server, content, logger);
  const { authenticate, contextFor, audit } = options;
  addGraphQL(server, { apollo, authenticate, contextFor, audit, codes, explorer });
  await server.ready();
  return {
    listen: () => listen(server, settings),
    close: async () => {
      await drain(server, settings.SHUTDOWN_TIMEOUT);
      await apollo.stop();
    },
    inject: server.inject.bind(server),
  };
}

function createFastify(settings: Settings): FastifyInstance {
  return Fastify({
    logger: false,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: settings.MAX_BODY,
    trustProxy: trustedHops(settings.TRUST_PROXY),
    requestTimeout: 15_000,
    // Longer than the idle limit of the usual load balancers (60 s), so that it is they who close.
    keepAliveTimeout: 72_000,
    exposeHeadRoutes: false,
    // While draining, what arrives on an open connection is still served; the connection is closed after it.
    return503OnClosing: false,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
    frameworkErrors: answerBadAddress,
    clientErrorHandler: answerBrokenRequest,
  });
}

/**
 * The last `count` hops are ours. As a function, because Fastify takes a bare number for none at all: a count cannot
 * tell a proxy from a client that connects directly. Setting it states that nobody can.
 */
function trustedHops(count: number | false): false | ((address: string, hop: number) => boolean) {
  return count === false ? false : (_address, hop) => hop < count;
}

async function listen(server: FastifyInstance, { HOST, PORT }: Settings): Promise<{ url: string }> {
  try {
    await server.listen({ host: HOST, port: PORT });
  } catch (error) {
    throw listenProblem(error);
  }
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : PORT;
  return { url: `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}` };
}
