// What every resolver may rely on. Features add members (their repositories and loaders) by declaration merging:
//   declare module '../../context.js' { interface Context { employees: EmployeeRepository } }
import type { Settings } from './config/settings.js';
import type { IndexDeclaration, Store, Stored } from './database/port.js';
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

/** What a feature is given once, at start. */
export interface Environment {
  readonly store: Store;
  readonly settings: Settings;
  readonly clock: Clock;
}

/** Collection → the indexes that its queries need. */
export type Indexes = Readonly<Record<string, readonly IndexDeclaration<Stored & Record<string, unknown>>[]>>;

/** A part of the application: its resolvers, its indexes, its members of the context. `app.ts` composes them. */
export interface Feature {
  readonly resolvers: readonly NonNullable<unknown>[];
  /** Built before the server is ready. */
  readonly indexes: Indexes;
  /** Called once at start; what it returns makes a request's members of the context. */
  members(environment: Environment): () => Partial<Context>;
}

/** Data for a first look. Loaded only into an empty store, never in production. */
export interface Demo {
  /** Every account that `load` makes, with its password. */
  readonly accounts: readonly { readonly email: string; readonly password: string; readonly about: string }[];
  /** Queries that the explorer opens with. */
  readonly queries: readonly string[];
  /** Removes what a load of this size made, or made a part of, and nothing else. */
  unload(store: Store, employees: number): Promise<void>;
  load(environment: Environment & { readonly hashPassword: (password: string) => Promise<string> }): Promise<void>;
}
