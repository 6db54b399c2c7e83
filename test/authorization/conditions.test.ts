import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { ConditionInput, ConditionOptions } from '../../src/authorization/condition.js';
import type { Rule } from '../../src/authorization/rule.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { alice, anonymous, hr, mary, stranger } from './fixtures/company.js';
import type { Context, Viewer } from './fixtures/company.js';
import { forbidden, inherited, open, stated, unauthenticated } from './fixtures/guarded.js';
import { traced } from './fixtures/traced.js';

type Input = ConditionInput<Context, Viewer>;

const words = () =>
  authorization<Context, Viewer>()({ roles: ['EMPLOYEE', 'HR', 'ROOT'], viewer: ({ viewer }) => viewer });
const boom = () => {
  throw new Error('boom: 4200001');
};

/** One number behind one rule, made from a condition that `holds` as it likes. */
function numbered(
  holds: (input: Input) => unknown,
  ruleOf: (its: ReturnType<typeof words> & { condition: ReturnType<ReturnType<typeof words>['condition']> }) => Rule,
  options?: ConditionOptions,
) {
  const its = words();
  const condition = its.condition('condition', holds as (input: Input) => boolean, options);
  const rule = ruleOf({ ...its, condition } as never);
  return its.protect(stated('type Query { n: Int }', { 'Query.n': rule }, { 'Query.n': () => 1 }));
}
const read = { data: { n: 1 }, ran: [] };
const denied = (reason?: string) => ({
  data: { n: null },
  errors: [forbidden('Query.n', ['n'], 1, reason === undefined ? {} : { reason })],
  ran: [],
});
const notSignedIn = { data: { n: null }, errors: [unauthenticated('Query.n', ['n'])], ran: [] };

describe('AZ-38 a condition', () => {
  it.each([
    ['throws', boom],
    ['throws what is no error', () => { throw 'boom' as unknown as Error; }],
    ['rejects', () => Promise.reject(new Error('boom'))],
    ['returns a promise of true', () => Promise.resolve(true)],
    ['returns false', () => false],
    ['returns nothing', () => undefined],
    ['returns null', () => null],
    ['returns a truthy string', () => 'yes'],
    ['returns a number', () => 1],
    ['returns an object', () => ({})],
    ['returns a Boolean that is an object', () => new Boolean(true)],
  ])('that %s does not hold', async (_, holds) => {
    expect(await traced(numbered(holds, ({ authorized, condition }) => authorized(condition)), alice, '{ n }')).toEqual(denied());
    const orHr = numbered(holds, ({ authorized, condition }) => authorized(condition, 'HR'));
    expect(await traced(orHr, alice, '{ n }')).toEqual(denied());
    expect(await traced(orHr, hr, '{ n }')).toEqual(read);
  }); // prettier-ignore

  it('that returns true holds, for whoever is signed in', async () => {
    const schema = numbered(() => true, ({ authorized, condition }) => authorized(condition));
    expect(await traced(schema, stranger, '{ n }')).toEqual(read);
    expect(await traced(schema, anonymous, '{ n }')).toEqual(notSignedIn);
  }); // prettier-ignore

  it('is never asked about the anonymous, nor where a role of its clause is missing', async () => {
    const asked: Input[] = [];
    const schema = numbered(
      (input) => (asked.push(input), true),
      ({ authorized, allOf, condition }) => authorized(allOf('HR', condition)),
    );
    expect(await traced(schema, anonymous, '{ n }')).toEqual(notSignedIn);
    expect(await traced(schema, alice, '{ n }')).toEqual(denied());
    expect(asked).toEqual([]);
    expect(await traced(schema, hr, '{ n }')).toEqual(read);
    expect(asked).toHaveLength(2);
  });

  it('is given the viewer, the context, and the roles beside it in its clause', async () => {
    const given = async (ruleOf: Parameters<typeof numbered>[1]) => {
      const asked: Input[] = [];
      const schema = numbered((input) => (asked.push(input), false), ruleOf);
      expect(await traced(schema, hr, '{ n }')).toEqual(denied());
      for (const input of asked) expect(input).toMatchObject({ viewer: hr, context: { viewer: hr } });
      return asked.slice(0, asked.length / 2).map(({ roles }) => roles); // two executors asked
    };
    expect(await given(({ authorized, condition }) => authorized(condition))).toEqual([[]]);
    expect(await given(({ authorized, allOf, condition }) => authorized(allOf('signedIn', condition)))).toEqual([[]]);
    expect(
      await given(({ authorized, allOf, condition }) =>
        authorized(allOf('HR', 'EMPLOYEE', condition), allOf('EMPLOYEE', condition, 'ROOT')),
      ),
    ).toEqual([['HR', 'EMPLOYEE']]);
  });
});

