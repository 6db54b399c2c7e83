// One execution of one operation: its scopes, and what was decided for each of its selections.
import { OperationTypeNode } from 'graphql';
import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { Decision } from './decision.js';
import { keysOf } from './denial.js';
import type { Refusal } from './denial.js';
import type { Guard } from './guard.js';
import type { Meeting } from './meeting.js';
import type { Projection } from './projection.js';
import { Scope } from './scope.js';
import type { Question } from './scope.js';

/** One rule, decided for one selection: the field's own, or that of something sent to it. */
export interface Check {
  readonly question: Question;
  readonly decision: Decision;
  /** Where it stands in the arguments. */
  readonly input?: string;
  refusal: Refusal | undefined;
}

/** One field of one parent type at one place of the response, list indexes aside: all its rows share it. */
export interface Selection {
  readonly guard: Guard;
  /** The field's own rule, then those of what is sent, in the schema's order. */
  readonly checks: readonly Check[];
  /** Nothing is to be refused, whatever the record. */
  readonly open: boolean;
  readonly scope: Scope;
  readonly operation: Operation;
  /** Which objects that it returns the viewer may meet; absent where all of them. */
  readonly meeting: Meeting | undefined;
  /** Whether the resolver of a mutation took the filter that its write needs. */
  rowsTaken: boolean;
}

/** What one execution has learned; selections find it anew in each resolver. */
export class Operation {
  /** Errors of denials made so far; bounded in `per-path`. */
  errors = 0;
  readonly #context: unknown;
  readonly #variables: unknown;
  readonly #selections = new Map<readonly FieldNode[], Selection[]>();
  readonly #scopes = new Map<string, Scope>();
  readonly #refusals = new Map<string, Refusal>();
  /** What resolvers were told to read, by the nodes of their field: all rows of a selection read the same. */
  readonly projections = new Map<readonly FieldNode[], { readonly guard: Guard; readonly projection: Projection }>();
  #signedIn = false;
  readonly #identify: (context: unknown) => unknown;

  constructor(context: unknown, variables: unknown, identify: (context: unknown) => unknown) {
    this.#context = context;
    this.#variables = variables;
    this.#identify = identify;
  }

  isOf(info: GraphQLResolveInfo): boolean {
    return this.#variables === info.variableValues;
  }

  /** Nodes are one field's and one parent type's to graphql-js; other executors may share them between types. */
  selectionOf(guard: Guard, nodes: readonly FieldNode[]): Selection | undefined {
    const selections = this.#selections.get(nodes);
    if (selections?.[0]?.guard === guard) return selections[0];
    return selections?.find((selection) => selection.guard === guard);
  }

  remember(selection: Selection, nodes: readonly FieldNode[]): Selection {
    const selections = this.#selections.get(nodes);
    if (selections) selections.push(selection);
    else this.#selections.set(nodes, [selection]);
    return selection;
  }

  /** The error made for this response path, list indexes aside, and coordinate: several types may lead to one place. */
  refusalAt(info: GraphQLResolveInfo, coordinate: string): Refusal | undefined {
    return this.#refusals.get(placeOf(info, coordinate));
  }

  noteRefusal(info: GraphQLResolveInfo, coordinate: string, refusal: Refusal): void {
    this.#refusals.set(placeOf(info, coordinate), refusal);
  }

  /**
   * Whose rights count here and below: the user whom a payload signed in here or above, or the request's viewer. Facts
   * hold for a whole query; in a mutation each root field begins anew, as the one before may have changed them.
   */
  scopeAt(info: GraphQLResolveInfo): Scope {
    const keys = this.#signedIn ? keysOf(info.path) : [];
    for (let length = keys.length; length > 1; length -= 1) {
      const scope = this.#scopes.get(keys.slice(0, length).join('.'));
      if (scope) return scope;
    }
    const root = info.operation.operation === OperationTypeNode.MUTATION ? rootKeyOf(info) : '';
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
    this.#signedIn = true;
    return scope;
  }
}

function placeOf({ path }: GraphQLResolveInfo, coordinate: string): string {
  const keys = keysOf(path).filter((key) => typeof key === 'string');
  return `${keys.join('.')} ${coordinate}`;
}

function rootKeyOf({ path }: GraphQLResolveInfo): string {
  let root = path;
  while (root.prev) root = root.prev;
  return String(root.key);
}

/** The executions that share one context. */
interface Executions {
  readonly context: object;
  latest: Operation;
  readonly others: WeakMap<object, Operation>;
}

/**
 * Operations by context and execution: graphql-js makes a new object of variable values for each. They hang on the
 * context and end with it. A weak map that outlives requests would do the same, but keeps what is in it through every
 * minor collection, so that the garbage of all requests grows old.
 */
export class Operations {
  readonly #key = Symbol('operations');
  readonly #ofFrozen = new WeakMap<object, Executions>();
  readonly #identify: (context: unknown) => unknown;

  constructor(identify: (context: unknown) => unknown) {
    this.#identify = identify;
  }

  of(context: unknown, info: GraphQLResolveInfo): Operation {
    if (typeof context !== 'object' || context === null)
      throw new TypeError('Guarded fields need a context object, one a request.');
    const executions = (context as { [key: symbol]: Executions | undefined })[this.#key];
    if (executions?.context === context && executions.latest.isOf(info)) return executions.latest;
    return this.#find(context, info);
  }

  #find(context: object, info: GraphQLResolveInfo): Operation {
    // A context that was made from another inherits its executions, which are not its own.
    const executions = Object.hasOwn(context, this.#key)
      ? (context as { [key: symbol]: Executions })[this.#key]
      : this.#ofFrozen.get(context);
    if (executions?.latest.isOf(info)) return executions.latest;
    const operation =
      executions?.others.get(info.variableValues) ?? new Operation(context, info.variableValues, this.#identify);
    if (executions) {
      executions.latest = operation;
      executions.others.set(info.variableValues, operation);
    } else {
      this.#hold(context, { context, latest: operation, others: new WeakMap([[info.variableValues, operation]]) });
    }
    return operation;
  }

  #hold(context: object, executions: Executions): void {
    if (Object.isExtensible(context)) Object.defineProperty(context, this.#key, { value: executions });
    else this.#ofFrozen.set(context, executions);
  }
}
