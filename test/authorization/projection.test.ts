import { afterEach, describe, expect, it } from '@jest/globals';
import { as, built, words } from './fixtures/words.js';
import type { GraphQLResolveInfo } from 'graphql';
import { Field, Int, ObjectType, Query, Resolver, getMetadataStorage } from 'type-graphql';
import { projectionFor } from '../../src/authorization/authorization.js';
import type { Projection, RecordProjection } from '../../src/authorization/projection.js';
import { Fields, authorization } from '../../src/authorization/type-graphql.js';
import { ask, inherited, open, stated } from './fixtures/guarded.js';
import type { Resolvers, Rules } from './fixtures/guarded.js';

interface Viewer {
  readonly id: string;
  readonly roles: readonly string[];
}
interface Context {
  readonly viewer: Viewer | null;
  readonly read: { [coordinate: string]: { fields: string[]; keys: string[] } };
}
const { authorized, allOf, fact, relation, protect } = authorization<Context, Viewer>()({
  roles: ['A', 'HR'],
  viewer: (context) => context.viewer,
});
const managed = fact('managed', () => Promise.resolve(['1']));
const self = relation('self')
  .on('Person', ({ viewer }) => ({ userId: viewer.id }))
  .on('Robot', ({ viewer }) => ({ makerId: viewer.id }));
const manager = relation('manager').on('Person', ({ facts }) => ({ managerId: { in: facts(managed) } }));
const never = relation('never').on('Person', () => ({ userId: undefined }));

const sdl = /* GraphQL */ `
  interface Being { id: ID name: String secret: Int }
  type Person implements Being { id: ID name: String secret: Int pay: Int mine: Int both: Int never: Int friend: Person }
  type Robot implements Being { id: ID name: String secret: Int oil: Int }
  union Found = Person | Robot
  type Edge { cursor: String node: Person! }
  type Connection { edges: [Edge!] nodes: [Person!] total: Int }
  type Payload { token: String user: Person }
  type Query { person: Person own: Person beings: [Being] found: [Found] people: Connection }
  type Mutation { login: Payload }
`; // prettier-ignore
const hr = authorized('HR');
const rules: Rules = {
  Being: authorized('signedIn'), 'Being.id': inherited, 'Being.name': inherited, 'Being.secret': hr,
  Person: authorized('signedIn'), 'Person.id': inherited, 'Person.name': inherited, 'Person.secret': hr, 'Person.pay': authorized('HR', manager),
  'Person.mine': authorized('HR', self), 'Person.both': authorized(allOf(self, manager)), 'Person.never': authorized(never), 'Person.friend': inherited,
  Robot: authorized('signedIn'), 'Robot.id': inherited, 'Robot.name': inherited, 'Robot.secret': hr, 'Robot.oil': authorized(self),
  Edge: inherited, Connection: inherited, Payload: inherited,
  'Payload.user': { signsIn: (payload: { user: Viewer }) => payload.user },
  'Query.person': authorized('signedIn'), 'Query.own': authorized(self), 'Query.beings': authorized('signedIn'), 'Query.found': authorized('signedIn'),
  'Query.people': authorized('signedIn'), 'Mutation.login': open,
}; // prettier-ignore

const reading = (result: unknown) => (_: unknown, __: unknown, context: Context, info: GraphQLResolveInfo) => {
  const { fields, keys } = projectionFor(context, info);
  expect([...keys]).toEqual(expect.arrayContaining([...fields]));
  // Each field reads the key of its own name; shown are those that rules need besides.
  const needed = [...keys].filter((key) => !fields.has(key)).sort();
  context.read[`${info.parentType.name}.${info.fieldName}`] = { fields: [...fields].sort(), keys: needed };
  return result;
};
const user = { id: 'u', roles: ['A'], userId: 'u', managerId: '2' };
const resolvers = {
  'Query.person': reading(null), 'Query.own': reading(null), 'Query.beings': reading([]), 'Query.found': reading([]), 'Query.people': reading(null),
  'Mutation.login': reading({ token: 't', user }), 'Payload.user': reading(user), 'Person.friend': reading(null),
} as unknown as Resolvers; // prettier-ignore
const schema = protect(stated(sdl, rules, resolvers));

async function read(query: string, viewer: Viewer | null, variables = {}) {
  const context: Context = { viewer, read: {} };
  await ask(schema, query, context, { variables });
  return context.read;
}
const a = { id: 'u', roles: ['A'] };
const boss = { id: 'u', roles: ['HR'] };

