import { describe, expect, it } from '@jest/globals';
import type { Filter, Stored } from '../../src/database/port.js';
import type { Rows } from '../../src/database/rows.js';
import { ask, askOver, forbidden, memory } from './asking.js';
import type { Outcome } from './asking.js';
import { company, fill } from './company/documents.js';
import { Reviews } from './company/reviews.repository.js';
import { boss, emil, hana, mia, nora, olaf, stranger } from './company/viewers.js';
import type { Viewer } from './company/words.js';
import type { Command, Intervene } from './recording.js';

/** Who may meet which review, said once more and without the engine. */
function met(viewer: Viewer): string[] {
  const name = viewer.id.slice('u-'.length);
  const below: { [name: string]: string[] } = {
    mia: ['emil', 'nora'],
    boss: ['mia', 'emil', 'nora', 'olaf', 'hana', 'zoe'],
  };
  return company.reviews
    .filter(({ employeeId, authorId, status }) => {
      const shown = status !== 'DRAFT' && (employeeId === name || below[name]?.includes(employeeId));
      return viewer.roles.includes('HR') || authorId === name || shown;
    })
    .map(({ _id }) => _id);
}

const everyone = [boss, mia, emil, nora, olaf, hana, stranger];
const named = everyone.map((viewer) => [viewer.id, viewer] as const);

const readsOfReviews = ({ commands }: Outcome) => commands.filter(({ collection }) => collection === 'reviews');

