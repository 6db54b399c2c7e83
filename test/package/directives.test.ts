// Rules stated in the SDL are enforced in each position.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { Authorization, stating } from '../../src/authorization/authorization.js';
import { emitSchema } from '../../src/graphql/emit.js';
import { roles } from '../../src/identity/role.js';
import { gapsOf } from '../authorization/fixtures/gaps.js';
import { ask, forbidden, unauthenticated } from '../authorization/fixtures/guarded.js';
import { as, nobody, sdlOf, words } from './written.js';
import type { Viewer } from './written.js';

const company = `
  type Query {
    employees(nameLike: String, salaryOver: Int @authorized(anyOf: ["HR"]), orderBy: Order, filter: Filter): [Member!]
      @authorized(anyOf: ["EMPLOYEE", "HR"])
    version: String! @public
  }
  interface Member @authorized(anyOf: ["signedIn"]) {
    name: String @inherited
    salary: Int @authorized(anyOf: ["HR", "self"])
  }
  type Employee implements Member @authorized(anyOf: ["EMPLOYEE", "HR"]) {
    name: String @inherited
    salary: Int @authorized(anyOf: ["HR", "self"])
    notes: String @authorized(anyOf: [["HR", "awake"]]) @audited
  }
  type Robot implements Member @authorized(anyOf: ["signedIn"]) {
    name: String @inherited
    salary: Int @authorized(anyOf: ["HR", "self"])
  }
  enum Order { NAME SALARY @authorized(anyOf: ["HR"]) }
  input Filter @inherited { name: String salary: Int @authorized(anyOf: ["HR"]) }
`;
const more = `
  extend type Employee { shoeSize: Int @authorized(anyOf: ["self"]) }
  extend type Robot @visible(anyOf: ["HR", "self"])
`;

const rows = [
  { __typename: 'Employee', id: 'ada', name: 'Ada', salary: 7, notes: 'kind', shoeSize: 38 },
  { __typename: 'Robot', id: 'r2', name: 'R2', salary: 1 },
];

/** The company with two members, guarded; told of each decision. */
function guardedCompany(onDecision: (coordinate: string) => void = () => undefined): GraphQLSchema {
  const schema = sdlOf(company, more);
  schema.getQueryType()!.getFields()['employees']!.resolve = () => rows;
  schema.getQueryType()!.getFields()['version']!.resolve = () => '1';
  return words().protect(schema, {
    onDecision: ({ coordinate, record }) => record !== undefined && onDecision(coordinate),
  });
}

