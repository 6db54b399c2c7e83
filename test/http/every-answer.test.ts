import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { smallServer } from './small-server.js';
import type { SmallServer } from './small-server.js';

let server: SmallServer;
let production: SmallServer;
beforeAll(async () => {
  server = await smallServer({ CORS_ORIGINS: 'https://app.example' });
  production = await smallServer({ NODE_ENV: 'production', CORS_ORIGINS: 'https://app.example' });
});
afterAll(async () => {
  await server.close();
  await production.close();
});

const json = { 'content-type': 'application/json' };
const requests = {
  'a query': { method: 'POST', url: '/graphql', headers: json, payload: '{"query":"{ open }"}' },
  'a bad token': {
    method: 'POST',
    url: '/graphql',
    headers: { ...json, authorization: 'Bearer bad' },
    payload: '{"query":"{ open }"}',
  },
  'a lost store': {
    method: 'POST',
    url: '/graphql',
    headers: { ...json, authorization: 'Bearer away' },
    payload: '{"query":"{ open }"}',
  },
  'a mistake': {
    method: 'POST',
    url: '/graphql',
    headers: { ...json, authorization: 'Bearer bug' },
    payload: '{"query":"{ open }"}',
  },
  'a bad body': { method: 'POST', url: '/graphql', headers: json, payload: '{' },
  'a bad type': { method: 'POST', url: '/graphql', headers: { 'content-type': 'text/plain' }, payload: 'x' },
  'a large body': { method: 'POST', url: '/graphql', headers: json, payload: 'x'.repeat(200_000) },
  'another method': { method: 'DELETE', url: '/graphql' },
  'an unknown path': { method: 'GET', url: '/nothing' },
  'a page': { method: 'GET', url: '/graphql', headers: { accept: 'text/html' } },
  health: { method: 'GET', url: '/livez' },
  readiness: { method: 'GET', url: '/readyz' },
  keys: { method: 'GET', url: '/.well-known/jwks.json' },
} as const;

describe('HT-19 the answer to', () => {
  it.each(Object.entries(requests))(
    '%s is not stored, not sniffed, and says nothing of its maker',
    async (_name, request) => {
      for (const each of [server, production]) {
        const { headers } = await each.inject(request);
        expect(headers).toMatchObject({
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'content-security-policy': expect.stringContaining("default-src 'none'"),
          'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
        });
        expect(headers).not.toHaveProperty('x-powered-by');
        expect(headers).not.toHaveProperty('server');
        expect('strict-transport-security' in headers).toBe(each === production);
      }
    },
  );

  it('HT-14 every error is JSON', async () => {
    for (const request of Object.values(requests)) {
      const response = await production.inject(request);
      expect(response.headers['content-type']).toMatch(/^application\/json; charset=utf-8$/);
      if (response.statusCode >= 400) expect(Object.keys(response.json<object>())).toEqual(['errors']);
    }
  });

  it('a request id is ours, and another each time', async () => {
    const headers = { 'x-request-id': 'mine', 'request-id': 'mine' };
    const answers = await Promise.all([1, 2].map(() => server.inject({ url: '/livez', headers })));
    const ids = answers.map((answer) => answer.headers['x-request-id']);
    expect(ids[0]).not.toBe(ids[1]);
    expect(ids).not.toContain('mine');
  });
});