describe('AZ-37 a condition and a role', () => {
  it.each([
    ['allOf(HR, condition)', true, true, true],
    ['allOf(HR, condition)', true, false, false],
    ['allOf(HR, condition)', false, true, false],
    ['HR, condition', true, false, true],
    ['HR, condition', false, true, true],
    ['HR, condition', false, false, false],
  ])('%s: with the role %p and the condition %p is %p', async (text, role, holds, expected) => {
    const schema = numbered(
      () => holds,
      ({ authorized, allOf, condition }) =>
        text.startsWith('allOf') ? authorized(allOf('HR', condition)) : authorized('HR', condition),
    );
    expect(await traced(schema, role ? hr : alice, '{ n }')).toEqual(expected ? read : denied());
  });
});

describe('the reason of a condition is told', () => {
  const reason = { reason: 'RECENT_LOGIN_REQUIRED' };

  it('where nothing else is missing', async () => {
    const never = () => false;
    const alone = numbered(never, ({ authorized, condition }) => authorized(condition), reason);
    expect(await traced(alone, stranger, '{ n }')).toEqual(denied(reason.reason));
    expect(await traced(alone, anonymous, '{ n }')).toEqual(notSignedIn);
    const withRole = numbered(never, ({ authorized, allOf, condition }) => authorized(allOf('HR', condition)), reason);
    expect(await traced(withRole, alice, '{ n }')).toEqual(denied());
    expect(await traced(withRole, hr, '{ n }')).toEqual(denied(reason.reason));
    const orRole = numbered(never, ({ authorized, condition }) => authorized('HR', condition), reason);
    expect(await traced(orRole, alice, '{ n }')).toEqual(denied(reason.reason));
    expect(await traced(orRole, hr, '{ n }')).toEqual(read);
  });

  it.each([
    [true, true, reason.reason],
    [true, false, undefined],
    [false, true, reason.reason],
    [false, false, undefined],
  ])('and not where another condition is missing that has none (first %p, holds %p)', async (first, holds, told) => {
    const { authorized, allOf, condition, protect } = words();
    const own = condition('own', () => false, reason);
    const other = condition('other', () => holds);
    const rule = authorized(first ? allOf(own, other) : allOf(other, own));
    const schema = protect(stated('type Query { n: Int }', { 'Query.n': rule }, { 'Query.n': () => 1 }));
    expect(await traced(schema, alice, '{ n }')).toEqual(denied(told));
  });

  it('nor where the condition throws', async () => {
    const schema = numbered(boom, ({ authorized, condition }) => authorized(condition), reason);
    expect(await traced(schema, alice, '{ n }')).toEqual(denied());
  });
});

