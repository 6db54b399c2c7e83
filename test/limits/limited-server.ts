// A server on a schema with connections, lists and introspection, whose root fields note that they ran.
import { expect } from '@jest/globals';
import { buildSchema } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { post, smallServer } from '../http/small-server.js';
import type { SmallServer } from '../http/small-server.js';

const definition = /* GraphQL */ `
  type Query {
    open: String
    me: Person
    people(first: Int = 20, after: String): PersonConnection
    departments: [Department!]
    search(text: [String], first: Int = 10): [Person!]
    grid: [[Person!]!]
  }
  type Mutation {
    rename(name: String): String
    move: Person
  }
  interface Named {
    name: String
    manager: Person
  }
  type Person implements Named {
    id: ID
    name: String
    tags: [String!]
    manager: Person
    department: Department
    reports(first: Int = 20): PersonConnection
    everyone: PersonConnection
  }
  type Department implements Named {
    id: ID
    name: String
    manager: Person
    members(first: Int = 20): PersonConnection
    parts: [Department!]
  }
  type PersonConnection {
    edges: [PersonEdge!]
    nodes: [Person!]
    pageInfo: PageInfo
    totalCount: Int
  }
  type PersonEdge {
    cursor: String
    node: Person
  }
  type PageInfo {
    hasNextPage: Boolean
  }
`;

/** Nothing of it has a resolver. */
export const schema = buildSchema(definition);

function noting(ran: string[]): GraphQLSchema {
  const guarded = buildSchema(definition);
  for (const type of [guarded.getQueryType(), guarded.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      field.resolve = () => {
        ran.push(field.name);
        return null;
      };
    }
  }
  return guarded;
}

export interface LimitedServer extends SmallServer {
  /** Status and body of the answer to an operation. */
  ask(query: string, rest?: Record<string, unknown>, headers?: Record<string, string>): Promise<[number, unknown]>;
}

/** With the limits of the contract, unless set otherwise. */
export async function limitedServer(environment: Record<string, string> = {}): Promise<LimitedServer> {
  const ran: string[] = [];
  const server = await smallServer(environment, { schema: noting(ran) });
  return {
    ...server,
    ran,
    async ask(query, rest = {}, headers = {}) {
      const { status, text } = await post(server, { query, ...rest }, headers);
      return [status, JSON.parse(text)];
    },
  };
}

/** The answer to what exceeds a limit. */
export function tooLarge(what: string, ...breaches: string[]): [number, unknown] {
  const message = `The ${what} is too large: ${breaches.join(', ')}.`;
  return [400, { errors: [{ message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }];
}

/** The answer to a document with more tokens than are read; it says where reading stopped. */
export const tooManyTokens: [number, unknown] = [
  400,
  {
    errors: [
      {
        message: 'The document is too large: more than 1,000 tokens.',
        locations: [{ line: 1, column: expect.any(Number) }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ],
  },
];

/** The answer of root fields that ran. */
export function answered(...keys: string[]): [number, unknown] {
  return [200, { data: Object.fromEntries(keys.map((key) => [key, null])) }];
}

/** `field { field { … inner } }`. */
export function nested(field: string, levels: number, inner: string): string {
  return `${`${field} { `.repeat(levels)}${inner}${' }'.repeat(levels)}`;
}

/** How long something takes, in milliseconds. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await run();
  return performance.now() - begun;
}
