// What every resolver may rely on. Features add members (their repositories and loaders) by declaration merging:
//   declare module '../../context.js' { interface Context { employees: EmployeeRepository } }
import type { Cursors } from './graphql/cursor.js';
import type { Viewer } from './identity/viewer.js';

/** Milliseconds since the epoch. Tests freeze it. */
export type Clock = () => number;

/** What the HTTP edge knows of a request. */
export interface RequestOrigin {
  /** Whoever the verified access token names; `null` is anonymous. */
  readonly viewer: Viewer | null;
  readonly requestId: string;
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** One object a request, never shared: loaders live in it. */
export interface Context extends RequestOrigin {
  readonly clock: Clock;
  readonly cursors: Cursors;
}
