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

/** A page size in a document: where it stands, and what was written there. */
interface AskedSize {
  readonly path: string;
  readonly value: ValueNode;
}

// A server keeps parsed documents, and looking through one costs more than running a small one.
const known = new WeakMap<OperationDefinitionNode, readonly AskedSize[]>();

function problems(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): FieldProblem[] {
  let asked = known.get(operation);
  if (!asked) known.set(operation, (asked = sizesIn(schema, document, operation)));
  return asked.flatMap(({ path, value }) => {
    const size = askedSize(value, variables);
    const message = size === undefined ? undefined : sizeProblem(size);
    return message ? [{ path, message }] : [];
  });
}

function sizesIn(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): AskedSize[] {
  const found: AskedSize[] = [];
  const types = new TypeInfo(schema);
  const own = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  visit(
    own,
    visitWithTypeInfo(types, {
      Argument: ({ name, value }) => {
        const coordinate = `${types.getParentType()?.name ?? ''}.${types.getFieldDef()?.name ?? ''}`;
        if (name.value === 'first') found.push({ path: `${coordinate}(first:)`, value });
      },
    }),
  );
  return found;
}

/** The page size that a `first` asks for, given coerced variables; `undefined` where that is the default. */
export function askedSize(value: ValueNode, variables: Readonly<Record<string, unknown>>): number | undefined {
  if (value.kind === Kind.INT) return Number(value.value);
  const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
  return typeof given === 'number' ? given : undefined;
}
