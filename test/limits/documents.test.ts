import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { post, smallServer } from '../http/small-server.js';
import { answered, limitedServer, nested, timed, tooLarge, tooManyTokens } from './limited-server.js';
import type { LimitedServer } from './limited-server.js';

let server: LimitedServer;
beforeAll(async () => void (server = await limitedServer()));
afterAll(() => server.close());
beforeEach(() => void (server.ran.length = 0));

/** Status and code, and nothing has run. */
async function refusedWith(query: string, headers?: Record<string, string>): Promise<[number, string | undefined]> {
  const [status, body] = await server.ask(query, {}, headers);
  expect(server.ran).toEqual([]);
  return [status, (body as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code];
}

const padded = (bytes: number, by = ' '): string => {
  const rest = bytes - '{ open }#'.length;
  return `{ open }#${by.repeat(rest / Buffer.byteLength(by))}${' '.repeat(rest % Buffer.byteLength(by))}`;
};

describe('a document', () => {
  it('GQ-18 may have ten kilobytes of UTF-8 and not one byte more', async () => {
    for (const by of [' ', 'é', '𐍈']) {
      server.ran.length = 0;
      expect(Buffer.byteLength(padded(10_000, by))).toBe(10_000);
      expect(await server.ask(padded(10_000, by))).toEqual(answered('open'));
      server.ran.length = 0;
      expect(await server.ask(padded(10_001, by))).toEqual(tooLarge('document', '10,001 bytes (at most 10,000)'));
      expect(server.ran).toEqual([]);
    }
  });

  it('GQ-18 is measured the same in an address', async () => {
    const get = async (query: string): Promise<[number, unknown]> => {
      const { statusCode, body } = await server.inject({
        method: 'GET',
        url: `/graphql?query=${encodeURIComponent(query).replaceAll('%20', '+')}`,
        headers: { accept: 'application/json', 'apollo-require-preflight': '1' },
      });
      return [statusCode, JSON.parse(body)];
    };
    expect(await get(padded(10_000))).toEqual(answered('open'));
    expect(await get(padded(10_001))).toEqual(tooLarge('document', '10,001 bytes (at most 10,000)'));
    expect(await get(`{ ${'open '.repeat(999)} }`)).toEqual(tooManyTokens);
  });

  it('GQ-18 may have a thousand tokens and not one more', async () => {
    const tokens = (count: number): string => `{ me { ${'id name '.repeat(count / 2 - 3)} id } }`;
    expect(await server.ask(tokens(1_000))).toEqual(answered('me'));
    server.ran.length = 0;
    expect(await server.ask(tokens(1_000).replace('id', 'id id'))).toEqual(tooManyTokens);
    expect(server.ran).toEqual([]);
  }); // prettier-ignore

  it('GQ-18 may not nest so that a stack overflows', async () => {
    const took = await timed(async () => {
      expect(await refusedWith('{'.repeat(5_000) + '}'.repeat(5_000))).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
      expect(await refusedWith(`{${'a{'.repeat(3_330)}${'}'.repeat(3_330)}}`)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
      expect(await refusedWith(`{${nested('me', 300, 'id')}}`)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
      expect(await refusedWith(`{me{${nested('manager', 320, 'id')}}}`)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
      expect(await refusedWith(`{me{${nested('...', 320, 'id')}${' manager{id}'.repeat(9)}}}`.replace('manager', 'x: manager{manager{manager{manager{manager{manager{manager{manager{manager{manager{id}}}}}}}}}} y: manager'))).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
      expect(await refusedWith(`{search(text:${'['.repeat(50_000)}${']'.repeat(50_000)})}`)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
      expect(await refusedWith(`{search(text:${'['.repeat(490)}${']'.repeat(490)}){id}}`)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    }); // prettier-ignore
    expect(took).toBeLessThan(7_000);
    expect(await server.ask('{ open }')).toEqual(answered('open'));
  });

  it('GQ-16 with a cycle of fragments, an unused one, an undefined one is refused in time', async () => {
    const documents = [
      '{ me { ...f } } fragment f on Person { manager { ...f } }',
      '{ me { ...f } } fragment f on Person { ...f }',
      '{ me { ...f } } fragment f on Person { ...g } fragment g on Person { manager { ...f } }',
      '{ open } fragment f on Person { id }',
      '{ me { ...f } }',
    ];
    for (const document of documents) {
      const took = timed(async () => expect(await refusedWith(document)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']));
      expect(await took).toBeLessThan(2_000);
    }
    expect(await server.ask('{ me { ...f ...f } } fragment f on Person { id }')).toEqual(answered('me'));
  });

  it('GQ-16 of overlapping fragments is refused, or compared, in time', async () => {
    const overlapping = (count: number): string => {
      const names = Array.from({ length: count }, (_, index) => `f${index}`);
      const fragments = names.map((name, index) => `fragment ${name} on Person{...${names[index + 1] ?? 'f'} id}`);
      return `{me{${names.map((name) => `...${name}`).join(' ')}}} ${fragments.join(' ')} fragment f on Person{id}`;
    };
    const took = timed(async () => {
      expect(await refusedWith(overlapping(2_000))).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
      expect(await refusedWith(overlapping(200))).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    });
    expect(await took).toBeLessThan(4_000);
    expect(await timed(async () => expect(await server.ask(overlapping(70))).toEqual(answered('me')))).toBeLessThan(2_000);
  }); // prettier-ignore

  it('GQ-17 may repeat a field with selections fifty times, which are compared in pairs, and not once more', async () => {
    const repeats = (count: number): string => `{ ${'me { id } '.repeat(count)} }`;
    expect(await server.ask(repeats(50))).toEqual(answered('me'));
    server.ran.length = 0;
    expect(await server.ask(repeats(51))).toEqual([
      400,
      {
        errors: [
          {
            message: 'The document is too large: one field 51 times (at most 50).',
            locations: [{ line: 1, column: 3 }],
            extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
          },
        ],
      },
    ]);
    expect(server.ran).toEqual([]);
  });

  it('GQ-17 cannot hide repeats from that in fragments, other operations, or below each other', async () => {
    const message = 'The document is too large: one field 60 times (at most 50).';
    for (const document of [
      `query a { ${'me { id } '.repeat(30)} } query b { ${'me { id } '.repeat(30)} }`,
      `{ ...f ... { ${'me { id } '.repeat(30)} } } fragment f on Query { ${'me { id } '.repeat(30)} }`,
      `{ ${`me { ${'manager { id } '.repeat(10)} } `.repeat(6)} }`,
      `{ ${`me: me { id } `.repeat(60)} }`,
    ]) {
      const [status, body] = await server.ask(document);
      expect([status, (body as { errors: { message: string }[] }).errors.map((error) => error.message)]).toEqual([
        400,
        [message],
      ]);
    }
  });

  it('GQ-17 with too many repeats is not looked at any further', async () => {
    const [, body] = await server.ask(`{ ${'me { nothing } '.repeat(51)} }`);
    expect((body as { errors: { message: string }[] }).errors.map(({ message }) => message)).toEqual([
      'The document is too large: one field 51 times (at most 50).',
    ]);
  });

  it('GQ-17 of ten thousand repeats is refused in time', async () => {
    const took = timed(async () => {
      expect(await refusedWith(`{ ${'open '.repeat(10_000)} }`)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
      expect(await refusedWith(`{${'me{id}'.repeat(1_600)}}`)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    });
    expect(await took).toBeLessThan(2_000);
  });
});

describe('a bad token', () => {
  const bad = { authorization: 'Bearer bad' };

  it('is refused before a document that is too large', async () => {
    for (const document of [padded(10_001), `{ ${'open '.repeat(999)} }`, `{ me { ${nested('manager', 9, 'id')} } }`])
      expect(await refusedWith(document, bad)).toEqual([401, 'INVALID_TOKEN']);
  });

  it('is ignored for a sign-in only while the document is small enough to be looked at', async () => {
    const small = await smallServer();
    const status = async (document: string): Promise<number> => (await post(small, { query: document }, bad)).status;
    const logout = (names: number): string =>
      `mutation { ${'logout(refreshToken: "x") '.repeat(166)} ${'__typename '.repeat(names)} }`;
    const comment = (bytes: number): string => `${logout(1)}#${' '.repeat(bytes - logout(1).length - 1)}`;
    expect([await status(logout(1)), await status(logout(2))]).toEqual([200, 401]);
    expect([await status(comment(10_000)), await status(comment(10_001))]).toEqual([200, 401]);
    await small.close();
  });
});
