// What every resolver may rely on. Features add members (their repositories and loaders) by declaration merging:
//   declare module '../../context.js' { interface Context { employees: EmployeeRepository } }
import type { Settings } from './config/settings.js';
import type { IndexDeclaration, Store } from './database/port.js';
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
}

/** What a feature is given once, at start. */
export interface Environment {
  readonly store: Store;
  readonly settings: Settings;
  readonly clock: Clock;
}

/** A part of the application: its resolvers, its indexes, its members of the context. `app.ts` composes them. */
export interface Feature {
  readonly name: string;
  readonly resolvers: readonly NonNullable<unknown>[];
  /** Collection → the indexes that its queries need; built before the server is ready. */
  readonly indexes: Readonly<Record<string, readonly IndexDeclaration<never>[]>>;
  /** Called once at start; what it returns is called for each request and adds members to its context. */
  members(environment: Environment): (context: Context) => Partial<Context>;
}
