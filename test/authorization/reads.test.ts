import { afterEach, describe, expect, it } from '@jest/globals';
import type { GraphQLResolveInfo } from 'graphql';
import { Field, FieldResolver, Int, InterfaceType, ObjectType, Query, Resolver, Root, getMetadataStorage } from 'type-graphql'; // prettier-ignore
import { projectionFor } from '../../src/authorization/authorization.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { alice, hr } from './fixtures/company.js';
import type { Context, Viewer } from './fixtures/company.js';
import { gapsOf } from './fixtures/gaps.js';
import { ask, inherited, open, stated } from './fixtures/guarded.js';
import type { Resolvers, Rules } from './fixtures/guarded.js';
import { traced } from './fixtures/traced.js';
import { as, built, words } from './fixtures/words.js';

const { authorized, allOf, relation, protect } = authorization<Context, Viewer>()({
  roles: ['EMPLOYEE', 'HR'],
  viewer: ({ viewer }) => viewer,
});
const self = relation('self').on('T', ({ viewer }) => ({ owner: viewer.id }));
const seniority = authorized('HR', self);
const hrOnly = authorized('HR');

const seen = (source: unknown): string => JSON.stringify(source);
const record = { id: '1', first: 'Ada', last: 'King', owner: 'alice', salary: 4_200_001 };

describe('a computed field receives what it reads', () => {
  const sdl =
    'type Query { t: T } type T { id: ID first: String salary: Int a: String b: String c: String d: String none: String whole: String loop: String pool: String }';
  const reads = (...names: string[]) => ({ rule: hrOnly, reads: names });
  const reading: Rules = {
    'Query.t': open, T: inherited, 'T.salary': hrOnly, 'T.whole': hrOnly,
    'T.a': reads('first', 'last'), 'T.b': reads('a', 'id'), 'T.c': reads('salary', 'b'),
    'T.d': reads('missing', 'T.salary', 'id'), 'T.none': reads('T.salary'),
    'T.loop': reads('pool', 'id'), 'T.pool': reads('loop', 'first'),
  }; // prettier-ignore
  const computed = ['a', 'b', 'c', 'd', 'none', 'whole', 'loop', 'pool'];
  const resolvers: Resolvers = Object.fromEntries(computed.map((name) => [`T.${name}`, seen]));
  const schemaOf = (result: unknown) => protect(stated(sdl, reading, { ...resolvers, 'Query.t': () => result }));
  const answer = async (field: string) => {
    const { data } = await traced(schemaOf(record), hr, `{ t { ${field} } }`);
    return JSON.parse((data as { t: { [field: string]: string } }).t[field]!) as unknown;
  };

  it.each([
    ['keys of the record', 'a', { first: 'Ada', last: 'King' }],
    ['what fields that it names are computed from', 'b', { first: 'Ada', last: 'King', id: '1' }],
    ['the same through several of them', 'c', { salary: 4_200_001, first: 'Ada', last: 'King', id: '1' }],
    ['only keys that the record has, and none for a coordinate', 'd', { id: '1' }],
    ['nothing, where it names coordinates only', 'none', {}],
    ['each key once, where fields name each other', 'loop', { first: 'Ada', id: '1' }],
    ['each key once, from either side', 'pool', { first: 'Ada', id: '1' }],
    ['the record as it is, where it does not say', 'whole', record],
  ])('%s', async (_, field, expected) => {
    expect(await answer(field)).toEqual(expected);
  });

  it('and the record is left as it was', async () => {
    const frozen = Object.freeze({ ...record });
    const source = '{ t { a whole } }';
    expect(await traced(schemaOf(frozen), hr, source)).toEqual({
      data: { t: { a: seen({ first: 'Ada', last: 'King' }), whole: seen(record) } },
      ran: [],
    });
  });

  it.each([
    ['null', null],
    ['a string', 'text'],
    ['a list', [1]],
  ])('nothing of a record that is %s', async (_, result) => {
    expect((await ask(schemaOf(result), '{ t { salary } }', { viewer: hr })).data).toEqual({
      t: result === null ? null : { salary: null },
    });
  });
});