describe('a projection', () => {
  it('holds what is selected and may be read, with the keys that rules need; a refused field is absent', async () => {
    const query = '{ person { id alias: name secret pay mine both never __typename } }';
    expect(await read(query, a)).toEqual({
      'Query.person': { fields: ['both', 'id', 'mine', 'name', 'pay'], keys: ['managerId', 'userId'] },
    });
    expect(await read(query, boss)).toEqual({
      'Query.person': { fields: ['both', 'id', 'mine', 'name', 'pay', 'secret'], keys: ['managerId', 'userId'] },
    });
  });

  it('holds no keys that no selected field needs', async () => {
    expect(await read('{ person { id pay } }', boss)).toEqual({ 'Query.person': { fields: ['id', 'pay'], keys: [] } });
    expect(await read('{ person { id mine } }', a)).toEqual({
      'Query.person': { fields: ['id', 'mine'], keys: ['userId'] },
    });
  });

  it.each([
    ['where an audited field is read, so that the read can be told of', 'id: ID', true, ['id']],
    ['not where the type has none', 'name: ID', true, []],
    ['not for a field that is not audited', 'id: ID', false, []],
  ])('holds the id %s', async (_where, key, audited, keys) => {
    const sdl = `type Query { thing: Thing } type Thing { ${key} secret: Int }`;
    const things = stated(
      sdl,
      { Thing: inherited, 'Thing.secret': { rule: hr, audited }, 'Query.thing': hr },
      { 'Query.thing': reading(null) },
    );
    const context: Context = { viewer: boss, read: {} };
    await ask(protect(things), '{ thing { secret } }', context);
    expect(context.read).toEqual({ 'Query.thing': { fields: ['secret'], keys } });
  });

  it('holds what the rule of the query itself needs', async () => {
    expect(await read('{ own { id } }', a)).toEqual({ 'Query.own': { fields: ['id'], keys: ['userId'] } });
  });

  it('expands fragments and obeys @skip and @include', async () => {
    const query = `query ($yes: Boolean!, $no: Boolean! = false) {
      person { ...F ... @include(if: $no) { mine } ... on Person { pay @skip(if: $yes) } both @include(if: $yes) name @skip(if: true) }
    } fragment F on Being { id secret ... on Robot { oil } }`;
    expect(await read(query, a, { yes: true })).toEqual({
      'Query.person': { fields: ['both', 'id'], keys: ['managerId', 'userId'] },
    });
    expect(await read(query, boss, { yes: false, no: true })).toEqual({
      'Query.person': { fields: ['id', 'mine', 'pay', 'secret'], keys: [] },
    });
  });

  it.each([
    ['beings', ''],
    ['found', '... on Being'],
  ])('of an interface or union holds what any member needs (%s)', async (field, on) => {
    const query = `{ ${field} { ${on || '...'} { id secret } ... on Person { mine } ... on Robot { oil } } }`;
    expect(await read(query, a)).toEqual({
      [`Query.${field}`]: { fields: ['id', 'mine', 'oil'], keys: ['makerId', 'userId'] },
    });
  });

  it('of a connection is that of its nodes, by either way', async () => {
    const query = '{ people { total edges { cursor node { id secret pay } } nodes { name mine } } }';
    expect(await read(query, a)).toEqual({
      'Query.people': { fields: ['id', 'mine', 'name', 'pay'], keys: ['managerId', 'userId'] },
    });
    expect(await read('{ people { total edges { cursor } } }', a)).toEqual({
      'Query.people': { fields: [], keys: [] },
    });
  });

  it('stops at the records: what is below them is theirs', async () => {
    expect(await read('{ person { friend { secret name } } }', a)).toEqual({
      'Query.person': { fields: ['friend'], keys: [] },
    });
  });

  it('below a login is that of the one who is signed in', async () => {
    const query = 'mutation { login { token user { id secret mine } } }';
    for (const viewer of [null, boss]) {
      expect(await read(query, viewer)).toEqual({
        'Mutation.login': { fields: [], keys: [] },
        'Payload.user': { fields: ['id', 'mine'], keys: ['userId'] },
      });
    }
  });
});

