// The directives with which an SDL shows each rule, or states it. They document; what enforces is `protect`.
import {
  DirectiveLocation, GraphQLDirective, GraphQLList, GraphQLNonNull, GraphQLSchema, GraphQLString, printSchema,
} from 'graphql'; // prettier-ignore

const { ARGUMENT_DEFINITION, ENUM_VALUE, FIELD_DEFINITION, INPUT_FIELD_DEFINITION, INPUT_OBJECT, INTERFACE, OBJECT } =
  DirectiveLocation;

const text = new GraphQLNonNull(GraphQLString);
const clause = new GraphQLNonNull(new GraphQLList(text));
const anyOf = { type: new GraphQLNonNull(new GraphQLList(clause)) };

/** All of them. */
export const policyDirectives: readonly GraphQLDirective[] = [
  new GraphQLDirective({
    name: 'authorized',
    description:
      'Any of the inner lists, all words of it. On a type: who may meet its objects at all, decided where one is returned; ' +
      'roles and conditions only. A word is a role (EMPLOYEE), a relation (self), or a condition (signedIn, ' +
      'recentLogin:15m, live).',
    locations: [OBJECT, INTERFACE, FIELD_DEFINITION, ARGUMENT_DEFINITION, INPUT_FIELD_DEFINITION, ENUM_VALUE],
    args: { anyOf },
  }),
  new GraphQLDirective({
    name: 'public',
    description: 'Anyone, without signing in.',
    locations: [OBJECT, FIELD_DEFINITION],
  }),
  new GraphQLDirective({
    name: 'inherited',
    description: 'Whoever was given the object may read this. On a type: all of its fields.',
    locations: [OBJECT, INTERFACE, INPUT_OBJECT, FIELD_DEFINITION, INPUT_FIELD_DEFINITION],
  }),
  new GraphQLDirective({
    name: 'visible',
    description:
      'Which records of the type the viewer may meet. All others are as if they did not exist: not in lists, not ' +
      'counted, null by id.',
    locations: [OBJECT],
    args: { anyOf },
  }),
  new GraphQLDirective({
    name: 'subject',
    description: 'The record that the mutation is about, on which its relations are decided, and where its id is sent.',
    locations: [FIELD_DEFINITION],
    args: { type: { type: text }, id: { type: text } },
  }),
  new GraphQLDirective({
    name: 'reads',
    description:
      'What an answer tells of: fields beside it, or others by their coordinate. A laxer rule than theirs has a reason.',
    locations: [FIELD_DEFINITION, ARGUMENT_DEFINITION, INPUT_FIELD_DEFINITION, ENUM_VALUE],
    args: { names: { type: clause }, laxer: { type: GraphQLString } },
  }),
  new GraphQLDirective({
    name: 'audited',
    description: 'Each read is written to the audit log before the answer leaves.',
    locations: [FIELD_DEFINITION],
  }),
];

/** Their definitions as SDL, for schemas that are written in it: `buildSchema(policyTypeDefs + typeDefs)`. */
export const policyTypeDefs = `${printSchema(new GraphQLSchema({ directives: policyDirectives }))}\n`;
