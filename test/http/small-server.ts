// A server on a schema of its own: no store, no engine, tokens that are plain words.
import { GraphQLError, GraphQLScalarType, buildSchema } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { readSettings } from '../../src/config/settings.js';
import type { Context } from '../../src/context.js';
import type { Authentication } from '../../src/http/authenticate.js';
import { copyAssets } from '../../src/http/explorer/copy-assets.js';
import { createHttpServer } from '../../src/http/server.js';
import type { HttpServer, HttpServerOptions } from '../../src/http/server.js';
import type { Viewer } from '../../src/identity/viewer.js';

export const alice: Viewer = { id: 'alice', sessionId: 's1', roles: ['HR'], authTime: 0, generation: 0 };

/** What was logged, one object a call. */
export type Log = { level: string; line: unknown }[];

export interface SmallServer extends HttpServer {
  readonly log: Log;
  /** Root fields that ran. */
  readonly ran: string[];
  /** Tokens that reached the verifier. */
  readonly verified: string[];
}

const definition = /* GraphQL */ `
  scalar Code
  enum Role {
    EMPLOYEE
    HR
  }
  input Credentials {
    email: String!
    password: String!
    attempts: Int
    roles: [Role!]
    code: Code
    nested: [Credentials!]
  }
  type Query {
    open: String
    me: String
    secret: String
    user: User
    broken(how: String!): String
    list(first: Int! = 5): [String]
    find(input: Credentials, role: Role, id: ID, count: Int, code: Code): String
    guarded(code: String!): String
    slow: String
    viewer: String
  }
  type User {
    id: ID
    email: String
    roles: [Role!]
  }
  type AuthPayload {
    accessToken: String!
    user: User!
  }
  type Mutation {
    login(email: String!, password: String!): AuthPayload
    refresh(refreshToken: String): AuthPayload
    logout(refreshToken: String): Boolean
    rename(name: String!): String
  }
`;

const shared = new Error('one for all');

/** What `broken(how:)` throws. */
export const thrown: Readonly<Record<string, () => unknown>> = {
  error: () => new Error('s3cret in a message'),
  shared: () => shared,
  string: () => 's3cret',
  null: () => null,
  getter: () => Object.defineProperty({}, 'message', { enumerable: true, get: () => { throw new Error('s3cret'); } }), // prettier-ignore
  evil: () => Object.defineProperty(new Error('s3cret'), 'message', { get: () => { throw new Error('s3cret'); } }), // prettier-ignore
  coded: () =>
    new GraphQLError('s3cret', { extensions: { code: 'BAD_USER_INPUT', validationErrors: [{ value: 's3cret' }] } }),
  validation: () => new GraphQLError('s3cret', { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }),
  unknown: () => new GraphQLError('s3cret', { extensions: { code: 'S3CRET' } }),
  network: () => Object.assign(new Error('s3cret.mongo.example:27017'), { name: 'MongoNetworkError' }),
  ended: () => Object.assign(new Error('s3cret has ended this socket'), { code: 'EPIPE', syscall: 'write' }),
  caused: () =>
    new Error('s3cret', { cause: Object.assign(new Error('s3cret'), { name: 'MongoServerSelectionError' }) }),
};

