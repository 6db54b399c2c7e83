/* eslint-disable @typescript-eslint/no-unused-vars -- a decorated parameter declares an argument, used or not */
// Rules on what is sent, stated by decorators: on parameters, on classes of arguments and of inputs, on enums. Each wrong
// statement stands beside a sound twin that builds.
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, InputType, Int, InterfaceType, Mutation, ObjectType, Query, Resolver, getMetadataStorage, registerEnumType } from 'type-graphql'; // prettier-ignore
import { afterEach, describe, expect, it } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import { MayChange } from '../../src/authorization/type-graphql.js';
import { gapsOf } from './fixtures/gaps.js';
import { ask, forbidden } from './fixtures/guarded.js';
import { as, built, words } from './fixtures/words.js';

afterEach(() => getMetadataStorage().clear());

const denied = (coordinate: string, input: string, path = ['q']) => ({
  data: { [path[0]!]: null },
  errors: [forbidden(coordinate, path, 1, { input })],
});
const answered = { data: { q: 1 } };
const unplaced = (place: string, what = 'an argument') =>
  `${place}: states a rule and is not ${what} of the schema, so nothing would enforce it; declare it with type-graphql, or remove the rule`;

/** Refused to A, allowed to ADMIN. */
async function refusedAndAllowed(schema: GraphQLSchema, source: string, coordinate: string, input: string) {
  expect(await ask(schema, source, as('A'))).toEqual(denied(coordinate, input));
  expect(await ask(schema, source, as('ADMIN'))).toEqual(answered);
}

describe('B14 a rule on a parameter', () => {
  it('holds for its argument, of a query, a mutation, and a field', async () => {
    const { Authorized, Inherited, Public, protect } = words();
    @Inherited()
    @ObjectType()
    class Thing {
      @Field(() => Int, { nullable: true }) own(@Authorized('ADMIN') @Arg('by', () => Int, { nullable: true }) by?: number): number {
        return by ?? 0;
      }
    }
    @Resolver(() => Thing)
    class Things {
      @Public() @Query(() => Int, { nullable: true }) q(
        @Ctx() _: object,
        @Arg('open', () => Int, { nullable: true }) __?: number,
        @Authorized('ADMIN') @Arg('by', () => Int, { nullable: true }) ___?: number,
      ): number {
        return 1;
      }
      @Public() @Query(() => Thing) thing(): object {
        return {};
      }
      @Inherited() @FieldResolver(() => Int, { nullable: true }) other(@Authorized('ADMIN') @Arg('by', () => Int, { nullable: true }) by?: number): number {
        return by ?? 0;
      }
    }
    const schema = protect(await built(Things));
    await refusedAndAllowed(schema, '{ q(open: 1, by: 1) }', 'Query.q(by:)', 'by');
    expect(await ask(schema, '{ q(open: 1) }', as('A'))).toEqual(answered);
    const source = '{ thing { own(by: 1) other(by: 2) } }';
    expect(await ask(schema, source, as('A'))).toEqual({
      data: { thing: { own: null, other: null } },
      errors: [
        forbidden('Thing.own(by:)', ['thing', 'own'], 1, { input: 'by' }),
        forbidden('Thing.other(by:)', ['thing', 'other'], 1, { input: 'by' }),
      ],
    });
    expect(await ask(schema, source, as('ADMIN'))).toEqual({ data: { thing: { own: 1, other: 2 } } });
  }); // prettier-ignore

  it('is refused on one that is no argument, or where there are two', async () => {
    const { Authorized, Public, protect } = words();
    @Resolver()
    class Things {
      @Public() @Query(() => Int, { nullable: true }) q(@Authorized('ADMIN') @Ctx() _: object): number {
        return 1;
      }
      @Public() @Query(() => Int, { nullable: true }) r(@Authorized('A') @Authorized('B') @Arg('by') _: number): number {
        return 1;
      }
      @Public() @Query(() => Int, { nullable: true }) s(@Public() @Arg('by') _: number): number {
        return 1;
      }
      helper(@Authorized('ADMIN') _: number): number {
        return 1;
      }
    }
    const schema = await built(Things);
    const two = 'states two rules; keep one, allOf(…) joins words of which all must hold';
    expect(gapsOf(() => protect(schema)).sort()).toEqual([
      unplaced('Things.helper, parameter 1'),
      unplaced('Things.q, parameter 1'),
      `Things.r, parameter 1: ${two}`,
      'Things.s, parameter 1: follows where it is used unless it demands more; write @Authorized(…) or nothing',
    ]);
  }); // prettier-ignore
});