describe('an instance of a class', () => {
  class Person {
    readonly first = 'Ada';
    readonly last = 'King';
    readonly salary = 4_200_001;
    get full(): string {
      return `${this.first} ${this.last} ${this.salary}`;
    }
    shout(): string {
      return `${this.first}! ${this.last}! ${this.salary}`;
    }
    own = (): string => `own ${this.salary}`;
  }
  const sdl = 'type Query { t: T } type T { full: String shout: String own: String first: String salary: Int }';
  const schemaWith = (reads: readonly string[]) => {
    const computed = { rule: inherited, reads };
    const rules = { 'Query.t': open, T: inherited, 'T.salary': hrOnly, 'T.full': computed, 'T.shout': computed, 'T.own': computed };
    return protect(stated(sdl, rules, { 'Query.t': () => new Person() }));
  }; // prettier-ignore

  it('keeps its methods and accessors, and they see no more than the field reads', async () => {
    expect(await traced(schemaWith(['first', 'last']), alice, '{ t { full shout own first salary } }')).toMatchObject({
      data: { t: { full: 'Ada King undefined', shout: 'Ada! King! undefined', own: null, first: 'Ada', salary: null } },
    });
  });
});

describe('methods of type-graphql', () => {
  afterEach(() => getMetadataStorage().clear());

  it('receive only what they read: on the class, in a resolver, with @Root()', async () => {
    const { Authorized, Inherited, Public, Reads, protect: guard } = words();
    @Authorized('signedIn')
    @ObjectType()
    class Thing {
      @Inherited() @Field() first!: string;
      @Authorized('ADMIN') @Field(() => Int, { nullable: true }) secret!: number;
      @Inherited() @Reads('first') @Field() onClass(): string {
        return seen({ first: this.first, secret: this.secret });
      }
      @Inherited() @Reads(['first', 'last']) @Field() onClassWithRoot(@Root() root: object): string {
        return seen(root);
      }
      @Authorized('ADMIN') @Reads(['secret', 'pin']) @Field(() => String, { nullable: true }) strict(): string {
        return seen(this);
      }
    }
    @Resolver(() => Thing)
    class Things {
      @Public() @Query(() => Thing, { nullable: true }) thing(): object {
        return { first: 'f', last: 'l', secret: 42, pin: 7 };
      }
      @Inherited() @Reads('onClassWithRoot') @FieldResolver(() => String) inResolver(@Root() root: object): string {
        return seen(root);
      }
    }
    const schema = guard(await built(Things));
    const source = '{ thing { onClass onClassWithRoot strict inResolver } }';
    const both = seen({ first: 'f', last: 'l' });
    const lax = { onClass: seen({ first: 'f' }), onClassWithRoot: both, inResolver: both };
    expect((await ask(schema, source, as('A'))).data).toEqual({ thing: { ...lax, strict: null } });
    expect((await ask(schema, source, as('ADMIN'))).data).toEqual({
      thing: { ...lax, strict: seen({ secret: 42, pin: 7 }) },
    });
  });

  it('of an interface pass on what they read to its implementers', async () => {
    const { Authorized, Inherited, Public, Reads, protect: guard } = words();
    @Authorized('signedIn')
    @InterfaceType({ resolveType: () => 'Thing' })
    abstract class Base {
      @Inherited() @Field() first!: string;
      @Inherited() @Reads('first') @Field() shown(@Root() root: object): string {
        return seen(root);
      }
    }
    @Authorized('signedIn')
    @ObjectType({ implements: Base })
    class Thing extends Base {
      @Authorized('ADMIN') @Field(() => Int, { nullable: true }) secret!: number;
    }
    @Resolver(() => Thing)
    class Things {
      @Public() @Query(() => Base, { nullable: true }) thing(): object {
        return { first: 'f', secret: 42 };
      }
    }
    const schema = guard(await built(Things));
    const source = '{ thing { shown ... on Thing { secret } } }';
    expect((await ask(schema, source, as('A'))).data).toEqual({ thing: { shown: seen({ first: 'f' }), secret: null } });
    expect((await ask(schema, source, as('ADMIN'))).data).toEqual({ thing: { shown: seen({ first: 'f' }), secret: 42 } });
  }); // prettier-ignore
});