describe('the reason of a condition beside a relation', () => {
  const its = words();
  const self = its.relation('self').on('T', ({ viewer }) => ({ ownerId: viewer.id }));
  const recent = its.condition('recentLogin:15m', ({ viewer }) => viewer.id === 'mary', { reason: 'RECENT' });
  const own = its.authorized(its.allOf(self, recent));
  const records = ['alice', 'bob', 'mary', 'alice'].map((ownerId, n) => ({ id: n, ownerId, x: n }));
  const sdl = `type Query { all: [T!] owned(by: [String!]): [T!] one(id: Int): T } type T { id: Int x(by: Int): Int y(by: Int): Int }`;
  const build = (errors?: 'per-path') =>
    its.protect(
      stated(
        sdl,
        {
          'Query.all': open, 'Query.owned': open, 'Query.one': own, T: inherited, 'T.x': own, 'T.y(by:)': own,
        },
        {
          'Query.all': () => records,
          'Query.owned': ((_: unknown, { by }: { by: string[] }) =>
            by.map((owner) => records.find(({ ownerId }) => ownerId === owner))) as never,
          'Query.one': ((_: unknown, { id }: { id: number }) => records[id] ?? null) as never,
          'T.y': (({ x }: { x: number }) => x) as never,
        },
      ),
      errors ? { errors } : {},
    ); // prettier-ignore
  const schema = build();

  it('is told on the record that fulfils it, and not on another', async () => {
    const asked = (by: string) => traced(schema, alice, `{ owned(by: ["${by}"]) { x } }`);
    const refused = (told: object) => ({
      data: { owned: [{ x: null }] },
      errors: [forbidden('T.x', ['owned', 0, 'x'], 1, told)],
      ran: [],
    });
    expect(await asked('alice')).toEqual(refused({ reason: 'RECENT' }));
    expect(await asked('bob')).toEqual(refused({}));
    expect(await traced(schema, mary, '{ owned(by: ["mary"]) { x } }')).toEqual({
      data: { owned: [{ x: 2 }] },
      ran: [],
    });
    expect(await traced(schema, mary, '{ owned(by: ["bob"]) { x } }')).toEqual(refused({}));
  });

  it.each([
    ['as long as all of them lack only that', ['alice', 'alice'], { reason: 'RECENT' }],
    ['no longer once one lacks more', ['alice', 'bob'], {}],
    ['not after one that lacked more', ['bob', 'alice', 'alice'], {}],
  ])('is counted over rows: told %s', async (_, by, told) => {
    expect(await traced(schema, alice, `{ owned(by: ${JSON.stringify(by)}) { x } }`)).toEqual({
      data: { owned: by.map(() => ({ x: null })) },
      errors: [forbidden('T.x', ['owned', 0, 'x'], by.length, told)],
      ran: [],
    });
  });

  it('is told of each occurrence with per-path', async () => {
    const { errors } = await traced(build('per-path'), alice, '{ all { x } }');
    expect(errors).toEqual(
      [0, 1, 2, 3].map((n) => forbidden('T.x', ['all', n, 'x'], 1, n % 3 === 0 ? { reason: 'RECENT' } : {})),
    );
  });

  it('is told of an argument, with its place', async () => {
    expect(await traced(schema, alice, '{ all { y(by: 1) } }')).toEqual({
      data: { all: records.map(() => ({ y: null })) },
      errors: [forbidden('T.y(by:)', ['all', 0, 'y'], 4, { input: 'by' })],
      ran: [],
    });
    expect(await traced(schema, alice, '{ owned(by: "alice") { y(by: 1) z: y } }')).toEqual({
      data: { owned: [{ y: null, z: 0 }] },
      errors: [forbidden('T.y(by:)', ['owned', 0, 'y'], 1, { input: 'by', reason: 'RECENT' })],
      ran: [],
    });
  });

  it('AZ-31 is told of a query’s own record; foreign and unknown are the same bytes', async () => {
    const by = (viewer: Viewer, id: number) => traced(schema, viewer, `query ($id: Int) { one(id: $id) { id } }`, { id });
    const refused = (told: object) => ({ data: { one: null }, errors: [forbidden('Query.one', ['one'], 1, told)], ran: [] });
    expect(await by(alice, 0)).toEqual(refused({ reason: 'RECENT' }));
    expect(await by(alice, 1)).toEqual(refused({}));
    expect(JSON.stringify(await by(alice, 9))).toBe(JSON.stringify(await by(alice, 1)));
    expect(await by(mary, 2)).toEqual({ data: { one: { id: 2 } }, ran: [] });
    expect(JSON.stringify(await by(mary, 9))).toBe(JSON.stringify(await by(mary, 1)));
  }); // prettier-ignore
});

