// What an application is made of besides its core: features, and data for a first look. `app.ts` composes them.
import type { ReadRecords } from './authorization/engine.js';
import type { ShapedQuery } from './authorization/shaped-queries.js';
import type { Settings } from './config/settings.js';
import type { Clock, Context } from './context.js';
import type { IndexDeclaration, Store, Stored } from './database/port.js';
import type { DocumentSchema } from './database/validator.js';
import type { Accounts } from './identity/users/accounts.js';

/** What a feature is given once, at start. */
export interface Environment {
  readonly store: Store;
  readonly settings: Settings;
  readonly clock: Clock;
}

/** What runs beside requests needs: changes of accounts, and somebody who hears of what fails. */
export interface BackgroundEnvironment extends Environment {
  readonly accounts: Accounts;
  readonly report: (what: string, cause: unknown) => void;
}

/** What runs beside requests until it is stopped; resolves when nothing of it is under way any more. */
export interface Background {
  stop(): Promise<void>;
}

/** Collection → the indexes that its queries need. */
export type Indexes = Readonly<Record<string, readonly IndexDeclaration<Stored & Record<string, unknown>>[]>>;

/** Collection → what its documents have to be. */
export type Validators = Readonly<Record<string, DocumentSchema>>;

/** A part of the application: its resolvers, its indexes, its members of the context. `app.ts` composes them. */
export interface Feature {
  readonly resolvers: readonly NonNullable<unknown>[];
  /** Built before the server is ready. */
  readonly indexes: Indexes;
  /** Made known to the store before the server is ready; only MongoDB checks them. */
  readonly validators?: Validators;
  /**
   * Type → how its records are read by id, for each type on whose records relations or `@Visible` decide: to tell why a
   * mutation changed nothing, and for `viewerCan`.
   */
  readonly records?: { readonly [type: string]: ReadRecords<Context> };
  /**
   * What clients can ask of records: each filter, order and search with the keys that it asks for. The schema is refused
   * where one is missing, or laxer than the field that shows the key.
   */
  readonly queries?: readonly ShapedQuery[];
  /**
   * Whether an account is a person's, where this feature knows people: only those are given EMPLOYEE and HR. Called once
   * at start.
   */
  readonly hasPerson?: (environment: Environment) => (userId: string) => Promise<boolean>;
  /** Begun before the server is ready, when indexes and data are there; stopped before the store is closed. */
  readonly start?: (environment: BackgroundEnvironment) => Promise<Background>;
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
