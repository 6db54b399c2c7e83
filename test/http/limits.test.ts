import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { postText, rawRequest } from './raw-request.js';
import { post, smallServer } from './small-server.js';
import type { SmallServer } from './small-server.js';

let server: SmallServer;
let url: string;
beforeAll(async () => {
  server = await smallServer({ MAX_BODY: '1kb' });
  ({ url } = await server.listen());
});
afterAll(() => server.close());
beforeEach(() => void (server.ran.length = 0));

/** Status and body of a raw answer that is JSON with `errors`, with the headers of every answer. */
function refusal(text: string): number {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  expect(head).toMatch(/^content-type: application\/json; charset=utf-8$/im);
  expect(head).toMatch(/^x-content-type-options: nosniff$/im);
  expect(head).toMatch(/^cache-control: no-store$/im);
  expect(JSON.parse(body)).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }] });
  return Number(text.slice(9, 12));
}

function bodyOf(bytes: number): string {
  const body = { query: '{ open }', extensions: { x: '' } };
  body.extensions.x = 'x'.repeat(bytes - JSON.stringify(body).length);
  return JSON.stringify(body);
}

describe('the body', () => {
  it('HT-11 may have MAX_BODY bytes and not one more', async () => {
    expect(await post(server, bodyOf(1_024))).toMatchObject({ status: 200 });
    expect(await post(server, bodyOf(1_025))).toMatchObject({ status: 413, type: 'application/json; charset=utf-8' });
  });

  it('HT-11 of 60 MB is refused before it is sent', async () => {
    const text = await rawRequest(
      url,
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 60000000\r\n\r\n{',
    );
    expect(refusal(text)).toBe(413);
  });

  it('HT-11 in chunks is counted as it comes', async () => {
    const chunk = `400\r\n${'x'.repeat(1_024)}\r\n`;
    const text = await rawRequest(
      url,
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(3)}`,
    );
    expect(refusal(text)).toBe(413);
  });

  it.each(['gzip', 'deflate', 'br', 'gzip, gzip', 'x'])(
    'HT-12 in content encoding %s is 415 and not unpacked',
    async (encoding) => {
      const response = await server.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        payload: gzipSync(bodyOf(1_000_000)),
      });
      expect([413, 415]).toContain(response.statusCode);
      const small = await post(server, { query: '{ open }' }, { 'content-encoding': encoding });
      expect(small.status).toBe(415);
      expect(server.ran).toEqual([]);
    },
  );

  it.each(['utf-7', 'utf-16', 'utf-16le', 'latin1', '"utf-32"'])('HT-13 in charset %s is 415', async (charset) => {
    expect(
      await post(server, { query: '{ open }' }, { 'content-type': `application/json; charset=${charset}` }),
    ).toMatchObject({ status: 415 });
  });

  it.each(['utf-8', 'UTF-8', '"utf-8"'])('HT-13 in charset %s is read', async (charset) => {
    expect(
      await post(server, { query: '{ open }' }, { 'content-type': `application/json; charset=${charset}` }),
    ).toMatchObject({ status: 200 });
  });

  it('HT-13 that is not UTF-8 is 400', async () => {
    const payload = Buffer.concat([
      Buffer.from('{"query":"{ open }","x":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]);
    const response = await server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json' },
      payload,
    });
    expect(response.statusCode).toBe(400);
  });
});

describe('the headers', () => {
  it('HT-16 of more than 16 kB are 431', async () => {
    expect(refusal(await rawRequest(url, postText({ query: '{ open }' }, [`x: ${'x'.repeat(17_000)}`])))).toBe(431);
  });

  it('HT-16 may be a hundred, not two hundred', async () => {
    const headers = (count: number): string[] => [
      ...Array.from({ length: count }, (_, index) => `x-${index}: x`),
      'connection: close',
    ];
    expect(refusal(await rawRequest(url, postText({ query: '{ open }' }, headers(200))))).toBe(431);
    expect(await rawRequest(url, postText({ query: '{ open }' }, headers(90)))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each([
    ['two lengths', 'content-length: 5\r\ncontent-length: 6\r\n\r\nhello'],
    ['a length and chunks', 'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a bad chunk', 'transfer-encoding: chunked\r\n\r\nzz\r\n'],
  ])('HT-17 with %s are 400 and the connection is closed', async (_name, rest) => {
    const text = await rawRequest(
      url,
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${rest}`,
    );
    expect(refusal(text)).toBe(400);
    expect(server.ran).toEqual([]);
  });
});

it('HT-14 bytes that are not HTTP are answered in JSON', async () => {
  expect(refusal(await rawRequest(url, 'hello\r\n\r\n'))).toBe(400);
});
