import { describe, expect, it } from '@jest/globals';
import type { GraphQLObjectType, GraphQLSchema, GraphQLUnionType } from 'graphql';
import { alice, anonymous, contextOf, hr, stranger } from './fixtures/company.js';
import type { Viewer } from './fixtures/company.js';
import {
  boss,
  contractor,
  department,
  employee,
  findings,
  formerRoot,
  notice,
  root,
  vault,
} from './fixtures/findings.js';
import { ask, askApollo, forbidden, unauthenticated } from './fixtures/guarded.js';
import type { Answer } from './fixtures/guarded.js';
import { traced } from './fixtures/traced.js';

const all = [employee, contractor, department, contractor, employee];
const names = (...objects: { readonly name: string }[]) => objects.map(({ name }) => ({ name }));
const onNamed = '{ ... on Named { name } }';

/** Errors that are none of the engine's: Apollo Server gives them a code, graphql-js does not. */
async function askFailing(schema: GraphQLSchema, viewer: Viewer, source: string): Promise<Answer> {
  const answer = await ask(schema, source, contextOf(viewer));
  const { data, errors = [] } = await askApollo(schema, source, contextOf(viewer));
  expect({ data, errors: errors.map(({ message, path }) => ({ message, path })) }).toEqual(answer);
  return answer;
}

describe('AZ-11 members of an abstract type that the viewer may not meet', () => {
  const schema = findings({
    'Query.found': all, 'Query.grid': [[contractor], [employee, contractor], [], [department]],
    'Query.one': contractor, 'Query.person': contractor, 'Query.people': [contractor, employee, boss],
    'Query.named': [contractor, employee, department, vault],
  }); // prettier-ignore

  it('are left out of a list of a union, without an error', async () => {
    const ran = ['Query.found'];
    const asked = (viewer: Viewer) => traced(schema, viewer, `{ found ${onNamed} }`);
    expect(await asked(stranger)).toEqual({ data: { found: names(employee, employee) }, ran });
    expect(await asked(alice)).toEqual({ data: { found: names(employee, department, employee) }, ran });
    expect(await asked(hr)).toEqual({ data: { found: names(...all) }, ran });
  });

  it('AZ-13 are left out of lists of lists, which stay', async () => {
    const ran = ['Query.grid'];
    const asked = (viewer: Viewer) => traced(schema, viewer, `{ grid ${onNamed} }`);
    expect(await asked(stranger)).toEqual({ data: { grid: [[], names(employee), [], []] }, ran });
    expect(await asked(hr)).toEqual({
      data: { grid: [names(contractor), names(employee, contractor), [], names(department)] },
      ran,
    });
  });

  it('are null where they stand alone, as if they did not exist', async () => {
    const source = '{ one { ... on Named { name } } person { name } }';
    const ran = ['Query.one', 'Query.person'];
    expect(await traced(schema, alice, source)).toEqual({ data: { one: null, person: null }, ran });
    expect(await traced(schema, hr, source)).toEqual({
      data: { one: { name: 'carl' }, person: { name: 'carl' } },
      ran,
    });
  });

  it('are left out of an interface’s list, and below it', async () => {
    const source = '{ people { name boss { name boss { name } } } }';
    const ran = ['Query.people'];
    expect(await traced(schema, alice, source)).toEqual({
      data: { people: [{ name: 'alice', boss: null }] },
      ran,
    });
    expect(await traced(schema, hr, source)).toEqual({
      data: {
        people: [
          { name: 'carl', boss: { name: 'alice', boss: { name: 'boss' } } },
          { name: 'alice', boss: { name: 'boss', boss: null } },
          { name: 'boss', boss: null },
        ],
      },
      ran,
    });
  });

  it('AZ-08 are left out of an interface that others implement, by each one’s own rule', async () => {
    const asked = (viewer: Viewer) => traced(schema, viewer, '{ named { name } }');
    expect(await asked(stranger)).toEqual({ data: { named: names(employee) }, ran: ['Query.named'] });
    expect(await asked(alice)).toEqual({ data: { named: names(employee, department) }, ran: ['Query.named'] });
    expect(await asked(hr)).toEqual({ data: { named: names(contractor, employee, department) }, ran: ['Query.named'] });
    const ran = ['administrators', 'Query.named'];
    expect(await asked(root)).toEqual({ data: { named: names(contractor, employee, department, vault) }, ran });
    expect(await asked(formerRoot)).toEqual({ data: { named: names(contractor, employee, department) }, ran });
  });

  it.each([
    ['AZ-17 __typename', '{ found { __typename } one { __typename } }'],
    ['a fragment on one of them', '{ found { ... on Contractor { __typename } __typename } one { ... on Contractor { __typename } } }'],
    ['an alias', '{ found { t: __typename } one { t: __typename } }'],
  ])('are not betrayed by %s', async (_, source) => {
    const read = await traced(schema, alice, source);
    expect(read.errors).toBeUndefined();
    expect(read.data).toMatchObject({ one: null });
    expect((read.data as { found: unknown[] }).found).toHaveLength(3);
    expect(JSON.stringify(read)).not.toContain('Contractor');
    expect(JSON.stringify(await traced(schema, hr, source))).toContain('Contractor');
  }); // prettier-ignore

  it('AZ-09 AZ-10 make no errors for what is selected on them', async () => {
    const source = `{ found { ...F ... on Department { budget } } } fragment F on Found { ... on Contractor { name dayRate } ... on Employee { name } }`;
    expect(await traced(schema, stranger, source)).toEqual({
      data: { found: [{ name: 'alice' }, { name: 'alice' }] },
      ran: ['Query.found'],
    });
    expect(await traced(schema, alice, source)).toEqual({
      data: { found: [{ name: 'alice' }, { budget: null }, { name: 'alice' }] },
      errors: [forbidden('Department.budget', ['found', 1, 'budget'])],
      ran: ['Query.found'],
    });
    expect(await traced(schema, hr, source)).toEqual({
      data: {
        found: [
          { name: 'alice' },
          { name: 'carl', dayRate: null },
          { budget: 9_100_001 },
          { name: 'carl', dayRate: null },
          { name: 'alice' },
        ],
      },
      errors: [forbidden('Contractor.dayRate', ['found', 1, 'dayRate'], 2)],
      ran: ['Query.found'],
    });
  });
});

