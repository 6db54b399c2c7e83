// Puts the compiled policy before the resolvers of a finished schema. What may be read keeps its bare resolver's
// speed; what may not is never computed.
import { defaultFieldResolver, getNamedType, isObjectType } from 'graphql';
import type {
  FieldNode,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
} from 'graphql';
import { allow } from './decision.js';
import type { Decision, DecisionEvent, Denial } from './decision.js';
import { Refusal, perPathLimit } from './denial.js';
import type { DenialMode } from './denial.js';
import { Operations } from './operation.js';
import type { Selection } from './operation.js';
import type { Guard, Policy } from './guard.js';
import { holds } from './relation.js';
import type { AnyViewer, Question, Scope } from './scope.js';
import { walkSelections } from './walk.js';

/** What an engine needs to know beside the policy. */
export interface EngineOptions {
  readonly identify: (context: unknown) => unknown;
  readonly errors: DenialMode;
  readonly onDecision?: ((event: DecisionEvent<unknown, AnyViewer>) => void) | undefined;
}

type Arguments = { [name: string]: unknown };
type Resolver = GraphQLFieldResolver<unknown, unknown, Arguments>;
type RecordDecision = Decision & { readonly kind: 'record' };

/** Enforces one policy on one schema. */
export class Engine {
  readonly policy: Policy;
  readonly operations: Operations;
  readonly #options: EngineOptions;

  constructor(policy: Policy, options: EngineOptions) {
    this.policy = policy;
    this.#options = options;
    this.operations = new Operations(options.identify);
  }