describe('a condition that needs a fact', () => {
  function living(now: () => Promise<readonly string[]>) {
    const its = words();
    const rolesNow = its.fact('rolesNow', ({ context }) => {
      context.trace.push('rolesNow');
      return now();
    });
    const live = its.condition('live', ({ facts, roles }) => {
      const stored = facts(rolesNow);
      return roles.every((role) => stored.includes(role));
    });
    const { authorized, allOf } = its;
    const run = (_: unknown, __: unknown, { trace }: Context) => (trace.push('ran'), { x: 1, y: 2 });
    return its.protect(
      stated(
        'enum E { ONE TWO } type Query { t: T h: Int e(e: E): Int } type Mutation { m(a: Int): T } type T { x: Int y: Int z: [T!] }',
        {
          'Query.t': open, 'Query.h': authorized('HR', allOf('EMPLOYEE', live)), 'Query.e': open,
          'E.ONE': authorized(allOf('HR', live)), 'Mutation.m': open, 'Mutation.m(a:)': authorized(allOf('HR', live)),
          T: inherited, 'T.x': authorized(allOf('HR', live)), 'T.y': inherited, 'T.z': inherited,
        },
        { 'Query.t': run, 'Query.h': () => 1, 'Query.e': () => 1, 'Mutation.m': run },
      ),
    ); // prettier-ignore
  }
  const still = living(() => Promise.resolve(['HR']));
  const gone = living(() => Promise.resolve(['EMPLOYEE']));

  it('is decided by it, asked once and before the root field runs', async () => {
    const source = '{ t { x again: x y } other: t { x } }';
    expect(await traced(still, hr, source)).toEqual({
      data: { t: { x: 1, again: 1, y: 2 }, other: { x: 1 } },
      ran: ['rolesNow', 'ran', 'ran'],
    });
    expect(await traced(gone, hr, source)).toEqual({
      data: { t: { x: null, again: null, y: 2 }, other: { x: null } },
      errors: [
        forbidden('T.x', ['t', 'x']),
        forbidden('T.x', ['t', 'again']),
        forbidden('T.x', ['other', 'x']),
      ],
      ran: ['rolesNow', 'ran', 'ran'],
    }); // prettier-ignore
  });

  it('does not ask it for whoever lacks the role, or has another that suffices', async () => {
    expect(await traced(still, alice, '{ t { x y } }')).toEqual({
      data: { t: { x: null, y: 2 } },
      errors: [forbidden('T.x', ['t', 'x'])],
      ran: ['ran'],
    });
    expect(await traced(gone, hr, '{ h }')).toEqual({ data: { h: 1 }, ran: [] });
    expect(await traced(gone, alice, '{ h }')).toEqual({ data: { h: 1 }, ran: ['rolesNow'] });
    expect(await traced(still, alice, '{ h }')).toEqual({
      data: { h: null },
      errors: [forbidden('Query.h', ['h'])],
      ran: ['rolesNow'],
    });
  });

  it('is asked for what is sent, before anything runs', async () => {
    expect(await traced(still, hr, '{ e(e: ONE) }')).toEqual({ data: { e: 1 }, ran: ['rolesNow'] });
    expect(await traced(gone, hr, '{ e(e: ONE) }')).toEqual({
      data: { e: null },
      errors: [forbidden('E.ONE', ['e'], 1, { input: 'e' })],
      ran: ['rolesNow'],
    });
    expect(await traced(gone, hr, '{ e(e: TWO) }')).toEqual({ data: { e: 1 }, ran: [] });
  });

  it.each([
    ['in its result', 'mutation { m { y x } }', 'T.x', {}],
    ['below a list of its result', 'mutation { m { y z { z { x } } } }', 'T.x', {}],
    ['in its arguments', 'mutation { m(a: 1) { y } }', 'Mutation.m(a:)', { input: 'a' }],
  ])('B42 refuses a mutation before it runs, once the fact is known: %s', async (_, source, coordinate, told) => {
    expect(await traced(gone, hr, source)).toEqual({
      data: { m: null },
      errors: [forbidden(coordinate, ['m'], 1, told)],
      ran: ['rolesNow'],
    });
    const allowed = await traced(still, hr, source);
    expect(allowed.errors).toBeUndefined();
    expect(allowed.ran).toEqual(['rolesNow', 'ran']);
    expect((await traced(gone, alice, source)).ran).toEqual([]);
  });

  it('fails the root field where it cannot be learned, and nothing ran', async () => {
    const away = living(() => Promise.reject(new GraphQLError('The store is away.', { extensions: { code: 'SERVICE_UNAVAILABLE' } })));
    const error = (name: string) => ({ message: 'The store is away.', path: [name], extensions: { code: 'SERVICE_UNAVAILABLE' } });
    for (const [name, source] of [['t', '{ t { x } }'], ['m', 'mutation { m { x } }'], ['e', '{ e(e: ONE) }']] as const) {
      expect(await traced(away, hr, source)).toEqual({
        data: { [name]: null },
        errors: [error(name)],
        ran: ['rolesNow'],
      });
    }
  }); // prettier-ignore
});

