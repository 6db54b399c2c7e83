import { describe, expect, it } from '@jest/globals';
import { authorization } from '../../src/authorization/type-graphql.js';
import type { AnyOf } from '../../src/authorization/rule.js';
import { both, implies } from '../../src/authorization/rule.js';
import { ask, forbidden, inherited, open, stated, unauthenticated } from './fixtures/guarded.js';
import type { Rules } from './fixtures/guarded.js';

type Role = 'A' | 'B' | 'C';
interface Viewer {
  readonly roles: readonly string[];
  readonly own: boolean;
}
const { authorized, allOf, relation, protect } = authorization<{ viewer: Viewer | null }, Viewer>()({
  roles: ['A', 'B', 'C'],
  viewer: (context) => context.viewer,
});
const self = relation('self').on('T', ({ viewer }) => ({ own: viewer.own }));

const everyViewer = (['', 'A', 'B', 'C', 'AB', 'AC', 'BC', 'ABC'] as const).flatMap((roles) =>
  [false, true].map((own) => ({ roles: [...roles], own })),
);

describe('AZ-37 the truth table', () => {
  const has = (viewer: Viewer, role: Role) => viewer.roles.includes(role);
  it.each([
    ['A', authorized('A'), (v: Viewer) => has(v, 'A')],
    ['A, B', authorized('A', 'B'), (v: Viewer) => has(v, 'A') || has(v, 'B')],
    ['allOf(A, B)', authorized(allOf('A', 'B')), (v: Viewer) => has(v, 'A') && has(v, 'B')],
    ['allOf(A, B), C', authorized(allOf('A', 'B'), 'C'), (v: Viewer) => (has(v, 'A') && has(v, 'B')) || has(v, 'C')],
    ['allOf(A, self)', authorized(allOf('A', self)), (v: Viewer) => has(v, 'A') && v.own],
    ['A, self', authorized('A', self), (v: Viewer) => has(v, 'A') || v.own],
    [
      'allOf(A, self), allOf(B, C)',
      authorized(allOf('A', self), allOf('B', 'C')),
      (v: Viewer) => (has(v, 'A') && v.own) || (has(v, 'B') && has(v, 'C')),
    ],
    ['allOf(A, A)', authorized(allOf('A', 'A')), (v: Viewer) => has(v, 'A')],
    ['signedIn', authorized('signedIn'), () => true],
    ['allOf(signedIn, A)', authorized(allOf('signedIn', 'A')), (v: Viewer) => has(v, 'A')],
  ])('of %s', async (_, rule, expected) => {
    const schema = protect(
      stated(
        'type Query { t: T } type T { x: Int }',
        { 'Query.t': open, T: inherited, 'T.x': rule },
        { 'Query.t': () => ({ own: true, x: 1 }) },
      ),
    );
    for (const viewer of everyViewer) {
      expect(await ask(schema, '{ t { x } }', { viewer })).toEqual(
        expected(viewer)
          ? { data: { t: { x: 1 } } }
          : { data: { t: { x: null } }, errors: [forbidden('T.x', ['t', 'x'])] },
      );
    }
    expect(await ask(schema, '{ t { x } }', { viewer: null })).toEqual({
      data: { t: { x: null } },
      errors: [unauthenticated('T.x', ['t', 'x'])],
    });
  });
});

describe('AZ-36 rules of two levels', () => {
  const sdl = 'type Query { t: T } type T { x: Int }';
  const abstract = 'interface I { x: Int } interface J { x: Int } union U = T type T implements I & J { x: Int }';
  const I = { I: inherited, J: inherited };
  const T = { 'Query.t': authorized('B'), T: authorized('A') };
  it.each([
    ['type and field', sdl, { 'Query.t': open, T: authorized('A'), 'T.x': authorized('B') }],
    ['type and query', sdl, { ...T, 'T.x': inherited }],
    ['an interface’s member and query', `type Query { t: I } ${abstract}`, { ...I, ...T, 'T.x': inherited }],
    ['a union’s member and query', `type Query { t: U } ${abstract}`, { ...I, ...T, 'T.x': inherited }],
    [
      'interface and field',
      `type Query { t: T } ${abstract}`,
      { ...I, 'Query.t': open, I: authorized('A'), 'I.x': inherited, 'T.x': authorized('B') },
    ],
    [
      'two interfaces',
      `type Query { t: T } ${abstract}`,
      { 'Query.t': open, I: authorized('A'), 'I.x': inherited, J: authorized('B'), 'J.x': inherited, 'T.x': inherited },
    ],
    [
      'a type behind another',
      'type Query { s: S } type S { t: T! } type T { x: Int }',
      { 'Query.s': authorized('B'), S: inherited, T: authorized('A'), 'T.x': inherited },
    ],
  ])('of %s both hold', async (_, text, rules: Rules) => {
    const t = { __typename: 'T', x: 1 };
    const behind = text.includes('type S');
    const schema = protect(stated(text, rules, { [behind ? 'Query.s' : 'Query.t']: () => (behind ? { t } : t) }));
    for (const viewer of everyViewer) {
      const answer = await ask(schema, behind ? '{ s { t { x } } }' : '{ t { ... on T { x } } }', { viewer });
      expect(JSON.stringify(answer.data).includes('1')).toBe(viewer.roles.includes('A') && viewer.roles.includes('B'));
      expect(answer.errors?.length ?? 0).toBe(JSON.stringify(answer.data).includes('1') ? 0 : 1);
    }
  });
});

describe('the algebra of rules', () => {
  // A rule over three words, one of them implied by all: each subset of the possible clauses.
  const words = ['signedIn', 'A', 'B'];
  const clauses = [[], ['signedIn'], ['A'], ['B'], ['A', 'B']];
  const rules: AnyOf[] = Array.from({ length: 2 ** clauses.length }, (_, bits) =>
    clauses.filter((__, at) => bits & (1 << at)),
  );
  const viewers = [[], ['signedIn'], ['signedIn', 'A'], ['signedIn', 'B'], words];
  const passes = (rule: AnyOf, viewer: readonly string[]) =>
    rule.some((clause) => clause.every((word) => viewer.includes(word as string)));

  it('`both` is and, `implies` is implication, for every pair of rules and every viewer', () => {
    for (const left of rules) {
      for (const right of rules) {
        for (const viewer of viewers)
          expect(passes(both(left, right), viewer)).toBe(passes(left, viewer) && passes(right, viewer));
        expect(implies(left, right)).toBe(viewers.every((viewer) => !passes(left, viewer) || passes(right, viewer)));
      }
    }
  });
});
