import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { open, postText, rawRequest, read } from './raw-request.js';
import { alice, post, smallServer, verifier } from './small-server.js';
import type { SmallServer } from './small-server.js';

const refused = '{"errors":[{"message":"The access token is not valid.","extensions":{"code":"INVALID_TOKEN"}}]}';
const ask = { query: '{ open viewer }' };
const anonymous = '{"data":{"open":"for everybody","viewer":"anonymous"}}';
const signedIn = '{"data":{"open":"for everybody","viewer":"alice"}}';

let server: SmallServer;
let url: string;
beforeAll(async () => {
  server = await smallServer();
  ({ url } = await server.listen());
});
afterAll(() => server.close());
beforeEach(() => {
  server.ran.length = 0;
  server.verified.length = 0;
});

describe('the Authorization header', () => {
  it('TK-01 without one, a public field is answered', async () => {
    expect(await post(server, ask)).toMatchObject({ status: 200, text: anonymous });
  });

  it('TK-02 without one, `me` is null and nothing claims that a token was bad', async () => {
    const answer = await post(server, { query: '{ me }' });
    expect(answer).toMatchObject({ status: 200, text: '{"data":{"me":null}}' });
    expect(answer.headers).not.toHaveProperty('www-authenticate');
  });

  it.each(['Bearer good', 'bearer good', 'BEARER good', 'bEaReR   good'])(
    'TK-03 `%s` is accepted: the scheme has no case',
    async (authorization) => {
      expect(await post(server, ask, { authorization })).toMatchObject({ status: 200, text: signedIn });
    },
  );

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer     ',
    'Basic Z29vZA==',
    'Token good',
    'good',
    'Bearer good x',
    'Bearer a b',
    'Bearer,good',
    'Bearer\tgood',
    'Bearergood',
    '',
  ])('TK-04 `%s` is refused without asking what it names', async (authorization) => {
    const answer = await post(server, ask, { authorization });
    expect(answer).toMatchObject({ status: 401, text: refused });
    expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    expect(server.verified).toEqual([]);
    expect(server.ran).toEqual([]);
  });

  it.each(['"good"', 'good%2E', 'göod', 'good;', '=good', 'go=od'])(
    'TK-21 `Bearer %s` is not a token by its letters',
    async (token) => {
      const text = await rawRequest(
        url,
        Buffer.from(postText(ask, [`authorization: Bearer ${token}`, 'connection: close']), 'latin1'),
      );
      expect(text).toMatch(/^HTTP\/1\.1 401 /);
      expect(server.verified).toEqual([]);
    },
  );

  it.each([
    ['good', 'bad'],
    ['bad', 'good'],
    ['good', 'good'],
  ])('TK-05 two headers, %s then %s, are refused', async (first, second) => {
    const text = await rawRequest(
      url,
      postText(ask, [`Authorization: Bearer ${first}`, `authorization: Bearer ${second}`, 'connection: close']),
    );
    expect(text).toMatch(/^HTTP\/1\.1 401 /);
    expect(text.endsWith(refused)).toBe(true);
    expect(server.ran).toEqual([]);
  });

  it('TK-06 a token anywhere else is not looked at', async () => {
    const response = await server.inject({
      method: 'POST',
      url: '/graphql?access_token=good&authorization=Bearer%20good',
      headers: {
        'content-type': 'application/json',
        cookie: 'access_token=good; authorization=Bearer good',
        'x-authorization': 'Bearer good',
      },
      payload: {
        ...ask,
        access_token: 'good',
        variables: { authorization: 'Bearer good' },
        extensions: { authorization: 'Bearer good' },
      },
    });
    expect(response.body).toBe(anonymous);
    expect(server.verified).toEqual([]);
    const form = await server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'query={viewer}&access_token=good',
    });
    expect(form.statusCode).toBe(415);
  });

  it('TK-07 a bad token refuses public fields too, and a good one does not', async () => {
    expect(await post(server, { query: '{ open }' }, { authorization: 'Bearer bad' })).toMatchObject({
      status: 401,
      text: refused,
    });
    expect(await post(server, { query: '{ open }' }, { authorization: 'Bearer good' })).toMatchObject({
      status: 200,
      text: '{"data":{"open":"for everybody"}}',
    });
    expect(server.ran).toEqual(['Query.open']);
  });

  it('TK-07 a bad token hides whether the document was good', async () => {
    for (const body of [
      { query: '{' },
      { query: '{ nothing }' },
      { query: '' },
      {},
      [],
      [ask],
      { query: 1 },
      { ...ask, variables: 1 },
    ]) {
      expect(await post(server, body, { authorization: 'Bearer bad' })).toMatchObject({ status: 401, text: refused });
    }
  });

  it('every cause gives the same bytes, but that a token has expired is said', async () => {
    const bodies = await Promise.all(
      ['bad', 'x'.repeat(9_000), 'a.b.c'].map((token) => post(server, ask, { authorization: `Bearer ${token}` })),
    );
    expect(new Set(bodies.map(({ text }) => text))).toEqual(new Set([refused]));
    expect(await post(server, ask, { authorization: 'Bearer expired' })).toMatchObject({
      status: 401,
      text: '{"errors":[{"message":"The access token is not valid.","extensions":{"code":"INVALID_TOKEN","reason":"EXPIRED"}}]}',
    });
  });

  it('HT-06 the refusal has the media type that was asked for', async () => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      expect(await post(server, ask, { authorization: 'Bearer bad', accept })).toMatchObject({
        status: 401,
        type: `${accept}; charset=utf-8`,
        text: refused,
      });
    }
  });

  it('TK-22 a token of 100 kB is refused before it is read', async () => {
    const text = await rawRequest(url, postText(ask, [`authorization: Bearer ${'x'.repeat(100_000)}`]));
    expect(text).toMatch(/^HTTP\/1\.1 431 /);
    expect(server.verified).toEqual([]);
  });

  it('TK-29 each request on a kept connection is decided anew', async () => {
    const socket = await open(url);
    const answers: string[] = [];
    for (const headers of [
      ['authorization: Bearer good'],
      ['authorization: Bearer expired'],
      [],
      ['authorization: Bearer good'],
    ]) {
      socket.write(postText(ask, headers));
      answers.push(await read(socket, (text) => /\r\n\r\n.*\}$/s.test(text)));
    }
    socket.destroy();
    expect(answers.map((text) => text.slice(9, 12))).toEqual(['200', '401', '200', '200']);
    expect(answers.map((text) => text.split('\r\n\r\n')[1])).toEqual([
      signedIn,
      expect.stringContaining('EXPIRED'),
      anonymous,
      signedIn,
    ]);
  });

  it('refuses everything when tokens cannot be verified: 503 for a lost store, 500 for a mistake, and no word of why', async () => {
    expect(await post(server, ask, { authorization: 'Bearer away' })).toMatchObject({
      status: 503,
      text: '{"errors":[{"message":"The service is not available. Try again.","extensions":{"code":"SERVICE_UNAVAILABLE"}}]}',
    });
    const mistake = await post(server, ask, { authorization: 'Bearer bug' });
    expect(mistake.status).toBe(500);
    expect(JSON.parse(mistake.text)).toEqual({
      errors: [
        {
          message: 'Something went wrong.',
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: mistake.headers['x-request-id'] },
        },
      ],
    });
    expect(server.ran).toEqual([]);
  });

  it('logs why tokens cannot be verified, with the request id', async () => {
    server.log.length = 0;
    const { headers } = await post(server, ask, { authorization: 'Bearer away' });
    expect(server.log.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        line: {
          requestId: headers['x-request-id'],
          cause: { type: 'MongoServerSelectionError', message: 's3cret.mongo.example', stack: expect.any(String) },
        },
      },
    ]);
  });

  it.each([[null], [undefined], ['s3cret'], [{}], [Object.assign(new Error('s3cret'), { statusCode: 200 })]])(
    'refuses when the verifier throws (%#)',
    async (thrown) => {
      const odd = await smallServer({}, { authenticate: () => Promise.reject(thrown) }); // eslint-disable-line @typescript-eslint/prefer-promise-reject-errors
      const { status, text } = await post(odd, ask, { authorization: 'Bearer x' });
      await odd.close();
      expect(status).toBe(500);
      expect(text).not.toContain('s3cret');
      expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
      expect(odd.ran).toEqual([]);
    },
  );

  it('refuses a verifier that answers with something else than its type', async () => {
    for (const answer of [
      undefined,
      null,
      true,
      'alice',
      {},
      { ok: 'yes', viewer: alice },
      { ok: true },
      { ok: true, viewer: null },
    ]) {
      const odd = await smallServer({}, { authenticate: (async () => answer) as never });
      expect((await post(odd, ask, { authorization: 'Bearer x' })).status).not.toBe(200);
      await odd.close();
    }
  });

  it('gives each of many requests at once its own viewer', async () => {
    const many = await smallServer(
      {},
      { authenticate: async (token) => ({ ok: true, viewer: { ...alice, id: (await verifier()('good'), token) } }) },
    );
    const answers = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const id = index % 3 === 0 ? undefined : `user${index}`;
        const { text } = await post(many, { query: '{ viewer }' }, id ? { authorization: `Bearer ${id}` } : {});
        return text === JSON.stringify({ data: { viewer: id ?? 'anonymous' } });
      }),
    );
    await many.close();
    expect(answers.every(Boolean)).toBe(true);
  });
});

