// Puts the compiled policy before the resolvers of a finished schema. What may be read keeps its bare resolver's
// speed; what may not is never computed.
import { defaultFieldResolver, getNamedType, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLFieldResolver, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { Decision, DecisionEvent, Denial } from './decision.js';
import { Refusal, perPathLimit } from './denial.js';
import type { DenialMode } from './denial.js';
import { Operations } from './operation.js';
import type { Selection } from './operation.js';
import type { Guard, Policy } from './policy.js';
import { holds } from './relation.js';
import type { AnyViewer, Question, Scope } from './scope.js';
import { walkSelections } from './walk.js';

export interface EngineOptions {
  readonly identify: (context: unknown) => unknown;
  readonly errors: DenialMode;
  readonly onDecision?: ((event: DecisionEvent<unknown, AnyViewer>) => void) | undefined;
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;

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
    if (!guard) throw new TypeError(`No rule was compiled for ${typeName}.${fieldName}; the schema was changed after protect().`);
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
    const { audited } = guard;
    const read: Resolver = (source, args, context, info) => {
      const selection = this.#selection(guard, context, info);
      if (!selection) return this.#settled(guard, context, info).then(() => read(source, args, context, info));
      const { decision } = selection;
      if (decision.kind === 'deny') return this.#refuse(guard, selection, decision.denial, context, info, audited ? source : undefined);
      if (decision.kind === 'record') {
        const denial = refusalOf(source, decision);
        if (denial) return this.#refuse(guard, selection, denial, context, info, source);
        this.#report(guard, selection.scope, context, true, undefined, source);
      } else if (audited) this.#report(guard, selection.scope, context, true, undefined, source);
      return resolve(source, args, context, info);
    };
    return read;
  }

  /** Before a root field runs: its own rule, the facts that its selection needs, and what a mutation may not ask for. */
  #guardRoot(guard: Guard, resolve: Resolver): Resolver {
    return (source, args, context, info) => {
      const operation = this.operations.of(context, info);
      const scope = operation.scopeAt(info);
      const run = (decision: Decision): unknown => {
        const selection = operation.selectionOf(guard, info.fieldNodes) ?? operation.remember({ guard, decision, scope }, info.fieldNodes);
        if (decision.kind === 'deny') return this.#refuse(guard, selection, decision.denial, context, info);
        const asked = this.#survey(info, scope);
        if (asked.refused && info.parentType === info.schema.getMutationType()) {
          return this.#refuse(asked.refused.guard, selection, asked.refused.denial, context, info);
        }
        if (decision.kind === 'allow') this.#report(guard, scope, context, true);
        const proceed = (): unknown => {
          const result = resolve(source, args, context, info);
          return decision.kind === 'record' ? Promise.resolve(result).then((record) => this.#checkResult(guard, selection, decision, record, context, info)) : result;
        };
        return asked.unsettled.length === 0 ? proceed() : settleAll(scope, asked.unsettled).then(proceed);
      };
      const decision = scope.settle(guard);
      return decision instanceof Promise ? decision.then(run) : run(decision);
    };
  }

  #checkResult(guard: Guard, selection: Selection, decision: Decision & { kind: 'record' }, record: unknown, context: unknown, info: GraphQLResolveInfo): unknown {
    const denial = refusalOf(record, decision);
    if (denial) return this.#refuse(guard, selection, denial, context, info, record ?? undefined);
    this.#report(guard, selection.scope, context, true, undefined, record);
    return record;
  }

  /** The user whom a payload signs in: it and all below are decided for them, their facts asked before it resolves. */
  #guardSignIn(guard: Guard, signsIn: NonNullable<Guard['signsIn']>, resolve: Resolver): Resolver {
    const read = this.#guardField(guard, resolve);
    return (source, args, context, info) => {
      const scope = this.operations.of(context, info).enter(info, signsIn(source as never));
      if (!scope.viewer) throw new TypeError(`${guard.coordinate} has to name the viewer who was signed in.`);
      const { unsettled } = this.#survey(info, scope);
      const proceed = (): unknown => read(source, args, context, info);
      return unsettled.length === 0 ? proceed() : settleAll(scope, unsettled).then(proceed);
    };
  }

  /** What is selected below a field: guards that wait for facts, and the first that roles and conditions deny. */
  #survey(info: GraphQLResolveInfo, scope: Scope): { unsettled: Question[]; refused?: { guard: Guard; denial: Denial } } {
    const unsettled: Question[] = [];
    let refused: { guard: Guard; denial: Denial } | undefined;
    walkSelections(info, getNamedType(info.returnType), info.fieldNodes, (type, fieldName) => {
      const guard = this.guardOf(type.name, fieldName);
      const decision = guard.open ? undefined : scope.decide(guard);
      if (decision?.kind === 'ask') unsettled.push(guard);
      if (decision?.kind === 'deny' && decision.denial.because !== 'unrelated') refused ??= { guard, denial: decision.denial };
      return !guard.signsIn && decision?.kind !== 'deny';
    });
    return refused ? { unsettled, refused } : { unsettled };
  }

  #selection(guard: Guard, context: unknown, info: GraphQLResolveInfo): Selection | undefined {
    const operation = this.operations.of(context, info);
    const known = operation.selectionOf(guard, info.fieldNodes);
    if (known) return known;
    const scope = operation.scopeAt(info);
    const decision = scope.decide(guard);
    if (decision.kind === 'ask') return undefined;
    const selection = operation.remember({ guard, decision, scope }, info.fieldNodes);
    if (decision.kind === 'allow' && !guard.audited) this.#report(guard, scope, context, true);
    return selection;
  }

  async #settled(guard: Guard, context: unknown, info: GraphQLResolveInfo): Promise<void> {
    await this.operations.of(context, info).scopeAt(info).settle(guard);
  }

  #refuse(guard: Guard, selection: Selection, denial: Denial, context: unknown, info: GraphQLResolveInfo, record?: unknown): null {
    const first = !selection.refusal;
    if (first || record !== undefined) this.#report(guard, selection.scope, context, false, denial, record);
    const operation = this.operations.of(context, info);
    const apart = this.#options.errors === 'per-path' && operation.errors < perPathLimit;
    if (selection.refusal && !apart) return selection.refusal.again(info);
    operation.errors += 1;
    const refusal = new Refusal(guard.coordinate, denial, info);
    selection.refusal ??= refusal;
    throw refusal.error;
  }

  #report(guard: Guard, scope: Scope, context: unknown, allowed: boolean, denial?: Denial, record?: unknown): void {
    this.#options.onDecision?.({
      context,
      viewer: scope.viewer,
      coordinate: guard.coordinate,
      allowed,
      ...(denial && { denial }),
      ...(record !== undefined && { record }),
    });
  }
}

/** Why the record is refused; `undefined` when one of the filters holds. */
function refusalOf(record: unknown, decision: Decision & { kind: 'record' }): Denial | undefined {
  try {
    return decision.anyOf.some((checks) => holds(record, checks)) ? undefined : decision.otherwise;
  } catch (fault) {
    return { because: 'fault', fault };
  }
}

async function settleAll(scope: Scope, questions: readonly Question[]): Promise<void> {
  for (const question of questions) await scope.settle(question);
}
