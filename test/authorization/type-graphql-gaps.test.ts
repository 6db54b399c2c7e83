// What decorators can get wrong. Gaps of the schema itself are in gaps.test.ts.
import { as, built, nobody, words } from './fixtures/words.js';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Authorized as TypeGraphqlAuthorized, Extensions, Field, FieldResolver, Int, InterfaceType, Mutation, ObjectType, Query, Resolver, getMetadataStorage } from 'type-graphql'; // prettier-ignore
import { stating } from '../../src/authorization/extension.js';
import { gapsOf } from './fixtures/gaps.js';
import { ask, forbidden } from './fixtures/guarded.js';

afterEach(() => getMetadataStorage().clear());

describe('a schema of classes is refused', () => {
  it('when a member states nothing, by class and member', async () => {
    const { Public, protect } = words();
    @ObjectType('Renamed')
    class Thing {
      @Field(() => Int, { name: 'count' }) amount!: number;
      @Public() @Field(() => Int) other!: number;
    }
    @Resolver(() => Thing)
    class Things {
      @Query(() => Thing, { name: 'things' }) thing(): null {
        return null;
      }
      @Mutation(() => Int, { nullable: true }) change(): null {
        return null;
      }
      @FieldResolver(() => Int) more(): number {
        return 1;
      }
    }
    const schema = await built(Things);
    expect(gapsOf(() => protect(schema)).sort()).toEqual([
      'Thing.amount: states no rule; write @Authorized(…), @Inherited() or @Public()',
      'Thing.more: states no rule; write @Authorized(…), @Inherited() or @Public()',
      'Things.change: states no rule; write @Authorized(…) or @Public()',
      'Things.thing: states no rule; write @Authorized(…) or @Public()',
    ]);
  });

  it('AZ-35 when a word came through a cast', async () => {
    const { Authorized, protect } = words();
    @Resolver()
    class Things {
      @Authorized('AMDIN' as 'ADMIN') @Query(() => Int, { nullable: true }) a(): number {
        return 1;
      }
      @Authorized(['ADMIN'] as never) @Query(() => Int, { nullable: true }) b(): number {
        return 1;
      }
      @((Authorized as unknown as () => PropertyDecorator)()) @Query(() => Int, { nullable: true }) c(): number {
        return 1;
      }
      @Authorized(undefined as never) @Query(() => Int, { nullable: true }) d(): number {
        return 1;
      }
    }
    const schema = await built(Things);
    expect(gapsOf(() => protect(schema))).toEqual([
      'Things.a: "AMDIN" is no role, condition or relation; known are A, B, ADMIN, signedIn',
      'Things.b: takes roles, conditions, relations and allOf(…), one by one; what came is a list',
      'Things.c: names no word, which would allow everyone or nobody; name one, or write @Inherited() or @Public()',
      'Things.d: takes roles, conditions, relations and allOf(…), one by one; what came is undefined',
    ]);
  });

  it('B4 when two rules stand on one member or class', async () => {
    const { Authorized, Inherited, Public, protect } = words();
    const two = 'states two rules; keep one, allOf(…) joins words of which all must hold';
    @Inherited()
    @Authorized('A')
    @ObjectType()
    class Thing {
      @Authorized('A') @Authorized('B') @Field(() => Int, { nullable: true }) x!: number;
      @Authorized('A')
      @Extensions(stating({ rule: { kind: 'public' } }))
      @Field(() => Int, { nullable: true })
      y!: number;
    }
    @Resolver()
    class Things {
      @Authorized('A') @Public() @Query(() => Thing, { nullable: true }) thing(): null {
        return null;
      }
    }
    const schema = await built(Things);
    expect(gapsOf(() => protect(schema)).sort()).toEqual(
      ['Thing.x', 'Thing.y', 'Thing', 'Things.thing'].map((where) => `${where}: ${two}`).sort(),
    );
  });

  it("when type-graphql's own @Authorized stands on a field, a method or a class", async () => {
    const { Inherited, Public, protect } = words();
    const what =
      "carries type-graphql's own @Authorized, which is not enforced here; import Authorized from the application's policy";
    @Inherited()
    @ObjectType()
    class Thing {
      @Inherited() @TypeGraphqlAuthorized('ADMIN') @Field(() => Int, { nullable: true }) x!: number;
    }
    @TypeGraphqlAuthorized()
    @Resolver()
    class Things {
      @Public() @TypeGraphqlAuthorized('ADMIN') @Query(() => Thing, { nullable: true }) thing(): null {
        return null;
      }
    }
    const schema = await built(Things);
    expect(gapsOf(() => protect(schema)).sort()).toEqual(
      ['Thing.x', 'Things', 'Things.thing'].map((where) => `${where}: ${what}`).sort(),
    );
  });

  it('when a rule stands where the schema has no field', async () => {
    const { Authorized, Public, protect } = words();
    const field =
      'states a rule and is not a field of the schema, so nothing would enforce it; declare it with type-graphql, or remove the rule';
    const type = field.replace('not a field of', 'not a type or resolver class of');
    @Public()
    @ObjectType()
    class Thing {
      @Field(() => Int) x!: number;
      @Authorized('ADMIN') forgotten!: number;
    }
    @Resolver()
    class Things {
      @Public() @Query(() => Thing, { nullable: true }) thing(): null {
        return null;
      }
      @Authorized('ADMIN') helper(): number {
        return 1;
      }
      @Authorized('ADMIN') static thing(): number {
        return 1;
      }
    }
    @Authorized('ADMIN')
    class Undecorated {
      @Authorized('ADMIN') x!: number;
    }
    void Undecorated;
    const schema = await built(Things);
    expect(gapsOf(() => protect(schema)).sort()).toEqual(
      [
        `Thing.forgotten: ${field}`,
        `Things.helper: ${field}`,
        `Things.static thing: ${field}`,
        `Undecorated: ${type}`,
        `Undecorated.x: ${field}`,
      ].sort(),
    );
  });

  it('when a resolver class allows, or says what only a field can', async () => {
    const { Audited, Inherited, Public, protect } = words();
    const what = 'a resolver class can demand, not allow; use @Authorized(…) here, or state it on each member';
    @Public()
    @Resolver()
    class One {
      @Public() @Query(() => Int) a(): number {
        return 1;
      }
    }
    @Inherited()
    @Resolver()
    class Two {
      @Public() @Query(() => Int) b(): number {
        return 1;
      }
    }
    @Audited()
    @Resolver()
    class Three {
      @Public() @Query(() => Int) c(): number {
        return 1;
      }
    }
    const schema = await built(One, Two, Three);
    expect(gapsOf(() => protect(schema))).toEqual([`One: ${what}`, `Two: ${what}`, `Three: ${what}`]);
  });

  it('when two classes claim one name', async () => {
    const { Authorized, Public, protect } = words();
    const first = () => {
      @Public()
      @ObjectType('Thing')
      class Lax {
        @Field(() => Int) x!: number;
      }
      @Resolver()
      class LaxThings {
        @Public() @Query(() => Int, { nullable: true }) thing(): number {
          return 1;
        }
      }
      return [Lax, LaxThings];
    };
    const second = () => {
      @Authorized('ADMIN')
      @ObjectType('Thing')
      class Strict {
        @Authorized('ADMIN') @Field(() => Int, { nullable: true }) x!: number;
      }
      @Resolver()
      class StrictThings {
        @Authorized('ADMIN') @Query(() => Strict, { nullable: true }) thing(): null {
          return null;
        }
      }
      return StrictThings;
    };
    first();
    const schema = await built(second());
    expect(gapsOf(() => protect(schema)).sort()).toEqual([
      'Query.thing: more than one class resolves it: LaxThings, StrictThings; keep one',
      'Thing: more than one class declares it: Lax, Strict; keep one',
    ]);
  });
});