  /** Wraps every field that somebody may be refused, and every root field. The schema itself is changed. */
  install(schema: GraphQLSchema): void {
    const roots = new Set<unknown>([schema.getQueryType(), schema.getMutationType()]);
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__')) continue;
      for (const field of Object.values(type.getFields())) this.#wrap(type, field, roots.has(type));
    }
  }

  guardOf(typeName: string, fieldName: string): Guard {
    const guard = this.policy.guards.get(typeName)?.get(fieldName);
    if (!guard)
      throw new TypeError(`No rule was compiled for ${typeName}.${fieldName}; the schema was changed after protect().`);
    return guard;
  }

  #wrap(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, root: boolean): void {
    const guard = this.guardOf(type.name, field.name);
    const resolve = field.resolve ?? defaultFieldResolver;
    if (root) field.resolve = this.#guardRoot(guard, resolve);
    else if (guard.signsIn) field.resolve = this.#guardSignIn(guard, guard.signsIn, resolve);
    else if (!guard.open || guard.audited) field.resolve = this.#guardField(guard, resolve);
  }

  #guardField(guard: Guard, resolve: Resolver): Resolver {
    // All rows of a selection share one list of nodes, so what is known of it is found in one step. An executor may share
    // the lists between operations too: what another operation left here does not count.
    const recent = new WeakMap<readonly FieldNode[], Selection>();
    const read = (
      selection: Selection,
      source: unknown,
      args: Arguments,
      context: unknown,
      info: GraphQLResolveInfo,
    ): unknown => {
      const { decision } = selection;
      if (decision.kind !== 'allow') {
        const denial = decision.kind === 'deny' ? decision.denial : refusalOf(source, decision);
        const record = decision.kind === 'record' || guard.audited ? source : undefined;
        if (denial) return this.#refuse(selection, denial, info, record);
        this.#report(selection, undefined, source);
      } else if (guard.audited) this.#report(selection, undefined, source);
      return resolve(source, args, context, info);
    };
    return (source, args, context, info) => {
      const known = recent.get(info.fieldNodes);
      if (known?.operation.isOf(context, info)) return read(known, source, args, context, info);
      return whenSettled(this.#select(guard, context, info), (selection) => {
        recent.set(info.fieldNodes, selection);
        return read(selection, source, args, context, info);
      });
    };
  }

  /** Before a root field runs: its own rule, the facts that its selection needs, and what a mutation may not ask for. */
  #guardRoot(guard: Guard, resolve: Resolver): Resolver {
    return (source, args, context, info) => {
      const operation = this.operations.of(context, info);
      const scope = operation.scopeAt(info);
      return whenSettled(scope.settle(guard), (decision) => {
        const known = operation.selectionOf(guard, info.fieldNodes);
        const selection = known ?? operation.remember(guard, decision, scope, info.fieldNodes);
        if (decision.kind === 'deny') return this.#refuse(selection, decision.denial, info);
        const { unsettled, refused } = this.#survey(info, scope);
        if (refused && info.parentType === info.schema.getMutationType()) {
          return this.#refuse({ ...selection, guard: refused.guard }, refused.denial, info);
        }
        if (decision.kind === 'allow') this.#report(selection);
        return whenSettled(settleAll(scope, unsettled), () => {
          const result = resolve(source, args, context, info);
          if (decision.kind === 'allow') return result;
          return Promise.resolve(result).then((record) => this.#checkResult(selection, decision, record, info));
        });
      });
    };
  }

  #checkResult(selection: Selection, decision: RecordDecision, record: unknown, info: GraphQLResolveInfo): unknown {
    const denial = refusalOf(record, decision);
    if (denial) return this.#refuse(selection, denial, info, record ?? undefined);
    this.#report(selection, undefined, record);
    return record;
  }

  /** The user whom a payload signs in: it and all below are decided for them, their facts asked before it resolves. */
  #guardSignIn(guard: Guard, signsIn: NonNullable<Guard['signsIn']>, resolve: Resolver): Resolver {
    const read = this.#guardField(guard, resolve);
    return (source, args, context, info) => {
      const scope = this.operations.of(context, info).enter(info, signsIn(source as never));
      if (!scope.viewer) throw new TypeError(`${guard.coordinate} has to name the viewer who was signed in.`);
      const { unsettled } = this.#survey(info, scope);
      return whenSettled(settleAll(scope, unsettled), () => read(source, args, context, info));
    };
  }

  /** What is selected below a field: guards that wait for facts, and the first that roles and conditions deny. */
  #survey(info: GraphQLResolveInfo, scope: Scope): { unsettled: Question[]; refused: Refused | undefined } {
    const unsettled: Question[] = [];
    let refused: Refused | undefined;
    walkSelections(info, getNamedType(info.returnType), info.fieldNodes, (type, fieldName) => {
      const guard = this.guardOf(type.name, fieldName);
      if (guard.signsIn) return false; // decided for whoever the payload will name
      const decision = guard.open ? allow : scope.decide(guard);
      if (decision.kind === 'ask') unsettled.push(guard);
      if (decision.kind === 'deny' && decision.denial.because !== 'unrelated')
        refused ??= { guard, denial: decision.denial };
      return decision.kind !== 'deny';
    });
    return { unsettled, refused };
  }

  /** What was decided for a selection. At its first occurrence it is decided, and facts are asked for it if need be. */
  #select(guard: Guard, context: unknown, info: GraphQLResolveInfo): Selection | Promise<Selection> {
    const operation = this.operations.of(context, info);
    const known = operation.selectionOf(guard, info.fieldNodes);
    if (known) return known;
    const scope = operation.scopeAt(info);
    return whenSettled(scope.settle(guard), (decision) => {
      const meanwhile = operation.selectionOf(guard, info.fieldNodes);
      if (meanwhile) return meanwhile;
      const selection = operation.remember(guard, decision, scope, info.fieldNodes);
      if (decision.kind === 'allow' && !guard.audited) this.#report(selection);
      return selection;
    });
  }

  /** The first occurrence of a selection throws its error, later ones are counted in it. */
  #refuse(selection: Selection, denial: Denial, info: GraphQLResolveInfo, record?: unknown): null {
    if (!selection.refusal || record !== undefined) this.#report(selection, denial, record);
    const { guard, operation } = selection;
    const apart = this.#options.errors === 'per-path' && operation.errors < perPathLimit;
    if (selection.refusal && !apart) return selection.refusal.again(info);
    operation.errors += 1;
    const refusal = new Refusal(guard.coordinate, denial, info);
    selection.refusal ??= refusal;
    throw refusal.error;
  }

  #report({ guard, scope }: Selection, denial?: Denial, record?: unknown): void {
    this.#options.onDecision?.({
      context: scope.context,
      viewer: scope.viewer,
      coordinate: guard.coordinate,
      allowed: !denial,
      ...(denial && { denial }),
      ...(record !== undefined && { record }),
    });
  }
}

interface Refused {
  readonly guard: Guard;
  readonly denial: Denial;
}

/** Why the record is refused; `undefined` when one of the filters holds. */
function refusalOf(record: unknown, decision: RecordDecision): Denial | undefined {
  try {
    return decision.anyOf.some((checks) => holds(record, checks)) ? undefined : decision.otherwise;
  } catch (fault) {
    return { because: 'fault', fault };
  }
}

function settleAll(scope: Scope, questions: readonly Question[]): void | Promise<void> {
  return questions.length === 0 ? undefined : settleEach(scope, questions);
}

async function settleEach(scope: Scope, questions: readonly Question[]): Promise<void> {
  for (const question of questions) await scope.settle(question);
}

/** Goes on at once where nothing has to be awaited: what was synchronous stays so. */
function whenSettled<Value, Next>(
  value: Value | Promise<Value>,
  next: (value: Value) => Next,
): Next | Promise<Awaited<Next>> {
  return value instanceof Promise ? (value.then(next) as Promise<Awaited<Next>>) : next(value);
}
