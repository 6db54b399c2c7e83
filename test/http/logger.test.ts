import { describe, expect, it } from '@jest/globals';
import { GraphQLString } from 'graphql';
import { MongoServerError } from 'mongodb';
import { GraphQLDate, GraphQLSafeInt } from '../../src/graphql/scalars.js';
import { loggable } from '../../src/http/logger.js';

const thrownBy = (fail: () => unknown): unknown => {
  try {
    return fail();
  } catch (error) {
    return error;
  }
};

describe('AU-02 what is logged of an error', () => {
  it.each([
    ['an amount', 'SafeInt cannot represent non-integer value', () => GraphQLSafeInt.serialize('41000-s3cret')],
    ['a date', 'Value is not a valid LocalDate', () => GraphQLDate.serialize('s3cret\n    next line: s3cret')],
    ['a text', 'String cannot represent value', () => GraphQLString.serialize({ address: 's3cret' })],
    [
      'a unique key',
      'E11000 duplicate key error collection',
      () => {
        throw new MongoServerError({
          message: 'E11000 duplicate key error collection: people dup key: { name: "s3cret" }',
        });
      },
    ],
  ] as const)('says that %s was wrong, where, and not what it was', (_what, message, fail) => {
    const logged = loggable(thrownBy(fail)) as { message: string; stack: string };
    expect(logged.message).toBe(message);
    expect(logged.stack).toMatch(/^ {4}at /);
    expect(JSON.stringify(logged)).not.toContain('s3cret');
  });

  it('keeps the text of a mistake of ours', () => {
    expect(loggable(new TypeError('a rule needs: a key'))).toMatchObject({
      type: 'TypeError',
      message: 'a rule needs: a key',
    });
  });
});