interface Shown {
  readonly nodes: readonly { readonly id: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
}
const idsIn = ({ nodes }: Shown) => nodes.map(({ id }) => id);

describe('which reviews a viewer meets', () => {
  const page = 'nodes { id } edges { cursor node { id } } pageInfo { hasNextPage endCursor } totalCount';

  it.each(named)('in lists, edges and totals: %s', async (_, viewer) => {
    const { answer } = await ask(viewer, `{ reviews(first: 100) { ${page} } }`);
    expect(answer.errors).toBeUndefined();
    const { reviews } = answer.data as unknown as { reviews: Shown };
    expect(idsIn(reviews)).toEqual(met(viewer));
    expect(reviews.edges.map(({ node }) => node.id)).toEqual(met(viewer));
    expect(reviews.totalCount).toBe(met(viewer).length);
    expect(reviews.pageInfo.hasNextPage).toBe(false);
  });

  it.each(named)('by id, where all others are as unknown ones, without an error: %s', async (_, viewer) => {
    const unknown = await ask(viewer, 'query ($id: ID!) { review(id: $id) { id } }', { variables: { id: 'nothing' } });
    expect(unknown.answer).toEqual({ data: { review: null } });
    for (const { _id } of company.reviews) {
      const outcome = await ask(viewer, 'query ($id: ID!) { review(id: $id) { id } }', { variables: { id: _id } });
      expect(outcome.commands).toHaveLength(unknown.commands.length);
      if (met(viewer).includes(_id)) expect(outcome.answer).toEqual({ data: { review: { id: _id } } });
      else expect(outcome.bytes).toBe(unknown.bytes);
    }
  });

  it.each(named)('of each employee, in lists and one by one: %s', async (_, viewer) => {
    const source = `{ employees { nodes { id latestReview { id } reviews(first: 100) { ${page} } } } }`;
    const { answer } = await ask(viewer, source);
    expect(answer.errors).toBeUndefined();
    const { employees } = answer.data as unknown as {
      employees: { nodes: { id: string; latestReview: { id: string } | null; reviews: Shown }[] };
    };
    for (const { id, latestReview, reviews } of employees.nodes) {
      const theirs = company.reviews.filter(({ _id, employeeId }) => employeeId === id && met(viewer).includes(_id));
      expect(idsIn(reviews)).toEqual(theirs.map(({ _id }) => _id));
      expect(reviews.totalCount).toBe(theirs.length);
      expect(latestReview?.id).toBe(theirs.at(-1)?._id);
    }
  });

  it.each(named)('by a filter: its total is that of the reviews met: %s', async (_, viewer) => {
    for (const least of [0, 3, 5, 6]) {
      const source = `{ reviews(first: 100, filter: { ratingAtLeast: ${least} }) { ${page} } }`;
      const { reviews } = (await ask(viewer, source)).answer.data as unknown as { reviews: Shown };
      const expected = company.reviews.filter(({ _id, rating }) => rating >= least && met(viewer).includes(_id));
      expect(idsIn(reviews)).toEqual(expected.map(({ _id }) => _id));
      expect(reviews.totalCount).toBe(expected.length);
    }
  });
});

describe('AZ-34 B38 a page of ten among which hidden rows stand', () => {
  const source =
    'query ($after: String) { reviews(first: 10, after: $after) { nodes { id } edges { cursor node { id } } pageInfo { hasNextPage endCursor } totalCount } }';
  it('is ten rows that the viewer meets, and goes on where it ended', async () => {
    const hidden = company.reviews.slice(0, 16).filter(({ _id }) => !met(emil).includes(_id));
    expect(hidden).toHaveLength(6);
    const first = (await ask(emil, source)).answer.data as unknown as { reviews: Shown };
    expect(idsIn(first.reviews)).toEqual(met(emil).slice(0, 10));
    expect(first.reviews).toMatchObject({ totalCount: 12, pageInfo: { hasNextPage: true } });
    const after = first.reviews.pageInfo.endCursor;
    const second = (await ask(emil, source, { variables: { after } })).answer.data as unknown as { reviews: Shown };
    expect(idsIn(second.reviews)).toEqual(met(emil).slice(10));
    expect(second.reviews).toMatchObject({ totalCount: 12, pageInfo: { hasNextPage: false } });
  });

  it('AZ-44 gives the same bytes, cursors and errors included, with and without the hidden rows', async () => {
    const documents = { ...company, reviews: company.reviews.filter(({ _id }) => met(emil).includes(_id)) };
    for (const selection of ['id', 'id privateNotes']) {
      const asking = source.replace('nodes { id }', `nodes { ${selection} }`);
      const [among, alone] = [await ask(emil, asking), await ask(emil, asking, { documents })];
      expect(among.bytes).toBe(alone.bytes);
      expect(among.commands).toEqual(alone.commands);
    }
  });

  it('whose cursors of a hidden row are not to be had: another viewer’s is refused', async () => {
    const all = (await ask(hana, source)).answer.data as unknown as { reviews: Shown };
    const ofHidden = all.reviews.edges.find(({ node }) => node.id === 'r02')!.cursor;
    const { answer } = await ask(emil, source, { variables: { after: ofHidden } });
    expect(answer.data).toEqual({ reviews: null });
    expect(answer.errors).toMatchObject([{ path: ['reviews'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('the rows are part of every query of the repository', () => {
  const ruleOfEmil = {
    $or: [
      { $and: [{ employeeId: { $eq: 'emil' } }, { status: { $in: ['SUBMITTED', 'ACKNOWLEDGED'] } }] },
      { $and: [{ employeeId: { $in: [] } }, { status: { $in: ['SUBMITTED', 'ACKNOWLEDGED'] } }] },
      { $and: [{ authorId: { $eq: 'emil' } }] },
    ],
  };
  const queries: { readonly [method: string]: string } = {
    byId: '{ review(id: "r01") { id } }',
    listing:
      '{ reviews { nodes { id } totalCount } employees { nodes { reviews { edges { node { id } } totalCount } } } }',
    latest: '{ employees { nodes { latestReview { id } } } }',
    byIds: 'mutation { acknowledgeReview(id: "r01") { id } }',
    move: 'mutation { acknowledgeReview(id: "r01") { id } }',
    rate: 'mutation { rateReview(id: "r01", rating: 5) { id } }',
    delete: 'mutation { deleteReviews(ids: ["r01"]) }',
  };

  it('each method of it is asked here, but the one that inserts', () => {
    const methods = Object.getOwnPropertyNames(Reviews.prototype).filter((name) => name !== 'constructor');
    expect(methods.sort()).toEqual([...Object.keys(queries), 'create'].sort());
  });

  it.each(Object.entries(queries))('%s', async (_, source) => {
    const asked = readsOfReviews(await ask(emil, source));
    expect(asked.length).toBeGreaterThan(0);
    for (const { filter, method, keys } of asked) {
      // The engine's own look at a record that was not changed: it judges the record itself and answers nothing of it.
      if (method === 'find' && source.includes('deleteReviews')) {
        expect(keys).toEqual(['_id', 'authorId', 'employeeId', 'status']);
        continue;
      }
      expect((filter as { $and: object[] }).$and).toContainEqual(ruleOfEmil);
    }
  });

  it('and of none for who may meet them all', async () => {
    for (const source of Object.values(queries).filter((query) => !query.includes('acknowledge'))) {
      for (const { filter } of readsOfReviews(await ask(hana, source)))
        expect(JSON.stringify(filter)).not.toContain('authorId');
    }
  });
});

describe('a connection of which no row is selected', () => {
  it.each([
    ['its total', '{ reviews { totalCount } }', { reviews: { totalCount: 12 } }],
    [
      'whether it goes on',
      '{ reviews(first: 1) { pageInfo { hasNextPage } } }',
      { reviews: { pageInfo: { hasNextPage: true } } },
    ],
    ['its cursors', '{ reviews(first: 0) { edges { cursor } } }', undefined],
    [
      'its total, below an employee',
      '{ employee(id: "emil") { reviews { totalCount } } }',
      { employee: { reviews: { totalCount: 12 } } },
    ],
    ['its type', '{ reviews { __typename } }', { reviews: { __typename: 'ReviewConnection' } }],
    [
      'the type of its rows',
      '{ reviews(first: 1) { nodes { __typename } } }',
      { reviews: { nodes: [{ __typename: 'Review' }] } },
    ],
  ])('is that of the rows that the viewer meets: %s', async (_, source, data) => {
    if (data) expect((await ask(emil, source)).answer).toEqual({ data });
    else expect((await ask(emil, source)).answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('below a sign-in payload', () => {
  const reviews =
    'account { employee { id reviews(first: 1) { nodes { id } totalCount } latestReview { id privateNotes } } }';
  const shown = (id: string, first: string, totalCount: number, latest: object) => ({
    account: { employee: { id, reviews: { nodes: [{ id: first }], totalCount }, latestReview: latest } },
  });
  it.each([
    ['nobody', null],
    ['an employee', nora],
    ['somebody of HR', hana],
  ])('the rows are those of the one who signs in, whoever asks: %s', async (_, viewer) => {
    const { answer } = await ask(viewer, `mutation { signIn(as: "emil") { ${reviews} } }`);
    expect(answer).toEqual({
      data: { signIn: shown('emil', 'r01', 12, { id: 'r20', privateNotes: null }) },
      errors: [forbidden('Review.privateNotes', ['signIn', 'account', 'employee', 'latestReview', 'privateNotes'])],
    });
  });

  it('two who sign in with one document meet each their own', async () => {
    const { answer } = await ask(
      hana,
      `mutation { a: signIn(as: "olaf") { ${reviews} } b: signIn(as: "hana") { ${reviews} } c: signIn(as: "olaf") { ${reviews} } }`,
    );
    const ofOlaf = shown('olaf', 'r21', 1, { id: 'r21', privateNotes: null });
    expect(answer.data).toEqual({
      a: ofOlaf,
      b: { account: { employee: { id: 'hana', reviews: { nodes: [], totalCount: 0 }, latestReview: null } } },
      c: ofOlaf,
    });
  });
});

describe('a repository that forgets the rows', () => {
  /** Takes every rule out of a filter. */
  const forgetting: Intervene = async ({ collection, filter }: Command) => {
    const [own, ...rules] = (filter as { $and?: Filter<Stored>[] }).$and ?? [];
    return collection === 'reviews' && own && rules.length > 0 ? own : undefined;
  };
  it('does not make the engine show more in a list', async () => {
    const source = '{ reviews(first: 100) { nodes { id } } }';
    const { answer, commands } = await ask(emil, source, { intervene: forgetting });
    expect(commands.length).toBeGreaterThan(0);
    expect(answer).toEqual({ data: { reviews: { nodes: met(emil).map((id) => ({ id })) } } });
  });

  it('nor one by one', async () => {
    const source =
      '{ employees { nodes { id latestReview { id } } } a: review(id: "r01") { id } b: review(id: "r02") { id } }';
    const { answer } = await ask(emil, source, { intervene: forgetting });
    expect(answer).toEqual({
      data: {
        employees: {
          nodes: ['boss', 'emil', 'hana', 'mia', 'nora', 'olaf', 'zoe'].map((id) => ({
            id,
            latestReview: id === 'emil' ? { id: 'r20' } : null,
          })),
        },
        a: { id: 'r01' },
        b: null,
      },
    });
  });

  it('nor as an edge, which cannot be without its node: then the list fails whole', async () => {
    const source = '{ reviews(first: 100) { edges { node { id } } } }';
    const { answer, bytes } = await askOver(memory(), emil, source, { intervene: forgetting });
    expect(answer).toEqual({
      data: { reviews: null },
      errors: [
        {
          message: 'ReviewEdge.node has to return an object, and its query did not apply the rows of its projection.',
          path: ['reviews', 'edges', 1, 'node'],
        },
      ],
    });
    expect(bytes).not.toContain('r02');
  });
});

describe('one request that reads the same record for two', () => {
  it('gives it to the one who meets it, and not to the other', async () => {
    const store = memory();
    await fill(store, company);
    const reviews = new Reviews(store);
    const keys = new Set(['status']);
    const rowsOf = (authorId: string): Rows => ({ allOf: [[[{ key: 'authorId', op: 'eq', value: authorId }]]] });
    const [own, foreign] = [
      reviews.byId('r01', { keys, rows: rowsOf('mia') }),
      reviews.byId('r01', { keys, rows: rowsOf('boss') }),
    ];
    expect(await Promise.all([own, foreign])).toEqual([{ id: 'r01', status: 'SUBMITTED' }, null]);
  });
});
