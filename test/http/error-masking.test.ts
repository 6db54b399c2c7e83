import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiError } from '../../src/errors.js';
import { formatError } from '../../src/graphql/format-error.js';
import { post, smallServer, thrown } from './small-server.js';
import type { SmallServer } from './small-server.js';

let server: SmallServer;
let concealing: SmallServer;
beforeAll(async () => {
  server = await smallServer();
  concealing = await smallServer({ NODE_ENV: 'production' });
});
afterAll(async () => {
  await server.close();
  await concealing.close();
});

interface Body {
  data?: unknown;
  errors?: { message: string; extensions: { code: string; requestId?: string } }[];
}

const parsed = (text: string): Body => JSON.parse(text) as Body;

it('GQ-17 a document that selects too much to be compared is told so', async () => {
  const { status, text } = await post(server, { query: `{ user { ${'id '.repeat(990)} } }` });
  expect(status).toBe(400);
  expect(parsed(text).errors).toEqual([
    {
      message: 'The document selects too much to be compared. Validation stopped.',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
  ]);
});

describe('GQ-15 whatever a resolver throws', () => {
  it.each(Object.keys(thrown))('(%s) says nothing of itself, and the server goes on', async (how) => {
    const { text, status, headers } = await post(server, { query: `{ broken(how: "${how}") }` });
    expect(status).toBe(200);
    expect(text).not.toContain('s3cret');
    const { errors = [], data } = parsed(text);
    expect([null, { broken: null }]).toContainEqual(data);
    expect(errors).toHaveLength(1);
    if (errors[0]?.extensions.code === 'INTERNAL_SERVER_ERROR') {
      expect(errors[0].message).toBe('Something went wrong.');
      expect(errors[0].extensions.requestId).toBe(headers['x-request-id']);
    }
    expect((await post(server, { query: '{ open }' })).status).toBe(200);
  });

  it('is logged once with the id that the client has', async () => {
    server.log.length = 0;
    const { headers } = await post(server, { query: '{ a: broken(how: "error") b: open }' });
    expect(server.log.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        line: {
          requestId: headers['x-request-id'],
          code: 'INTERNAL_SERVER_ERROR',
          field: 'broken',
          cause: { type: 'Error', message: 's3cret in a message', stack: expect.any(String) },
        },
      },
    ]);
  });

  it('is logged once a request where many fields fail for one cause', async () => {
    server.log.length = 0;
    const { text } = await post(server, { query: '{ a: broken(how: "shared") b: broken(how: "shared") }' });
    expect(parsed(text).errors).toHaveLength(2);
    expect(server.log.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it.each(['network', 'caused', 'ended'])('(%s) that means a lost store is SERVICE_UNAVAILABLE', async (how) => {
    expect(parsed((await post(server, { query: `{ broken(how: "${how}") }` })).text)).toEqual({
      errors: [
        {
          message: 'The service is not available. Try again.',
          locations: [{ line: 1, column: 3 }],
          path: ['broken'],
          extensions: { code: 'SERVICE_UNAVAILABLE' },
        },
      ],
      data: { broken: null },
    });
  });

  it.each([
    ['UNAUTHENTICATED', 'Not signed in.'],
    ['FORBIDDEN', 'Not allowed.'],
  ])('as a denial (%s) passes with what the contract lists', async (code, message) => {
    expect(parsed((await post(server, { query: `{ guarded(code: "${code}") }` })).text)).toEqual({
      errors: [
        {
          message,
          locations: [{ line: 1, column: 3 }],
          path: ['guarded'],
          extensions: {
            code,
            coordinate: 'Query.guarded',
            count: 2,
            input: 'filter.secret',
            reason: 'RECENT_LOGIN_REQUIRED',
          },
        },
      ],
      data: { guarded: null },
    });
  });

  it.each(['CONFLICT', 'NOT_FOUND', 'BAD_REQUEST', 'GRAPHQL_PARSE_FAILED'])(
    'with code %s and another text keeps the code alone',
    async (code) => {
      const { text } = await post(server, { query: `{ guarded(code: "${code}") }` });
      expect(text).not.toContain('s3cret');
      expect(parsed(text).errors?.[0]?.extensions).toEqual({ code });
    },
  );
});

describe('formatError', () => {
  const options = { concealSchema: false, requestId: 'r1' };

  it('lets an ApiError say its text and its public details, and nothing else', () => {
    const error = new ApiError('RATE_LIMITED', {
      message: 'Later.',
      details: { retryAfter: 5 },
      cause: new Error('s3cret'),
    });
    Object.assign(error.extensions, { inner: 's3cret' });
    expect(formatError(error, options)).toEqual({
      message: 'Later.',
      extensions: { code: 'RATE_LIMITED', retryAfter: 5 },
    });
  });

  it.each([
    undefined,
    null,
    0,
    'x',
    {},
    Symbol('x'),
    new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('x');
        },
      },
    ),
  ])('never throws (%#)', (error) => {
    // prettier-ignore
    expect(formatError(error, options)).toEqual({ message: 'Something went wrong.', extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'r1' } });
  });

  it('does not run for ever on causes in a circle', () => {
    const one = new Error('one');
    one.cause = new Error('two', { cause: one });
    expect(formatError(one, options).extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  });
});

