// How limiters of others were got round, each as it was published.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { answered, limitedServer, nested, tooLarge } from './limited-server.js';
import type { LimitedServer } from './limited-server.js';

let server: LimitedServer;
beforeAll(async () => void (server = await limitedServer({ MAX_DEPTH: '6', MAX_COST: '1000' })));
afterAll(() => server.close());
beforeEach(() => void (server.ran.length = 0));

async function expectRefused(query: string, ...breaches: string[]): Promise<void> {
  server.ran.length = 0;
  expect(await server.ask(query)).toEqual(tooLarge('operation', ...breaches));
  expect(server.ran).toEqual([]);
}

const expensive = 'people(first: 100) { nodes { reports(first: 100) { nodes { id } } } }';

describe('B23 GQ-07 GHSA-733v-p3h5-qpq7: what is called __schema is not introspection by that', () => {
  const cost = 'cost 10,202 (at most 1,000)';

  it.each([
    ['an operation', `query __schema { ${expensive} }`],
    ['a fragment', `{ ...__schema } fragment __schema on Query { ${expensive} }`],
    ['a fragment called __type', `{ ...__type } fragment __type on Query { ${expensive} }`],
    ['an alias', `{ __schema: ${expensive} }`],
  ])('%s costs what it costs', async (_what, query) => {
    await expectRefused(query, cost);
  });

  it('and passes within the limit', async () => {
    expect(await server.ask('query __schema { ...__type } fragment __type on Query { people { totalCount } }')).toEqual(
      answered('people'),
    );
  });
});

describe('B23 GQ-07 GHSA-hmfr-rx46-4jx2: what is called __schema has its depth', () => {
  const deep = (levels: number): string => nested('manager', levels, 'id');

  it.each([
    ['an operation', `query __schema { me { ${deep(5)} } }`],
    ['a fragment', `{ me { manager { ...__schema } } } fragment __schema on Person { ${deep(4)} }`],
    ['a fragment in a fragment', '{ me { ...__schema } } fragment __schema on Person { ...__type } ' +
      `fragment __type on Person { ${deep(5)} }`],
  ])('%s', async (_what, query) => {
    await expectRefused(query, 'depth 7 (at most 6)');
  }); // prettier-ignore

  it('and passes within the limit', async () => {
    expect(
      await server.ask(`query __schema { me { ...__schema } } fragment __schema on Person { ${deep(4)} }`),
    ).toEqual(answered('me'));
  });
});

describe('B23 GHSA-224p-v68g-5g8f: a fragment is as deep as where it is spread', () => {
  const fragment = 'fragment Test on Person { manager { id } }';
  const shallow = 'me { manager { ...Test } }';
  const deeper = (levels: number): string => `me { ${nested('manager', levels, '...Test')} }`;

  it('whichever comes first', async () => {
    await expectRefused(`{ ${shallow} ${deeper(4)} } ${fragment}`, 'depth 7 (at most 6)');
    await expectRefused(`{ ${deeper(4)} ${shallow} } ${fragment}`, 'depth 7 (at most 6)');
    await expectRefused(`${fragment} { ...q ${shallow} } fragment q on Query { ${deeper(4)} }`, 'depth 7 (at most 6)');
    expect(await server.ask(`{ ${shallow} ${deeper(3)} } ${fragment}`)).toEqual(answered('me'));
  });

  it('and as dear', async () => {
    const query = (first: number): string =>
      `{ me { ...Test } people(first: ${first}) { nodes { ...Test reports(first: 10) { nodes { ...Test } } } } } ${fragment}`;
    expect(await server.ask(query(41))).toEqual(answered('me', 'people'));
    await expectRefused(query(42), 'cost 1,013 (at most 1,000)');
  });
});

describe('B23 CVE-2026-47707: aliases in a fragment count wherever it is spread', () => {
  const amplification = (aliases: number): string =>
    `fragment Amplification on Person { ${Array.from({ length: aliases }, (_, index) => `a${index}: name`).join(' ')} }`;

  it('seven times ten are seventy-seven with those of the fields', async () => {
    const users = Array.from({ length: 7 }, (_, index) => `u${index}: manager { ...Amplification }`).join(' ');
    await expectRefused(`{ me { ${users} } } ${amplification(10)}`, 'aliases 77 (at most 15)');
  });

  it('one spread more is over the limit', async () => {
    const query = (aliases: number): string =>
      `{ me { ...Amplification manager { ...Amplification } department { manager { ...Amplification } } } } ${amplification(aliases)}`;
    expect(await server.ask(query(5))).toEqual(answered('me'));
    await expectRefused(query(6), 'aliases 18 (at most 15)');
  });
});
