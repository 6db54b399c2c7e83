import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { answered, limitedServer, nested, timed, tooLarge, tooManyTokens } from './limited-server.js';
import type { LimitedServer } from './limited-server.js';

let server: LimitedServer;
beforeAll(async () => void (server = await limitedServer()));
afterAll(() => server.close());
beforeEach(() => void (server.ran.length = 0));

/** Refused so, and nothing has run. */
async function expectRefused(query: string, refusal: [number, unknown], rest?: Record<string, unknown>): Promise<void> {
  server.ran.length = 0;
  expect(await server.ask(query, rest)).toEqual(refusal);
  expect(server.ran).toEqual([]);
}

const repeated = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('aliases', () => {
  it('GQ-02 may be fifteen and not one more', async () => {
    const keys = Array.from({ length: 15 }, (_, index) => `a${index}`);
    const [status, body] = await server.ask(`{ me { ${keys.map((key) => `${key}: id`).join(' ')} } }`);
    expect([status, body]).toEqual(answered('me'));
    await expectRefused(
      `{ me { ${repeated(16, (index) => `a${index}: id`)} } }`,
      tooLarge('operation', 'aliases 16 (at most 15)'),
    );
  });

  it('GQ-02 of __typename are no exception', async () => {
    await expectRefused(
      `{ ${repeated(101, (index) => `a${index}: __typename`)} }`,
      tooLarge('operation', 'aliases 101 (at most 15)', 'root fields 101 (at most 5)'),
    );
    const many = `{ ${repeated(10_000, (index) => `a${index}: __typename`)} }`;
    const refusal = await post100kb(many);
    expect(refusal).toEqual([413, 'BAD_REQUEST']);
    const within = `{ ${repeated(4_000, (index) => `a${index}: __typename`)} }`;
    expect(
      await timed(() => expectRefused(within, tooLarge('document', '70,893 bytes (at most 10,000)'))),
    ).toBeLessThan(2_000);
  });

  async function post100kb(query: string): Promise<[number, unknown]> {
    const [status, body] = await server.ask(query);
    return [status, (body as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code];
  }

  it('GQ-08 multiply cost and themselves through fragments', async () => {
    const three = (inner: string): string => ['a', 'b', 'c'].map((key) => `${key}: ${inner}`).join(' ');
    const query = `{ ${three('departments { ...A }')} }
      fragment A on Department { ${three('parts { ...B }')} }
      fragment B on Department { ${three('parts { ...C }')} }
      fragment C on Department { ${three('name')} }`;
    // 3 × (1 + 20 × 3 × (1 + 20 × 3 × (1 + 20 × 3)))
    await expectRefused(query, tooLarge('operation', 'cost 658,983 (at most 5,000)', 'aliases 120 (at most 15)'));
    const two = (inner: string): string => ['a', 'b'].map((key) => `${key}: ${inner}`).join(' ');
    expect(
      await server.ask(
        `{ ${two('me { ...A }')} }
        fragment A on Person { ${two('manager { ...B }')} }
        fragment B on Person { ${two('name')} }`,
      ),
    ).toEqual(answered('a', 'b'));
  });

  it('GQ-08 of forty doublings are counted at once', async () => {
    const query = `{ me { ...f0 } } ${repeated(
      40,
      (index) => `fragment f${index} on Person { a: manager { ...f${index + 1} } b: manager { ...f${index + 1} } }`,
    )} fragment f40 on Person { id }`;
    const took = await timed(() =>
      expectRefused(
        query,
        tooLarge(
          'operation',
          'depth 42 (at most 10)',
          'cost 1,000,000,000 or more (at most 5,000)',
          'aliases 1,000,000,000 or more (at most 15)',
        ),
      ),
    );
    expect(took).toBeLessThan(2_000);
  });
});

describe('depth', () => {
  const deep = (levels: number): string => nested('manager', levels, 'id');

  it('GQ-06 may be ten', async () => {
    expect(await server.ask(`{ me { ${deep(8)} } }`)).toEqual(answered('me'));
    expect(await server.ask(`{ me { ...f } } fragment f on Person { ${deep(8)} }`)).toEqual(answered('me'));
    expect(await server.ask(`{ ... { me { ... on Person { ... { ${deep(8)} } } } } }`)).toEqual(answered('me'));
  });

  it.each([
    ['plainly', `{ me { ${deep(9)} } }`],
    ['by fragments', `{ ...q } fragment q on Query { me { ...f } } fragment f on Person { ${deep(9)} }`],
    ['by inline fragments', `{ ... { me { ... on Person { ... on Named { ${deep(9)} } } } } }`],
    ['in a mutation', `mutation { move { ${deep(9)} } }`],
    ['under a directive that leaves it out', `{ me @skip(if: true) { ${deep(9)} } }`],
  ])('GQ-06 may not be eleven: %s', async (_how, query) => {
    await expectRefused(query, tooLarge('operation', 'depth 11 (at most 10)'));
  });

  it('is what MAX_DEPTH says', async () => {
    const shallow = await limitedServer({ MAX_DEPTH: '2' });
    expect(await shallow.ask('{ me { id } }')).toEqual(answered('me'));
    expect(await shallow.ask('{ me { manager { id } } }')).toEqual(tooLarge('operation', 'depth 3 (at most 2)'));
    await shallow.close();
  });
});

describe('introspection', () => {
  it('of tools is within its own limits, and costs nothing', async () => {
    const cheap = await limitedServer({ MAX_COST: '1', MAX_DEPTH: '1' });
    const query = getIntrospectionQuery({
      descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true,
      inputValueDeprecation: true, oneOf: true,
    }); // prettier-ignore
    const [status, body] = await cheap.ask(query);
    expect([status, Object.keys((body as { data: { __schema: object } }).data.__schema)]).toEqual([
      200,
      ['description', 'queryType', 'mutationType', 'subscriptionType', 'types', 'directives'],
    ]);
    await cheap.close();
  });

  it('GQ-21 may be 16 deep and not 17, under any alias', async () => {
    const types = (levels: number): string => `x: __type(name: "Person") { ${nested('ofType', levels - 1, 'name')} }`;
    expect(await server.ask(`{ ${types(16)} }`)).toEqual([200, { data: { x: { ofType: null } } }]);
    await expectRefused(`{ ${types(17)} }`, tooLarge('operation', 'depth of introspection 17 (at most 16)'));
    await expectRefused(
      `{ ...f } fragment f on Query { __schema { queryType { ${nested('ofType', 15, 'name')} } } }`,
      tooLarge('operation', 'depth of introspection 17 (at most 16)'),
    );
  });

  it('GQ-21 cannot go round in the lists of the schema', async () => {
    const [status] = await server.ask(
      `{ __schema { types { ${nested('fields { type', 4, 'name').replace(/}$/, '} } } } }')} } }`,
    );
    expect(status).toBe(400);
  });
});

describe('cost', () => {
  let cheap: LimitedServer;
  beforeAll(async () => void (cheap = await limitedServer({ MAX_COST: '102' })));
  afterAll(() => cheap.close());
  const cost = (count: number): [number, unknown] =>
    tooLarge('operation', `cost ${count.toLocaleString('en')} (at most 102)`);

  it('GQ-09 is 1 a field, times the page size below nodes and edges', async () => {
    expect(await cheap.ask('{ people(first: 100) { nodes { id } } }')).toEqual(answered('people'));
    expect(await cheap.ask('{ people(first: 100) { nodes { id } totalCount } }')).toEqual(cost(103));
    expect(await cheap.ask('{ people(first: 33) { edges { cursor node { id } } } }')).toEqual(answered('people'));
    expect(await cheap.ask('{ people(first: 34) { edges { cursor node { id } } } }')).toEqual(cost(104));
    expect(await cheap.ask('{ people(first: 100) { pageInfo { hasNextPage } ...f } } fragment f on PersonConnection { nodes { id } }')).toEqual(cost(104)); // prettier-ignore
  });

  it.each([
    ['none', '{ people { nodes { id name tags manager { id } } } }', {}],
    ['null', '{ people(first: null) { nodes { id name tags manager { id } } } }', {}],
    ['a variable that is null', 'query ($n: Int) { people(first: $n) { nodes { id name tags manager { id } } } }', { n: null }],
    ['a variable that is missing', 'query ($n: Int) { people(first: $n) { nodes { id name tags manager { id } } } }', {}],
    ['that of a variable', 'query ($n: Int = 20) { people(first: $n) { nodes { id name tags manager { id } } } }', {}],
  ])('GQ-09 with a page size of %s takes the default', async (_name, query, variables) => {
    expect(await cheap.ask(query, { variables })).toEqual(answered('people'));
    expect(await cheap.ask(query.replace('id name', 'id name everyone { totalCount }'), { variables })).toEqual(
      cost(142),
    );
  }); // prettier-ignore

  it('GQ-09 follows a variable from request to request', async () => {
    const query = 'query ($n: Int) { people(first: $n) { nodes { id name } } }';
    for (const [n, refusal] of [[50, undefined], [51, 104], [1, undefined], [100, 202]] as const) {
      expect(await cheap.ask(query, { variables: { n } })).toEqual(
        refusal === undefined ? answered('people') : cost(refusal),
      );
    } // prettier-ignore
  });

  it('is times 20 below other lists, and times their own size where that is more', async () => {
    expect(await cheap.ask('{ departments { id name manager { id tags } } }')).toEqual(answered('departments'));
    expect(await cheap.ask('{ departments { id name manager { id tags } parts { id } } }')).toEqual(cost(521));
    expect(await cheap.ask('{ search(first: 1) { id name manager { id tags } } }')).toEqual(answered('search'));
    expect(await cheap.ask('{ search(first: 100) { id name } }')).toEqual(cost(201));
    expect(await cheap.ask('{ grid { id } }')).toEqual(cost(401));
    expect(await cheap.ask('{ me { everyone { nodes { id name manager { id } } } } }')).toEqual(answered('me'));
    expect(await cheap.ask('{ me { everyone { nodes { id name manager { id name } } } } }')).toEqual(cost(103));
  });

  it('GQ-09 of pages in pages is their product, by literal and by variable', async () => {
    const query = (first: string): string =>
      `people(first: ${first}) { nodes { reports(first: ${first}) { nodes { reports(first: ${first}) { nodes { id } } } } } }`;
    const refusal = tooLarge('operation', 'cost 1,020,202 (at most 5,000)');
    await expectRefused(`{ ${query('100')} }`, refusal);
    await expectRefused(`query ($n: Int!) { ${query('$n')} }`, refusal, { variables: { n: 100 } });
    expect(await server.ask(`{ ${query('16')} }`)).toEqual(answered('people'));
    await expectRefused(`{ ${query('17')} }`, tooLarge('operation', 'cost 5,527 (at most 5,000)'));
  });

  it.each(['101', '1000000000', '-1', '0'])('GQ-09 a page size of %s is refused as input before it is a cost', async (first) => {
    const [status, body] = await server.ask(`{ people(first: ${first}) { nodes { id } } }`);
    expect([status, body]).toEqual([
      400,
      {
        errors: [
          {
            message: 'The input is not valid.',
            extensions: {
              code: 'BAD_USER_INPUT',
              fields: [{ path: 'Query.people(first:)', message: expect.any(String) }],
            },
          },
        ],
      },
    ]);
    expect(server.ran).toEqual([]);
  }); // prettier-ignore
});

describe('root fields', () => {
  it('may be five, by response key, fragments expanded', async () => {
    const five = 'open me { id } departments { id } search { id } people { totalCount }';
    expect(await server.ask(`{ ${five} ...f } fragment f on Query { open me { name } ...g } fragment g on Query { open }`)).toEqual(
      answered('open', 'me', 'departments', 'search', 'people'),
    ); // prettier-ignore
    server.ran.length = 0;
    const six = tooLarge('operation', 'root fields 6 (at most 5)');
    await expectRefused(`{ ${five} __typename }`, six);
    await expectRefused(`{ ...f ... { ${five} } } fragment f on Query { again: open }`, six);
    await expectRefused(`mutation { ${repeated(6, (index) => `a${index}: rename`)} }`, six);
  });
});

describe('directives', () => {
  const times = (count: number): string => `{ ${'open @skip(if: false) '.repeat(count)} }`;

  it('GQ-10 may be twenty and not one more', async () => {
    expect(await server.ask(times(20))).toEqual(answered('open'));
    await expectRefused(times(21), tooLarge('operation', 'directives 21 (at most 20)'));
    await expectRefused(
      `{ me { ${'...f '.repeat(7)} } } fragment f on Person { id @skip(if: false) ... @include(if: true) { name @skip(if: true) } }`,
      tooLarge('operation', 'directives 21 (at most 20)'),
    );
  });

  it('GQ-10 a thousand of one kind are too many tokens, and sixty unknown ones give ten errors', async () => {
    await expectRefused(`{ open ${'@skip(if: true) '.repeat(600)} }`, tooManyTokens);
    await expectRefused(`{ open ${'@skip '.repeat(1_000)} }`, tooManyTokens);
    const [status, body] = await server.ask(`{ open ${repeated(60, (index) => `@d${index}`)} }`);
    expect([status, (body as { errors: unknown[] }).errors.length]).toEqual([400, 10]);
    expect(server.ran).toEqual([]);
  });
});

describe('an operation that is not selected', () => {
  const two = `query small { open } query large { me { ${nested('manager', 9, 'id')} } }`;

  it('may be larger: only what would run is measured', async () => {
    expect(await server.ask(two, { operationName: 'small' })).toEqual(answered('open'));
    await expectRefused(two, tooLarge('operation', 'depth 11 (at most 10)'), { operationName: 'large' });
  });

  it('is no way round: without a name, or with an unknown one, nothing runs', async () => {
    for (const rest of [{}, { operationName: 'none' }]) {
      const [status] = await server.ask(two, rest);
      expect([status, server.ran]).toEqual([400, []]);
    }
  });
});
