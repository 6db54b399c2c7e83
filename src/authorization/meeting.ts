// Which objects of those that a field returns its viewer may meet. All others are left out of lists and are null where
// they stand alone, as if they did not exist.
import { defaultTypeResolver, isAbstractType, isNonNullType } from 'graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Decision } from './decision.js';
import type { Meets } from './guard.js';
import { isAllowedOn } from './judgement.js';
import { isListed } from './kind.js';
import type { Scope } from './scope.js';
import { isThenable, whenSettled } from './thenable.js';

/** Decisions on the types of a field's objects, taken once a selection. */
export interface Meeting {
  readonly type: Meets['type'];
  readonly byMember: ReadonlyMap<string, readonly Decision[]>;
}

/** The decisions, where any of them can leave an object out. The facts were asked before. */
export function meetingOf({ type, byMember }: Meets, scope: Scope): Meeting | undefined {
  const decided = [...byMember].map(([name, questions]) => {
    return [name, questions.map((question) => scope.settled(question)).filter(({ kind }) => kind !== 'allow')] as const;
  });
  return decided.some(([, decisions]) => decisions.length > 0) ? { type, byMember: new Map(decided) } : undefined;
}

/**
 * The result without what its viewer may not meet. An item that cannot be judged is an error in its place; a single object
 * that has to be left out where there must be one is a fault of the query, which did not apply the rows of its projection.
 */
export function met(meeting: Meeting, result: unknown, context: unknown, info: GraphQLResolveInfo): unknown {
  return whenSettled(result, (value) => {
    if (isList(value)) return metAmong(meeting, value, context, info);
    return whenSettled(metOrNothing(meeting, value, context, info), (object) => {
      if (object !== nothing) return object;
      if (isNonNullType(info.returnType) && !isListed(info.returnType))
        throw new TypeError(
          `${info.parentType.name}.${info.fieldName} has to return an object, and its query did not apply the rows of its projection.`,
        );
      return null;
    });
  });
}

/** Stands for an object that was left out; a `null` that the resolver returned is something else. */
const nothing = Symbol('nothing');

function metAmong(meeting: Meeting, list: Iterable<unknown>, context: unknown, info: GraphQLResolveInfo): unknown {
  const items = [...list].map((item) => metItem(meeting, item, context, info));
  const left = (all: readonly unknown[]): unknown[] => all.filter((item) => item !== nothing);
  return items.some(isThenable) ? Promise.all(items).then(left) : left(items);
}

/** One item of a list. What fails does not take the others with it: executors report an error that stands in its place. */
function metItem(meeting: Meeting, item: unknown, context: unknown, info: GraphQLResolveInfo): unknown {
  try {
    const judged = whenSettled(item, (value) =>
      isList(value) ? metAmong(meeting, value, context, info) : metOrNothing(meeting, value, context, info),
    );
    return isThenable(judged) ? Promise.resolve(judged).catch(asError) : judged;
  } catch (thrown) {
    return asError(thrown);
  }
}

function metOrNothing(meeting: Meeting, item: unknown, context: unknown, info: GraphQLResolveInfo): unknown {
  if (item === null || item === undefined || item instanceof Error) return item;
  return whenSettled(memberOf(meeting, item, context, info), (name) => (mayMeet(meeting, name, item) ? item : nothing));
}

function memberOf({ type }: Meeting, item: unknown, context: unknown, info: GraphQLResolveInfo): unknown {
  if (!isAbstractType(type)) return type.name;
  const resolveType = type.resolveType ?? defaultTypeResolver;
  return resolveType(item, context, info, type);
}

function mayMeet({ byMember }: Meeting, name: unknown, item: unknown): boolean {
  const decisions = typeof name === 'string' ? byMember.get(name) : undefined;
  if (!decisions) throw new TypeError('An object has to be of a known type before it can be told who may meet it.');
  return decisions.every((decision) =>
    decision.kind === 'record' ? isAllowedOn(item, decision) : decision.kind === 'allow',
  );
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('A list item was rejected with no error.', { cause: thrown });
}