describe('AZ-41 B3 a rule laxer than that of what it tells of', () => {
  const sdl = `
    enum Sort { NAME SALARY } input Filter { salaryAtLeast: Int and: [Filter!] }
    type Query { t: T all(filter: Filter, sort: Sort, by: Int): [T!] u: U }
    interface I { salary: Int shown: Int }
    type T implements I { salary: Int shown: Int again: Int parts: [Part!] }
    type U { mean: Int owned: Int } type Part { of: T }
  `; // prettier-ignore
  const sound: Rules = {
    'Query.t': open, 'Query.all': open, 'Query.u': open,
    I: authorized('signedIn'), 'I.salary': seniority, 'I.shown': seniority,
    T: authorized('signedIn'), 'T.salary': seniority, 'T.shown': seniority, 'T.again': seniority, 'T.parts': inherited,
    U: inherited, Part: inherited, Filter: inherited, 'U.mean': open,
  }; // prettier-ignore
  self.on('I', ({ viewer }) => ({ owner: viewer.id }));
  const gaps = (more: Rules) => gapsOf(() => protect(stated(sdl, { ...sound, ...more })));
  const laxer = (where: string, of: string, demanded: string) =>
    `${where}: is laxer than ${of}, which it tells of (${demanded}); demand as much, or give a reason: laxer: '…'`;

  it('is a gap, and as strict a rule is none', () => {
    expect(gaps({})).toEqual([]);
    expect(gaps({ 'T.again': { rule: seniority, reads: ['salary'] } })).toEqual([]);
    expect(gaps({ 'T.again': { rule: authorized(allOf('HR', 'EMPLOYEE')), reads: ['salary'] } })).toEqual([]);
    expect(gaps({ 'T.again': { rule: inherited, reads: ['salary'] } })).toEqual([
      laxer('T.again', 'T.salary', 'HR, self'),
    ]);
    expect(gaps({ 'T.again': { rule: authorized('HR', self, 'EMPLOYEE'), reads: ['salary'] } })).toEqual([
      laxer('T.again', 'T.salary', 'HR, self'),
    ]);
  });

  it('is a gap also where it reads through another field, or reads the same key', () => {
    const shown = { rule: seniority, reads: ['salary'] };
    expect(gaps({ 'T.shown': shown, 'T.again': { rule: inherited, reads: ['shown'] } })).toEqual([
      laxer('T.again', 'T.shown', 'HR, self'),
    ]);
    expect(gaps({ 'T.shown': { rule: seniority, reads: ['pay'] }, 'T.again': { rule: inherited, reads: ['pay'] } })).toEqual([
      laxer('T.again', 'T.shown', 'HR, self'),
    ]);
    expect(gaps({ 'T.shown': { rule: seniority, reads: ['pay', 'id'] }, 'T.again': { rule: inherited, reads: ['id'] } })).toEqual([]);
  }); // prettier-ignore

  it('is a gap where fields read each other', () => {
    const looped = { 'T.shown': { rule: seniority, reads: ['again', 'salary'] }, 'T.again': { rule: inherited, reads: ['shown'] } };
    expect(gaps(looped)).toEqual([laxer('T.again', 'T.shown', 'HR, self')]);
    const strict = { 'T.shown': { rule: seniority, reads: ['again'] }, 'T.again': { rule: seniority, reads: ['shown'] } };
    expect(gaps(strict)).toEqual([]);
    expect(gaps({ 'T.shown': { rule: seniority, reads: ['shown'] } })).toEqual([]);
  }); // prettier-ignore

  it('is a gap on an interface’s field', () => {
    expect(
      gaps({ 'I.shown': { rule: inherited, reads: ['salary'] }, 'T.shown': { rule: inherited, reads: ['salary'] } }),
    ).toEqual([laxer('I.shown', 'I.salary', 'HR, self'), laxer('T.shown', 'T.salary', 'HR, self')]);
  });

  it('is a gap on a field of another type, where a relation to the record counts for nothing', () => {
    self.on('U', ({ viewer }) => ({ owner: viewer.id }));
    expect(gaps({ 'U.mean': { rule: authorized('EMPLOYEE'), reads: ['T.salary'] } })).toEqual([
      laxer('U.mean', 'T.salary', 'HR'),
    ]);
    expect(gaps({ 'U.owned': { rule: seniority, reads: ['T.salary'] } })).toEqual([laxer('U.owned', 'T.salary', 'HR')]);
    expect(gaps({ 'U.mean': { rule: hrOnly, reads: ['T.salary'] } })).toEqual([]);
    // A coordinate means all records of the type, also from a field of it; a name means the record itself.
    expect(gaps({ 'U.mean': { rule: authorized(self), reads: ['U.owned'] }, 'U.owned': authorized(self) })).toEqual([
      laxer('U.mean', 'U.owned', 'nobody'),
    ]);
    expect(gaps({ 'U.mean': { rule: authorized(self), reads: ['owned'] }, 'U.owned': authorized(self) })).toEqual([]);
  });

  it('is a gap on what a query tells of, or what is sent to it', () => {
    expect(gaps({ 'Query.u': { rule: open, reads: ['T.salary'] } })).toEqual([laxer('Query.u', 'T.salary', 'HR')]);
    expect(gaps({ 'Query.u': { rule: hrOnly, reads: ['T.salary'] } })).toEqual([]);
  });

  it.each([
    ['B6 a filter', 'Filter.salaryAtLeast'],
    ['B7 an order', 'Sort.SALARY'],
    ['an argument', 'Query.all(by:)'],
  ])('is a gap on %s; what the whole field demands counts', (_, where) => {
    const own = where.startsWith('Filter') ? inherited : authorized('EMPLOYEE');
    const reads = ['T.salary'];
    expect(gaps({ [where]: { rule: own, reads } })).toEqual([laxer(where, 'T.salary', 'HR')]);
    expect(gaps({ [where]: { rule: hrOnly, reads } })).toEqual([]);
    expect(gaps({ [where]: { rule: own, reads }, 'Query.all': hrOnly })).toEqual([]);
    expect(gaps({ [where]: { rule: own, reads, laxer: 'a band of 10,000 is public' } })).toEqual([]);
  });

  it('is a gap where a filter states it without a rule of its own', () => {
    expect(gaps({ 'Query.all(by:)': { reads: ['T.salary'] } })).toEqual([laxer('Query.all(by:)', 'T.salary', 'HR')]);
    expect(gaps({ 'Filter.and': { rule: inherited, reads: ['T.shown', 'T.salary'] } })).toEqual([
      laxer('Filter.and', 'T.shown', 'HR'),
      laxer('Filter.and', 'T.salary', 'HR'),
    ]);
  });

  it('is written down where it is meant', () => {
    const reason = 'rounded to ten thousand';
    expect(gaps({ 'T.again': { rule: inherited, reads: ['salary'], laxer: reason } })).toEqual([]);
    expect(gaps({ 'U.mean': { rule: open, reads: ['T.salary'], laxer: reason } })).toEqual([]);
    expect(gaps({ 'Query.all(by:)': { laxer: reason } })).toEqual([
      'Query.all(by:): gives a reason to be laxer than what it reads, and reads nothing; remove it',
    ]);
    for (const none of ['', '  ', 7])
      expect(gaps({ 'T.again': { rule: inherited, reads: ['salary'], laxer: none as string } })).toContain(
        'T.again: an exemption needs a reason in words',
      );
  });

  it('is not looked for where nothing is named: a coordinate that does not exist is a gap', () => {
    const none = (where: string, name: string) => `${where}: reads ${name}, which is no field of the schema; write Type.field`;
    for (const name of ['T.pay', 'X.salary', 'Filter.salaryAtLeast', 'Sort.SALARY', '.salary', 'T.'])
      expect(gaps({ 'T.again': { rule: hrOnly, reads: [name] } })).toEqual([none('T.again', name)]);
    expect(gaps({ 'Filter.salaryAtLeast': { rule: hrOnly, reads: ['salary'] } })).toEqual([none('Filter.salaryAtLeast', 'salary')]);
    expect(gaps({ 'Sort.SALARY': { rule: hrOnly, reads: ['salary'] } })).toEqual([none('Sort.SALARY', 'salary')]);
    expect(gaps({ 'Query.all(by:)': { rule: hrOnly, reads: ['salary'] } })).toEqual([none('Query.all(by:)', 'salary')]);
  }); // prettier-ignore

  it.each([
    ['a name', 'salary'],
    ['an empty name', ['']],
    ['a number', [7]],
    ['null', null],
  ])('is not looked for in %s: what is read is a list of names', (_, reads) => {
    const stating = (names: unknown) => gaps({ 'T.again': { rule: hrOnly, reads: names as string[] } });
    expect(stating(reads)).toContain('T.again: reads must be a list of names');
    expect(stating(['salary'])).toEqual([]);
  });
});