describe('B14 rules of input classes', () => {
  it('add up along superclasses, and a class speaks for what it declares', async () => {
    const { Authorized, Inherited, Public, protect } = words();
    @InputType()
    abstract class Base {
      @Authorized('ADMIN') @Field(() => Int, { nullable: true }) salary?: number;
      @Authorized('A', 'ADMIN') @Field(() => Int, { nullable: true }) phone?: number;
    }
    @Inherited()
    @InputType()
    class In extends Base {
      @Field(() => Int, { nullable: true }) name?: number;
      @Authorized('B', 'ADMIN') @Field(() => Int, { nullable: true }) declare phone?: number;
    }
    @ArgsType()
    class All {
      @Field(() => In, { nullable: true }) in?: In;
      @Authorized('ADMIN') @Field(() => Int, { nullable: true }) by?: number;
    }
    @ArgsType()
    class More extends All {
      @Field(() => Int, { nullable: true }) limit?: number;
    }
    @Resolver()
    class Things {
      @Public() @Query(() => Int, { nullable: true }) q(@Args() _: More): number {
        return 1;
      }
    }
    const schema = protect(await built(Things));
    await refusedAndAllowed(schema, '{ q(in: { salary: 1 }) }', 'In.salary', 'in.salary');
    await refusedAndAllowed(schema, '{ q(in: { phone: 1 }) }', 'In.phone', 'in.phone');
    expect(await ask(schema, '{ q(in: { phone: 1 }) }', as('B'))).toEqual(denied('In.phone', 'in.phone'));
    expect(await ask(schema, '{ q(in: { phone: 1 }) }', as('A', 'B'))).toEqual(answered);
    await refusedAndAllowed(schema, '{ q(by: 1) }', 'Query.q(by:)', 'by');
    expect(await ask(schema, '{ q(limit: 1, in: { name: 1 }) }', as('A'))).toEqual(answered);
  });

  it('are refused where a member has no word, or a class of arguments has one', async () => {
    const build = async (sound: boolean) => {
      const { Authorized, Inherited, Public, protect } = words();
      const onInput = sound ? Inherited() : () => undefined;
      const onArguments = sound ? () => undefined : Authorized('ADMIN');
      @InputType()
      class In {
        @Inherited() @Field(() => Int, { nullable: true }) name?: number;
        @onInput @Field(() => Int, { nullable: true }) salary?: number;
      }
      @onArguments
      @ArgsType()
      class All {
        @Field(() => In, { nullable: true }) in?: In;
      }
      @Resolver()
      class Things {
        @Public() @Query(() => Int, { nullable: true }) q(@Args() _: All): number {
          return 1;
        }
      }
      const schema = await built(Things);
      return gapsOf(() => protect(schema));
    };
    expect(await build(false)).toEqual([
      'All: states a rule on a class of arguments, which is no type; state it on its members',
      'In.salary: states no rule; write @Authorized(…) or @Inherited()',
    ]);
    getMetadataStorage().clear();
    expect(await build(true)).toEqual([]);
  });

  it('are refused where a default of a class sends what only some may', async () => {
    const build = async (value: number | undefined) => {
      const { Authorized, Inherited, Public, protect } = words();
      @Inherited()
      @InputType()
      class In {
        @Authorized('ADMIN') @Field(() => Int, { nullable: true, ...(value && { defaultValue: value }) }) salary?: number;
      }
      @Resolver()
      class Things {
        @Public() @Query(() => Int, { nullable: true }) q(@Arg('in', () => In, { nullable: true }) _?: In): number {
          return 1;
        }
      }
      const schema = await built(Things);
      return gapsOf(() => protect(schema));
    };
    expect(await build(7)).toEqual([
      "In.salary: has a default that sends In.salary in everyone's name (its rule is ADMIN); remove the default",
    ]);
    getMetadataStorage().clear();
    expect(await build(undefined)).toEqual([]);
  }); // prettier-ignore
});

