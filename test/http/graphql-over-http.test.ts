import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { post, smallServer } from './small-server.js';
import type { Answer, SmallServer } from './small-server.js';

let server: SmallServer;
beforeAll(async () => {
  server = await smallServer();
});
afterAll(() => server.close());
beforeEach(() => void (server.ran.length = 0));

const get = async (url: string, headers: Record<string, string> = {}): Promise<Answer> => {
  const response = await server.inject({ url, headers });
  return {
    status: response.statusCode,
    type: String(response.headers['content-type']),
    headers: response.headers,
    text: response.body,
  };
};

function codesOf({ text }: Pick<Answer, 'text'>): unknown[] {
  const body = JSON.parse(text) as { errors: { extensions: { code: string } }[] };
  expect(body).not.toHaveProperty('data');
  return body.errors.map(({ extensions }) => extensions.code);
}

it.each([
  ['application/json; charset=utf-16', 'application/json'],
  ['application/json;version=2', 'application/json'],
  ['application/graphql-response+json;x=y', 'application/graphql-response+json'],
])('HT-04 a mutation that has run is answered, whatever parameters `Accept` has: %s', async (accept, type) => {
  const answer = await post(server, { query: 'mutation { rename(name: "Bo") }' }, { accept });
  expect(server.ran).toEqual(['Mutation.rename']);
  expect(answer).toMatchObject({ status: 200, type: `${type}; charset=utf-8`, text: '{"data":{"rename":"Bo"}}' });
});

describe.each(['application/json', 'application/graphql-response+json'])('HT-02 HT-03 an answer as %s', (accept) => {
  it.each([
    ['a good query', { query: '{ open }' }, 200, undefined],
    ['a query that does not parse', { query: '{ open' }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nothing }' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a variable that does not fit',
      { query: 'query ($c: Int) { find(count: $c) }', variables: { c: 'x' } },
      400,
      'BAD_USER_INPUT',
    ],
    ['an operation that is not there', { query: '{ open }', operationName: 'X' }, 400, 'OPERATION_RESOLUTION_FAILURE'],
    ['two operations and no name', { query: 'query A { open } query B { open }' }, 400, 'OPERATION_RESOLUTION_FAILURE'],
    [
      'a persisted query',
      { query: '{ open }', extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
      400,
      'PERSISTED_QUERY_NOT_SUPPORTED',
    ],
    ['an empty query', { query: '' }, 400, 'BAD_REQUEST'],
    ['no query', { variables: {} }, 400, 'BAD_REQUEST'],
    ['variables that are no object', { query: '{ open }', variables: [1] }, 400, 'BAD_REQUEST'],
  ])('to %s', async (_name, body, status, code) => {
    const answer = await post(server, body, { accept });
    expect(answer).toMatchObject({ status, type: `${accept}; charset=utf-8` });
    if (code !== undefined) expect(codesOf(answer)).toEqual([code]);
    expect(server.ran).toEqual(status === 200 ? ['Query.open'] : []);
  });

  it('HT-05 to a denied field is 200, with the other fields', async () => {
    const answer = await post(server, { query: '{ open secret }' }, { accept });
    expect(answer).toMatchObject({ status: 200, type: `${accept}; charset=utf-8` });
    expect(JSON.parse(answer.text)).toEqual({
      errors: [
        {
          message: 'Not signed in.',
          locations: [{ line: 1, column: 8 }],
          path: ['secret'],
          extensions: { code: 'UNAUTHENTICATED', coordinate: 'Query.secret', count: 1 },
        },
      ],
      data: { open: 'for everybody', secret: null },
    });
  });
});