describe('keys that a projection wants of some records only', () => {
  const words = authorization<Context, Viewer>()({ roles: ['A', 'HR'], viewer: (context) => context.viewer });
  const { authorized, allOf, condition, relation } = words;
  const recent = condition('recent', () => false, { reason: 'RECENT' });
  const self = relation('self')
    .on('Person', ({ viewer }) => ({ userId: viewer.id }))
    .on('Robot', ({ viewer }) => ({ makerId: viewer.id }));
  const own = relation('own').on('Person', ({ viewer }) => ({ userId: viewer.id }));
  const lead = relation('lead').on('Person', () => ({ managerId: { in: ['1', '2'] }, userId: { ne: 'u' } }));
  const far = relation('far').on('Person', () => ({ pay: 0 }));
  const seen: unknown[] = [];
  const look = (_: unknown, __: unknown, context: Context, info: GraphQLResolveInfo) => {
    const projection = projectionFor(context, info);
    const shown = ({ onlyIf, keys }: RecordProjection) => {
      expect([...keys]).toEqual(expect.arrayContaining([...onlyIf.keys()]));
      return Object.fromEntries(onlyIf);
    };
    const each = ['Person', 'Robot'].map((type) => projection.of(type)).filter((part) => part !== undefined);
    seen.push(shown(projection), ...(each.length > 1 ? each.map(shown) : []));
    return null;
  };
  const reads = (...keys: string[]) => ({ reads: keys, laxer: 'tested' });
  const schema = words.protect(
    stated(
      `interface Being { id: ID pay: Int }
      type Person implements Being {
        id: ID pay: Int tax: Int twice: Int open: Int bank: Int sums(from: Int, to: Int): Int exact(from: Int): Int
        userId: ID grade: Int never: Int
      }
      type Robot implements Being { id: ID pay: Int sums: Int }
      type Query { person: Person beings: [Being] }`,
      {
        Being: authorized('signedIn'), 'Being.id': inherited, 'Being.pay': inherited,
        Person: authorized('signedIn'), 'Person.id': { rule: authorized('HR', self), reads: ['id'] },
        'Person.pay': authorized('HR', self, lead), 'Person.tax': { rule: authorized('HR', self, own), ...reads('pay', 'rate') },
        'Person.twice': { rule: authorized('HR', lead), audited: true, ...reads('pay', 'id') }, 'Person.open': { rule: inherited, ...reads('pay') },
        'Person.bank': authorized(allOf(self, recent), allOf('HR', recent), lead),
        'Person.sums': { rule: authorized('HR', self), ...reads('sums') }, 'Person.sums(from:)': authorized('HR', lead), 'Person.sums(to:)': authorized('A'),
        'Person.exact': { rule: inherited, ...reads('sums') }, 'Person.exact(from:)': authorized(lead),
        'Person.userId': authorized('HR', self), 'Person.grade': authorized('HR', far), 'Person.never': authorized(allOf(self, recent)),
        Robot: authorized('signedIn'), 'Robot.id': inherited, 'Robot.pay': authorized('HR', self), 'Robot.sums': inherited,
        'Query.person': authorized('signedIn'), 'Query.beings': authorized('signedIn'),
      },
      { 'Query.person': look, 'Query.beings': look },
    ),
  ); // prettier-ignore
  const mine = [{ key: 'userId', op: 'eq', value: 'u' }];
  const led = [
    { key: 'managerId', op: 'in', values: new Set(['1', '2']) },
    { key: 'userId', op: 'ne', value: 'u' },
  ];

  it.each<[string, string, object]>([
    ['are those of a row rule', 'pay', { pay: [mine, led] }],
    ['depend on any of the rules that read them, equal ones once', 'pay tax', { pay: [mine, led], rate: [mine] }],
    ['are none that anything reads of every record', 'pay open', {}],
    ['are none that say which record it is', 'id twice', { pay: [led] }],
    ['are none that another rule decides on', 'pay userId grade', { grade: [[{ key: 'pay', op: 'eq', value: 0 }]] }],
    ['do not depend on what is refused for a condition', 'bank', { bank: [led] }],
    ['are none of a field that nobody is shown', 'never', {}],
    ['depend on nothing that is not sent', 'sums(to: 1)', { sums: [mine] }],
    ['depend on what is sent besides', 'sums(from: 1)', { sums: [[...mine, ...led]] }],
    ['depend on what is sent alone', 'exact(from: 1)', { sums: [led] }],
    ['depend on any of several selections', 'sums exact(from: 1)', { sums: [mine, led] }],
    ['are none that one of several selections reads of all', 'sums exact', {}],
  ])('%s: %s', async (_, set, expected) => {
    seen.length = 0;
    await ask(schema, `{ person { ${set} } }`, { viewer: a, read: {} });
    expect(seen).toEqual([expected]);
    seen.length = 0;
    await ask(schema, `{ person { pay tax id sums } }`, { viewer: boss, read: {} });
    expect(seen).toEqual([{}]);
  });

  it('are, of several types, those that each wants of some only', async () => {
    const made = [{ key: 'makerId', op: 'eq', value: 'u' }];
    seen.length = 0;
    await ask(schema, '{ beings { pay ... on Person { sums } } }', { viewer: a, read: {} });
    expect(seen).toEqual([
      { pay: [mine, led, made], sums: [mine] },
      { pay: [mine, led], sums: [mine] },
      { pay: [made] },
    ]);
    seen.length = 0;
    await ask(schema, '{ beings { ... on Robot { sums } ... on Person { mine: sums } } }', { viewer: a, read: {} });
    expect(seen).toEqual([{}, { sums: [mine] }, {}]);
  });

  it('carry what the rules on what is sent decide on', async () => {
    const keys: string[][] = [];
    const noting = (_: unknown, __: unknown, context: Context, info: GraphQLResolveInfo) => {
      keys.push([...projectionFor(context, info).keys].sort());
      return null;
    };
    const other = authorization<Context, Viewer>()({ roles: ['A'], viewer: (context) => context.viewer });
    const above = other.relation('above').on('Person', () => ({ managerId: '1' }));
    const small = other.protect(
      stated(
        'type Query { person: Person } type Person { pay(exact: Boolean): Int }',
        { 'Query.person': other.authorized('signedIn'), Person: inherited, 'Person.pay(exact:)': other.authorized(above) },
        { 'Query.person': noting },
      ),
    ); // prettier-ignore
    await ask(small, '{ person { pay(exact: true) } }', { viewer: a, read: {} });
    await ask(small, '{ person { pay } }', { viewer: a, read: {} });
    expect(keys).toEqual([['managerId', 'pay'], ['pay']]);
  });
});

