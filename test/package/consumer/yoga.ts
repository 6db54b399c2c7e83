// Types made by graphql-js, with rules in their extensions, on GraphQL Yoga, whose executor is its own.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  GraphQLID, GraphQLInputObjectType, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString,
} from 'graphql'; // prettier-ignore
import { createYoga } from 'graphql-yoga';
import { Authorization, stating } from '../../../src/authorization/authorization.js';
import { change, contextOf, people } from './company.js';
import type { ChangeArguments, Context } from './company.js';

const { authorized, relation, protect } = new Authorization({
  roles: ['HR'],
  viewer: (context: Context) => context.viewer,
});
const self = relation('self').on('Employee', ({ viewer }) => ({ id: viewer.id }));
const signedIn = stating({ rule: authorized('signedIn') });
const inherited = stating({ rule: { kind: 'inherited' } });
const everyone = stating({ rule: { kind: 'public' } });

const Employee = new GraphQLObjectType({
  name: 'Employee',
  extensions: signedIn,
  fields: {
    name: { type: new GraphQLNonNull(GraphQLString), extensions: inherited },
    salary: { type: GraphQLInt, extensions: stating({ rule: authorized('HR', self) }) },
  },
});
const Change = new GraphQLInputObjectType({
  name: 'Change',
  extensions: inherited,
  fields: {
    id: { type: new GraphQLNonNull(GraphQLID) },
    name: { type: GraphQLString },
    salary: { type: GraphQLInt, extensions: stating({ rule: authorized('HR') }) },
  },
});
const Query = new GraphQLObjectType({
  name: 'Query',
  fields: {
    employees: { type: new GraphQLList(new GraphQLNonNull(Employee)), extensions: signedIn, resolve: () => people },
    version: { type: new GraphQLNonNull(GraphQLString), extensions: everyone, resolve: () => '1' },
  },
});
const Mutation = new GraphQLObjectType({
  name: 'Mutation',
  fields: {
    change: {
      type: Employee,
      args: { input: { type: new GraphQLNonNull(Change) } },
      extensions: signedIn,
      resolve: (_, args) => change(args as ChangeArguments),
    },
  },
});

const schema = protect(new GraphQLSchema({ query: Query, mutation: Mutation }));
const yoga = createYoga({
  schema,
  graphqlEndpoint: '/',
  logging: false,
  context: ({ request }) => contextOf(request.headers.get('authorization')),
});
const server = createServer((request, response) => void yoga(request, response));
server.listen(0, '127.0.0.1', () =>
  console.log(`Ready on http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
);