describe('what extensions state', () => {
  it('adds up through superclasses, in any number of builds', async () => {
    const { Public, authorized, protect } = words();
    @Extensions(stating({ rule: authorized('ADMIN') }))
    @ObjectType()
    abstract class Base {
      @Extensions(stating({ rule: { kind: 'inherited' } })) @Field(() => Int) x!: number;
    }
    @Extensions(stating({ rule: authorized('A') }))
    @ObjectType()
    class Thing extends Base {}
    @Resolver()
    class Things {
      @Public() @Query(() => Thing, { nullable: true }) thing(): object {
        return { x: 1 };
      }
    }
    for (let build = 0; build < 3; build += 1) {
      const schema = protect(await built(Things));
      for (const role of ['A', 'ADMIN']) {
        expect(await ask(schema, '{ thing { x } }', as(role))).toEqual({
          data: { thing: null },
          errors: [forbidden('Query.thing', ['thing'])],
        });
      }
      expect(await ask(schema, '{ thing { x } }', as('A', 'ADMIN'))).toEqual({ data: { thing: { x: 1 } } });
    }
  });
});

describe('an audit', () => {
  it('of an interface’s field holds for its implementers, whatever rule they state', async () => {
    const { Authorized, Audited, Inherited, Public, protect } = words();
    @Inherited()
    @InterfaceType()
    abstract class Watched {
      @Audited() @Authorized('ADMIN') @Field(() => Int, { nullable: true }) x!: number;
    }
    @ObjectType({ implements: Watched })
    class Again implements Watched {
      @Authorized('ADMIN') @Field(() => Int, { nullable: true }) x!: number;
    }
    @Inherited()
    @ObjectType({ implements: Watched })
    class Silent extends Watched {}
    @Resolver()
    class Things {
      @Public() @Query(() => Again) again(): object {
        return { x: 1 };
      }
      @Public() @Query(() => Silent) silent(): object {
        return { x: 2 };
      }
    }
    const seen: unknown[] = [];
    const schema = protect(await built(Things), {
      onDecision: ({ coordinate, allowed, record }) => seen.push({ coordinate, allowed, record }),
    });
    await ask(schema, '{ again { x } silent { x } }', as('ADMIN'));
    await ask(schema, '{ again { x } }', nobody);
    expect(seen.filter((event) => !JSON.stringify(event).includes('Query.'))).toEqual([
      { coordinate: 'Again.x', allowed: true, record: { x: 1 } },
      { coordinate: 'Silent.x', allowed: true, record: { x: 2 } },
      { coordinate: 'Again.x', allowed: false, record: { x: 1 } },
    ]);
  });
});
