// Before a root field runs: what its selection will ask below it.
import { getArgumentValues, getNamedType } from 'graphql';
import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { allow } from './decision.js';
import type { Decision, Denial, RecordDecision } from './decision.js';
import type { Guard } from './guard.js';
import { sentIn } from './inputs.js';
import type { Sent } from './inputs.js';
import type { Question, Scope } from './scope.js';
import { walkSelections } from './walk.js';

/** What roles and conditions alone deny of a selection. */
export interface Refused {
  readonly question: Question;
  readonly denial: Denial;
}

/** Rules that wait for facts, and the first that is denied whatever the record. */
export interface Survey {
  readonly unsettled: readonly Question[];
  readonly refused: Refused | undefined;
}

/** Looks through everything selected below one field, the objects that it returns included. */
export function survey(
  guardOf: (typeName: string, fieldName: string) => Guard,
  own: Guard,
  info: GraphQLResolveInfo,
  scope: Scope,
): Survey {
  const unsettled = new Set<Question>();
  let refused: Refused | undefined;
  const ask = (question: Question): boolean => {
    const decision = question.anyOf.some((clause) => clause.length === 0) ? allow : scope.decide(question);
    if (decision.kind === 'ask') unsettled.add(question);
    const denial = denialOf(decision);
    if (denial && denial.because !== 'unrelated') refused ??= { question, denial };
    return !denial;
  };
  const askOfRecords = ({ meets, visible }: Guard): void => {
    for (const question of [...visible, ...(meets?.byMember.values() ?? [])].flat()) {
      if (scope.decide(question).kind === 'ask') unsettled.add(question); // left out, never refused
    }
  };
  askOfRecords(own);
  walkSelections(info, getNamedType(info.returnType), info.fieldNodes, (type, fieldName, node) => {
    const guard = guardOf(type.name, fieldName);
    if (guard.signsIn) return false; // decided for whoever the payload will name
    if (!guard.open && !ask(guard)) return false;
    const sent = guard.inputs ? sentBelow(guard, node, info) : [];
    if (!sent.every(({ question }) => ask(question))) return false;
    askOfRecords(guard);
    return true;
  });
  return { unsettled: [...unsettled], refused };
}

/** The denial of every record, where one is certain. */
function denialOf(decision: Decision | { readonly kind: 'ask' }): Denial | undefined {
  if (decision.kind === 'deny') return decision.denial;
  return decision.kind === 'record' && decision.anyOf.length === 0 ? decision.otherwise : undefined;
}

/** Whether roles and conditions refuse a selected field to its viewer, for itself or for what is sent to it. */
export function isRefused(guard: Guard, node: FieldNode, info: GraphQLResolveInfo, scope: Scope): boolean {
  if (!guard.open && scope.decide(guard).kind === 'deny') return true;
  const sent = guard.inputs ? sentBelow(guard, node, info) : [];
  return sent.some(({ question }) => scope.decide(question).kind === 'deny');
}

/**
 * What the rules on a selected field, and on what is sent to it, leave to each record; all have to allow it. Ends with a
 * decision that allows none, if there is one. For fields that are not refused, when the facts were asked.
 */
export function leftToRecords(guard: Guard, node: FieldNode, info: GraphQLResolveInfo, scope: Scope): RecordDecision[] {
  const left: RecordDecision[] = [];
  const sent = guard.inputs ? sentBelow(guard, node, info) : [];
  for (const question of [guard, ...sent.map((one) => one.question)]) {
    const decision = scope.settled(question);
    if (decision.kind === 'record') left.push(decision);
    if (decision.kind !== 'allow' && denialOf(decision)) break;
  }
  return left;
}

/** What the document sends to a field. Arguments that cannot be coerced are the field's own error. */
function sentBelow(guard: Guard, node: FieldNode, info: GraphQLResolveInfo): Sent[] {
  try {
    return sentIn(guard.field.args, guard.inputs!, getArgumentValues(guard.field, node, info.variableValues));
  } catch {
    return [];
  }
}

/** Asks all facts that the questions need, one after another: each is asked once, whoever needs it. */
export function settleAll(scope: Scope, questions: readonly Question[]): void | Promise<void> {
  return questions.length === 0 ? undefined : settleEach(scope, questions);
}

async function settleEach(scope: Scope, questions: readonly Question[]): Promise<void> {
  for (const question of questions) await scope.settle(question);
}
