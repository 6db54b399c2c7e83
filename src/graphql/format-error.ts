// The one door through which an error leaves the server. Whatever is not known to be public becomes a fixed text, so
// that forgetting something here hides a message and never tells one.
import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { ApiError, catalogue } from '../errors.js';
import type { ErrorCode } from '../errors.js';
import { syntaxErrorText, validationErrorText } from './document-errors.js';
import type { Disclosure } from './document-errors.js';
import { tooManyTokens } from './limits/document-size.js';
import { isStoreUnavailable } from './store-unavailable.js';

/** What an answer may tell. */
export interface FormatOptions extends Disclosure {
  /** Given back with `INTERNAL_SERVER_ERROR`, so that a report can be found in the log. */
  readonly requestId?: string | undefined;
}

type PublicError = Pick<GraphQLFormattedError, 'message'> & { extensions: Record<string, unknown> };

/**
 * Anything that was thrown → what a client may know of it: `message`, `locations`, `path`, `extensions`.
 *
 * - `ApiError`: its own text and public details.
 * - `UNAUTHENTICATED`, `FORBIDDEN` of the authorization engine: the fixed text, `coordinate`, `count`, `input`, `reason`.
 * - graphql-js on the document: its text without literals and suggestions; on variables and arguments: `BAD_USER_INPUT`.
 * - a store that cannot be reached: `SERVICE_UNAVAILABLE`.
 * - all else, strings, `null` and objects that throw when looked at included: `INTERNAL_SERVER_ERROR`.
 *
 * Never throws.
 */
export function formatError(error: unknown, options: FormatOptions): GraphQLFormattedError {
  try {
    const { message, extensions } = publicError(error, options);
    if (!(error instanceof GraphQLError)) return { message, extensions };
    return {
      message,
      ...(error.locations && { locations: error.locations }),
      ...(error.path && { path: error.path }),
      extensions,
    };
  } catch {
    return internal(options);
  }
}

function publicError(error: unknown, options: FormatOptions): PublicError {
  const own = ownError(error);
  if (own)
    return { message: own.message, extensions: pick(own, ['code', 'reason', 'retryAfter', 'fields', 'requestId']) };
  if (isStoreUnavailable(error)) return fixed('SERVICE_UNAVAILABLE');
  if (!(error instanceof GraphQLError)) return internal(options);
  const code = codeOf(error);
  if (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN') {
    return {
      message: catalogue[code].text,
      extensions: pick(error, ['code', 'coordinate', 'count', 'input', 'reason']),
    };
  }
  if (code === 'INTERNAL_SERVER_ERROR' || code === undefined) return argumentError(error) ?? internal(options);
  // A path means that a resolver threw it: then the code may be true, but the text was not written for the public.
  if (error.path !== undefined) return fixed(code);
  if (code === 'GRAPHQL_PARSE_FAILED') {
    const tooLarge = tooManyTokens(error.message);
    if (tooLarge !== undefined) return { message: tooLarge, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } };
    return { message: syntaxErrorText(error.message), extensions: { code } };
  }
  if (code === 'GRAPHQL_VALIDATION_FAILED')
    return { message: validationErrorText(error, options), extensions: { code } };
  if (code === 'BAD_REQUEST') return { message: error.message.trim(), extensions: { code } };
  return fixed(code);
}

/** The `ApiError` inside the wrapping that graphql-js adds to say where it was thrown. */
function ownError(error: unknown): ApiError | undefined {
  let link = error;
  for (let depth = 0; depth < 8 && link instanceof GraphQLError; depth += 1) {
    if (link instanceof ApiError) return link;
    link = link.originalError;
  }
  return undefined;
}

function codeOf(error: GraphQLError): ErrorCode | undefined {
  const code = error.extensions['code'];
  return typeof code === 'string' && Object.hasOwn(catalogue, code) ? (code as ErrorCode) : undefined;
}

/** graphql-js on an argument that only execution could refuse (a nullable variable in a non-null place). */
function argumentError(error: GraphQLError): PublicError | undefined {
  const argument = /^Argument "(\w+)" (?:of|has) /.exec(error.message)?.[1];
  const thrownByExecution = error.originalError === undefined || error.originalError instanceof GraphQLError;
  if (argument === undefined || !thrownByExecution) return undefined;
  const message = error.message.endsWith('must not be null.') ? 'Must not be null.' : 'Not of the expected type.';
  return {
    message: catalogue.BAD_USER_INPUT.text,
    extensions: { code: 'BAD_USER_INPUT', fields: [{ path: argument, message }] },
  };
}

function fixed(code: ErrorCode): PublicError {
  return { message: catalogue[code].text, extensions: { code } };
}

function internal({ requestId }: FormatOptions): PublicError {
  const error = fixed('INTERNAL_SERVER_ERROR');
  if (requestId !== undefined) error.extensions['requestId'] = requestId;
  return error;
}

function pick(error: GraphQLError, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    keys.filter((key) => error.extensions[key] !== undefined).map((key) => [key, error.extensions[key]]),
  );
}