const find = 'query ($i: Credentials) { find(input: $i) }';

describe('a variable that does not fit', () => {
  it.each([
    ['a missing field', { password: 's3cret' }, [{ path: 'i.email', message: 'Required.' }]],
    [
      'an unknown field',
      { email: 'a', password: 's3cret', pasword: 's3cret' },
      [{ path: 'i.pasword', message: 'Unknown field.' }],
    ],
    ['a key that is no name', { email: 'a', password: 'b', 's3cret "': 1 }, [{ path: 'i', message: 'Unknown field.' }]],
    [
      'a wrong type',
      { email: 'a', password: 'b', attempts: 's3cret' },
      [{ path: 'i.attempts', message: 'Expected a value of type "Int".' }],
    ],
    [
      'a wrong enum value',
      { email: 'a', password: 'b', roles: ['HR', 's3cret'] },
      [{ path: 'i.roles.1', message: 'Expected a value of type "Role".' }],
    ],
    [
      'a scalar that echoes',
      { email: 'a', password: 'b', code: 's3cret' },
      [{ path: 'i.code', message: 'Expected a value of type "Code".' }],
    ],
    ['a null', { email: null, password: 's3cret' }, [{ path: 'i.email', message: 'Must not be null.' }]],
    [
      'something nested',
      { email: 'a', password: 'b', nested: [{ email: 'a', password: 7 }] },
      [{ path: 'i.nested.0.password', message: 'Expected a value of type "String".' }],
    ],
    ['no object', 's3cret', [{ path: 'i', message: 'Expected a value of type "Credentials".' }]],
  ])('(%s) is named by its path and never by its value', async (_name, i, fields) => {
    const { status, text } = await post(server, { query: find, variables: { i } });
    expect(status).toBe(400);
    expect(parsed(text)).toEqual({
      errors: [{ message: 'The input is not valid.', extensions: { code: 'BAD_USER_INPUT', fields } }],
    });
  });

  it('and one that fits is taken', async () => {
    const i = { email: 'a', password: 'b', attempts: 1, roles: 'HR', nested: { email: 'a', password: 'b' } };
    expect(await post(server, { query: find, variables: { i } })).toMatchObject({
      status: 200,
      text: '{"data":{"find":"found"}}',
    });
    expect(await post(server, { query: find })).toMatchObject({ status: 200 });
    expect(await post(server, { query: find, variables: { i: null, unused: 1 } })).toMatchObject({ status: 200 });
  });

  it('is found out for a required variable and for a nullable one in a non-null place', async () => {
    const required = await post(server, { query: 'query ($i: Credentials!) { find(input: $i) }' });
    expect(parsed(required.text).errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'i', message: 'Required.' }],
    });
    const late = await post(server, { query: 'query ($f: Int = 5) { list(first: $f) }', variables: { f: null } });
    expect(parsed(late.text)).toMatchObject({
      errors: [
        {
          path: ['list'],
          extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'first', message: 'Must not be null.' }] },
        },
      ],
    });
  });

  it('is reported ten times at most', async () => {
    const roles = Array.from({ length: 500 }, () => 's3cret');
    const { text } = await post(server, { query: find, variables: { i: { email: 'a', password: 'b', roles } } });
    const fields = roles
      .slice(0, 10)
      .map((_role, index) => ({ path: `i.roles.${index}`, message: 'Expected a value of type "Role".' }));
    expect(parsed(text)).toMatchObject({ errors: [{ extensions: { fields } }] });
  });
});

