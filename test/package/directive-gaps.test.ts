// No way of writing a rule in an SDL ends in a silent allow.
import { describe, expect, it } from '@jest/globals';
import { buildASTSchema, parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { Directive, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { policyTypeDefs, stating } from '../../src/authorization/authorization.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { gapsOf } from '../authorization/fixtures/gaps.js';
import { built } from '../authorization/fixtures/words.js';
import { sdlOf, words } from './written.js';
import type { Viewer } from './written.js';

const gaps = (schema: GraphQLSchema): string[] => gapsOf(() => words().protect(schema));

describe('a schema is refused', () => {
  const open = 'type Query { a: A @public }';
  const loosely = (sdl: string, definitions = policyTypeDefs): GraphQLSchema =>
    buildASTSchema(parse(definitions + sdl), { assumeValidSDL: true });

  it('not when each member carries a directive that can be kept', () => {
    expect(gaps(sdlOf(open, 'type A @inherited { x: Int }'))).toEqual([]);
  });

  it('when a member carries none, and where a directive names no word', () => {
    expect(
      gaps(sdlOf(open, 'type A { x: Int y: Int @authorized(anyOf: ["HRR"]) z: Int @authorized(anyOf: [[]]) }')),
    ).toEqual([
      'A.x: states no rule; write @Authorized(…), @Inherited() or @Public()',
      'A.y: "HRR" is no role, condition or relation; known are EMPLOYEE, HR, signedIn, self, awake',
      'A.z: names no word, which would allow everyone or nobody; name one, or write @Inherited() or @Public()',
    ]);
  });

  it.each([
    [
      'misspelt',
      '@authorised(anyOf: ["HR"])',
      'A.x: carries @authorised, which nobody defined; correct its name, or define it',
    ],
    ['on a value that takes none', '@visible(anyOf: ["HR"])', 'A.x: carries @visible, which means nothing there'],
    [
      'twice',
      '@authorized(anyOf: ["HR"]) @authorized(anyOf: ["EMPLOYEE"])',
      'A.x: carries a directive twice; keep one',
    ],
    [
      'with another argument',
      '@authorized(anyOf: ["HR"], roles: ["HR"])',
      'A.x: carries @authorized with an argument roles, which it does not have',
    ],
    [
      'without its argument',
      '@authorized',
      'A.x: carries @authorized with unusable arguments: Argument "anyOf" of required type "[[String!]!]!" was not provided.',
    ],
    [
      'with an argument of another kind',
      '@authorized(anyOf: HR)',
      'A.x: carries @authorized with unusable arguments: Argument "anyOf" has invalid value HR.',
    ],
    [
      'beside another rule',
      '@public @authorized(anyOf: ["HR"])',
      'A.x: states two rules; keep one, an inner list joins words of which all must hold',
    ],
  ])('when a directive stands %s where its type would allow, in an SDL that nobody validated', (_, directive, gap) => {
    expect(gaps(loosely(`${open} type A @inherited { x: Int ${directive} }`))).toEqual([gap]);
  });

  it('when a directive stands on a union, a scalar, an enum or the schema', () => {
    const sdl = `schema @public { query: Query } ${open} type A @inherited { u: U s: S e: E } union U @public = A scalar S @public enum E @public { ONE }`;
    expect(gaps(loosely(sdl))).toEqual(
      ['schema', 'U', 'S', 'E'].map((where) => `${where}: carries @public, which means nothing there`),
    );
  });

  const salary = 'type A @inherited { salary: Int @auth(anyOf: ["HR"]) }';
  it.each([
    [
      'imported under another name',
      `${open} ${salary.replace('(anyOf: ["HR"])', '')} extend schema @link(url: "https://claimcheck.example", import: ["@public", { name: "@authorized", as: "@auth" }])
       directive @link(url: String, import: [Import]) on SCHEMA scalar Import directive @auth on FIELD_DEFINITION`,
      ['schema: imports @authorized as @auth, which nobody reads; import it under its own name'],
    ],
    [
      'defined under another name',
      `${open} ${salary} directive @auth(anyOf: [[String!]!]!) on FIELD_DEFINITION`,
      ['@auth: takes the words of a rule, and nobody reads it; write @authorized or @visible'],
    ],
    [
      'written under another name that nobody defined',
      `${open} ${salary}`,
      ['A.salary: carries @auth, which nobody defined; correct its name, or define it'],
    ],
    [
      'written under another name where nothing else allows',
      `${open} type A { salary: Int @auth(requires: "HR") } directive @auth(requires: String) on FIELD_DEFINITION`,
      ['A.salary: states no rule; write @Authorized(…), @Inherited() or @Public()'],
    ],
  ])('B2 when a directive is %s', (_, sdl, expected) => {
    expect(gaps(loosely(sdl))).toEqual(expected);
  });

  it('when a directive of the same name is another', () => {
    const foreign = policyTypeDefs.replace(/directive @public.*/, 'directive @public on FIELD_DEFINITION');
    expect(gaps(loosely('type Query { a: Int @public }', foreign))).toEqual([
      '@public: is defined otherwise than in policyTypeDefs; use that definition',
    ]);
    expect(gaps(loosely('type Query { a: Int @public }', ''))).toEqual([
      'Query.a: carries @public, which nobody defined; correct its name, or define it',
    ]);
  });

  it('B4 when a tool has merged two directives into one that is laxer than both', () => {
    const merged = (...more: string[]) =>
      gaps(
        createSchema({
          typeDefs: [policyTypeDefs, open, 'type A @authorized(anyOf: ["EMPLOYEE"]) { x: Int @inherited }', ...more],
        }),
      );
    expect(merged()).toEqual([]);
    expect(merged('extend type A { y: Int @inherited }')).toEqual([]);
    const neither = ['A: carries @authorized merged of two that stand apart, which is neither of them; keep one'];
    expect(merged('extend type A @authorized(anyOf: ["HR"]) { y: Int @inherited }')).toEqual(neither);
    expect(merged('type A @authorized(anyOf: ["HR"]) { y: Int @inherited }')).toEqual(neither); // at the same columns
    const oneText = `${policyTypeDefs} ${open} type A @authorized(anyOf: ["HR"]) { x: Int @inherited } extend type A @authorized(anyOf: ["EMPLOYEE"])`;
    expect(gaps(createSchema({ typeDefs: [oneText] }))).toEqual(neither);
    expect(merged('extend type A { x: Int @authorized(anyOf: "HR") }')).toEqual([
      'A.x: states two rules; keep one, an inner list joins words of which all must hold',
    ]);
  });

  it('B4 when a member states rules by a directive and in its extensions', () => {
    const schema = sdlOf('type Query { a: Int @public }');
    schema.getQueryType()!.getFields()['a']!.extensions = stating({ rule: { kind: 'public' } });
    expect(gaps(schema)).toEqual(['Query.a: states rules by a directive and in its extensions; keep one of them']);
  });

  it('B4 when a directive stands beside decorators, which nobody would read', async () => {
    const { Authorized, Inherited, Public, protect } = authorization<object, Viewer>()({
      roles: ['HR'],
      viewer: () => null,
    });
    @Authorized('HR') @ObjectType() class Paid {
      @Directive('@authorized(anyOf: ["HR"])') @Inherited() @Field(() => String, { nullable: true }) amount?: string;
    } // prettier-ignore
    @Resolver() class PaidResolver {
      @Public() @Query(() => String) version() { return '1'; }
      @Authorized('HR') @Query(() => Paid, { nullable: true }) paid() { return null; }
    } // prettier-ignore
    const schema = await built(PaidResolver);
    expect(gapsOf(() => protect(schema))).toEqual([
      'Paid.amount: carries the directive @authorized, which is not enforced beside decorators; use those',
    ]);
  });
});