describe('a field whose members are all closed', () => {
  const schema = findings({
    'Query.closed': [contractor, vault], 'Query.oneClosed': null, 'Query.found': all, 'Query.alike': [employee],
    'Query.mixed': [employee, notice], 'Query.version': 1,
  }); // prettier-ignore

  it('is refused and does not run; one open member opens it', async () => {
    const source = '{ closed { __typename } oneClosed { __typename } version }';
    expect(await traced(schema, alice, source)).toEqual({
      data: { closed: null, oneClosed: null, version: 1 },
      errors: [forbidden('Query.closed', ['closed']), forbidden('Query.oneClosed', ['oneClosed'])],
      ran: ['Query.version'],
    });
    expect(await traced(schema, hr, source)).toEqual({
      data: { closed: [{ __typename: 'Contractor' }], oneClosed: null, version: 1 },
      ran: ['Query.closed', 'Query.oneClosed', 'Query.version'],
    });
    const names = ['Contractor', 'Vault'].map((__typename) => ({ __typename }));
    expect((await traced(schema, root, source)).data).toEqual({ closed: names, oneClosed: null, version: 1 });
    expect((await traced(schema, formerRoot, source)).data).toMatchObject({ closed: [{ __typename: 'Contractor' }] });
  });

  it('is refused to the anonymous, unless one member is public', async () => {
    const source = '{ found { __typename } alike { __typename } mixed { __typename } }';
    expect(await traced(schema, anonymous, source)).toEqual({
      data: { found: null, alike: null, mixed: [{ __typename: 'Notice' }] },
      errors: [unauthenticated('Query.found', ['found']), unauthenticated('Query.alike', ['alike'])],
      ran: ['Query.mixed'],
    });
    expect((await traced(schema, stranger, source)).data).toEqual({
      found: [{ __typename: 'Employee' }, { __typename: 'Employee' }],
      alike: [{ __typename: 'Employee' }],
      mixed: [{ __typename: 'Employee' }, { __typename: 'Notice' }],
    });
  });
});

