import type { Logger as PinoLogger } from 'pino';

/** What the edge needs of a pino logger. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * An error as it may be logged: name, text, stack, causes. Not its other properties: a GraphQL error carries the whole
 * document, and a driver's error the command that failed. Of these two the text goes no further than its first colon:
 * what follows is the value, as in `SafeInt cannot represent non-integer value: 4100000`. Never throws.
 */
export function loggable(error: unknown): unknown {
  try {
    return described(error, 0);
  } catch {
    return { type: 'an object that throws when looked at' };
  }
}

function described(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return { type: error === null ? 'null' : typeof error };
  const cause = 'originalError' in error && error.originalError !== undefined ? error.originalError : error.cause;
  return {
    type: error.name,
    ...(quotesValues.has(error.name)
      ? { message: error.message.split(':', 1)[0], stack: framesOf(error) }
      : { message: error.message, stack: error.stack }),
    ...(cause !== undefined && depth < 4 && { cause: described(cause, depth + 1) }),
  };
}

/** Of graphql-js on a stored value of the wrong type; of MongoDB on a document (`dup key: { email: … }`). */
const quotesValues = new Set(['GraphQLError', 'MongoServerError']);

/** The stack without the text that it begins with. */
function framesOf({ stack }: Error): string | undefined {
  const first = stack?.search(/^ {4}at /m) ?? -1;
  return first < 0 ? undefined : stack?.slice(first);
}
