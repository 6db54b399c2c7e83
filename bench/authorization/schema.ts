// The plain types that subjects guard. Without extensions nothing is guarded.
import {
  GraphQLError, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString,
} from 'graphql'; // prettier-ignore
import type { GraphQLFieldConfig, GraphQLFieldConfigMap } from 'graphql';
import { allFields, guardedFields, rowsOf } from './rows.js';
import type { Context, Row } from './rows.js';

type FieldConfig = Pick<GraphQLFieldConfig<Row, Context>, 'extensions' | 'resolve'>;
type Extended = Pick<FieldConfig, 'extensions'>;

/** What a subject puts on each kind of member; on fields, a resolver instead of none too. */
export interface Extensions {
  readonly type?: Extended;
  /** `Query.rows` and `Query.owned`. */
  readonly root?: Extended;
  /** `Mutation.change`. */
  readonly mutation?: Extended;
  /** Guarded fields of `Row`. */
  readonly role?: () => FieldConfig;
  /** Guarded fields of `OwnedRow`. */
  readonly relation?: () => FieldConfig;
}

/** The schema of all cases; `guarded` names the fields that are guarded, beside or instead of the usual four. */
export function schemaOf(extensions: Extensions = {}, guarded: readonly string[] = guardedFields): GraphQLSchema {
  const row = rowType('Row', extensions, guarded, extensions.role);
  const owned = rowType('OwnedRow', extensions, guarded, extensions.relation);
  const list = (type: GraphQLObjectType): GraphQLFieldConfig<unknown, Context, { count: number }> => ({
    ...extensions.root,
    type: new GraphQLList(new GraphQLNonNull(type)),
    args: { count: { type: new GraphQLNonNull(GraphQLInt) } },
    resolve: rowsOf,
  });
  const change: GraphQLFieldConfig<unknown, Context> = { ...extensions.mutation, type: row, resolve: refuse };
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { rows: list(row), owned: list(owned) } }),
    mutation: new GraphQLObjectType({ name: 'Mutation', fields: { change } }),
  });
}

/** What the resolver of `Mutation.change` says, which refuses at once. */
export const refusedByResolver = 'Refused by the resolver.';

function refuse(): never {
  throw new GraphQLError(refusedByResolver, { extensions: { code: 'FORBIDDEN' } });
}

function rowType(
  name: string,
  { type }: Extensions,
  guarded: readonly string[],
  guarding: (() => FieldConfig) | undefined,
): GraphQLObjectType {
  const fields: GraphQLFieldConfigMap<Row, Context> = Object.fromEntries(
    [...new Set([...allFields, ...guarded])].map((field) => [
      field,
      { type: GraphQLString, ...(guarded.includes(field) && guarding?.()) },
    ]),
  );
  return new GraphQLObjectType({ name, fields, ...type });
}
