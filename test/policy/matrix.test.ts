// schema/policy.md is what the rules of today say, and its cells mean what its first lines say they do.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { createSchema } from '../../src/app.js';
import { Authorization, policyOf } from '../../src/authorization/authorization.js';
import { stating } from '../../src/authorization/extension.js';
import type { Element, Stated } from '../../src/authorization/extension.js';
import { matrixOf } from '../../src/authorization/matrix.js';
import { directory } from '../../src/features/directory.js';
import { emitMatrix } from '../../src/graphql/emit-matrix.js';
import { viewerKinds } from '../../src/policy.js';

describe('schema/policy.md', () => {
  it('is up to date: npm run codegen writes it', async () => {
    const schema = await createSchema([directory]);
    const page = emitMatrix(matrixOf(schema, policyOf(schema), viewerKinds), viewerKinds);
    expect(await readFile('schema/policy.md', 'utf8')).toBe(page);
  });
});

describe('a cell', () => {
  const { authorized, allOf, relation, condition, protect } = new Authorization<
    object,
    { roles: string[] },
    'HR' | 'A'
  >({
    roles: ['HR', 'A'],
    viewer: () => null,
  });
  const self = relation('self').on('T', () => ({ id: 'x' }));
  const live = condition('live', () => true);
  const recent = condition('recentLogin:15m', () => true);
  const kinds = [
    { name: 'anonymous', holds: null },
    { name: 'nobody', holds: [] },
    { name: 'HR', holds: ['HR'] },
    { name: 'self', holds: ['A', self] },
  ];
  const inherited: Stated = { rule: { kind: 'inherited' } };

  function cells(rules: { readonly [coordinate: string]: Stated }): { [coordinate: string]: string } {
    const schema = buildSchema(
      'type Query { t(x: Int, e: E, i: I): T open: Int p: P } type T { x: Int } type P { id: Int! } enum E { ONE TWO } input I { y: Int }',
    );
    const all = {
      'Query.t': { rule: authorized('signedIn') },
      'Query.open': { rule: { kind: 'public' } },
      'Query.p': { rule: { kind: 'public' } },
      P: inherited,
      T: { rule: authorized('HR', 'A') },
      'T.x': inherited,
      'I.y': inherited,
      ...rules,
    } as { [coordinate: string]: Stated };
    for (const [coordinate, statement] of Object.entries(all)) elementOf(coordinate).extensions = stating(statement);
    function elementOf(coordinate: string): Element {
      const [, typeName, , fieldName, , argument] = /^(\w+)(\.(\w+))?(\((\w+):\))?$/.exec(coordinate)!;
      const type = schema.getType(typeName!)! as unknown as Element & {
        getFields?: () => { [name: string]: Element & { args: (Element & { name: string })[] } };
        getValue?: (name: string) => Element;
      };
      if (fieldName === undefined) return type;
      const field = type.getFields?.()[fieldName] ?? type.getValue!(fieldName);
      return argument === undefined
        ? field
        : (field as never as { args: (Element & { name: string })[] }).args.find(({ name }) => name === argument)!;
    }
    protect(schema);
    return Object.fromEntries(
      matrixOf(schema, policyOf(schema), kinds).map(({ coordinate, cells: row }) => [coordinate, row.join(' | ')]),
    );
  }

  it.each<[string, Stated, string]>([
    ['inherited: whoever may meet the object', inherited, 'no | no | yes | yes'],
    ['a role', { rule: authorized('HR') }, 'no | no | yes | no'],
    ['a relation', { rule: authorized('HR', self) }, 'no | no | yes | yes'],
    ['a condition, which has to be fulfilled besides', { rule: authorized(allOf('HR', live)) }, 'no | no | live | no'],
    ['two conditions', { rule: authorized(allOf(self, live, recent)) }, 'no | no | no | live and recentLogin:15m'],
    ['the least of several', { rule: authorized(allOf(self, live), self) }, 'no | no | no | yes'],
  ])('of a field says %s', (_, statement, row) => {
    expect(cells({ 'T.x': statement })['T.x']).toBe(row);
  });

  it('of an argument, an input field and an enum value adds what its field demands', () => {
    const row = cells({
      'Query.t(x:)': { rule: authorized('A') },
      'E.TWO': { rule: authorized('HR') },
    });
    expect(row['Query.t']).toBe('no | no | yes | yes');
    expect(row['Query.t(x:)']).toBe('no | no | no | yes');
    expect(row['E.TWO']).toBe('no | no | yes | no');
    expect(row['I.y']).toBe('no | no | yes | yes');
    expect(row).not.toHaveProperty(['E.ONE']);
    expect(row['Query.open']).toBe('yes | yes | yes | yes');
    expect(row['P.id']).toBe('given | given | given | given');
  });
});