describe('a rule in the SDL is enforced', () => {
  const everything = '{ version employees { name salary ... on Employee { notes shoeSize } } }';

  it('on types, interfaces, fields, records and in `extend type`', async () => {
    const schema = guardedCompany();
    expect(await ask(schema, everything, as('ada', 'EMPLOYEE'))).toEqual({
      data: { version: '1', employees: [{ name: 'Ada', salary: 7, notes: null, shoeSize: 38 }] },
      errors: [forbidden('Employee.notes', ['employees', 0, 'notes'])],
    });
    expect(await ask(schema, everything, as('bob', 'HR'))).toEqual({
      data: {
        version: '1',
        employees: [
          { name: 'Ada', salary: 7, notes: 'kind', shoeSize: null },
          { name: 'R2', salary: 1 },
        ],
      },
      errors: [forbidden('Employee.shoeSize', ['employees', 0, 'shoeSize'])],
    });
    expect(await ask(schema, everything, nobody)).toEqual({
      data: { version: '1', employees: null },
      errors: [unauthenticated('Query.employees', ['employees'])],
    });
  });

  it('of a condition that stands beside a role', async () => {
    const source = '{ employees { ... on Employee { notes } } }';
    expect(await ask(guardedCompany(), source, as('bob', 'HR'))).toEqual({
      data: { employees: [{ notes: 'kind' }, {}] },
    });
    expect(await ask(guardedCompany(), source, as('sleepy', 'HR'))).toEqual({
      data: { employees: [{ notes: null }, {}] },
      errors: [forbidden('Employee.notes', ['employees', 0, 'notes'])],
    });
  });

  it.each([
    ['an argument', '(salaryOver: 3)', 'Query.employees(salaryOver:)', 'salaryOver'],
    ['an input field', '(filter: { salary: 3 })', 'Filter.salary', 'filter.salary'],
    ['a value of an enum', '(orderBy: SALARY)', 'Order.SALARY', 'orderBy'],
  ])('on %s', async (_, sent, coordinate, input) => {
    const source = `{ employees${sent} { name } }`;
    expect(await ask(guardedCompany(), source, as('bob', 'HR'))).toEqual({
      data: { employees: [{ name: 'Ada' }, { name: 'R2' }] },
    });
    const refused = forbidden(coordinate, ['employees']);
    expect(await ask(guardedCompany(), source, as('ada', 'EMPLOYEE'))).toEqual({
      data: { employees: null },
      errors: [{ ...refused, extensions: { ...(refused.extensions as object), input } }],
    });
    const lawful = '{ employees(nameLike: "A", orderBy: NAME, filter: { name: "A" }) { name } }';
    expect(await ask(guardedCompany(), lawful, as('ada', 'EMPLOYEE'))).toEqual({
      data: { employees: [{ name: 'Ada' }] },
    });
  });

  it('and reported with its record where it is audited', async () => {
    const told: string[] = [];
    await ask(
      guardedCompany((coordinate) => told.push(coordinate)),
      everything,
      as('bob', 'HR'),
    );
    expect(told).toEqual(['Employee.notes', 'Employee.shoeSize']);
  });

  it('with @reads and @subject as decorators state them', () => {
    const sdl = (laxer: string) => `
      type Query { employee: Employee @authorized(anyOf: ["HR"]) @audited }
      type Mutation { rename(id: ID!): Employee @authorized(anyOf: ["self"]) @subject(type: "Employee", id: "id") }
      type Employee @authorized(anyOf: ["signedIn"]) {
        salary: Int @authorized(anyOf: ["HR"])
        paid: Boolean @inherited @reads(names: ["salary"]${laxer})
      }`;
    const told = `Employee.paid: is laxer than Employee.salary, which it tells of (HR); demand as much, or give a reason: laxer: '…'`;
    const unread =
      'Mutation.rename: names Employee as its subject, whose records nobody can read by id; give protect() a reader for it in records';
    expect(gapsOf(() => words().protect(sdlOf(sdl(''))))).toEqual([unread, told]);
    const records = { Employee: async () => [] };
    expect(gapsOf(() => words().protect(sdlOf(sdl(', laxer: "says nothing of the amount"')), { records }))).toEqual([]);
    expect(gapsOf(() => words().protect(sdlOf(sdl(', laxer: null')), { records }))).toContain(
      'Employee.paid: an exemption needs a reason in words',
    );
  });

  it('so that the whole SDL of the application, read back, prints as it is', async () => {
    const sdl = await readFile('schema/schema.graphql', 'utf8');
    const schema = buildSchema(sdl);
    const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
    const { relation, condition, protect } = new Authorization({ roles, viewer: () => null });
    const named = [...sdl.matchAll(/anyOf: (\[.*?\])\)/g)].flatMap(([, anyOf]) =>
      (JSON.parse(anyOf!) as string[][]).flat(),
    );
    for (const name of new Set(named.filter((word) => /^[a-z]/.test(word) && word !== 'signedIn'))) {
      if (name.includes(':') || name === 'live') condition(name, () => false);
      else types.reduce((one, type) => one.on(type.name, () => ({ id: name })), relation(name));
    }
    const payload = schema.getType('AuthPayload');
    if (!isObjectType(payload)) throw new Error('AuthPayload signs somebody in.');
    payload.getFields()['user']!.extensions = stating({ signsIn: ({ user }: { user: Viewer }) => user });
    const records = Object.fromEntries(types.map(({ name }) => [name, async () => []]));
    expect(emitSchema(protect(schema, { records }))).toBe(sdl);
  });
});
