import { describe, expect, it } from '@jest/globals';
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { extendSchema, lexicographicSortSchema, parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { bob, company, contextOf, hr } from './fixtures/company.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { ask, forbidden, inherited, open, stated } from './fixtures/guarded.js';

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

  it.each<[string, (schema: GraphQLSchema) => GraphQLSchema]>([
    ['sorted', lexicographicSortSchema],
    ['mapped', (schema) => mapSchema(schema, { [MapperKind.OBJECT_FIELD]: (field) => field })],
    ['extended', (schema) => extendSchema(schema, parse('extend type Query { added: Int }'))],
  ])('%s refuses what may not be sent: arguments, input fields, enum values, to a mutation too', async (_, made) => {
    const { authorized, protect } = authorization<object, { roles: string[] }>()({
      roles: ['EMPLOYEE', 'HR'],
      viewer: (context) => context as never,
    });
    const rules = authorized('HR');
    const ran: string[] = [];
    const run = (_source: unknown, args: object) => ran.push(JSON.stringify(args));
    const sdl =
      'enum E { ONE TWO } input In { x: Int in: In } type Query { q(a: Int, e: E, in: In): Int } type Mutation { m(in: In): Int }';
    const stating = {
      'Query.q': open,
      'Mutation.m': open,
      'Query.q(a:)': rules,
      'E.TWO': rules,
      In: inherited,
      'In.x': rules,
    };
    const schema = made(protect(stated(sdl, stating, { 'Query.q': run, 'Mutation.m': run })));
    for (const [source, coordinate, input] of [
      ['{ q(a: 1) }', 'Query.q(a:)', 'a'],
      ['{ q(e: TWO) }', 'E.TWO', 'e'],
      ['{ q(in: { in: { x: 1 } }) }', 'In.x', 'in.in.x'],
      ['mutation { m(in: { x: 1 }) }', 'In.x', 'in.x'],
    ] as const) {
      const field = source.includes('m(') ? 'm' : 'q';
      expect(await ask(schema, source, { roles: ['EMPLOYEE'] })).toEqual({
        data: { [field]: null },
        errors: [forbidden(coordinate, [field], 1, { input })],
      });
      expect(ran).toEqual([]);
      expect((await ask(schema, source, { roles: ['HR'] })).errors).toBeUndefined();
      expect(ran.splice(0)).toHaveLength(1);
    }
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
