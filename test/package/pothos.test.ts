// A schema that Pothos built, with its rules where Pothos takes extensions.
import { describe, expect, it } from '@jest/globals';
import SchemaBuilder from '@pothos/core';
import type { GraphQLSchema } from 'graphql';
import { Authorization, stating } from '../../src/authorization/authorization.js';
import { gapsOf } from '../authorization/fixtures/gaps.js';
import { askBoth, forbidden, unauthenticated } from '../authorization/fixtures/guarded.js';

interface Viewer {
  readonly id: string;
  readonly roles: readonly string[];
}

interface Employee {
  readonly id: string;
  readonly name: string;
  readonly salary: number;
}

const { authorized, relation, protect } = new Authorization({
  roles: ['HR'],
  viewer: ({ viewer }: { viewer: Viewer | null }) => viewer,
});
const self = relation('self').on<Employee>('Employee', ({ viewer }) => ({ id: viewer.id }));
const signedIn = stating({ rule: authorized('signedIn') });
const onlyHr = stating({ rule: authorized('HR') });
const inherited = stating({ rule: { kind: 'inherited' } });

const employees: readonly Employee[] = [
  { id: 'ada', name: 'Ada', salary: 7 },
  { id: 'bela', name: 'Bela', salary: 8 },
];

/** The schema of a small company; `ofName` is what the field `name` states. */
function company(ofName: object = inherited): GraphQLSchema {
  const builder = new SchemaBuilder<{ Objects: { Employee: Employee } }>({});
  const Order = builder.enumType('Order', { values: { NAME: {}, SALARY: { extensions: onlyHr } } });
  const Filter = builder.inputType('Filter', {
    extensions: inherited,
    fields: (t) => ({ name: t.string(), salary: t.int({ extensions: onlyHr }) }),
  });
  builder.objectType('Employee', {
    extensions: signedIn,
    fields: (t) => ({
      name: t.exposeString('name', { extensions: { ...ofName } }),
      salary: t.exposeInt('salary', { nullable: true, extensions: stating({ rule: authorized('HR', self) }) }),
    }),
  });
  builder.queryType({
    fields: (t) => ({
      employees: t.field({
        type: ['Employee'],
        nullable: true,
        extensions: signedIn,
        args: {
          order: t.arg({ type: Order }),
          filter: t.arg({ type: Filter }),
          salaryOver: t.arg.int({ extensions: onlyHr }),
        },
        resolve: () => employees,
      }),
    }),
  });
  return builder.toSchema();
}

const as = (id: string, ...roles: string[]) => ({ viewer: { id, roles } });

describe('a schema that Pothos built', () => {
  it('is guarded by the rules in its extensions', async () => {
    const schema = protect(company());
    const source = '{ employees { name salary } }';
    expect(await askBoth(schema, source, () => as('hanna', 'HR'))).toEqual({
      data: { employees: [{ name: 'Ada', salary: 7 }, { name: 'Bela', salary: 8 }] },
    }); // prettier-ignore
    expect(await askBoth(schema, source, () => as('ada'))).toEqual({
      data: { employees: [{ name: 'Ada', salary: 7 }, { name: 'Bela', salary: null }] },
      errors: [forbidden('Employee.salary', ['employees', 1, 'salary'])],
    }); // prettier-ignore
    expect(await askBoth(schema, source, () => ({ viewer: null }))).toEqual({
      data: { employees: null },
      errors: [unauthenticated('Query.employees', ['employees'])],
    });
  });

  it.each([
    ['an argument', 'salaryOver: 3', 'Query.employees(salaryOver:)', 'salaryOver'],
    ['an input field', 'filter: { salary: 3 }', 'Filter.salary', 'filter.salary'],
    ['a value of an enum', 'order: SALARY', 'Order.SALARY', 'order'],
  ])('is guarded at %s', async (_, sent, coordinate, input) => {
    const schema = protect(company());
    const source = `{ employees(${sent}) { name } }`;
    const lawful = '{ employees(order: NAME, filter: { name: "A" }) { name } }';
    const all = { data: { employees: [{ name: 'Ada' }, { name: 'Bela' }] } };
    expect(await askBoth(schema, source, () => as('hanna', 'HR'))).toEqual(all);
    expect(await askBoth(schema, lawful, () => as('ada'))).toEqual(all);
    const refused = forbidden(coordinate, ['employees']);
    expect(await askBoth(schema, source, () => as('ada'))).toEqual({
      data: { employees: null },
      errors: [{ ...refused, extensions: { ...(refused.extensions as object), input } }],
    });
  });

  it('is refused while one of its fields states nothing', () => {
    expect(gapsOf(() => protect(company({})))).toEqual([
      'Employee.name: states no rule; write @Authorized(…), @Inherited() or @Public()',
    ]);
  });
});
