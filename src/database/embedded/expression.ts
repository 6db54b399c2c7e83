// What an aggregation expression of the port says of a document. Not mingo's: to it a missing value equals null.
import { UnsupportedError, refuseOthers } from './unsupported.js';
import { checkName, isEmbedded, isScalar, typeName } from './value.js';
import type { Document } from './value.js';

/** The only one member of an object; throws when there are more, or none. */
export function memberOf(what: string, given: unknown): readonly [name: string, value: unknown] {
  const members = isEmbedded(given) ? Object.entries(given) : [];
  const [member] = members;
  if (!member || members.length > 1) throw new UnsupportedError(`${what} that is not an object of one member`);
  return member;
}

/** The key that a path names. Throws for a variable, a path into a document, and for a text that is no path. */
export function keyOfPath(path: unknown): string {
  if (typeof path !== 'string' || path.length < 2 || !path.startsWith('$'))
    throw new UnsupportedError(`a path of type ${typeName(path)} that does not begin with $`);
  const key = path.slice(1);
  checkName(key);
  return key;
}

/**
 * Whether documents fulfil the expression. Values are equal when type and value are; a missing one equals nothing, not
 * even null, and a list is no element of its own. Throws, by name, on every expression outside the port.
 */
export function readExpression(expression: unknown): (document: Document) => boolean {
  const [operator, operands] = memberOf('an expression', expression);
  if (!['$or', '$and', '$eq', '$ne', '$in'].includes(operator))
    throw new UnsupportedError(`the expression ${operator}`);
  if (!Array.isArray(operands)) throw new UnsupportedError(`the expression ${operator} without a list`);
  if (operator === '$or' || operator === '$and') {
    const parts = operands.map(readExpression);
    return operator === '$or'
      ? (document) => parts.some((holds) => holds(document))
      : (document) => parts.every((holds) => holds(document));
  }
  if (operands.length !== 2) throw new UnsupportedError(`the expression ${operator} of other than two operands`);
  const key = keyOfPath(operands[0]);
  const literal = literalOf(operands[1]);
  if (operator === '$in') {
    if (!Array.isArray(literal)) throw new UnsupportedError('the expression $in without a list of literals');
    const wanted = new Set(literal.map(comparable));
    return (document) => wanted.has(document[key]);
  }
  const wanted = comparable(literal);
  return operator === '$eq' ? (document) => document[key] === wanted : (document) => document[key] !== wanted;
}

function literalOf(operand: unknown): unknown {
  const [name, value] = memberOf('an operand', operand);
  refuseOthers('operand', { [name]: value }, ['$literal']);
  return value;
}

/** What `===` compares as MongoDB does. */
function comparable(literal: unknown): unknown {
  if (isScalar(literal) && !(literal instanceof Date)) return literal;
  throw new UnsupportedError(`a literal of type ${typeName(literal)}`);
}
