// Each kind of gap on a plain GraphQLSchema. What decorators can get wrong besides is in type-graphql-gaps.test.ts.
import { describe, expect, it } from '@jest/globals';
import type { GraphQLObjectType } from 'graphql';
import { policyOf } from '../../src/authorization/authorization.js';
import { PolicyError } from '../../src/authorization/gap.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { gapsOf } from './fixtures/gaps.js';
import { inherited, open, stated } from './fixtures/guarded.js';
import type { Rules } from './fixtures/guarded.js';

const { authorized, allOf, relation, protect } = authorization<object, { roles: string[] }>()({
  roles: ['EMPLOYEE', 'HR'],
  viewer: () => null,
});
const hr = authorized('HR');
const self = relation('self').on('A', () => ({ id: 'a' }));

const gaps = (sdl: string, rules: Rules): string[] => gapsOf(() => protect(stated(sdl, rules)));

const one = 'type Query { a: A } type A { x: Int }';
const oneWith = (rules: Rules): Rules => ({ 'Query.a': open, A: inherited, ...rules });

describe('a schema is refused', () => {
  it('not when every member states a rule that can be kept', () => {
    expect(gaps(one, oneWith({ 'A.x': hr }))).toEqual([]);
  });

  it('when a member states nothing', () => {
    expect(gaps('type Query { a: A b: Int } type A { x: Int y: Int }', { 'Query.a': open, 'A.x': inherited })).toEqual([
      'Query.b: states no rule; write @Authorized(…) or @Public()',
      'A.y: states no rule; write @Authorized(…), @Inherited() or @Public()',
    ]);
  });

  it('when a type with an entry rule does not say it of each field', () => {
    expect(gaps(one, { 'Query.a': open, A: hr })).toEqual([
      'A.x: states no rule; write @Authorized(…), @Inherited() or @Public()',
    ]);
  });

  it('AZ-35 when a role is misspelt', () => {
    expect(gaps(one, oneWith({ 'A.x': authorized('HRR' as 'HR', allOf('HR', 'EMPLOYE' as 'HR')) }))).toEqual([
      'A.x: "HRR" is no role, condition or relation; known are EMPLOYEE, HR, signedIn, self',
      'A.x: "EMPLOYE" is no role, condition or relation; known are EMPLOYEE, HR, signedIn, self',
    ]);
  });

  const none = 'names no word, which would allow everyone or nobody; name one, or write @Inherited() or @Public()';
  const notOneByOne = 'takes roles, conditions, relations and allOf(…), one by one; what came is';
  it.each([
    ['no word', authorized(), none],
    ['an empty allOf', authorized(allOf()), none],
    ['an empty list', authorized([] as never), `${notOneByOne} a list`],
    ['a list of roles', authorized(['HR'] as never), `${notOneByOne} a list`],
    ['undefined', authorized(undefined as never), `${notOneByOne} undefined`],
    ['undefined in allOf', authorized(allOf('HR', undefined as never)), `${notOneByOne} undefined`],
    ['a function', authorized((() => true) as never), `${notOneByOne} a function`],
  ])('AZ-35 B39 when a rule holds %s', (_, rule, what) => {
    expect(gaps(one, oneWith({ 'A.x': rule }))).toEqual([`A.x: ${what}`]);
    expect(gaps(one, { 'Query.a': open, A: rule, 'A.x': inherited })).toContain(`A: ${what}`);
  });

  const noRule = "its rule is none; write authorized(…), { kind: 'inherited' } or { kind: 'public' }";
  const noLists = 'its rule has no list of lists of words; write authorized(…)';
  it.each([
    ['a misspelt kind', { rule: { kind: 'authorised', anyOf: [['HR']] } }, noRule],
    ['no kind', { rule: { anyOf: [['HR']] } }, noRule],
    ['a bare role', { rule: 'HR' }, noRule],
    ['null', { rule: null }, noRule],
    ['no words', { rule: { kind: 'authorized' } }, noLists],
    ['a flat list', { rule: { kind: 'authorized', anyOf: ['HR'] } }, noLists],
    [
      'a rule beside its place',
      { kind: 'authorized', anyOf: [['HR']] },
      'extensions.authorization has no member kind; known are rule, visible, audited, signsIn, subject, reads, laxer, where',
    ],
    [
      'a misspelt member',
      { rules: hr },
      'extensions.authorization has no member rules; known are rule, visible, audited, signsIn, subject, reads, laxer, where',
    ],
    ['a list', [hr], 'extensions.authorization must be an object; what came is a list'],
    ['an audit that is no boolean', { rule: hr, audited: 'yes' }, 'audited must be true or false'],
    ['a user who is not named by a function', { rule: hr, signsIn: 'user' }, 'signsIn must be a function'],
  ])('AZ-35 B39 when a statement written by hand holds %s, also where the type would allow', (_, statement, what) => {
    const schema = stated(one, oneWith({}));
    const field = (schema.getType('A') as GraphQLObjectType).getFields()['x']!;
    field.extensions = { authorization: statement };
    expect(gapsOf(() => protect(schema))).toContain(`A.x: ${what}`);
  });

  it("when a type's rule names a relation", () => {
    expect(gaps(one, { 'Query.a': open, A: authorized('HR', self), 'A.x': inherited })).toEqual([
      "A: a type's rule takes roles and conditions only, not the relation self; state it on the fields",
    ]);
  });

  it('when a field may be refused and is non-null', () => {
    expect(
      gaps('type Query { a: A b: Int! c: A! } type A { x: Int! }', {
        ...oneWith({ 'A.x': authorized('HR', self) }),
        'Query.b': hr,
        'Query.c': hr,
      }),
    ).toEqual([
      'Query.b: may be refused to somebody who holds the object, and is non-null; make it nullable (the rule is HR)',
      'Query.c: may be refused to somebody who holds the object, and is non-null; make it nullable (the rule is HR)',
      'A.x: may be refused to somebody who holds the object, and is non-null; make it nullable (the rule is HR, self)',
    ]);
  });

  it('not when a non-null field demands no more than the type did', () => {
    const rules = { 'Query.a': open, A: authorized(allOf('HR', 'EMPLOYEE')), 'A.x': hr, 'A.y': authorized('signedIn') };
    expect(gaps('type Query { a: A } type A { x: Int! y: [Int!]! }', rules)).toEqual([]);
  });

  it('when a non-null way leads to a type with an entry rule', () => {
    const sdl = 'type Query { a: A! b: B } type A { b: B! } type B { c: C! } type C { x: Int }';
    expect(
      gaps(sdl, {
        'Query.a': open,
        'Query.b': open,
        A: inherited,
        B: hr,
        'B.c': inherited,
        C: authorized('EMPLOYEE'),
        'C.x': inherited,
      }),
    ).toEqual([
      'Query.a: may be refused to somebody who holds the object, and is non-null; make it nullable (the rule is HR)',
      'B.c: may be refused to somebody who holds the object, and is non-null; make it nullable (the rule is EMPLOYEE)',
    ]);
  });

  const implementing = 'type Query { i: I } interface I { x: Int } type A implements I { x: Int }';
  it.each([
    ['AZ-07 B1 without the rule', {}, 'A.x: states no rule; write @Authorized(…), @Inherited() or @Public()'],
    [
      'AZ-07 B1 with a laxer rule',
      { 'A.x': authorized('HR', 'EMPLOYEE') },
      'A.x: is laxer than I.x; demand what it demands: HR',
    ],
    ['AZ-07 B1 as inherited', { 'A.x': inherited }, 'A.x: is laxer than I.x; demand what it demands: HR'],
    ['AZ-07 B1 in a type that allows', { A: inherited }, 'A.x: is laxer than I.x; demand what it demands: HR'],
  ])('when an implementer declares a field again %s', (_, rules: Rules, gap) => {
    expect(gaps(implementing, { 'Query.i': open, 'I.x': hr, ...rules })).toEqual([gap]);
  });

  it('when an implementer is laxer than its interface, at any distance', () => {
    const sdl =
      'type Query { i: I } interface I { x: Int } interface J implements I { x: Int } type A implements I & J { x: Int }';
    expect(
      gaps(sdl, {
        'Query.i': open,
        I: hr,
        'I.x': inherited,
        J: hr,
        'J.x': inherited,
        A: authorized('signedIn'),
        'A.x': inherited,
      }),
    ).toEqual([
      'A: is laxer than its interface I; demand what it demands: HR',
      'A: is laxer than its interface J; demand what it demands: HR',
    ]);
  });

  it('when a root type states a rule, or a root field is inherited', () => {
    expect(gaps('type Query { a: Int }', { Query: open, 'Query.a': inherited })).toEqual([
      'Query: a root type takes no rule; state one on each of its fields',
      'Query.a: a root field is held by everyone: @Inherited() says nothing; write @Authorized(…) or @Public()',
    ]);
  });

  it('when it has subscriptions', () => {
    expect(
      gaps('type Query { a: Int } type Subscription { b: Int }', { 'Query.a': open, 'Subscription.b': open }),
    ).toEqual(['Subscription: subscriptions are not guarded by this version; remove the type']);
  });

  it('when a relation has no filter for a type that it may have to decide on', () => {
    const sdl =
      'type Query { i: I b: B } interface I { x: Int } type A implements I { x: Int } type B implements I { x: Int }';
    expect(
      gaps(sdl, {
        'Query.i': open,
        'Query.b': authorized(self),
        'I.x': authorized(self),
        'A.x': authorized(self),
        'B.x': authorized(self),
      }),
    ).toEqual([
      "Query.b: the relation self has no filter for B; write self.on('B', …)",
      "I.x: the relation self has no filter for B; write self.on('B', …)",
      "B.x: the relation self has no filter for B; write self.on('B', …)",
    ]);
  });

  it('when a relation is on a query that does not return one record', () => {
    const sdl = 'type Query { list: [A] listed: [[A!]!] number: Int u: U } union U = A type A { x: Int }';
    const what =
      'a relation on a query is decided on the one record that it returns; return one object, or name roles or conditions';
    const queries = ['list', 'listed', 'number', 'u'];
    expect(
      gaps(sdl, { A: inherited, ...Object.fromEntries(queries.map((name) => [`Query.${name}`, authorized(self)])) }),
    ).toEqual(queries.map((name) => `Query.${name}: ${what}`));
  });

  it('when a relation is on a mutation', () => {
    expect(
      gaps('type Query { a: A } type Mutation { b: A } type A { x: Int }', oneWith({ 'Mutation.b': authorized(self) })),
    ).toEqual([
      "Mutation.b: names a relation, which is decided on a record before it is changed; say which: @Subject(() => Type, 'id')",
    ]);
  });

  it('B42 when a mutation that is refused whole for its result is non-null', () => {
    const sdl = 'type Query { a: A } type Mutation { b: P! c: P d: Int! } type P { a: A } type A { x: Int y: Int }';
    const rules = oneWith({ P: inherited, 'A.y': hr, 'Mutation.b': open, 'Mutation.c': open, 'Mutation.d': open });
    expect(gaps(sdl, rules)).toEqual([
      'Mutation.b: is refused whole to whoever selects A.y and may not read it, and is non-null; make it nullable',
    ]);
  });

  it('when a rule stands on a union, a scalar, an enum or an input type, which have none themselves', () => {
    const sdl =
      'type Query { a(i: In, e: E): U } type A { s: S } union U = A enum E { ONE } scalar S input In { y: Int }';
    const rules = { 'Query.a': open, A: inherited, E: hr, U: hr, S: inherited, In: open, 'In.y': hr };
    const none = 'takes no rule itself; state rules on its members, and on the fields that return it';
    expect(gaps(sdl, rules).sort()).toEqual([
      `E: ${none}`,
      'In: an input type takes @Inherited() only, which speaks for its fields; state rules on them',
      `S: ${none}`,
      `U: ${none}`,
    ]);
  });

  it('when an audit or a sign-in is said of a type', () => {
    const what = '@Audited(), @SignsIn(…), @Subject(…) and @Reads(…) are said of a field; state them there';
    expect(gaps(one, { 'Query.a': open, A: { rule: inherited, audited: true } })).toEqual([`A: ${what}`]);
    expect(gaps(one, { 'Query.a': open, A: { rule: inherited, signsIn: () => ({ roles: [] }) } })).toEqual([
      `A: ${what}`,
    ]);
  });

  it('with every gap at once', () => {
    const schema = stated('type Query { a: A } type A { x: Int! y: Int z: Int }', {
      'Query.a': open,
      'A.x': hr,
      'A.y': authorized('NO' as 'HR'),
    });
    expect(() => protect(schema)).toThrow(
      new PolicyError([
        {
          where: 'A.x',
          what: 'may be refused to somebody who holds the object, and is non-null; make it nullable (the rule is HR)',
        },
        { where: 'A.y', what: '"NO" is no role, condition or relation; known are EMPLOYEE, HR, signedIn, self' },
        { where: 'A.z', what: 'states no rule; write @Authorized(…), @Inherited() or @Public()' },
      ]),
    );
    expect(() => policyOf(schema)).toThrow('This schema is not protected');
  });

  it('when it is protected already', () => {
    const schema = protect(stated(one, oneWith({})));
    expect(() => protect(schema)).toThrow('This schema is protected already.');
  });
});

