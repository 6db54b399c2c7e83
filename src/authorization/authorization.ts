// Authorization for any GraphQLSchema: rules stated in `extensions.authorization` or by directives of its SDL, enforced
// by `protect`.
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { Condition } from './condition.js';
import type { ConditionInput, ConditionOptions } from './condition.js';
import type { DecisionEvent } from './decision.js';
import type { DenialMode } from './denial.js';
import { Fact } from './fact.js';
import type { FactInput } from './fact.js';
import { placeDirectives } from './sdl/from-directives.js';
import { PolicyError } from './gap.js';
import type { Gap } from './gap.js';
import { compilePolicy } from './policy.js';
import type { Policy } from './guard.js';
import { projectionOf } from './projecting.js';
import type { Projection } from './projection.js';
import { Engine } from './engine.js';
import type { ReadRecords } from './engine.js';
import { assertGuarded, installGuards } from './guarded-resolvers.js';
import { Relation } from './relation.js';
import type { RowFilter } from './rows.js';
import type { ShapedQuery } from './shaped-queries.js';
import { signedIn } from './rule.js';
import type { Clause, Rule, Word } from './rule.js';
import type { AnyViewer } from './viewer.js';

export { policyTypeDefs } from './sdl/directives.js';
export { stating } from './extension.js';
export { PolicyError } from './gap.js';
export type { Condition, ConditionInput, ConditionOptions } from './condition.js';
export type { DecisionEvent, Denial } from './decision.js';
export type { DenialMode } from './denial.js';
export type { Stated, Subject } from './extension.js';
export type { Fact, FactInput } from './fact.js';
export type { Gap } from './gap.js';
export type { Projection, RecordProjection } from './projection.js';
export type { ReadRecords } from './engine.js';
export type { Check, Checks, Operand, Relation, RelationFilter, RelationInput } from './relation.js';
export type { RowFilter } from './rows.js';
export type { Rule } from './rule.js';
export type { ShapedQuery } from './shaped-queries.js';
export type { AnyViewer } from './viewer.js';

/** How an application configures the words of its rules. */
export interface AuthorizationConfig<Context, Viewer extends AnyViewer, Role extends string> {
  /** All roles; any other is a compile error, and a gap. */
  readonly roles: readonly Role[];
  /** Who is asking; `null` is anonymous. Should it throw, only what is public is allowed. */
  readonly viewer: (context: Context) => Viewer | null;
}

/** How one schema is to be protected. */
export interface ProtectOptions<Context, Viewer> {
  /** One error for each selection with the number of its occurrences (the default), or one for each occurrence. */
  readonly errors?: DenialMode;
  /** Told of each decision: once a selection, or for each record where a record decides or an audited field is read. */
  readonly onDecision?: (event: DecisionEvent<Context, Viewer>) => void;
  /** Type → how its records are read by id, where a mutation has one as its subject, or `viewerCan` is asked of one. */
  readonly records?: { readonly [type: string]: ReadRecords<Context> };
  /**
   * What clients can ask of records, by filters, orders and searches. Where it is given, it has to name every field of an
   * input type and every value of an enum that can be sent to a field that reads, unless `reads` stands beside it.
   */
  readonly queries?: readonly ShapedQuery[];
}

/** Words of which all must hold, made by `allOf`. */
export class Every<Role extends string> {
  constructor(readonly words: readonly SingleWord<Role>[]) {}
}

/** A role, `signedIn`, another condition, or a relation. */
export type SingleWord<Role extends string> = Role | 'signedIn' | Condition | Relation;

/** What `@Authorized` takes. */
export type Wording<Role extends string> = SingleWord<Role> | Every<Role>;

/** Gaps found before the schema's own, by whoever placed the rules on it. */
export type Place = (schema: GraphQLSchema, words: ReadonlyMap<string, Word>) => readonly Gap[];

const engines = new WeakMap<GraphQLSchema, Engine>();

/** The words of one application, and what enforces them. */
export class Authorization<Context extends object, Viewer extends AnyViewer, Role extends string> {
  readonly #config: AuthorizationConfig<Context, Viewer, Role>;
  readonly #place: Place;
  readonly #words = new Map<string, Word>();

  constructor(config: AuthorizationConfig<Context, Viewer, Role>, place: Place = placeDirectives) {
    this.#config = config;
    this.#place = place;
    for (const word of [...config.roles, signedIn]) this.#name(word, word);
  }

