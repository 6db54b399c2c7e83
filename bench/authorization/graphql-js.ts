// The schema without authorization, and the plain types that other subjects guard.
import { GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import type { GraphQLFieldConfig, GraphQLFieldConfigMap } from 'graphql';
import { allFields, guardedFields, rowsOf } from './rows.js';
import type { Context, Row } from './rows.js';

export interface Subject {
  readonly subject: string;
  readonly schema: GraphQLSchema;
}

type FieldConfig = Pick<GraphQLFieldConfig<unknown, Context>, 'extensions'>;

/** Extensions for each kind of member. */
export interface Extensions {
  readonly type?: FieldConfig;
  readonly root?: FieldConfig;
  /** Guarded fields of `Row`. */
  readonly role?: FieldConfig;
  /** Guarded fields of `OwnedRow`. */
  readonly relation?: FieldConfig;
}

export function schemaOf(extensions: Extensions = {}): GraphQLSchema {
  const row = rowType('Row', extensions, extensions.role);
  const owned = rowType('OwnedRow', extensions, extensions.relation);
  const list = (type: GraphQLObjectType): GraphQLFieldConfig<unknown, Context, { count: number }> => ({
    ...extensions.root,
    type: new GraphQLList(new GraphQLNonNull(type)),
    args: { count: { type: new GraphQLNonNull(GraphQLInt) } },
    resolve: rowsOf,
  });
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { rows: list(row), owned: list(owned) } }),
  });
}

export function asGraphqlJs(): Subject {
  return { subject: 'graphql-js', schema: schemaOf() };
}

function rowType(name: string, { type }: Extensions, guarded: FieldConfig | undefined): GraphQLObjectType {
  const isGuarded = (field: string) => (guardedFields as readonly string[]).includes(field);
  const fields: GraphQLFieldConfigMap<Row, Context> = Object.fromEntries(
    allFields.map((field) => [field, { type: GraphQLString, ...(isGuarded(field) && guarded) }]),
  );
  return new GraphQLObjectType({ name, fields, ...type });
}