describe('B3 what leads to other records', () => {
  it('may use a key that a guarded field shows', () => {
    const sdl = 'type Query { t: T } type T { bossId: ID boss: T bosses: [Edge!] rank: Int } type Edge { node: T }';
    const rules: Rules = {
      'Query.t': open, T: authorized('signedIn'), 'T.bossId': hrOnly, Edge: inherited,
      'T.boss': { rule: inherited, reads: ['bossId'], laxer: 'the way to a person is open' },
      'T.bosses': { rule: inherited, reads: ['chiefId'] }, 'T.rank': { rule: inherited, reads: ['chiefId'] },
    }; // prettier-ignore
    const strict = { ...rules, 'T.bosses': { rule: hrOnly, reads: ['chiefId'] } };
    expect(gapsOf(() => protect(stated(sdl, rules)))).toEqual([]);
    expect(gapsOf(() => protect(stated(sdl, strict)))).toEqual([]);
    expect(gapsOf(() => protect(stated(sdl, { ...rules, 'T.boss': { rule: inherited, reads: ['bossId'] } })))).toEqual([
      "T.boss: is laxer than T.bossId, which it tells of (HR); demand as much, or give a reason: laxer: '…'",
    ]);
  });
});

describe('a projection', () => {
  const sdl =
    'type Query { t: T } type T { first: String last: String full: String deep: String salary: Int rank: Int none: Int }';
  const rules: Rules = {
    'Query.t': open, T: authorized('signedIn'), 'T.first': inherited, 'T.last': inherited, 'T.salary': seniority,
    'T.full': { rule: inherited, reads: ['first', 'last', 'title'] },
    'T.rank': { rule: hrOnly, reads: ['level'] },
    'T.deep': { rule: hrOnly, reads: ['rank', 'salary', 'T.salary'] },
    'T.none': { rule: hrOnly, reads: [] },
  }; // prettier-ignore

  it.each<[string, string[], string[], Viewer]>([
    ['full', ['full'], ['first', 'last', 'title'], alice],
    ['deep', [], [], alice],
    ['deep full', ['deep', 'full'], ['first', 'last', 'level', 'salary', 'title'], hr],
    ['first none', ['first', 'none'], ['first'], hr],
    ['salary full', ['full', 'salary'], ['first', 'last', 'owner', 'salary', 'title'], alice],
    ['salary', ['salary'], ['salary'], hr],
  ])('for { %s } holds the keys that its fields read, and those of their rules', async (selected, fields, keys, viewer) => {
    const found: string[][] = [];
    const project = ((_: unknown, __: unknown, context: Context, info: GraphQLResolveInfo) => {
      const projection = projectionFor(context, info);
      found.push([...projection.fields].sort(), [...projection.keys].sort());
      return null;
    }) as never;
    await ask(protect(stated(sdl, rules, { 'Query.t': project })), `{ t { ${selected} } }`, { viewer, trace: [] });
    expect(found).toEqual([fields, keys]);
  }); // prettier-ignore
});