  /** Names a relation between viewer and record; `on` says what it means for each type. */
  readonly relation = (name: string): Relation<Context, Viewer> => this.#name(name, new Relation(name));

  /** Names what a relation has to ask the store for. */
  readonly fact = <Value>(
    name: string,
    ask: (input: FactInput<Context, Viewer>) => Promise<Value> | Value,
  ): Fact<Value, Context, Viewer> => new Fact(name, ask);

  /** Names what has to be true of the viewer, whatever the record. */
  readonly condition = (
    name: string,
    holds: (input: ConditionInput<Context, Viewer>) => boolean,
    options?: ConditionOptions,
  ): Condition<Context, Viewer> => this.#name(name, new Condition(name, holds, options));

  /** Joins words: all must hold. */
  readonly allOf = (...words: SingleWord<Role>[]): Every<Role> => new Every(words);

  /** The rule that `@Authorized(…)` states: any of its words. */
  readonly authorized = (...words: Wording<Role>[]): Rule => ({
    kind: 'authorized',
    anyOf: words.map((word): Clause => (word instanceof Every ? word.words : [word])),
  });

  /**
   * Guards a finished schema, in place, so that no unguarded twin of it remains. Throws a `PolicyError` that lists
   * every gap unless each member states a rule that can be kept; a second time for the same schema is refused.
   */
  readonly protect = (schema: GraphQLSchema, options: ProtectOptions<Context, Viewer> = {}): GraphQLSchema => {
    if (engines.has(schema)) throw new TypeError('This schema is protected already.');
    const misplaced = this.#place(schema, this.#words);
    const records = new Map(Object.entries(options.records ?? {}));
    const { policy, gaps } = compilePolicy(schema, {
      roles: new Set(this.#config.roles),
      names: new Set(this.#words.keys()),
      readable: new Set(records.keys()),
      queries: options.queries,
    });
    if (misplaced.length + gaps.length > 0) throw new PolicyError([...misplaced, ...gaps]);
    const engine = new Engine(policy, {
      identify: this.#config.viewer as (context: unknown) => unknown,
      errors: options.errors ?? 'per-selection',
      onDecision: options.onDecision as ((event: DecisionEvent<unknown, AnyViewer>) => void) | undefined,
      records: records as ReadonlyMap<string, ReadRecords<unknown>>,
    });
    installGuards(engine, schema);
    engines.set(schema, engine);
    return schema;
  };

  /** A name is one word's, as the SDL shows nothing else of it. */
  #name<W extends Word>(name: string, word: W): W {
    if (this.#words.has(name)) throw new TypeError(`The word ${name} is named already.`);
    this.#words.set(name, word);
    return word;
  }
}

/** The compiled policy of a protected schema. Throws for any other. */
export function policyOf(schema: GraphQLSchema): Policy {
  return engineOf(schema).policy;
}

/** What the resolver of this field should read. The schema must be protected. */
export function projectionFor(context: unknown, info: GraphQLResolveInfo): Projection {
  return projectionOf(engineOf(info.schema), context, info);
}

/**
 * The filter that the write of a mutation has to carry, so that no check of its record can be overtaken. To be asked by
 * the resolver of a mutation with a subject, which returns `null` when the write changed nothing.
 */
export function mayChange(context: unknown, info: GraphQLResolveInfo): RowFilter {
  const engine = engineOf(info.schema);
  const guard = engine.guardOf(info.parentType.name, info.fieldName);
  const selection = guard.subject && engine.operations.of(context, info).selectionOf(guard, info.fieldNodes);
  if (!selection) throw new TypeError(`${guard.coordinate} has no subject; say which record it changes: @Subject(…).`);
  selection.rowsTaken = true;
  return engine.rowsOf(selection);
}

/** Throws unless the schema is protected and every field still has its guard. To be called where a server starts. */
export function assertProtected(schema: GraphQLSchema): void {
  assertGuarded(engineOf(schema), schema);
}

/** The engine of a protected schema. Throws for any other. */
export function engineOf(schema: GraphQLSchema): Engine {
  const engine = engines.get(schema);
  if (!engine) throw new TypeError('This schema is not protected; call protect() on it first.');
  return engine;
}
