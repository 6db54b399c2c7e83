// A denied field is null and the rest is there: what a viewer may not read is part of a good answer, no exception.
import { ClaimcheckError } from './errors.js';
import type { ErrorExtensions, ResponsePath } from './errors.js';

/** A selection that the viewer may not read. It is `null` in the data, wherever it occurs. */
export interface Denial {
  /** `UNAUTHENTICATED`: nobody is signed in. `FORBIDDEN`: this viewer may not. */
  readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN';
  /** `Employee.salary`. */
  readonly coordinate: string;
  /** Of its first occurrence. */
  readonly path: ResponsePath;
  readonly count: number;
  /** Where in the arguments stands what may not be sent: `input.salaryAmount`. */
  readonly input?: string;
  /** Signing in again would help. */
  readonly reason?: 'RECENT_LOGIN_REQUIRED';
}

/** What an operation answers. */
export interface Answer<Data> {
  readonly data: Data;
  /** In the order of the response. */
  readonly denials: readonly Denial[];
  /** What failed for another reason than a rule, such as `SERVICE_UNAVAILABLE`; it is `null` in the data. */
  readonly errors: readonly ClaimcheckError[];
}

/** An error as it stands in a response (GraphQL, section 7.1.2). Nothing of it but the message is certain. */
export interface ResponseError {
  readonly message: string;
  readonly path?: ResponsePath | undefined;
  readonly extensions?: { readonly [name: string]: unknown };
}

/** A response that was read, with status 2xx. `data` is missing where the whole request was refused. */
export interface ResponseBody<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly ResponseError[];
}

/** @throws {ClaimcheckError} the first error of an answer without data. */
export function answerOf<Data>({ data, errors = [] }: ResponseBody<Data>): Answer<Data> {
  const all = errors.map(errorOf);
  if (data === undefined || data === null) throw all[0] ?? errorOf({ message: 'The answer is empty.' });
  const denials = all.map(denialOf);
  return {
    data,
    denials: denials.filter((denial) => denial !== undefined),
    errors: all.filter((_, index) => denials[index] === undefined),
  };
}

/** The error of a response. One without a code is not of this server's making: `INTERNAL_SERVER_ERROR`. */
export function errorOf({ message, path, extensions }: ResponseError): ClaimcheckError {
  const known = typeof extensions?.['code'] === 'string' ? (extensions as unknown as ErrorExtensions) : undefined;
  return new ClaimcheckError(message, known ?? { code: 'INTERNAL_SERVER_ERROR' }, path);
}

function denialOf({
  code,
  path,
  extensions: { coordinate, count, input, reason },
}: ClaimcheckError): Denial | undefined {
  if (code !== 'UNAUTHENTICATED' && code !== 'FORBIDDEN') return undefined;
  if (coordinate === undefined || path === undefined) return undefined;
  return {
    code,
    coordinate,
    path,
    count: count ?? 1,
    ...(input !== undefined && { input }),
    ...(reason === 'RECENT_LOGIN_REQUIRED' && { reason }),
  };
}
