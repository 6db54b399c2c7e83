// One execution of one operation: its scopes, and what was decided for each of its selections.
import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { Decision } from './decision.js';
import { keysOf } from './denial.js';
import type { Refusal } from './denial.js';
import type { Guard } from './policy.js';
import { Scope } from './scope.js';

/** One field of one parent type at one place of the response, list indexes aside: all its rows share it. */
export interface Selection {
  readonly guard: Guard;
  readonly decision: Decision;
  readonly scope: Scope;
  refusal?: Refusal;
}

export class Operation {
  /** Errors of denials made so far; bounded in `per-path`. */
  errors = 0;
  readonly #selections = new Map<Guard, Map<readonly FieldNode[], Selection>>();
  readonly #scopes = new Map<string, Scope>();
  readonly #context: unknown;
  readonly #identify: (context: unknown) => unknown;

  constructor(context: unknown, identify: (context: unknown) => unknown) {
    this.#context = context;
    this.#identify = identify;
  }

  selectionOf(guard: Guard, nodes: readonly FieldNode[]): Selection | undefined {
    return this.#selections.get(guard)?.get(nodes);
  }

  remember(selection: Selection, nodes: readonly FieldNode[]): Selection {
    let places = this.#selections.get(selection.guard);
    if (!places) this.#selections.set(selection.guard, (places = new Map()));
    places.set(nodes, selection);
    return selection;
  }

  /**
   * Whose rights count at this place: the user whom a payload above signed in, or else the request's viewer. Facts
   * hold for a whole query; in a mutation each root field begins anew, as the one before may have changed them.
   */
  scopeAt(info: GraphQLResolveInfo): Scope {
    return this.#scope(info, 1);
  }

  /** Whose rights count for what is selected below this place; another's than at it where it signs a user in. */
  scopeBelow(info: GraphQLResolveInfo): Scope {
    return this.#scope(info, 0);
  }

  #scope(info: GraphQLResolveInfo, above: 0 | 1): Scope {
    const keys = keysOf(info.path);
    for (let length = keys.length - above; length > 1; length -= 1) {
      const scope = this.#scopes.get(keys.slice(0, length).join('.'));
      if (scope) return scope;
    }
    const root = info.operation.operation === 'mutation' ? String(keys[0]) : '';
    let scope = this.#scopes.get(root);
    if (!scope) this.#scopes.set(root, (scope = new Scope(this.#context, () => this.#identify(this.#context))));
    return scope;
  }

  /** From here down the rights are those of the user just signed in. Refused below a list: rows share decisions. */
  enter(info: GraphQLResolveInfo, viewer: unknown): Scope {
    const keys = keysOf(info.path);
    if (keys.some((key) => typeof key === 'number')) throw new TypeError('A user cannot be signed in below a list.');
    const scope = new Scope(this.#context, () => viewer);
    this.#scopes.set(keys.join('.'), scope);
    return scope;
  }
}

/** Operations by context and execution: graphql-js makes a new object of variable values for each. */
export class Operations {
  readonly #byContext = new WeakMap<object, WeakMap<object, Operation>>();
  readonly #identify: (context: unknown) => unknown;

  constructor(identify: (context: unknown) => unknown) {
    this.#identify = identify;
  }

  of(context: unknown, info: GraphQLResolveInfo): Operation {
    if (typeof context !== 'object' || context === null) throw new TypeError('Guarded fields need a context object, one a request.');
    let executions = this.#byContext.get(context);
    if (!executions) this.#byContext.set(context, (executions = new WeakMap()));
    let operation = executions.get(info.variableValues);
    if (!operation) executions.set(info.variableValues, (operation = new Operation(context, this.#identify)));
    return operation;
  }
}
