import type { Logger as PinoLogger } from 'pino';

/** What the edge needs of a pino logger. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * An error as it may be logged: name, text, stack, causes. Not its other properties: a GraphQL error carries the whole
 * document, and a driver's error the command that failed. Never throws.
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
    message: error.message,
    stack: error.stack,
    ...(cause !== undefined && depth < 4 && { cause: described(cause, depth + 1) }),
  };
}