describe('a document that is wrong', () => {
  it.each([
    ['a string for a number', '{ find(count: "s3cret") }', 'Expected a value of type "Int".'],
    [
      'a number for a string',
      '{ find(input: { email: "a", password: 53c }) }',
      'Syntax Error: Invalid number, expected digit but got.',
    ],
    ['an object for an id', '{ find(id: { password: "s3cret" }) }', 'Expected a value of type "ID".'],
    ['a name for a string', '{ find(id: s3cret) }', 'Expected a value of type "ID".'],
    ['a string for an enum', '{ find(role: "s3cret") }', 'Expected a value of type "Role".'],
    ['a scalar that echoes', '{ find(code: "s3cret") }', 'A value is not of the type that is expected.'],
    ['a string out of place', '{ open "s3cret" }', 'Syntax Error: Expected Name, found String.'],
    ['a block string out of place', '{ open """a "s3cret" b""" }', 'Syntax Error: Expected Name, found BlockString.'],
    ['a name out of place', 's3cret { open }', 'Syntax Error: Unexpected Name.'],
    ['a bad escape', '{ find(id: "\\us3cret") }', 'Syntax Error: Invalid Unicode escape sequence.'],
    ['an open string', '{ find(id: "s3cret', 'Syntax Error: Unterminated string.'],
  ])('(%s) is explained without its literals', async (_name, query, message) => {
    const { status, text } = await post(server, { query });
    expect(status).toBe(400);
    expect(text).not.toContain('s3cret');
    expect(parsed(text).errors?.map((error) => error.message)).toEqual([message]);
  });

  it.each([
    ['a field', '{ opne }', ['open']],
    ['a nested field', '{ user { emial } }', ['email"']],
    ['an argument', '{ find(inptu: null) }', ['input"']],
    ['a type', 'query ($x: Rolle) { find(role: $x) }', ['"Role"']],
    ['a fragment type', '{ ... on Qeury { open } }', ['"Query"']],
    ['an enum value', '{ find(role: HRR) }', ['HR"', 'EMPLOYEE']],
    ['an input key', '{ find(input: { email: "a", password: "b", attemps: 1 }) }', ['attempts']],
    ['a directive', '{ open @skp(if: true) }', ['skip']],
  ])('GQ-11 with a typo in %s is told no valid name', async (_name, query, names) => {
    for (const each of [server, concealing]) {
      const { status, text } = await post(each, { query });
      expect(status).toBe(400);
      expect(text).not.toContain('Did you mean');
      for (const { message } of parsed(text).errors ?? [])
        for (const name of names) expect(message).not.toContain(name);
    }
  });

  it.each([
    ['GQ-12 a required input field', { query: '{ find(input: { email: "a" }) }' }],
    ['GQ-12 a required input field of a variable', { query: find, variables: { i: { email: 'a' } } }],
    ['GQ-13 a selection', { query: '{ user }' }],
    ['GQ-13 a literal of the right type', { query: '{ find(count: "x") }' }],
    ['GQ-13 an object', { query: '{ find(input: 1) }' }],
    ['a known field', { query: '{ user { nothing } }' }],
    ['a known argument', { query: '{ user(x: 1) { email } }' }],
    ['a fitting fragment', { query: '{ user { ... on Query { open } } }' }],
  ])('%s that is missing discloses no name where introspection is off', async (_name, body) => {
    const { status, text } = await post(concealing, body);
    expect(status).toBe(400);
    const messages = JSON.stringify(parsed(text).errors);
    for (const name of ['password', 'Credentials', 'User', 'String', 'Int', 'Query'])
      expect(messages).not.toContain(name);
  });

  it('keeps the names that the client wrote, and outside production those of the schema', async () => {
    const message = async (on: SmallServer, query: string): Promise<unknown> =>
      parsed((await post(on, { query })).text).errors?.[0]?.message;
    expect(await message(concealing, '{ user { nothing } }')).toBe('Cannot query field "nothing" on type "…".');
    expect(await message(server, '{ user { nothing } }')).toBe('Cannot query field "nothing" on type "User".');
    expect(await message(server, '{ find(input: { email: "a" }) }')).toBe(
      'Field "Credentials.password" of required type "String!" was not provided.',
    );
    expect(await message(concealing, '{ find(id: $x) }')).toBe('Variable "$x" is not defined.');
  });

  it('GQ-10 has ten errors at most', async () => {
    const { text } = await post(server, {
      query: `{ ${Array.from({ length: 60 }, (_, index) => `open @d${index}`).join(' ')} }`,
    });
    expect(parsed(text).errors).toHaveLength(10);
  });

  it('GQ-14 that asks for the schema is refused where introspection is off', async () => {
    for (const query of [
      '{ __schema { types { name } } }',
      '{ __type(name: "User") { name } }',
      '{ ... on Query { a: __schema { types { name } } } }',
    ]) {
      expect(parsed((await post(concealing, { query })).text).errors?.map((error) => error.message)).toEqual([
        'Introspection is off.',
      ]);
      expect((await post(server, { query })).status).toBe(200);
    }
  });
});