describe('AZ-36 B4 a condition on a type', () => {
  it('and one on its field must both hold', async () => {
    const its = words();
    const even = its.condition('even', ({ viewer }) => viewer.roles.length % 2 === 0);
    const named = its.condition('named', ({ viewer }) => viewer.id !== 'stranger', { reason: 'NAME_REQUIRED' });
    const rules = { 'Query.t': open, T: its.authorized(even), 'T.x': its.authorized(named), 'T.y': inherited };
    const schema = its.protect(stated('type Query { t: T } type T { x: Int y: Int }', rules, { 'Query.t': () => ({ x: 1, y: 2 }) }));
    const source = '{ t { x y } }';
    expect(await traced(schema, hr, source)).toEqual({ data: { t: { x: 1, y: 2 } }, ran: [] });
    expect(await traced(schema, stranger, source)).toEqual({
      data: { t: { x: null, y: 2 } },
      errors: [forbidden('T.x', ['t', 'x'], 1, { reason: 'NAME_REQUIRED' })],
      ran: [],
    });
    expect(await traced(schema, alice, source)).toEqual({ data: { t: null }, errors: [forbidden('Query.t', ['t'])], ran: [] });
  }); // prettier-ignore
});

describe('a condition’s name', () => {
  it.each(['Recent', 'recent login', 'recentLogin:', ':15m', 'recentLogin:15m:x', ''])('is not %p', (name) => {
    expect(() => words().condition(name, () => true)).toThrow(
      new TypeError(`A condition needs a name in camelCase, with a parameter behind a colon if it has one; what came is ${JSON.stringify(name)}.`),
    );
  }); // prettier-ignore

  it('is one word’s only', () => {
    const its = words();
    expect(its.condition('recentLogin:15m', () => true).name).toBe('recentLogin:15m');
    expect(its.condition('recentLogin:5m', () => true).name).toBe('recentLogin:5m');
    for (const name of ['recentLogin:15m', 'signedIn'])
      expect(() => its.condition(name, () => true)).toThrow(new TypeError(`The word ${name} is named already.`));
    expect(() => its.relation('recentLogin')).not.toThrow();
  });
});
