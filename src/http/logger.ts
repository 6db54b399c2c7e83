import type { Logger as PinoLogger } from 'pino';

/** What the edge needs of a pino logger. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * An error as it may be logged: name, text, stack, causes. Not its other properties: a GraphQL error carries the whole
 * document, and a driver's error the command that failed.
 */
export function loggable(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: error === null ? 'null' : typeof error };
  const cause = 'originalError' in error && error.originalError !== undefined ? error.originalError : error.cause;
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(cause !== undefined && depth < 4 && { cause: loggable(cause, depth + 1) }),
  };
}