describe('POST /graphql', () => {
  it('HT-04 that accepts no type of ours is 406 and runs nothing', async () => {
    const answer = await post(server, { query: 'mutation { rename(name: "x") }' }, { accept: 'application/xml' });
    expect(answer).toMatchObject({ status: 406, type: 'application/json; charset=utf-8' });
    expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
    expect(server.ran).toEqual([]);
  });

  it.each([2, 10])('GQ-05 an array of %d operations is 400 and runs nothing', async (count) => {
    const answer = await post(
      server,
      Array.from({ length: count }, () => ({ query: '{ open }' })),
    );
    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
    expect(server.ran).toEqual([]);
  });

  it.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    'application/graphql+json',
  ])('HT-07 with content type %s runs nothing', async (contentType) => {
    const response = await server.inject({
      method: 'POST',
      url: '/graphql',
      headers: contentType === undefined ? {} : { 'content-type': contentType },
      payload: Buffer.from('{"query":"{ open }"}'),
    });
    expect([400, 415]).toContain(response.statusCode);
    expect(codesOf({ text: response.body })).toEqual(['BAD_REQUEST']);
    expect(server.ran).toEqual([]);
  });

  it.each(['', '{', 'null', '1', '"x"', '{}', '{"query":"{ open }"', '{"__proto__":{"query":"{ open }"}}'])(
    'a body of `%s` is 400',
    async (body) => {
      const answer = await post(server, body);
      expect(answer).toMatchObject({ status: 400, type: 'application/json; charset=utf-8' });
      expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
    },
  );

  it('HT-22 the last of duplicate keys counts, for authentication and execution alike', async () => {
    const twice = (first: string, second: string): string =>
      `{"query":${JSON.stringify(first)},"query":${JSON.stringify(second)}}`;
    const authorization = 'Bearer bad';
    expect((await post(server, twice('mutation { logout }', '{ open }'), { authorization })).status).toBe(401);
    expect((await post(server, twice('{ open }', 'mutation { logout }'), { authorization })).status).toBe(200);
    expect(server.ran).toEqual(['Mutation.logout']);
  });

  it('refuses an operation of a kind that the schema does not have', async () => {
    const answer = await post(server, { query: 'subscription { open }' });
    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    expect(server.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('GET /graphql', () => {
  const query = `/graphql?query=${encodeURIComponent('{ open }')}`;

  it('HT-08 needs what a foreign page cannot send', async () => {
    expect((await get(query)).status).toBe(400);
    expect(server.ran).toEqual([]);
    expect(await get(query, { 'apollo-require-preflight': '1' })).toMatchObject({
      status: 200,
      text: '{"data":{"open":"for everybody"}}',
    });
    expect(await get(query, { 'content-type': 'message/x' })).toMatchObject({
      status: 415,
      type: 'application/json; charset=utf-8',
    });
  });

  it('HT-09 with a mutation is 405 and runs nothing', async () => {
    const answer = await get(`/graphql?query=${encodeURIComponent('mutation { logout }')}`, {
      'apollo-require-preflight': '1',
    });
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']).toBe('POST');
    expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
    expect(server.ran).toEqual([]);
  });
});

describe('other methods and paths', () => {
  it.each(['PUT', 'DELETE', 'PATCH', 'TRACE', 'HEAD', 'OPTIONS'] as const)(
    'HT-10 %s /graphql is 405 and says what is allowed',
    async (method) => {
      const response = await server.inject({
        method: method as 'PUT',
        url: '/graphql',
        headers: { 'content-type': 'text/x' },
        payload: method === 'PUT' ? 'x' : undefined,
      } as never);
      expect(response.statusCode).toBe(405);
      expect(response.headers['allow']).toBe('GET, POST');
      expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    },
  );

  it.each([
    '/nothing',
    '/graphql/',
    '/graphql/x',
    '/GRAPHQL',
    '/..%2fgraphql',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/explorer/../../package.json',
    '/explorer/..%2fassets.js',
    '/schema.graphql',
    '/graphiql',
    '//graphql',
  ])('HT-25 %s is 404 in JSON', async (path) => {
    const answer = await get(path);
    expect(answer).toMatchObject({ status: 404, type: 'application/json; charset=utf-8' });
    expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
  });

  it('HT-25 an address that cannot be decoded is 400 in JSON', async () => {
    const answer = await get('/%zz');
    expect(answer).toMatchObject({ status: 400, type: 'application/json; charset=utf-8' });
    expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('pages', () => {
  const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';

  it('are there outside production', async () => {
    expect((await get('/')).headers['location']).toBe('/graphql');
    const page = await get('/graphql', { accept });
    expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
  });

  it('GQ-22 are not there in production', async () => {
    const production = await smallServer({ NODE_ENV: 'production' });
    for (const path of [
      '/',
      '/graphql',
      '/graphiql',
      '/playground',
      '/altair',
      '/voyager',
      '/sandbox',
      '/schema.graphql',
      '/explorer/boot.js',
      '/.well-known/apollo/server-health',
    ]) {
      const response = await production.inject({ url: path, headers: { accept } });
      expect([404, 405, 406]).toContain(response.statusCode);
      expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    }
    await production.close();
  });
});