describe('a non-null way to an abstract type', () => {
  const schema = findings({
    'Query.strict': { top: employee, name: 's' }, 'Query.strictList': [{ top: employee }],
    'Query.edges': { edges: [{ node: employee }], total: 1 }, 'Query.page': { nodes: all, total: 5 },
  }); // prettier-ignore

  it('B42 demands what all members demand, at the nearest nullable field', async () => {
    const source = '{ strict { name } strictList { top { __typename } } edges { total } }';
    const denied = ['strict', 'strictList', 'edges'];
    for (const viewer of [stranger, alice]) {
      expect(await traced(schema, viewer, source)).toEqual({
        data: { strict: null, strictList: null, edges: null },
        errors: denied.map((name) => forbidden(`Query.${name}`, [name])),
        ran: [],
      });
    }
    expect(await traced(schema, hr, source)).toEqual({
      data: { strict: { name: 's' }, strictList: [{ top: { __typename: 'Employee' } }], edges: { total: 1 } },
      ran: ['Query.strict', 'Query.strictList', 'Query.edges'],
    });
  });

  it('leaves members out where it is a list of them', async () => {
    const source = `{ page { nodes ${onNamed} total } }`;
    const ran = ['Query.page'];
    expect(await traced(schema, stranger, source)).toEqual({
      data: { page: { nodes: names(employee, employee), total: 5 } },
      ran,
    });
    expect(await traced(schema, hr, source)).toEqual({ data: { page: { nodes: names(...all), total: 5 } }, ran });
    expect(await traced(schema, anonymous, source)).toEqual({
      data: { page: null },
      errors: [unauthenticated('Query.page', ['page'])],
      ran: [],
    });
  });
});

describe('a member is told by', () => {
  const bare = all.map((object) => {
    const { __typename: kind, ...rest } = object;
    return { kind, ...rest };
  });
  const union = (schema: GraphQLSchema) => schema.getType('Found') as GraphQLUnionType;
  const members = (schema: GraphQLSchema) => union(schema).getTypes() as GraphQLObjectType[];
  const kindOf = (object: unknown) => (object as { kind: string }).kind;

  it.each<[string, unknown[], (schema: GraphQLSchema) => void]>([
    ['__typename', all, () => undefined],
    ['resolveType', bare, (schema) => { union(schema).resolveType = kindOf; }],
    ['resolveType that promises', bare, (schema) => { union(schema).resolveType = (object) => Promise.resolve(kindOf(object)); }],
    ['resolveType that promises for some', bare, (schema) => {
      union(schema).resolveType = (object) => kindOf(object) === 'Contractor' ? Promise.resolve('Contractor') : kindOf(object);
    }],
    ['isTypeOf', bare, (schema) => { for (const type of members(schema)) type.isTypeOf = (object) => kindOf(object) === type.name; }],
    ['isTypeOf that promises', bare, (schema) => {
      for (const type of members(schema)) type.isTypeOf = (object) => Promise.resolve(kindOf(object) === type.name);
    }],
  ])('%s', async (_, objects, change) => {
    const schema = findings({ 'Query.found': objects, 'Query.one': objects[1], 'Query.grid': [objects, [objects[1]]] }, change);
    const source = `{ found ${onNamed} one ${onNamed} grid ${onNamed} }`;
    const met = names(employee, department, employee);
    expect((await traced(schema, alice, source))).toEqual({
      data: { found: met, one: null, grid: [met, []] },
      ran: ['Query.found', 'Query.one', 'Query.grid'],
    });
    expect((await traced(schema, hr, source)).data).toEqual({
      found: names(...all), one: { name: 'carl' }, grid: [names(...all), names(contractor)],
    });
  }); // prettier-ignore

  it.each<[string, unknown]>([
    ['no type', { name: 'x' }],
    ['a type that is no member', { __typename: 'Desk', name: 'x' }],
    ['a type that does not exist', { __typename: 'Nothing', name: 'x' }],
    ['a name from Object.prototype', { __typename: 'constructor', name: 'x' }],
    ['no object', 7],
  ])('nothing, where it has %s: its place fails, and tells nothing', async (_, object) => {
    const message = 'An object has to be of a known type before it can be told who may meet it.';
    const schema = findings({ 'Query.found': [employee, object, contractor], 'Query.one': object, 'Query.version': 1 });
    expect(await askFailing(schema, alice, `{ found ${onNamed} one ${onNamed} version }`)).toEqual({
      data: { found: null, one: null, version: 1 },
      errors: [
        { message, path: ['found', 1] },
        { message, path: ['one'] },
      ],
    });
  });
});

