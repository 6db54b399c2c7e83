import { describe, expect, it } from '@jest/globals';
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { extendSchema, lexicographicSortSchema, parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { bob, company, contextOf, hr } from './fixtures/company.js';
import { ask, forbidden } from './fixtures/guarded.js';

const query = '{ employee(id: "alice") { name salary } }';

describe('a schema made of a protected one', () => {
  it.each<[string, (schema: GraphQLSchema) => GraphQLSchema]>([
    ['sorted', lexicographicSortSchema],
    ['mapped', (schema) => mapSchema(schema, { [MapperKind.OBJECT_FIELD]: (field) => field })],
    ['extended', (schema) => extendSchema(schema, parse('extend type Query { added: Int }'))],
  ])('%s is as protected', async (_, made) => {
    const schema = made(company());
    expect(await ask(schema, query, contextOf(bob))).toEqual({
      data: { employee: { name: 'name of alice', salary: null } },
      errors: [forbidden('Employee.salary', ['employee', 'salary'])],
    });
    expect(await ask(schema, query, contextOf(hr))).toEqual({
      data: { employee: { name: 'name of alice', salary: 4200001 } },
    });
  });

  it('answers nothing through fields that were added below and have no rule', async () => {
    const schema = extendSchema(company(), parse('extend type Employee { added: Int }'));
    const answer = await ask(schema, '{ employee(id: "alice") { name added } }', contextOf(hr));
    expect(answer.data).toEqual({ employee: null });
    expect(answer.errors!.map(({ message }) => message)).toEqual([
      'No rule was compiled for Employee.added; the schema was changed after protect().',
    ]);
  });
});
