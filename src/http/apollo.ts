import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Settings } from '../config/settings.js';
import type { Context } from '../context.js';
import { formatError } from '../graphql/format-error.js';
import { parseOptions } from '../graphql/limits/document-size.js';
import { limitRepeats } from '../graphql/limits/limit-repeats.js';
import { operationLimits } from '../graphql/limits/limits.js';
import { refuseLargeOperations } from '../graphql/limits/refuse-large-operations.js';
import { onePerOperation } from '../graphql/one-per-operation.js';
import { orderErrors } from '../graphql/order-errors.js';
import { refusePageSizes } from '../graphql/page-sizes.js';
import { secretMutations } from '../identity/sessions/secret-mutations.js';
import { reportErrors } from './error-report.js';
import type { Logger } from './logger.js';
import { noteCodes } from './request-outcome.js';
import type { AnswerCodes } from './request-outcome.js';
import { checkOperation, setRefusalStatus } from './operation-checks.js';

/** What the executor is made of. */
export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly settings: Pick<Settings, 'INTROSPECTION' | 'MAX_DEPTH' | 'MAX_COST'>;
  readonly logger: Logger;
  /** Where to note the codes of answers. */
  readonly codes?: AnswerCodes;
}

/**
 * Apollo Server as this product runs it: every option that decides what a client may learn is written out, since
 * several defaults depend on `NODE_ENV`. Start it before use; tests may call its `executeOperation`.
 */
export function createApolloServer({ schema, settings, logger, codes }: ApolloOptions): ApolloServer<Context> {
  const requestIds = new WeakMap<object, string>();
  const disclosure = { concealSchema: settings.INTROSPECTION === 'off' };
  return new ApolloServer<Context>({
    schema,
    introspection: settings.INTROSPECTION === 'on',
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    parseOptions,
    // graphql-js adds one more error to say that it stopped: ten in all.
    validationOptions: { maxErrors: 9, hideSuggestions: true },
    validationRules: [limitRepeats, onePerOperation(secretMutations)],
    csrfPrevention: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    logger: withoutDetails(logger),
    stringifyResult: (result) => JSON.stringify(result),
    formatError: (_formatted, error) =>
      formatError(error, { ...disclosure, requestId: requestIdOf(error, requestIds) }),
    plugins: [
      // Instruments every field of every schema, also without a cache hint in it.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      reportErrors(requestIds, logger),
      checkOperation(disclosure),
      refusePageSizes(),
      refuseLargeOperations(operationLimits(settings)),
      setRefusalStatus(),
      orderErrors(),
      ...(codes ? [noteCodes(codes)] : []),
    ],
  });
}

/** Apollo puts what was thrown into its own messages; `reportErrors` says that in words without values. */
function withoutDetails(logger: Logger): Logger {
  const words = (message: unknown): string => String(message).split(/[:.]/, 1)[0]!;
  return {
    debug: (message: unknown) => logger.debug(words(message)),
    info: (message: unknown) => logger.info(words(message)),
    warn: (message: unknown) => logger.warn(words(message)),
    error: (message: unknown) => logger.error(words(message)),
  };
}

function requestIdOf(error: unknown, requestIds: WeakMap<object, string>): string | undefined {
  return typeof error === 'object' && error !== null ? requestIds.get(error) : undefined;
}
