// Before a root field runs: what its selection will ask below it.
import { getArgumentValues, getNamedType } from 'graphql';
import type { FieldNode, GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import { allow } from './decision.js';
import type { Denial } from './decision.js';
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
    if (decision.kind === 'deny' && decision.denial.because !== 'unrelated')
      refused ??= { question, denial: decision.denial };
    return decision.kind !== 'deny';
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
    const sent = guard.inputs ? sentBelow(guard, type, node, info) : [];
    if (!sent.every(({ question }) => ask(question))) return false;
    askOfRecords(guard);
    return true;
  });
  return { unsettled: [...unsettled], refused };
}

/** What the document sends to a field. Arguments that cannot be coerced are the field's own error. */
function sentBelow(guard: Guard, type: GraphQLObjectType, node: FieldNode, info: GraphQLResolveInfo): Sent[] {
  const field = type.getFields()[guard.fieldName]!;
  try {
    return sentIn(field.args, guard.inputs!, getArgumentValues(field, node, info.variableValues));
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

/** Goes on at once where nothing has to be awaited: what was synchronous stays so. */
export function whenSettled<Value, Next>(
  value: Value | Promise<Value>,
  next: (value: Value) => Next,
): Next | Promise<Awaited<Next>> {
  return value instanceof Promise ? (value.then(next) as Promise<Awaited<Next>>) : next(value);
}
