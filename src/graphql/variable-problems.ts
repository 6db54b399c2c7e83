import {
  coerceInputValue,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
} from 'graphql';
import type { GraphQLError, GraphQLInputType, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { FieldProblem } from '../errors.js';
import type { Disclosure } from './document-errors.js';
import { mostNesting } from './limits/limits.js';
import { isNestedDeeper } from './limits/nesting.js';

const most = 10;

type Path = readonly (string | number)[];

/**
 * What is wrong with an operation's variables, at most ten problems; empty when nothing is.
 *
 * graphql-js reports the same with the whole variable in the message, and with it the password that stood beside the
 * wrong field. Here a problem is a path and what is required there; a value is never part of it.
 */
export function variableProblems(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  disclosure: Disclosure,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const definition of operation.variableDefinitions ?? []) {
    if (problems.length >= most) break;
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type)) continue;
    if (!Object.hasOwn(variables, name)) {
      if (isNonNullType(type) && !definition.defaultValue) problems.push({ path: name, message: 'Required.' });
      continue;
    }
    // Coercion follows the value down, on the stack.
    if (isNestedDeeper(variables[name], mostNesting)) {
      problems.push({ path: name, message: `Must be nested at most ${mostNesting} levels deep.` });
      continue;
    }
    for (const [path, value, error] of coercionErrors(variables[name], type, most - problems.length)) {
      problems.push(problemAt(name, path, value, type, error, disclosure));
    }
  }
  return problems;
}

type CoercionError = Parameters<NonNullable<Parameters<typeof coerceInputValue>[2]>>;

/** Ends at so many: for each unknown key graphql-js looks for similar names, and thousands of them take seconds. */
function coercionErrors(value: unknown, type: GraphQLInputType, atMost: number): CoercionError[] {
  const errors: CoercionError[] = [];
  const enough = new Error('enough');
  try {
    coerceInputValue(value, type, (...error) => {
      errors.push(error);
      // The only way to stop it.
      if (errors.length >= atMost) throw enough;
    });
  } catch (thrown) {
    if (thrown !== enough) throw thrown;
  }
  return errors;
}

function problemAt(
  name: string,
  path: Path,
  value: unknown,
  type: GraphQLInputType,
  error: GraphQLError,
  disclosure: Disclosure,
): FieldProblem {
  const here = [name, ...path].join('.');
  const missing = /^Field "(\w+)" of required type /.exec(error.message)?.[1];
  if (missing !== undefined) {
    return disclosure.concealSchema
      ? { path: here, message: 'A required field is missing.' }
      : { path: `${here}.${missing}`, message: 'Required.' };
  }
  const unknown = /^Field "([^]*)" is not defined by type "\w+"/.exec(error.message)?.[1];
  if (unknown !== undefined) {
    // A key is the client's own text; one that could not be a field's name may be anything, and is not repeated.
    return { path: /^[_A-Za-z]\w{0,63}$/.test(unknown) ? `${here}.${unknown}` : here, message: 'Unknown field.' };
  }
  if (/^Exactly one key /.test(error.message)) return { path: here, message: 'Exactly one field is required.' };
  if (value === null || value === undefined) return { path: here, message: 'Must not be null.' };
  return {
    path: here,
    message: disclosure.concealSchema
      ? 'Not of the expected type.'
      : `Expected a value of type "${typeNameAt(type, path)}".`,
  };
}

function typeNameAt(type: GraphQLInputType, path: Path): string {
  let current = type;
  for (const key of path) {
    let inner = getNullableType(current);
    // A single item stands for a list of one, and has no index in the path.
    while (isListType(inner) && typeof key === 'string') inner = getNullableType(inner.ofType);
    if (isListType(inner)) current = inner.ofType;
    else if (isInputObjectType(inner)) current = inner.getFields()[key]?.type ?? inner;
  }
  return getNamedType(current).name;
}