describe('a bad header', () => {
  const bad = { authorization: 'Bearer bad' };
  const login = 'login(email: "a", password: "b") { accessToken }';

  it.each([
    ['login', `mutation { ${login} }`],
    ['refresh', 'mutation { refresh { accessToken } }'],
    ['logout', 'mutation { logout }'],
    ['an alias and __typename', `mutation { __typename anything: ${login} }`],
    ['an inline fragment', `mutation { ... { ... on Mutation { ${login} } } }`],
    ['a fragment', `mutation { ...a } fragment a on Mutation { ...b } fragment b on Mutation { ${login} }`],
  ])('is ignored for %s', async (_name, query) => {
    const answer = await post(server, { query }, bad);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).not.toHaveProperty('errors');
  });

  it.each([
    ['another mutation', 'mutation { rename(name: "x") }'],
    ['another mutation beside login', `mutation { ${login} rename(name: "x") }`],
    ['an alias that is called login', 'mutation { login: rename(name: "x") }'],
    ['another mutation in a fragment', `mutation { ${login} ...a } fragment a on Mutation { rename(name: "x") }`],
    ['a query', '{ __typename }'],
    ['a query beside the mutation', `query A { open } mutation B { ${login} }`],
    ['a document that does not parse', `mutation { ${login}`],
    ['a fragment that is missing', `mutation { ${login} ...a }`],
    ['a cycle', `mutation { ...a } fragment a on Mutation { ${login} ...b } fragment b on Mutation { ...a }`],
    ['a subscription', 'subscription { login }'],
    ['nesting without end', `mutation { ${'... { '.repeat(16_000)}`],
  ])('is not ignored for %s', async (_name, query) => {
    expect(await post(server, { query }, bad)).toMatchObject({ status: 401, text: refused });
    expect(server.ran).toEqual([]);
  });

  it('is judged by the operation that operationName selects', async () => {
    const query = `query A { open } mutation B { ${login} }`;
    expect((await post(server, { query, operationName: 'B' }, bad)).status).toBe(200);
    for (const operationName of ['A', 'C', '', null, 1])
      expect((await post(server, { query, operationName }, bad)).status).toBe(401);
    expect(server.ran).toEqual(['Mutation.login']);
  });

  it('leaves the request anonymous, and a good one does not', async () => {
    const query = 'mutation { login(email: "a", password: "b") { accessToken } }';
    const seen: unknown[] = [];
    const watching = await smallServer({}, { contextFor: (origin) => (seen.push(origin.viewer), origin) as never });
    for (const authorization of ['Bearer bad', 'Bearer', 'Bearer expired', 'Bearer good'])
      await post(watching, { query }, { authorization });
    await watching.close();
    expect(seen).toEqual([null, null, null, alice]);
  });

  it('is not ignored for GET', async () => {
    const response = await server.inject({
      url: `/graphql?query=${encodeURIComponent(`mutation { ${login} }`)}`,
      headers: { ...bad, 'apollo-require-preflight': '1' },
    });
    expect(response.statusCode).toBe(401);
  });

  it('expands a fan-out of fragments in no time', async () => {
    const fragments = Array.from(
      { length: 200 },
      (_, index) => `fragment f${index} on Mutation { ...f${index + 1} ...f${index + 1} }`,
    ).join(' ');
    const started = performance.now();
    await post(
      server,
      { query: `mutation { ...f0 } ${fragments} fragment f200 on Mutation { rename(name: "x") }` },
      bad,
    );
    expect(performance.now() - started).toBeLessThan(250);
  });
});
