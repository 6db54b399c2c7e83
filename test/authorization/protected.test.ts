// A server that starts with a schema whose guards are gone would fail open: it does not start.
import { describe, expect, it } from '@jest/globals';
import { assertProtected } from '../../src/authorization/authorization.js';
import { company } from './fixtures/company.js';
import { stated } from './fixtures/guarded.js';

const fieldOf = (schema: ReturnType<typeof company>, type: string, name: string) => {
  const found = schema.getType(type);
  if (!found || !('getFields' in found)) throw new Error(`The company has no ${type}.`);
  return found.getFields()[name] as { resolve?: unknown };
};

describe('assertProtected', () => {
  it('accepts a schema as protect left it', () => {
    expect(() => assertProtected(company())).not.toThrow();
  });

  it('refuses one that was never protected', () => {
    expect(() => assertProtected(stated('type Query { a: Int }', {}))).toThrow('This schema is not protected');
  });

  it.each<[string, (schema: ReturnType<typeof company>) => unknown]>([
    ['replaced', () => () => 'sentinel'],
    ['removed', () => undefined],
    ['taken from another field', (schema) => fieldOf(schema, 'Employee', 'phone').resolve],
  ])('refuses one with a guard that was %s', (_, resolve) => {
    const schema = company();
    fieldOf(schema, 'Employee', 'salary').resolve = resolve(schema);
    expect(() => assertProtected(schema)).toThrow(
      'Employee.salary lost its guard: its resolver was replaced after protect().',
    );
  });
});
