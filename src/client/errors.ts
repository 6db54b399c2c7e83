import type { ErrorCode, PublicDetails } from '../errors.js';

/** Response keys and list indexes, from the root of the answer. */
export type ResponsePath = readonly (string | number)[];

/** What the server says beside a message. */
export interface ErrorExtensions extends Readonly<PublicDetails> {
  readonly code: ErrorCode;
  /** The member that was refused: `Employee.salary`. */
  readonly coordinate?: string;
  /** How often the selection was refused. */
  readonly count?: number;
  /** Where in the arguments stands what was refused: `input.salaryAmount`. */
  readonly input?: string;
}

/** The server's own error: thrown when it refused the request as a whole, else beside the data. */
export class ClaimcheckError extends Error {
  override readonly name = 'ClaimcheckError';
  /** A newer server may send codes that this list does not have yet. */
  readonly code: ErrorCode;
  /** Where in the answer; `undefined` when there is none. */
  readonly path: ResponsePath | undefined;
  readonly extensions: ErrorExtensions;

  constructor(message: string, extensions: ErrorExtensions, path?: ResponsePath) {
    super(message);
    this.code = extensions.code;
    this.path = path;
    this.extensions = extensions;
  }
}

/** The session that the request belonged to is over, or is no longer the current one: someone has to sign in. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';

  constructor() {
    super('The session is over. Sign in again.');
  }
}

/** No answer of a GraphQL server came: nothing listens, the connection broke, or something in between answered. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  /** The HTTP status, where there was one. */
  readonly status: number | undefined;

  constructor(message: string, { status, cause }: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
  }
}