describe('objects that are left out leave the others as they are', () => {
  const later = <Value>(value: Value) => new Promise<Value>((resolve) => setTimeout(resolve, 5, value));

  it.each<[string, () => unknown]>([
    ['in a promise', () => later(all)],
    ['as promises', () => all.map(later)],
    ['as promises among others', () => all.map((object, n) => (n % 2 ? later(object) : object))],
    ['in a set', () => new Set(all.map((object) => ({ ...object })))],
    ['from a generator', function* () { yield* all; }],
  ])('%s', async (_, result) => {
    const schema = findings({ 'Query.found': result, 'Query.grid': () => [result(), later(result())] });
    const source = `{ found ${onNamed} grid ${onNamed} }`;
    const met = names(employee, department, employee);
    expect((await traced(schema, alice, source)).data).toEqual({ found: met, grid: [met, met] });
    const everything = names(...all);
    expect((await traced(schema, hr, source)).data).toEqual({ found: everything, grid: [everything, everything] });
  }); // prettier-ignore

  it('where null stands among them', async () => {
    const schema = findings({
      'Query.sparse': [null, contractor, undefined, employee, Promise.resolve(null)],
      'Query.sparseGrid': [null, [null, contractor], [contractor]],
      'Query.one': undefined,
    });
    const source = `{ sparse ${onNamed} sparseGrid ${onNamed} one ${onNamed} }`;
    const [known] = names(employee);
    const [other] = names(contractor);
    expect((await traced(schema, alice, source)).data).toEqual({
      sparse: [null, null, known, null],
      sparseGrid: [null, [null], []],
      one: null,
    });
    expect((await traced(schema, hr, source)).data).toEqual({
      sparse: [null, other, null, known, null],
      sparseGrid: [null, [null, other], [other]],
      one: null,
    });
  });

  it.each<[string, () => unknown, string]>([
    ['a rejected promise', () => Promise.reject(new Error('lost')), 'lost'],
    ['an error', () => new Error('lost'), 'lost'],
  ])('AZ-44 where %s stands among them, and its place tells of none of them', async (_, failed, message) => {
    const schema = findings({ 'Query.sparse': () => [contractor, contractor, failed(), employee, later(contractor)] });
    const asked = (viewer: Viewer) => askFailing(schema, viewer, `{ sparse ${onNamed} }`);
    const error = (place: number) => ({ message, path: ['sparse', place] });
    expect(await asked(alice)).toEqual({ data: { sparse: [null, ...names(employee)] }, errors: [error(0)] });
    expect(await asked(hr)).toEqual({
      data: { sparse: [...names(contractor, contractor), null, ...names(employee, contractor)] },
      errors: [error(2)],
    });
  }); // prettier-ignore
});

describe('a rejection that is no error', () => {
  it('fails its place in the list only', async () => {
    const text = 'lost' as unknown as Error;
    const lost = () => Promise.reject(text);
    const schema = findings({ 'Query.sparse': () => [contractor, lost(), employee] });
    expect(await askFailing(schema, alice, `{ sparse ${onNamed} }`)).toEqual({
      data: { sparse: [null, ...names(employee)] },
      errors: [{ message: 'A list item was rejected with no error.', path: ['sparse', 0] }],
    });
  });
});

describe('a mutation that returns what the viewer may not meet', () => {
  it('has run, and its answer is as if there were nothing', async () => {
    const schema = findings({ 'Mutation.find': contractor, 'Mutation.findAll': all });
    const source = `mutation { find ${onNamed} findAll ${onNamed} }`;
    const ran = ['Mutation.find', 'Mutation.findAll'];
    expect(await traced(schema, alice, source)).toEqual({
      data: { find: null, findAll: names(employee, department, employee) },
      ran,
    });
    expect(await traced(schema, hr, source)).toEqual({
      data: { find: { name: 'carl' }, findAll: names(...all) },
      ran,
    });
    expect(await traced(schema, anonymous, source)).toEqual({
      data: { find: null, findAll: null },
      errors: [unauthenticated('Mutation.find', ['find']), unauthenticated('Mutation.findAll', ['findAll'])],
      ran: [],
    });
  });
});