describe('B7 authorizeEnum', () => {
  enum Sort {
    NAME,
    SALARY,
  }
  const build = (state: (its: ReturnType<typeof words>) => void, register = true) => {
    const its = words();
    if (register) registerEnumType(Sort, { name: 'Sort' });
    state(its);
    @Resolver()
    class Things {
      @its.Public() @Query(() => Int, { nullable: true }) q(
        @Arg('sort', () => (register ? Sort : Int), { nullable: true }) _?: number,
      ): number {
        return 1;
      }
    }
    return built(Things).then((schema) => ({ schema, gaps: () => gapsOf(() => its.protect(schema)) }));
  };

  it('guards one value, and the others follow', async () => {
    const { schema, gaps } = await build(({ authorizeEnum }) => authorizeEnum(Sort, { SALARY: { anyOf: ['ADMIN'] } }));
    expect(gaps()).toEqual([]);
    await refusedAndAllowed(schema, '{ q(sort: SALARY) }', 'Sort.SALARY', 'sort');
    expect(await ask(schema, '{ q(sort: NAME) }', as('A'))).toEqual(answered);
  });

  it('is refused for an enum that is not registered', async () => {
    const { gaps } = await build(({ authorizeEnum }) => authorizeEnum(Sort, { SALARY: { anyOf: ['ADMIN'] } }), false);
    expect(gaps()).toEqual([
      'SALARY: states a rule on a value of an enum that is not registered; call registerEnumType first',
    ]);
  });

  it('is refused for a value that the enum does not have', async () => {
    const { gaps } = await build(({ authorizeEnum }) => authorizeEnum(Sort, { PAY: { anyOf: ['ADMIN'] } } as object));
    expect(gaps()).toEqual(['Sort.PAY: states a rule and is no value of the enum, so nothing would enforce it']);
  });

  it.each([
    ['no word', { anyOf: [] }, 'names no word, which would allow everyone or nobody; name one, or write @Inherited() or @Public()'],
    ['an unknown word', { anyOf: ['AMDIN'] }, '"AMDIN" is no role, condition or relation; known are A, B, ADMIN, signedIn'],
    ['a field that does not exist', { anyOf: ['ADMIN'], reads: 'Thing.x' }, 'reads Thing.x, which is no field of the schema; write Type.field'],
  ])('AZ-35 is refused with %s', async (_, statement, what) => {
    const { gaps } = await build(({ authorizeEnum }) => authorizeEnum(Sort, { SALARY: statement as never }));
    expect(gaps()).toContain(`Sort.SALARY: ${what}`);
  }); // prettier-ignore
});

