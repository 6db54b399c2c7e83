// Every error that a client can see. A test holds this catalogue and the README's table equal.
import { GraphQLError } from 'graphql';

/** Code → fixed public text, and the HTTP status when the whole request is refused with it. */
export const catalogue = {
  UNAUTHENTICATED: { text: 'Not signed in.', status: 200 },
  FORBIDDEN: { text: 'Not allowed.', status: 200 },
  INVALID_TOKEN: { text: 'The access token is not valid.', status: 401 },
  INVALID_CREDENTIALS: { text: 'Wrong e-mail address or password.', status: 200 },
  INVALID_REFRESH_TOKEN: { text: 'The refresh token is not valid.', status: 200 },
  RATE_LIMITED: { text: 'Too many attempts. Try again later.', status: 429 },
  BAD_USER_INPUT: { text: 'The input is not valid.', status: 400 },
  NOT_FOUND: { text: 'Not found.', status: 200 },
  CONFLICT: { text: 'The value is taken, or was changed meanwhile.', status: 200 },
  GRAPHQL_PARSE_FAILED: { text: 'The document is not GraphQL.', status: 400 },
  GRAPHQL_VALIDATION_FAILED: { text: 'The document does not fit the schema.', status: 400 },
  OPERATION_RESOLUTION_FAILURE: { text: 'The operation to run cannot be told.', status: 400 },
  PERSISTED_QUERY_NOT_SUPPORTED: { text: 'Persisted queries are not supported.', status: 400 },
  BAD_REQUEST: { text: 'The HTTP request is not valid.', status: 400 },
  SERVICE_UNAVAILABLE: { text: 'The service is not available. Try again.', status: 503 },
  TIMEOUT: { text: 'The operation took too long.', status: 200 },
  INTERNAL_SERVER_ERROR: { text: 'Something went wrong.', status: 500 },
} as const satisfies Record<string, { text: string; status: number }>;

/** Every code that `extensions.code` can have. */
export type ErrorCode = keyof typeof catalogue;

/** What was wrong with one input field. `message` says what is required and what came, never a secret. */
export interface FieldProblem {
  path: string;
  message: string;
}

/** Extensions a code may carry beside itself; all of them are public. */
export interface PublicDetails {
  reason?: 'EXPIRED' | 'RECENT_LOGIN_REQUIRED';
  retryAfter?: number;
  fields?: readonly FieldProblem[];
  requestId?: string;
}

/**
 * An error whose code and text may reach a client. `cause` is the private detail: it is logged, never sent.
 * The text is the catalogue's unless `message` says more.
 */
export class ApiError extends GraphQLError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, options: { message?: string; details?: PublicDetails; cause?: unknown } = {}) {
    super(options.message ?? catalogue[code].text, { extensions: { code, ...options.details } });
    this.name = 'ApiError';
    this.code = code;
    if (options.cause !== undefined) this.cause = options.cause;
  }
}

/** A start that cannot go on for a reason the operator can mend: printed as it is, without a stack; exit code 1. */
export class StartError extends Error {
  /** One line a problem; never a setting's value. */
  readonly problems: readonly string[];

  constructor(...problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'StartError';
    this.problems = problems;
  }
}