describe('HT-18 a page of', () => {
  const sandbox = 'https://studio.apollographql.com';
  const preflight = (on: SmallServer, origin: string) =>
    on.inject({
      method: 'OPTIONS',
      url: '/graphql',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  const request = (on: SmallServer, origin: string) =>
    on.inject({ ...requests['a query'], headers: { ...json, origin } });

  it.each([
    ['CORS_ORIGINS', 'https://app.example', () => [server, production]],
    ['Apollo Sandbox outside production', sandbox, () => [server]],
  ])('%s may read', async (_name, origin, servers) => {
    for (const each of servers()) {
      const { statusCode, headers } = await preflight(each, origin);
      expect(statusCode).toBe(204);
      expect(headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'authorization,content-type',
      });
      const answer = await request(each, origin);
      expect(answer.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
      for (const response of [headers, answer.headers])
        expect(response).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  it('an allowed origin may read refusals too', async () => {
    const response = await server.inject({
      ...requests['a bad token'],
      headers: { ...requests['a bad token'].headers, origin: sandbox },
    });
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': sandbox,
      'access-control-expose-headers': expect.stringContaining('www-authenticate'),
    });
  });

  it.each([
    ['a foreign origin', 'https://evil.example', () => [server, production]],
    ['no origin (`null`)', 'null', () => [server, production]],
    ['a longer name', 'https://app.example.evil.example', () => [server, production]],
    ['another scheme', 'http://app.example', () => [server, production]],
    ['another port', 'https://app.example:8443', () => [server, production]],
    ['another case', 'https://APP.example', () => [server, production]],
    ['Apollo Sandbox in production', sandbox, () => [production]],
  ])('%s may not', async (_name, origin, servers) => {
    for (const each of servers()) {
      const first = await preflight(each, origin);
      expect(first.statusCode).toBe(405);
      for (const { headers } of [first, await request(each, origin)]) {
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
    }
  });
});

describe('HT-20 forged forwarding headers', () => {
  const forged = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'for=6.6.6.6;host=evil.example',
  };

  it('do not reach a page or a redirect', async () => {
    const page = await server.inject({ url: '/graphql', headers: { ...forged, accept: 'text/html' } });
    expect(page.body).not.toContain('evil.example');
    expect((await server.inject({ url: '/', headers: forged })).headers['location']).toBe('/graphql');
  });

  it.each([
    ['false', '127.0.0.1'],
    ['1', '7.7.7.7'],
    ['2', '6.6.6.6'],
  ])('with TRUST_PROXY=%s the address is %s', async (trust, address) => {
    const seen: unknown[] = [];
    const proxied = await smallServer(
      { TRUST_PROXY: trust },
      { contextFor: (origin) => (seen.push(origin.address), origin) as never },
    );
    await proxied.inject({
      ...requests['a query'],
      headers: { ...json, 'x-forwarded-for': '5.5.5.5, 6.6.6.6, 7.7.7.7' },
    });
    await proxied.close();
    expect(seen).toEqual([address]);
  });

  it.each([
    ['an address with a port', '[2001:db8::1]:4711', '2001:db8::1'],
    ['another', '192.0.2.1:4711', '192.0.2.1'],
    ['a plain address', '2001:db8::1', '2001:db8::1'],
    ['a zone', 'fe80::1%eth0', 'fe80::1'],
    ['a long zone', `fe80::1%${'A'.repeat(9_000)}`, 'fe80::1'],
    ['what follows an address', '192.0.2.1 and more', undefined],
    ['what is no port', '192.0.2.1:47110000', undefined],
    ['empty brackets', '[]:80', undefined],
    ['a word of RFC 7239', 'unknown', undefined],
    ['a long text', `somebody@example.com/${'A'.repeat(9_000)}`, undefined],
  ])('of %s leave an IP address or none, also in what is told of a refused token', async (_what, told, address) => {
    const seen: unknown[] = [];
    const proxied = await smallServer(
      { TRUST_PROXY: '1' },
      {
        contextFor: (origin) => (seen.push(origin.address), origin) as never,
        audit: { record: async () => undefined, refusedToken: (refused) => void seen.push(refused.address) },
      },
    );
    for (const authorization of ['Bearer good', 'Bearer forged'])
      await proxied.inject({ ...requests['a query'], headers: { ...json, authorization, 'x-forwarded-for': told } });
    await proxied.close();
    expect(seen).toEqual([address, address]);
  });
});

it('the log has one line a request, without query, headers or body', async () => {
  const logging = await smallServer();
  await logging.inject({
    ...requests['a query'],
    url: '/graphql?token=s3cret',
    headers: { ...json, authorization: 'Bearer good', cookie: 's3cret' },
  });
  await logging.close();
  expect(logging.log).toEqual([
    {
      level: 'info',
      line: {
        requestId: expect.any(String),
        method: 'POST',
        path: '/graphql',
        status: 200,
        ms: expect.any(Number),
        token: 'ok',
      },
    },
  ]);
});