function smallSchema(ran: string[]): GraphQLSchema {
  const schema = buildSchema(definition);
  const resolve = (
    type: string,
    field: string,
    resolver: (args: Record<string, string>, context: Context) => unknown,
  ): void => {
    const target = schema.getType(type);
    if (!target || !('getFields' in target)) throw new Error(`no type ${type}`);
    const found = target.getFields()[field];
    if (!found || !('args' in found)) throw new Error(`no field ${type}.${field}`);
    found.resolve = (_source: unknown, args: Record<string, string>, context: Context) => {
      ran.push(`${type}.${field}`);
      return resolver(args, context);
    };
  };
  const code = schema.getType('Code') as GraphQLScalarType;
  code.parseValue = (value) => { throw new GraphQLError(`"${String(value)}" is no code`); }; // prettier-ignore
  code.parseLiteral = (node) => { throw new GraphQLError(`"${'value' in node ? String(node.value) : ''}" is no code`); }; // prettier-ignore
  resolve('Query', 'open', () => 'for everybody');
  resolve('Query', 'me', (_args, { viewer }) => viewer?.id ?? null);
  resolve('Query', 'viewer', (_args, { viewer }) => viewer?.id ?? 'anonymous');
  resolve('Query', 'broken', ({ how = '' }) => { throw thrown[how]?.(); }); // prettier-ignore
  resolve('Query', 'list', () => []);
  resolve('Query', 'find', () => 'found');
  resolve('Query', 'secret', (_args, { viewer }) => {
    if (viewer) return `the secret of ${viewer.id}`;
    throw new GraphQLError('Not signed in.', {
      extensions: { code: 'UNAUTHENTICATED', coordinate: 'Query.secret', count: 1 },
    });
  });
  resolve('Query', 'guarded', ({ code: name }) => {
    throw new GraphQLError('s3cret', {
      extensions: {
        code: name,
        coordinate: 'Query.guarded',
        count: 2,
        input: 'filter.secret',
        reason: 'RECENT_LOGIN_REQUIRED',
        inner: 's3cret',
      },
    });
  });
  resolve('Query', 'slow', () => new Promise((done) => setTimeout(done, 300, 'at last')));
  resolve('Mutation', 'login', ({ email }) => ({ accessToken: 'good', user: { email, roles: ['HR'] } }));
  resolve('Mutation', 'refresh', () => ({ accessToken: 'good', user: {} }));
  resolve('Mutation', 'logout', () => true);
  resolve('Mutation', 'rename', ({ name }) => name);
  return schema;
}

/** `good` is alice's, `expired` has expired, `away` meets a lost store, `bug` a mistake; nothing else is good. */
export function verifier(verified: string[] = []): (token: string) => Promise<Authentication> {
  return async (token) => {
    verified.push(token);
    if (token === 'away') throw Object.assign(new Error('s3cret.mongo.example'), { name: 'MongoServerSelectionError' });
    if (token === 'bug') throw new TypeError('s3cret');
    return token === 'good'
      ? { ok: true, viewer: alice }
      : { ok: false, reason: token === 'expired' ? 'expired' : 'signature', expired: token === 'expired' };
  };
}

/** Not listening; `inject` works at once. */
export async function smallServer(
  environment: Record<string, string> = {},
  options: Partial<HttpServerOptions> = {},
): Promise<SmallServer> {
  await copyAssets();
  const log: Log = [];
  const ran: string[] = [];
  const verified: string[] = [];
  const at = (level: string) => (line: unknown) => void log.push({ level, line });
  const server = await createHttpServer({
    settings: settingsOf({ PORT: '0', ...environment }),
    schema: smallSchema(ran),
    // Features add members to the context; this schema has none of theirs.
    contextFor: (origin) => ({ ...origin, clock: Date.now }) as Context,
    authenticate: verifier(verified),
    isReady: async () => true,
    audit: { record: async () => undefined, refusedToken: () => undefined },
    logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    ...options,
  });
  return { ...server, log, ran, verified };
}

const secret = 'a secret of the small server of the tests';

function settingsOf(environment: Record<string, string>): HttpServerOptions['settings'] {
  const production = {
    MONGODB_URI: 'mongodb://127.0.0.1/x',
    SECRET_KEY: secret,
    JWT_SECRET: secret,
    PASSWORD_PEPPER: secret,
  };
  return readSettings(environment['NODE_ENV'] === 'production' ? { ...production, ...environment } : environment);
}

/** One operation, `POST`ed. */
export async function post(server: HttpServer, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await server.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  });
  return {
    status: response.statusCode,
    type: String(response.headers['content-type']),
    headers: response.headers,
    text: response.body,
  };
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: Record<string, unknown>;
  readonly text: string;
}
