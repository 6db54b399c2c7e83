import type { ApolloServerPlugin } from '@apollo/server';
import { Kind, TypeInfo, getVariableValues, separateOperations, visit, visitWithTypeInfo } from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode, ValueNode } from 'graphql';
import { ApiError } from '../errors.js';
import type { FieldProblem } from '../errors.js';
import { sizeProblem } from './page.js';

/** Refuses a page size outside 1 to 100 anywhere in the operation before anything of it runs. */
export function refusePageSizes(): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, request }) => {
        if (!operation) return;
        const { coerced = {} } = getVariableValues(
          schema,
          operation.variableDefinitions ?? [],
          request.variables ?? {},
        );
        const fields = problems(schema, document, operation, coerced);
        if (fields.length > 0) throw new ApiError('BAD_USER_INPUT', { details: { fields } });
      },
    }),
  };
}

function problems(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): FieldProblem[] {
  const found: FieldProblem[] = [];
  const types = new TypeInfo(schema);
  const own = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  visit(
    own,
    visitWithTypeInfo(types, {
      Argument: ({ name, value }) => {
        const size = name.value === 'first' ? sizeOf(value, variables) : undefined;
        const message = size === undefined ? undefined : sizeProblem(size);
        if (message)
          found.push({
            path: `${types.getParentType()?.name ?? ''}.${types.getFieldDef()?.name ?? ''}(first:)`,
            message,
          });
      },
    }),
  );
  return found;
}

/** The number asked for; `undefined` where the default is. */
function sizeOf(value: ValueNode, variables: Readonly<Record<string, unknown>>): number | undefined {
  if (value.kind === Kind.INT) return Number(value.value);
  const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
  return typeof given === 'number' ? given : undefined;
}
