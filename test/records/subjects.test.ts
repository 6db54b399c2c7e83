// What the engine does when those who write or read for it fail it. The schema is plain: no decorators, no store.
import { describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { mayChange } from '../../src/authorization/authorization.js';
import type { DecisionEvent, ReadRecords } from '../../src/authorization/authorization.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { inherited, stated } from '../authorization/fixtures/guarded.js';
import type { Resolvers } from '../authorization/fixtures/guarded.js';

interface Viewer {
  readonly id: string;
  readonly roles: readonly string[];
}
interface Context {
  readonly viewer: Viewer;
  readonly trace: string[];
}

const ann: Viewer = { id: 'ann', roles: ['A'] };
const chief: Viewer = { id: 'chief', roles: ['A', 'CHIEF'] };

/** One mutation of a document, which its owner and a chief may do. */
function schemaOf(
  resolve: Resolvers[string],
  read: ReadRecords<Context> = ofAnn,
  onDecision?: (event: DecisionEvent<Context, Viewer>) => void,
) {
  const { authorized, relation, protect } = authorization<Context, Viewer>()({
    roles: ['A', 'CHIEF'],
    viewer: ({ viewer }) => viewer,
  });
  const owner = relation('owner').on('Doc', ({ viewer }) => ({ owner: viewer.id }));
  const schema = stated(
    'type Query { doc: Doc } type Mutation { rename(id: ID!): Doc } type Doc { id: ID! }',
    {
      'Query.doc': authorized('A'),
      'Mutation.rename': { rule: authorized(owner, 'CHIEF'), subject: { type: 'Doc', id: 'id' } },
      Doc: authorized('A'),
      'Doc.id': inherited,
    },
    { 'Mutation.rename': resolve },
  );
  return protect(schema, { records: { Doc: read }, ...(onDecision && { onDecision }) });
}

const docs = [
  { id: 'of-ann', owner: 'ann' },
  { id: 'of-bob', owner: 'bob' },
];
const ofAnn: ReadRecords<Context> = async ({ ids, context }) => {
  context.trace.push('read');
  return ids.map((id) => docs.find((doc) => doc.id === id) ?? null);
};

async function rename(schema: ReturnType<typeof schemaOf>, viewer: Viewer, id: string) {
  const trace: string[] = [];
  const source = 'mutation ($id: ID!) { rename(id: $id) { id } }';
  const { data, errors = [] } = await graphql({
    schema,
    source,
    variableValues: { id },
    contextValue: { viewer, trace },
  });
  return { data, errors: errors.map(({ message, extensions }) => [message, extensions['code']]), trace };
}

const writing: Resolvers[string] = (_source, { id }: { id: string }, context: Context, info) => {
  const { allOf } = mayChange(context, info);
  context.trace.push('write');
  const doc = docs.find((one) => one.id === id);
  const mine = allOf.every((anyOf) =>
    anyOf.some((checks) =>
      checks.every(({ key, op, ...by }) => key === 'owner' && op === 'eq' && 'value' in by && by.value === doc?.owner),
    ),
  );
  return doc && mine ? doc : null;
};

describe('a resolver that writes', () => {
  it('with the filter that it was given, is answered for what it changed and not for what it did not', async () => {
    const schema = schemaOf(writing);
    expect(await rename(schema, ann, 'of-ann')).toEqual({
      data: { rename: { id: 'of-ann' } },
      errors: [],
      trace: ['write'],
    });
    expect(await rename(schema, ann, 'of-bob')).toEqual({
      data: { rename: null },
      errors: [['Not allowed.', 'FORBIDDEN']],
      trace: ['write', 'read'],
    });
    expect(await rename(schema, chief, 'of-bob')).toEqual({
      data: { rename: { id: 'of-bob' } },
      errors: [],
      trace: ['write'],
    });
  });

  it('without asking for the filter, is an error and shows nothing; unless there is nothing to filter', async () => {
    const schema = schemaOf((_source, { id }: { id: string }, { trace }: Context) => {
      trace.push('write');
      return { id, owner: 'ann' };
    });
    for (const id of ['of-ann', 'of-bob']) {
      expect(await rename(schema, ann, id)).toEqual({
        data: { rename: null },
        errors: [['Mutation.rename did not take the filter of the rows that it may change.', undefined]],
        trace: ['write'],
      });
    }
    expect((await rename(schema, chief, 'of-bob')).data).toEqual({ rename: { id: 'of-bob' } });
  });

  it('and throws, or rejects, is that error and no reason is looked for', async () => {
    const failures: Resolvers[string][] = [
      (_source, _args, context: Context, info) => {
        mayChange(context, info);
        throw new Error('broken');
      },
      async (_source, _args, context: Context, info) => {
        mayChange(context, info);
        throw new Error('broken');
      },
    ];
    for (const failure of failures)
      expect(await rename(schemaOf(failure), ann, 'of-ann')).toEqual({
        data: { rename: null },
        errors: [['broken', undefined]],
        trace: [],
      });
  });
});

describe('a reader of records', () => {
  it.each<[string, ReadRecords<Context>]>([
    ['rejects', async () => Promise.reject(new Error('broken'))],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
  ])('that %s is that error, not a permission', async (_, read) => {
    expect(await rename(schemaOf(writing, read), ann, 'of-bob')).toEqual({
      data: { rename: null },
      errors: [['broken', undefined]],
      trace: ['write'],
    });
  });

  it.each<[string, ReadRecords<Context>]>([
    ['gives fewer than were asked for', async () => []],
    ['gives records without the key that is decided on', async ({ ids }) => ids.map((id) => ({ id }))],
    [
      'gives records with a list where a value is decided on',
      async ({ ids }) => ids.map((id) => ({ id, owner: ['ann'] })),
    ],
  ])('that %s makes it the answer for an unknown one', async (_, read) => {
    expect(await rename(schemaOf(writing, read), ann, 'of-bob')).toEqual({
      data: { rename: null },
      errors: [['Not allowed.', 'FORBIDDEN']],
      trace: ['write'],
    });
  });
});

describe('a mutation decided on its record', () => {
  it('is reported, refused as done', async () => {
    const events: [string, boolean][] = [];
    const schema = schemaOf(writing, ofAnn, ({ coordinate, allowed }) => events.push([coordinate, allowed]));
    await rename(schema, ann, 'of-bob');
    expect(events).toContainEqual(['Mutation.rename', false]);
    events.length = 0;
    await rename(schema, ann, 'of-ann');
    expect(events).toContainEqual(['Mutation.rename', true]);
  });
});
