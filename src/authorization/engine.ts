// One policy, enforced on one schema: what was decided for each selection, and the errors of what is refused.
import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { DecisionEvent, Denial } from './decision.js';
import { Refusal, perPathLimit } from './denial.js';
import type { DenialMode } from './denial.js';
import type { Guard, Policy } from './guard.js';
import { sentIn } from './inputs.js';
import type { Sent } from './inputs.js';
import { meetingOf } from './meeting.js';
import { Operations } from './operation.js';
import type { Check, Operation, Selection } from './operation.js';
import { keysIn, rowsOf, visibleRows } from './rows.js';
import type { RowFilter } from './rows.js';
import { Scope } from './scope.js';
import type { Question } from './scope.js';
import type { AnyViewer } from './viewer.js';
import { settleAll, survey } from './survey.js';
import type { Survey } from './survey.js';
import { whenSettled } from './thenable.js';

/** Reads records of one type by id, in the ids' order; `null` for an unknown or malformed one. */
export type ReadRecords<Context> = (input: {
  readonly context: Context;
  readonly ids: readonly string[];
  /** The keys that rules need; a record must carry each, `null` where it has no value. */
  readonly keys: ReadonlySet<string>;
}) => Promise<readonly (object | null)[]>;

/** What an engine needs to know beside the policy. */
export interface EngineOptions {
  readonly identify: (context: unknown) => unknown;
  readonly errors: DenialMode;
  readonly onDecision?: ((event: DecisionEvent<unknown, AnyViewer>) => void) | undefined;
  readonly records: ReadonlyMap<string, ReadRecords<unknown>>;
}

/** Coerced arguments. */
export type Arguments = { [name: string]: unknown };

/** Decides for one policy; the guards in front of resolvers ask it. */
export class Engine {
  readonly policy: Policy;
  readonly operations: Operations;
  readonly records: EngineOptions['records'];
  readonly #options: EngineOptions;

  constructor(policy: Policy, options: EngineOptions) {
    this.policy = policy;
    this.records = options.records;
    this.#options = options;
    this.operations = new Operations(options.identify);
  }

  readonly guardOf = (typeName: string, fieldName: string): Guard => {
    const guard = this.policy.guards.get(typeName)?.get(fieldName);
    if (!guard)
      throw new TypeError(`No rule was compiled for ${typeName}.${fieldName}; the schema was changed after protect().`);
    return guard;
  };

  /** A viewer's standing outside any operation. */
  scopeOf(context: unknown): Scope {
    return new Scope(context, () => this.#options.identify(context));
  }

  /** What was decided for a selection. At its first occurrence it is decided, and facts are asked for it if need be. */
  select(guard: Guard, args: Arguments, context: unknown, info: GraphQLResolveInfo): Selection | Promise<Selection> {
    const operation = this.operations.of(context, info);
    const known = operation.selectionOf(guard, info.fieldNodes);
    if (known) return known;
    const scope = operation.scopeAt(info);
    return whenSettled(this.#checks(guard, args, scope), (checks) => {
      const refused = checks.some(({ decision }) => decision.kind === 'deny');
      const members = refused ? [] : [...(guard.meets?.byMember.values() ?? [])].flat();
      const waiting = members.filter((question) => scope.decide(question).kind === 'ask');
      return whenSettled(settleAll(scope, waiting), () => {
        const meanwhile = operation.selectionOf(guard, info.fieldNodes);
        return meanwhile ?? this.#remember(guard, checks, refused, scope, operation, info.fieldNodes);
      });
    });
  }

  /** What is selected below a field. */
  survey(guard: Guard, info: GraphQLResolveInfo, scope: Scope): Survey {
    return survey(this.guardOf, guard, info, scope);
  }

  /** What the write of a mutation has to add to its filter, with the keys that it is decided on. */
  rowsOf({ guard, checks, scope }: Selection): RowFilter {
    const own = rowsOf(checks.map(({ decision }) => decision));
    const { allOf } = visibleRows(this.policy.visible.get(guard.subject?.type ?? ''), scope);
    return { allOf: [...own.allOf, ...allOf] };
  }

  /** The keys of the record on which a selection's own rules are decided. */
  keysOf(selection: Selection): string[] {
    const own = selection.checks.flatMap(({ decision }) => (decision.kind === 'record' ? decision.keys : []));
    return [...new Set([...own, ...keysIn(this.rowsOf(selection))])];
  }

  /** The first occurrence of a refused check throws its error, later ones are counted in it. */
  refuse(selection: Selection, check: Check, denial: Denial, info: GraphQLResolveInfo, record?: unknown): null {
    if (!check.refusal || record !== undefined) this.report(selection, check.question, denial, record);
    const { operation } = selection;
    const apart = this.#options.errors === 'per-path' && operation.errors < perPathLimit;
    if (check.refusal && !apart) return check.refusal.again(denial, info);
    const { coordinate } = check.question;
    const elsewhere = apart ? undefined : operation.refusalAt(info, coordinate);
    if (elsewhere) return (check.refusal = elsewhere).again(denial, info);
    operation.errors += 1;
    const refusal = new Refusal(coordinate, denial, info, check.input);
    check.refusal ??= refusal;
    operation.noteRefusal(info, coordinate, refusal);
    throw refusal.error;
  }

  report({ scope }: Selection, question: Question, denial?: Denial, record?: unknown): void {
    this.#options.onDecision?.({
      context: scope.context,
      viewer: scope.viewer,
      coordinate: question.coordinate,
      allowed: !denial,
      audited: isAudited(question),
      ...(denial && { denial }),
      ...(record !== undefined && { record }),
    });
  }

  /** What was allowed whatever the record; an audited field of an object is reported with each object instead. */
  reportAllowed(selection: Selection): void {
    const { guard, checks } = selection;
    for (const { question, decision } of checks) {
      const later = guard.audited && guard.on === 'source' && question === guard;
      if (decision.kind === 'allow' && !later) this.report(selection, question);
    }
  }

  #remember(
    guard: Guard,
    checks: readonly Check[],
    refused: boolean,
    scope: Scope,
    operation: Operation,
    nodes: readonly FieldNode[],
  ): Selection {
    const meeting = guard.meets && !refused ? meetingOf(guard.meets, scope) : undefined;
    const open = checks.every(({ decision }) => decision.kind === 'allow');
    const selection = operation.remember({ guard, checks, open, scope, operation, meeting, rowsTaken: false }, nodes);
    if (!refused && guard.on !== 'subject') this.reportAllowed(selection);
    return selection;
  }

  /** The field's own rule, then those of what is sent, up to the first that is denied: the rest is not asked. */
  #checks(guard: Guard, args: Arguments, scope: Scope): Check[] | Promise<Check[]> {
    return whenSettled(scope.settle(guard), (decision) => {
      const own: Check = { question: guard, decision, refusal: undefined };
      if (!guard.inputs || decision.kind === 'deny') return [own];
      const sent = sentIn(guard.field.args, guard.inputs, args);
      return checkSent(scope, [own], sent);
    });
  }
}

function isAudited(question: Question | Guard): boolean {
  return 'audited' in question && question.audited;
}

function checkSent(scope: Scope, checks: Check[], sent: readonly Sent[]): Check[] | Promise<Check[]> {
  const [next, ...others] = sent;
  if (!next) return checks;
  return whenSettled(scope.settle(next.question), (decision) => {
    checks.push({ question: next.question, decision, input: next.at, refusal: undefined });
    return decision.kind === 'deny' ? checks : checkSent(scope, checks, others);
  });
}
