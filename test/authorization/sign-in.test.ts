import { describe, expect, it } from '@jest/globals';
import { authorization } from '../../src/authorization/type-graphql.js';
import { anonymous, company, contextOf, mary, stranger } from './fixtures/company.js';
import { ask, askBoth, forbidden, inherited, open, stated, unauthenticated } from './fixtures/guarded.js';
import type { Rules } from './fixtures/guarded.js';

const query = 'mutation ($id: ID!) { login(id: $id) { token user { id email person { salary manager { salary } } } } }';

describe('B13 what a login returns', () => {
  it.each([
    ['nobody', anonymous],
    ['a stranger', stranger],
    ['another', mary],
  ])('is decided for whoever it signs in, when %s asked', async (_, asking) => {
    expect(await askBoth(company(), query, () => contextOf(asking), { variables: { id: 'alice' } })).toEqual({
      data: {
        login: {
          token: 't',
          user: { id: 'alice', email: 'mail-1', person: { salary: 4200001, manager: { salary: null } } },
        },
      },
      errors: [forbidden('Employee.salary', ['login', 'user', 'person', 'manager', 'salary'])],
    });
  });

  it('asks the facts of the one who is signed in, before anything below resolves', async () => {
    const context = contextOf(anonymous);
    const members = 'mutation { login(id: "mary") { user { person { department { members { salary } } } } } }';
    expect(await ask(company(), members, context)).toEqual({
      data: {
        login: {
          user: {
            person: {
              department: {
                members: [{ salary: 4200001 }, { salary: 4200002 }, { salary: 4200003 }, { salary: null }],
              },
            },
          },
        },
      },
      errors: [forbidden('Employee.salary', ['login', 'user', 'person', 'department', 'members', 3, 'salary'])],
    });
    expect(context.trace).toEqual(['login', 'managed']);
  });

  it('changes no other root field, and each login is its own', async () => {
    const both =
      'mutation { a: login(id: "alice") { user { email person { salary } } } b: login(id: "bob") { user { email person { salary } } } rename(id: "alice", name: "x") { salary } }';
    expect(await askBoth(company(), both, () => contextOf(anonymous))).toEqual({
      data: {
        a: { user: { email: 'mail-1', person: { salary: 4200001 } } },
        b: { user: { email: 'mail-2', person: { salary: 4200002 } } },
        rename: null,
      },
      errors: [unauthenticated('Mutation.rename', ['rename'])],
    });
  });
});

describe('the user of a payload', () => {
  interface Viewer { readonly roles: readonly string[] } // prettier-ignore
  const { authorized, protect } = authorization<{ viewer: Viewer | null }, Viewer>()({
    roles: ['A', 'B'],
    viewer: (context) => context.viewer,
  });
  const signsIn = (payload: { user: Viewer }) => payload.user;
  const sdl =
    'type Query { q: Int } type Mutation { login: P } type P { id: Int user: U guarded: Int } type U { x: Int y: Int }';
  const rules: Rules = {
    'Query.q': open,
    'Mutation.login': open,
    'P.id': inherited,
    'P.guarded': authorized('A'),
    U: authorized('signedIn'),
    'U.x': inherited,
    'U.y': authorized('A'),
  };
  const logIn = (changed: Rules, user: unknown, viewer: Viewer | null, selection = 'id user { x y }') => {
    const resolve = () => ({ id: 1, guarded: 3, user: user && { ...user, x: 1, y: 2 } });
    const schema = protect(
      stated(sdl, { ...rules, 'P.user': { rule: inherited, signsIn }, ...changed }, { 'Mutation.login': resolve }),
    );
    return ask(schema, `mutation { login { ${selection} } }`, { viewer });
  };
  const [a, b] = [{ roles: ['A'] }, { roles: ['B'] }];

  it('has the rights of their own roles, not of whoever asked', async () => {
    expect(await logIn({}, a, b)).toEqual({ data: { login: { id: 1, user: { x: 1, y: 2 } } } });
    expect(await logIn({}, b, a)).toEqual({
      data: { login: { id: 1, user: { x: 1, y: null } } },
      errors: [forbidden('U.y', ['login', 'user', 'y'])],
    });
  });

  it('and the rest of the payload is decided for whoever asked', async () => {
    expect(await logIn({}, a, null, 'guarded user { y }')).toEqual({
      data: { login: null },
      errors: [unauthenticated('P.guarded', ['login'])],
    });
    expect(await logIn({}, b, a, 'guarded user { x }')).toEqual({ data: { login: { guarded: 3, user: { x: 1 } } } });
  });

  it.each([
    ['the rule of its own field', { 'P.user': { rule: authorized('A'), signsIn } }],
    ['the entry rule of its type', { U: authorized('A') }],
  ])('is met only by %s, and a denial does not undo the sign-in', async (_, changed: Rules) => {
    expect(await logIn(changed, b, a)).toEqual({
      data: { login: { id: 1, user: null } },
      errors: [forbidden('P.user', ['login', 'user'])],
    });
    expect(await logIn(changed, a, b)).toEqual({ data: { login: { id: 1, user: { x: 1, y: 2 } } } });
  });

  it.each([
    ['nobody', null],
    ['no viewer', {}],
    ['roles that are no list', { roles: 'A' }],
  ])('has to be a viewer: %s is refused', async (_, user) => {
    const answer = await logIn({}, user, a);
    expect(answer.data).toEqual({ login: { id: 1, user: null } });
    expect(answer.errors!.map(({ message }) => message)).toEqual(['P.user has to name the viewer who was signed in.']);
  });
});
