import { describe, expect, it } from '@jest/globals';
import { graphql, parse } from 'graphql';
import type { FieldNode, GraphQLObjectType } from 'graphql';
import { alice, bob, company, contextOf, hr } from './fixtures/company.js';
import type { Context, Viewer } from './fixtures/company.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { ask, inherited, open, run, stated } from './fixtures/guarded.js';

const query = '{ me { id } people { id ... on Employee { salary } } employees { nodes { id salary } } }';

describe('AZ-39 B16 a thousand requests at once', () => {
  it('answer each as it is answered alone', async () => {
    const schema = company();
    const viewers = [alice, bob, hr];
    const alone = await Promise.all(viewers.map((viewer) => ask(schema, query, contextOf(viewer))));
    expect(new Set(alone.map((answer) => JSON.stringify(answer))).size).toBe(3);
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async (_, n) => {
        if (n % 7 === 0) await new Promise(setImmediate);
        return run(schema, parse(query), contextOf(viewers[n % 3]!));
      }),
    );
    answers.forEach((answer, n) => expect(answer).toEqual(alone[n % 3]));
  });

  it('with facts that resolve in any order', async () => {
    const { authorized, fact, relation, protect } = authorization<{ viewer: Viewer }, Viewer>()({
      roles: ['A'],
      viewer: (context) => context.viewer,
    });
    const own = fact('own', async ({ viewer }) => {
      await new Promise((resolve) => setTimeout(resolve, Number(viewer.id) % 5));
      return viewer.id;
    });
    const self = relation('self').on('T', ({ facts }) => ({ id: facts(own) }));
    const records = Array.from({ length: 20 }, (_, n) => ({ id: String(n), x: `secret of ${n}` }));
    const schema = protect(
      stated(
        'type Query { ts: [T] } type T { id: ID x: String }',
        { 'Query.ts': open, T: inherited, 'T.x': authorized(self) },
        { 'Query.ts': () => records },
      ),
    );
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, n) =>
        run(schema, parse('{ ts { x } }'), { viewer: { id: String(n % 20), roles: [] } }),
      ),
    );
    answers.forEach(({ data }, n) => {
      const seen = (data as { ts: { x: string | null }[] }).ts.flatMap(({ x }) => x ?? []);
      expect(seen).toEqual([`secret of ${n % 20}`]);
    });
  });
});

describe('B15 B17 nothing is kept beyond an operation', () => {
  it('when one context object serves two viewers in turn', async () => {
    const schema = company();
    const context = { ...contextOf(hr) } as { -readonly [Key in keyof Context]: Context[Key] };
    const source = '{ employee(id: "alice") { salary } }';
    expect((await ask(schema, source, context)).data).toEqual({ employee: { salary: 4200001 } });
    context.viewer = bob;
    expect((await ask(schema, source, context)).data).toEqual({ employee: { salary: null } });
    context.viewer = null;
    expect((await ask(schema, source, context)).data).toEqual({ employee: null });
  });

  it('AZ-40 when one document is asked by one after the other', async () => {
    const schema = company();
    const source = 'query Same { employee(id: "alice") { salary } }';
    const answers = [];
    for (const viewer of [hr, bob, hr, null]) {
      answers.push((await graphql({ schema, source, contextValue: contextOf(viewer), operationName: 'Same' })).data);
    }
    expect(JSON.stringify(answers)).toBe(
      '[{"employee":{"salary":4200001}},{"employee":{"salary":null}},{"employee":{"salary":4200001}},{"employee":null}]',
    );
  });

  it('when an executor shares its lists of nodes between operations', async () => {
    const schema = company();
    const type = schema.getType('Employee') as GraphQLObjectType;
    const { phone } = type.getFields();
    const nodes: readonly FieldNode[] = [];
    const path = { prev: undefined, key: 'phone', typename: 'Employee' };
    const read = (context: object, variableValues: object): unknown => {
      const info = {
        fieldName: 'phone',
        fieldNodes: nodes,
        variableValues,
        path,
        parentType: type,
        operation: { operation: 'query' },
      };
      return phone!.resolve!({ id: 'alice', phone: 'phone-1' }, {}, context, info as never);
    };
    const variables = {};
    const context: object = {};
    const ways: ((viewer: Viewer) => [context: object, variables: object])[] = [
      (viewer) => [contextOf(viewer), {}],
      (viewer) => [contextOf(viewer), variables],
      (viewer) => [Object.assign(context, contextOf(viewer)), {}],
    ];
    for (const way of ways) {
      expect(await read(...way(hr))).toBe('phone-1');
      expect(() => read(...way(bob))).toThrow('Not allowed.');
      expect(() => read(...way(bob))).toThrow('Not allowed.');
      expect(await read(...way(alice))).toBe('phone-1');
    }
  });
});
