// An SDL with directives on graphql-http, with a root value for its resolvers.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';
import { Authorization, assertProtected, policyTypeDefs } from '../../../src/authorization/authorization.js';
import { change, contextOf, people } from './company.js';
import type { Context } from './company.js';

const { relation, protect } = new Authorization({ roles: ['HR'], viewer: (context: Context) => context.viewer });
relation('self').on('Employee', ({ viewer }) => ({ id: viewer.id }));

const schema = protect(
  buildSchema(`${policyTypeDefs}
    type Query {
      employees: [Employee!] @authorized(anyOf: ["signedIn"])
      version: String! @public
    }
    type Mutation {
      change(input: Change!): Employee @authorized(anyOf: ["signedIn"])
    }
    type Employee @authorized(anyOf: ["signedIn"]) {
      name: String! @inherited
      salary: Int @authorized(anyOf: ["HR", "self"])
    }
    input Change @inherited {
      id: ID!
      name: String
      salary: Int @authorized(anyOf: ["HR"])
    }`),
);
assertProtected(schema);

const handler = createHandler({
  schema,
  rootValue: { employees: () => people, version: () => '1', change },
  context: ({ raw }) => ({ ...contextOf(raw.headers.authorization) }),
});
const server = createServer((request, response) => void handler(request, response));
server.listen(0, '127.0.0.1', () =>
  console.log(`Ready on http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
);
