// Which objects of those that a field returns its viewer may meet. All others are left out of lists and are null where
// they stand alone, as if they did not exist.
import { defaultTypeResolver, isAbstractType } from 'graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Decision } from './decision.js';
import type { Meets } from './guard.js';
import { refusalOf } from './judgement.js';
import type { Scope } from './scope.js';

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

/** The result without what its viewer may not meet. A record that cannot be judged throws. */
export function met(meeting: Meeting, result: unknown, context: unknown, info: GraphQLResolveInfo): unknown {
  if (result instanceof Promise) return result.then((value: unknown) => met(meeting, value, context, info));
  if (result === null || result === undefined || result instanceof Error) return result;
  if (typeof result === 'object' && Symbol.iterator in result) {
    const items = [...(result as Iterable<unknown>)].map((item) => metOrNothing(meeting, item, context, info));
    if (!items.some((item) => item instanceof Promise)) return items.filter((item) => item !== nothing);
    return Promise.all(items).then((settled) => settled.filter((item) => item !== nothing));
  }
  return either(metOrNothing(meeting, result, context, info), (object) => (object === nothing ? null : object));
}

/** Stands for an object that was left out; a `null` that the resolver returned is something else. */
const nothing = Symbol('nothing');

function metOrNothing(meeting: Meeting, item: unknown, context: unknown, info: GraphQLResolveInfo): unknown {
  if (item instanceof Promise)
    return item.then((value: unknown) => metOrNothing(meeting, value, context, info), asError);
  if (item === null || item === undefined || item instanceof Error) return item;
  if (typeof item === 'object' && Symbol.iterator in item) return met(meeting, item, context, info);
  return either(memberOf(meeting, item, context, info), (name) => (mayMeet(meeting, name, item) ? item : nothing));
}

function memberOf({ type }: Meeting, item: unknown, context: unknown, info: GraphQLResolveInfo): unknown {
  if (!isAbstractType(type)) return type.name;
  const resolveType = type.resolveType ?? defaultTypeResolver;
  return resolveType(item, context, info, type);
}

function mayMeet({ byMember }: Meeting, name: unknown, item: unknown): boolean {
  const decisions = typeof name === 'string' ? byMember.get(name) : undefined;
  if (!decisions) throw new TypeError('An object has to be of a known type before it can be told who may meet it.');
  return decisions.every((decision) => {
    if (decision.kind !== 'record') return decision.kind === 'allow';
    const denial = refusalOf(item, decision);
    if (denial?.because === 'fault') throw denial.fault;
    return !denial;
  });
}

function either<Next>(value: unknown, next: (value: unknown) => Next): Next | Promise<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** One item of a list that failed does not take the others with it: graphql-js reports an error that stands in its place. */
function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('A list item was rejected with no error.', { cause: thrown });
}
