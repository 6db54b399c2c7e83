import { describe, expect, it } from '@jest/globals';
import { GraphQLString } from 'graphql';
import { MongoServerError } from 'mongodb';
import { GraphQLDate, GraphQLSafeInt } from '../../src/graphql/scalars.js';
import { createLogger, loggable } from '../../src/http/logger.js';

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

describe('AU-02 the text of an error', () => {
  it.each([
    [
      'in quotes',
      new TypeError(`Cannot create property 'a' on string 's3cret'`),
      "Cannot create property '…' on string '…'",
    ],
    ['in a quotation that does not end', new Error('it was "s3cret'), 'it was "…"'],
    ['over several lines', new Error('it was `s3\ncret` there'), 'it was `…` there'],
    ['that Node.js received', new TypeError('must be a string. Received s3cret'), 'must be a string. Received …'],
    [
      'that was searched',
      new TypeError("Cannot use 'in' operator to search for 'a' in s3cret"),
      "Cannot use '…' operator to search for '…' in …",
    ],
    ['that a parser met', new SyntaxError('Cannot convert s3cret to a BigInt'), ''],
    [
      'of a bulk write',
      Object.assign(new Error('E11000 dup key: s3cret'), { name: 'MongoBulkWriteError' }),
      'E11000 dup key',
    ],
  ])('does not tell a value %s', (_where, error, message) => {
    const logged = loggable(new Error('a wrapping', { cause: error })) as { cause: { message: string } };
    expect(logged.cause.message).toBe(message);
    expect(JSON.stringify(logged)).not.toMatch(/s3c?r?e?t?|cret/);
  });

  it.each([null, undefined, 's3cret', 7, Symbol('s3cret'), { message: 's3cret' }, ['s3cret']])(
    'is not made of what is no error (%#)',
    (thrown) => expect(JSON.stringify(loggable(thrown))).not.toContain('s3cret'),
  );
});

describe('the logger', () => {
  const logged = (log: (logger: ReturnType<typeof createLogger>) => void): string[] => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    log(createLogger({ level: 'trace', redacted: ['salary', 'nationalId'], destination }));
    return lines;
  };
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
  const hash = `$2b$12$${'a'.repeat(53)}`;
  const deep = { a: { b: { c: { d: { e: { f: { g: { h: { i: 's3cret' } } } } } } } } };

  it.each<[string, unknown]>([
    ['a credential by its key', { password: 's3cret', refreshToken: 's3cret' }],
    [
      'one further down, and in a list',
      { body: { input: [{ current: 's3cret', new: 's3cret' }] }, authorization: ['s3cret'] },
    ],
    ['a guarded value by its key', { employee: { salary: { amount: 's3cret' }, nationalId: 's3cret' } }],
    ['what stands too deep', deep],
    ['an error under any key', { reason: Object.assign(new Error('"s3cret"'), { command: 's3cret' }) }],
    ['an error alone', Object.assign(new Error('"s3cret"'), { command: 's3cret' })],
    ['an error under pino’s own key', { err: new TypeError("'s3cret'") }],
  ])('AU-02 leaves out %s', (_what, line) => {
    const [written, ...others] = logged((logger) => logger.error(line));
    expect(others).toEqual([]);
    expect(written).not.toContain('s3cret');
    expect(JSON.parse(written!)).toMatchObject({ level: 50 });
  });

  it('AU-02 leaves out whatever has the form of a token or a hash, also in a message', () => {
    const lines = logged((logger) => logger.info({ text: `was ${token}, ${hash}` }, `for ${token} and ${hash}`));
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { text: 'was [redacted], [redacted]', msg: 'for [redacted] and [redacted]' },
    ]);
  });

  it('keeps what is none of that', () => {
    const line = { requestId: 'r1', token: 'ok', codes: ['FORBIDDEN'], at: new Date(0), ms: 4, none: null };
    expect(logged((logger) => logger.info(line, 'request')).map((text) => JSON.parse(text) as object)).toEqual([
      {
        ...line,
        at: '1970-01-01T00:00:00.000Z',
        level: 30,
        time: expect.any(Number),
        pid: expect.any(Number),
        hostname: expect.any(String),
        msg: 'request',
      },
    ]);
  });

  it.each([
    'a\nb',
    'a\r\nb',
    '\u001b[31mred',
    '"}\n{"level":60}',
    'a\u2028b\u2029c',
    '\u009b2J\u007f',
    '\u0000',
    '\ud800',
  ])('AU-03 writes one line of JSON of a name like %j', (name) => {
    const [line, ...others] = logged((logger) => logger.warn({ name, [name]: 1 }, name));
    expect(others).toEqual([]);
    expect(line).toMatch(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\n]+\n$/); // eslint-disable-line no-control-regex
    expect(JSON.parse(line!)).toMatchObject({ name, msg: name });
  });
});
