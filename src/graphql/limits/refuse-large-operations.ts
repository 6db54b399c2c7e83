import type { ApolloServerPlugin } from '@apollo/server';
import { getVariableValues } from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { ApiError } from '../../errors.js';
import type { OperationLimits } from './limits.js';
import { measure } from './measure.js';
import { countless } from './measures.js';
import type { Measures } from './measures.js';

const names: Readonly<Record<keyof Measures, string>> = {
  depth: 'depth',
  introspectionDepth: 'depth of introspection',
  cost: 'cost',
  aliases: 'aliases',
  rootFields: 'root fields',
  directives: 'directives',
};

/**
 * Refuses an operation that measures more than a limit before anything of it runs: `GRAPHQL_VALIDATION_FAILED`, with
 * every limit that it exceeds, what it measures and what is allowed.
 *
 * Only the operation that would run is measured: others in the document cost no more than the text that they are, and
 * that is limited on its own. Belongs behind the checks of variables and page sizes.
 */
export function refuseLargeOperations(limits: OperationLimits): ApolloServerPlugin {
  const measures = rememberedMeasures();
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, request }) => {
        // Without one, nothing runs.
        if (!operation) return;
        const breaches = breachesOf(measures(schema, document, operation, request.variables ?? {}), limits);
        if (breaches.length === 0) return;
        const message = `The operation is too large: ${breaches.join(', ')}.`;
        throw new ApiError('GRAPHQL_VALIDATION_FAILED', { message });
      },
    }),
  };
}

type MeasureRequest = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
) => Measures;

/** A server keeps parsed documents. An operation whose page sizes are in its text measures the same each time. */
function rememberedMeasures(): MeasureRequest {
  const known = new WeakMap<OperationDefinitionNode, Measures>();
  return (schema, document, operation, variables) => {
    const remembered = known.get(operation);
    if (remembered) return remembered;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    const { measures, varied } = measure(schema, document, operation, coerced ?? {});
    if (!varied) known.set(operation, measures);
    return measures;
  };
}

function breachesOf(measures: Measures, limits: OperationLimits): string[] {
  return (Object.keys(names) as (keyof Measures)[])
    .filter((name) => !(measures[name] <= limits[name]))
    .map((name) => `${names[name]} ${said(measures[name])} (at most ${said(limits[name])})`);
}

function said(count: number): string {
  return `${count.toLocaleString('en')}${count >= countless ? ' or more' : ''}`;
}