describe('the rows of a projection', () => {
  const asked: string[] = [];
  const words = authorization<Context, Viewer>()({ roles: ['A', 'HR'], viewer: (context) => context.viewer });
  const chain = words.fact('chain', () => {
    asked.push('chain');
    return ['1', '2'];
  });
  const above = words.relation('above').on('Note', ({ facts }) => ({ ownerId: { in: facts(chain) } }));
  const seen: unknown[] = [];
  const look = (_: unknown, __: unknown, context: Context, info: GraphQLResolveInfo) => {
    seen.push(projectionFor(context, info).rows, [...projectionFor(context, info).keys].sort());
    return { total: 3, nodes: [] };
  };
  const notes = words.protect(
    stated(
      'type Query { notes: Notes } type Notes { total: Int nodes: [Note!]! } type Note { id: ID text: String }',
      {
        'Query.notes': words.authorized('signedIn'), Notes: inherited,
        Note: { rule: words.authorized('A', 'HR'), visible: words.authorized('HR', above) }, 'Note.id': inherited, 'Note.text': inherited,
      },
      { 'Query.notes': look },
    ),
  ); // prettier-ignore

  it.each(['{ notes { total } }', '{ notes { nodes { text } } }'])(
    'are the visible ones, also for %s',
    async (query) => {
      asked.length = seen.length = 0;
      expect((await ask(notes, query, { viewer: a, read: {} })).errors).toBeUndefined();
      const keys = query.includes('text') ? ['ownerId', 'text'] : ['ownerId'];
      expect(seen).toEqual([{ allOf: [[[{ key: 'ownerId', op: 'in', values: new Set(['1', '2']) }]]] }, keys]);
      expect(asked).toEqual(['chain']);

      asked.length = seen.length = 0;
      expect((await ask(notes, query, { viewer: boss, read: {} })).errors).toBeUndefined();
      expect(seen).toEqual([{ allOf: [] }, query.includes('text') ? ['text'] : []]);
      expect(asked).toEqual([]);
    },
  );
});

describe('@Fields()', () => {
  afterEach(() => getMetadataStorage().clear());

  it('gives it to a type-graphql resolver; the schema must be protected', async () => {
    const { Authorized, Inherited, Public, protect: guard } = words();
    const seen: string[][] = [];
    @Authorized('signedIn')
    @ObjectType()
    class Thing {
      @Inherited() @Field(() => Int, { nullable: true }) x!: number;
      @Authorized('ADMIN') @Field(() => Int, { nullable: true }) y!: number;
    }
    @Resolver()
    class Things {
      @Public() @Query(() => Thing, { nullable: true }) thing(@Fields() { fields }: Projection): object {
        seen.push([...fields]);
        return { x: 1, y: 2 };
      }
    }
    const schema = await built(Things);
    expect((await ask(schema, '{ thing { x y } }', as('A'))).errors![0]!.message).toBe(
      'This schema is not protected; call protect() on it first.',
    );
    guard(schema);
    expect((await ask(schema, '{ thing { x y } }', as('A'))).data).toEqual({ thing: { x: 1, y: null } });
    expect((await ask(schema, '{ thing { x y } }', as('ADMIN'))).data).toEqual({ thing: { x: 1, y: 2 } });
    expect(seen).toEqual([['x'], ['x', 'y']]);
  });
});
