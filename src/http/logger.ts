// What reaches the log is made of the server's own words: ids, codes, routes, and errors without the values that they
// quote. `createLogger` is the second line of defence, should something else be logged by mistake.
import { pino } from 'pino';
import type { DestinationStream, Level, Logger as PinoLogger, LoggerOptions as PinoOptions } from 'pino';

/** What the edge needs of a pino logger. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

/** How a log is written. */
export interface LoggerOptions {
  readonly level: Level | 'silent';
  /** Keys whose values stand in no line, besides those of credentials. */
  readonly redacted?: readonly string[];
  /** Standard output unless given. */
  readonly destination?: DestinationStream;
}

const credentials = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'passwordHash',
  'current',
  'new',
  'accessToken',
  'refreshToken',
  'secret',
  'query',
  'variables',
];

/** What JSON leaves as it is, and a terminal or a reader of lines may not: DEL, C1 controls, line and paragraph separators. */
const unseen = /[\u007f-\u009f\u2028\u2029]/g;

const redacted = '[redacted]';

/** Below this many levels nothing of a line is told. */
const deepest = 8;

/** A JWT in compact form (RFC 7515, section 3.1), and a bcrypt string. */
const secrets = /eyJ[\w-]{6,}\.[\w-]*\.[\w-]*|\$2[abxy]\$\d\d\$[./\w]{53}/g;

/**
 * A pino logger: one line of JSON an event. Values under the keys of credentials and those given are `[redacted]`, as is
 * whatever has the form of a token or a password's hash, wherever it stands. Of errors it tells what `loggable` does.
 *
 * pino's own `redact` asks for a path a level; at as many keys as these it took a hundred times as long as the line.
 */
export function createLogger({ level, redacted: given = [], destination }: LoggerOptions): PinoLogger {
  const keys = new Set([...credentials, ...given]);
  const options: PinoOptions = {
    level,
    formatters: { log: (line) => withoutValues(line, keys, 0) as Record<string, unknown> },
    serializers: { err: (error: unknown) => error },
    hooks: {
      logMethod(given, method) {
        const [first, message = ''] = given as [unknown, string?];
        // pino would take an error's own text for the message that is missing.
        if (first instanceof Error) method.call(this, { err: first }, message);
        else if (typeof first === 'object') method.call(this, first, message);
        else method.apply(this, given);
      },
      streamWrite: (line) => line.replace(secrets, redacted).replace(unseen, escaped),
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function withoutValues(value: unknown, keys: ReadonlySet<string>, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth === deepest) return redacted;
  if (value instanceof Error) return loggable(value);
  if (Array.isArray(value)) return value.map((item) => withoutValues(item, keys, depth + 1));
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
    key,
    keys.has(key) ? redacted : withoutValues(item, keys, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

/**
 * An error as it may be logged: name, text, stack, causes. Not its other properties: a GraphQL error carries the whole
 * document, and a driver's error the command that failed. Nor the values that its text may quote. Never throws.
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
    // Where graphql-js only says where something was thrown, its text is the text of that.
    message: textOf(cause instanceof Error && cause.message === error.message ? cause : error),
    stack: framesOf(error),
    ...(cause !== undefined && depth < 4 && { cause: described(cause, depth + 1) }),
  };
}

/**
 * The text without values. What stands in quotes goes, and what follows `Received` (Node.js on an argument) or the first
 * colon of errors that tell a value there: graphql-js on a stored value (`SafeInt cannot represent non-integer value:
 * 4100000`), the driver on an address. What a MongoDB server answered is told by its code alone, and of a parser's error
 * only the name is left.
 */
function textOf(error: Error): string {
  const { name, message } = error;
  if (name === 'SyntaxError') return '';
  const code = name.startsWith('Mongo') && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
  if (code !== undefined) return `code ${code}${'codeName' in error ? ` ${String(error.codeName)}` : ''}`;
  const told = name === 'GraphQLError' || name.startsWith('Mongo') ? message.split(':', 1)[0]! : message;
  return told.replace(/(["'`]).*?(\1|$)/gs, '$1…$1').replace(/(?<=\bReceived|search for '…' in) .*/s, ' …');
}

/** The stack without the text that it begins with. */
function framesOf({ stack }: Error): string | undefined {
  const first = stack?.search(/^ {4}at /m) ?? -1;
  return first < 0 ? undefined : stack?.slice(first);
}