describe('a sign-in is refused', () => {
  const signsIn = (payload: { user: { roles: string[] } }) => payload.user;
  const sdl = 'type Query { q: Int } type Mutation { login: P } type P { user: A } type A { x: Int }';
  const rules: Rules = {
    'Query.q': open,
    'Mutation.login': open,
    P: inherited,
    'P.user': { signsIn },
    A: authorized('signedIn'),
    'A.x': inherited,
  };

  it('not on a field of a mutation’s payload', () => {
    expect(gaps(sdl, rules)).toEqual([]);
    expect(gaps(sdl.replace('user: A ', 'user: A! '), rules)).toEqual([]);
  });

  it('in a list', () => {
    expect(gaps(sdl.replace('user: A ', 'user: [A] '), rules)).toEqual([
      'P.user: signs one user in and cannot be a list',
    ]);
  });

  const elsewhere = 'returns P, which signs a user in; only a mutation may, and not a list of them';
  it.each([
    ['a query', 'type Query { q: P }', { 'Query.q': open }, 'Query.q'],
    [
      'a list of payloads',
      'type Query { q: Int } type Mutation { login: P many: [P] }',
      { 'Mutation.many': open },
      'Mutation.many',
    ],
    ['an inner payload', 'type Query { q: Int } type Mutation { login: O } type O { p: P }', { O: inherited }, 'O.p'],
    ['a union in a query', 'type Query { q: U } union U = P', { 'Query.q': open }, 'Query.q'],
    [
      'a list of a union',
      'type Query { q: Int } union U = P type Mutation { login: P many: [U] }',
      { 'Mutation.many': open },
      'Mutation.many',
    ],
  ])('by the way of %s', (_, ways, more: Rules, where) => {
    const { 'Query.q': q, 'Mutation.login': login, ...others } = rules;
    const stating = {
      ...others,
      ...(ways.includes('q: Int') && { 'Query.q': q! }),
      ...(ways.includes('login') && { 'Mutation.login': login! }),
    };
    expect(gaps(`${ways} type P { user: A } type A { x: Int }`, { ...stating, ...more })).toEqual([
      `${where}: ${elsewhere}`,
    ]);
  });

  it('on a root field or an interface', () => {
    const what = "a user is signed in by a field of a mutation's payload, an object type; state @SignsIn(…) there";
    expect(
      gaps('type Query { q: A } type A { x: Int }', {
        'Query.q': { rule: open, signsIn },
        A: authorized('signedIn'),
        'A.x': inherited,
      }),
    ).toContain(`Query.q: ${what}`);
    const inInterface = `${sdl.replace('type P', 'type P implements I')} interface I { user: A }`;
    expect(gaps(inInterface, { ...rules, I: inherited, 'I.user': { signsIn } })).toEqual([`I.user: ${what}`]);
  });

  it('where it is non-null and the user may be refused', () => {
    expect(gaps(sdl.replace('user: A ', 'user: A! '), { ...rules, A: hr })).toEqual([
      'P.user: may be refused to the user who signs in, and is non-null; make it nullable (the rule is HR)',
    ]);
  });
});
