// Rules on what is sent: arguments, input fields and enum values. They are found in the schema once, and then in the
// coerced values of each call, where a value from a literal, a variable or a default is the same.
import { getNamedType, getNullableType, isEnumType, isInputObjectType, isListType } from 'graphql';
import type { GraphQLArgument, GraphQLEnumValue, GraphQLInputField, GraphQLInputType, GraphQLNamedType } from 'graphql';
import type { InputQuestions } from './guard.js';
import type { Question } from './scope.js';

/** An element that can be sent, with its coordinate. */
export interface Sendable {
  readonly coordinate: string;
  readonly element: GraphQLArgument | GraphQLInputField | GraphQLEnumValue;
}

/** A guarded element that was sent, and where in the arguments it stands first: `filter.and.0.salaryAtLeast`. */
export interface Sent {
  readonly question: Question;
  readonly at: string;
}

/** Everything that can be sent in these arguments. */
export function sendableIn(coordinate: string, args: readonly GraphQLArgument[]): Sendable[] {
  const reached = new Set<GraphQLNamedType>(args.map(({ type }) => getNamedType(type)));
  const found: Sendable[] = args.map((element) => ({ coordinate: `${coordinate}(${element.name}:)`, element }));
  for (const type of reached) {
    if (isEnumType(type))
      found.push(...type.getValues().map((value) => ({ coordinate: `${type.name}.${value.name}`, element: value })));
    if (!isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      found.push({ coordinate: `${type.name}.${field.name}`, element: field });
      reached.add(getNamedType(field.type));
    }
  }
  return found;
}

/** The guarded elements among the coerced arguments, each once, in the order of the schema and of lists. */
export function sentIn(
  args: readonly (GraphQLArgument | GraphQLInputField)[],
  questions: InputQuestions,
  values: { readonly [name: string]: unknown },
): Sent[] {
  const sent = new Map<Question, string>();
  const note = (element: object, at: string): void => {
    const question = questions.get(element);
    if (question && !sent.has(question)) sent.set(question, at);
  };
  const visit = (type: GraphQLInputType, value: unknown, at: string): void => {
    if (value === null || value === undefined) return;
    const inner = getNullableType(type);
    if (isListType(inner)) {
      if (Array.isArray(value)) value.forEach((item, index) => visit(inner.ofType, item, `${at}.${index}`));
      else visit(inner.ofType, value, at);
    } else if (isEnumType(inner)) {
      for (const member of inner.getValues()) if (member.value === value) note(member, at);
    } else if (isInputObjectType(inner)) {
      visitAll(Object.values(inner.getFields()), value as { [name: string]: unknown }, `${at}.`);
    }
  };
  const visitAll = (
    elements: readonly { name: string; type: GraphQLInputType }[],
    among: { readonly [name: string]: unknown },
    prefix: string,
  ): void => {
    for (const element of elements) {
      const value = Object.hasOwn(among, element.name) ? among[element.name] : undefined;
      if (value === undefined) continue;
      note(element, prefix + element.name);
      visit(element.type, value, prefix + element.name);
    }
  };
  visitAll(args, values, '');
  return [...sent].map(([question, at]) => ({ question, at }));
}