describe('decorators of mutations and records are refused', () => {
  /** A record with an id, and one mutation of it with these decorators. */
  const build = async (its: ReturnType<typeof words>, onMutation: readonly unknown[], onParameter: unknown, onClass: unknown = its.Inherited()) => {
    const decorate = (decorators: readonly unknown[]): MethodDecorator => (...place) => {
      for (const decorator of decorators) (decorator as MethodDecorator)(...place);
    };
    @(onClass as ClassDecorator)
    @ObjectType()
    class Thing {
      @its.Inherited() @Field(() => ID) id!: string;
    }
    @Resolver()
    class Things {
      @its.Public() @Query(() => Thing, { nullable: true }) thing(): null {
        return null;
      }
      @decorate(onMutation) @Mutation(() => Thing, { nullable: true }) change(@Arg('id', () => ID) _: string, @(onParameter as ParameterDecorator) __: unknown): null {
        return null;
      }
    }
    thing = Thing;
    const schema = await built(Things);
    return gapsOf(() => its.protect(schema, { records: { Thing: () => Promise.resolve([]) } }));
  }; // prettier-ignore
  let thing: new () => unknown;
  const subject = ({ Subject }: ReturnType<typeof words>) => Subject(() => thing, 'id');

  it('not where the subject and the filter of its write come together', async () => {
    const its = words();
    expect(await build(its, [its.Public(), subject(its)], MayChange())).toEqual([]);
    getMetadataStorage().clear();
    expect(await build(words(), [words().Public()], Ctx())).toEqual(['Things.change: states no rule; write @Authorized(…) or @Public()']);
  }); // prettier-ignore

  it('not where the subject is an interface, whatever its class is called', async () => {
    const { Inherited, Public, Subject, protect } = words();
    @Inherited()
    @InterfaceType('Person')
    abstract class AnyPerson {
      @Field(() => ID) id!: string;
    }
    @Inherited()
    @ObjectType({ implements: AnyPerson })
    class Employee extends AnyPerson {}
    @Resolver()
    class People {
      @Public() @Query(() => Employee, { nullable: true }) one(): null {
        return null;
      }
      @Public() @Subject(() => AnyPerson, 'id') @Mutation(() => AnyPerson, { nullable: true }) end(@Arg('id', () => ID) _: string, @MayChange() __: unknown): null {
        return null;
      }
    }
    const schema = await built(People);
    expect(gapsOf(() => protect(schema, { records: { Person: () => Promise.resolve([]) } }))).toEqual([]);
  }); // prettier-ignore

  it('where one of the two is missing', async () => {
    const its = words();
    expect(await build(its, [its.Public(), subject(its)], Ctx())).toEqual([
      'Things.change: has a subject, and its write does not take the rules on it; add a parameter @MayChange() rows: RowFilter',
    ]);
    getMetadataStorage().clear();
    const other = words();
    expect(await build(other, [other.Public()], MayChange())).toEqual([
      "Things.change: takes @MayChange() and has no subject; say which record it changes: @Subject(() => Type, 'id')",
    ]);
  });

  it('where a subject or visibility is stated twice', async () => {
    const its = words();
    const twice = await build(its, [its.Public(), subject(its), subject(its)], MayChange());
    expect(twice).toEqual(['Things.change: states @Subject(…) twice; keep one']);
    getMetadataStorage().clear();
    const other = words();
    const visible: ClassDecorator = (target) => {
      other.Inherited()(target);
      other.Visible('A')(target);
      other.Visible('B')(target);
    };
    expect(await build(other, [other.Public()], Ctx(), visible)).toEqual(['Thing: states @Visible(…) twice; keep one']);
  });
});

describe('AZ-41 B3 a computed field of a type with an entry rule', () => {
  const what = "is computed and does not say of what; write @Reads('…'): its resolver receives nothing else";
  const build = async (its: ReturnType<typeof words>, reads: unknown) => {
    const { Authorized, Inherited, Public } = its;
    @Authorized('signedIn')
    @InterfaceType()
    abstract class Base {
      @Inherited() @Field(() => Int) x!: number;
      @(reads as MethodDecorator) @Inherited() @Field(() => Int) shown(): number {
        return 1;
      }
    }
    @Authorized('signedIn')
    @ObjectType({ implements: Base })
    class Thing extends Base {
      @(reads as MethodDecorator) @Inherited() @Field(() => Int) own(): number {
        return 1;
      }
    }
    @Resolver(() => Thing)
    class Things {
      @Public() @Query(() => Base, { nullable: true }) thing(): null {
        return null;
      }
      @(reads as MethodDecorator) @Inherited() @FieldResolver(() => Int) more(): number {
        return 1;
      }
    }
    void Thing;
    const schema = await built(Things);
    return gapsOf(() => its.protect(schema));
  }; // prettier-ignore

  it('is refused where it does not say what it reads: on the class, its interface, in a resolver', async () => {
    const silent = await build(words(), () => undefined);
    expect(silent.sort()).toEqual(
      ['Base.shown', 'Thing.more', 'Thing.own', 'Thing.shown'].map((where) => `${where}: ${what}`),
    );
    getMetadataStorage().clear();
    const its = words();
    expect(await build(its, its.Reads('x'))).toEqual([]);
    getMetadataStorage().clear();
    const other = words();
    expect(await build(other, other.Reads([]))).toEqual([]);
  });

  it('is refused where it says so twice', async () => {
    const its = words();
    const twice: MethodDecorator = (...place) => {
      its.Reads('x')(...place);
      its.Reads([])(...place);
    };
    const found = await build(its, twice);
    expect(found.sort()).toEqual(
      ['Base.shown', 'Thing.own', 'Things.more'].map((where) => `${where}: states @Reads(…) twice; keep one`),
    );
  });
});
