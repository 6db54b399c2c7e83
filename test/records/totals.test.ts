// Numbers that are made of records, of which a viewer meets some only. The schema is plain.
import { describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { PolicyError, projectionFor } from '../../src/authorization/authorization.js';
import type { Projection, Rule, Stated } from '../../src/authorization/authorization.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { inherited, stated } from '../authorization/fixtures/guarded.js';

interface Viewer {
  readonly id: string;
  readonly roles: readonly string[];
}
interface Context {
  readonly viewer: Viewer;
  projection?: Projection;
}

/** The schema with a total that states what is given, of the words given to it. */
function schemaOf(total: (authorized: (...words: ('CLERK' | 'CHIEF')[]) => Rule) => Rule | Stated): GraphQLSchema {
  const { authorized, relation, protect } = authorization<Context, Viewer>()({
    roles: ['CLERK', 'CHIEF'],
    viewer: ({ viewer }) => viewer,
  });
  const owner = relation('owner').on('Doc', ({ viewer }) => ({ owner: viewer.id }));
  const rules = {
    'Query.docs': authorized('CLERK', 'CHIEF'),
    'Query.total': total(authorized),
    Doc: { rule: authorized('CLERK', 'CHIEF'), visible: authorized(owner, 'CHIEF') },
    'Doc.id': inherited,
    'Doc.rating': inherited,
  };
  return protect(
    stated('type Query { docs: [Doc!] total: Int } type Doc { id: ID! rating: Int }', rules, {
      'Query.total': (_source, _args, context: Context, info) => {
        context.projection = projectionFor(context, info);
        return 1;
      },
    }),
  );
}

describe('AZ-22 a number made of records', () => {
  it('has no rows of its own: its projection does not stand for every row', async () => {
    const schema = schemaOf((authorized) => authorized('CLERK'));
    const contextValue: Context = { viewer: { id: 'ann', roles: ['CLERK'] } };
    await graphql({ schema, source: '{ total }', contextValue });
    const rows = (): unknown => contextValue.projection!.rows;
    let given: unknown;
    try {
      given = rows();
    } catch {
      return; // asked for what it cannot tell, it says so
    }
    expect(given).not.toEqual({ allOf: [] });
  });

  it('of which a viewer meets some only is for whoever meets all of them', () => {
    const reads = ['Doc.rating'];
    expect(() => schemaOf((authorized) => ({ rule: authorized('CLERK'), reads }))).toThrow(PolicyError);
    expect(() => schemaOf((authorized) => ({ rule: authorized('CHIEF'), reads }))).not.toThrow();
  });
});
