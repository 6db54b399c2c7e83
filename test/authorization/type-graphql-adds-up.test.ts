// The ten ways in which type-graphql's own @Authorized was seen to fail open (STACK section 6), and the rules of
// superclasses, interfaces and resolver classes: all of them hold, or the schema is refused.
import { as, built, nobody, words } from './fixtures/words.js';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  InterfaceType,
  ObjectType,
  Query,
  Resolver,
  getMetadataStorage,
} from 'type-graphql';
import { gapsOf } from './fixtures/gaps.js';
import { ask, forbidden, unauthenticated } from './fixtures/guarded.js';

afterEach(() => getMetadataStorage().clear());

const secret = { secret: 'sentinel' };
const secretOf = { data: { thing: { secret: 'sentinel' } } };
const denied = { data: { thing: { secret: null } }, errors: [forbidden('Thing.secret', ['thing', 'secret'])] };
const query = '{ thing { secret } }';

describe('a rule holds', () => {
  it.each([
    ['@Field({ simple: true })', {}, { simple: true }],
    ['@ObjectType({ simpleResolvers: true })', { simpleResolvers: true }, {}],
  ])('case 1: with %s', async (_, onType, onField) => {
    const { Authorized, Inherited, Public, protect } = words();
    @Inherited()
    @ObjectType(onType)
    class Thing {
      @Authorized('ADMIN') @Field(() => String, { nullable: true, ...onField }) secret!: string | null;
    }
    @Resolver()
    class Things {
      @Public() @Query(() => Thing) thing(): Thing {
        return secret;
      }
    }
    const schema = protect(await built(Things));
    expect(await ask(schema, query, as('A'))).toEqual(denied);
    expect(await ask(schema, query, as('ADMIN'))).toEqual(secretOf);
  });

  it('case 2: on a resolver class, with no checker anywhere', async () => {
    const { Authorized, Public, protect } = words();
    @Authorized('ADMIN')
    @Resolver()
    class Things {
      @Public() @Query(() => String, { nullable: true }) secret(): string {
        return 'sentinel';
      }
      @Authorized('A') @Query(() => String, { nullable: true }) secrets(): string {
        return 'sentinel';
      }
    }
    const schema = protect(await built(Things));
    expect(await ask(schema, '{ secret secrets }', as('A'))).toEqual({
      data: { secret: null, secrets: null },
      errors: [forbidden('Query.secret', ['secret']), forbidden('Query.secrets', ['secrets'])],
    });
    expect(await ask(schema, '{ secret secrets }', as('ADMIN'))).toEqual({
      data: { secret: 'sentinel', secrets: null },
      errors: [forbidden('Query.secrets', ['secrets'])],
    });
    expect(await ask(schema, '{ secret secrets }', as('A', 'ADMIN'))).toEqual({
      data: { secret: 'sentinel', secrets: 'sentinel' },
    });
  });

  it('case 3: there is no mode that a setting could misspell', async () => {
    const { Authorized, protect } = words();
    @Resolver()
    class Things {
      @Authorized('ADMIN') @Query(() => String, { nullable: true }) secret(): string {
        return 'sentinel';
      }
    }
    const schema = protect(await built(Things), { errors: 'Error' as 'per-path' });
    expect(await ask(schema, '{ secret }', as('A'))).toEqual({
      data: { secret: null },
      errors: [forbidden('Query.secret', ['secret'])],
    });
    expect(await ask(schema, '{ secret }', as('ADMIN'))).toEqual({ data: { secret: 'sentinel' } });
  });

  it('case 5: on a field whose resolver class asks for any viewer', async () => {
    const { Authorized, Inherited, Public, protect } = words();
    @Inherited()
    @ObjectType()
    class Thing {
      @Authorized('ADMIN') @Field(() => String, { nullable: true }) secret!: string | null;
    }
    @Authorized('signedIn')
    @Resolver(() => Thing)
    class Things {
      @Public() @Query(() => Thing, { nullable: true }) thing(): Thing {
        return { secret: null };
      }
      @FieldResolver() secret(): string {
        return 'sentinel';
      }
    }
    const schema = protect(await built(Things));
    expect(await ask(schema, query, as('A'))).toEqual(denied);
    expect(await ask(schema, query, nobody)).toEqual({
      data: { thing: null },
      errors: [unauthenticated('Query.thing', ['thing'])],
    });
    expect(await ask(schema, query, as('ADMIN'))).toEqual(secretOf);
  });

  it('case 5: on a resolver class over a type that allows', async () => {
    const { Authorized, Inherited, Public, protect } = words();
    @Inherited()
    @ObjectType()
    class Thing {
      @Field(() => String, { nullable: true }) secret!: string | null;
    }
    @Authorized('ADMIN')
    @Resolver(() => Thing)
    class ThingFields {
      @FieldResolver() secret(): string {
        return 'sentinel';
      }
    }
    @Resolver()
    class Things {
      @Public() @Query(() => Thing, { nullable: true }) thing(): Thing {
        return { secret: null };
      }
    }
    const schema = protect(await built(Things, ThingFields));
    expect(await ask(schema, query, as('A'))).toEqual(denied);
    expect(await ask(schema, query, as('ADMIN'))).toEqual(secretOf);
  });

  it('case 6: on a field whose resolver asks for another role', async () => {
    const { Authorized, Inherited, Public, protect } = words();
    @Inherited()
    @ObjectType()
    class Thing {
      @Authorized('ADMIN') @Field(() => String, { nullable: true }) secret!: string | null;
    }
    @Resolver(() => Thing)
    class Things {
      @Public() @Query(() => Thing, { nullable: true }) thing(): Thing {
        return { secret: null };
      }
      @Authorized('A') @FieldResolver() secret(): string {
        return 'sentinel';
      }
    }
    const schema = protect(await built(Things));
    expect(await ask(schema, query, as('A'))).toEqual(denied);
    expect(await ask(schema, query, as('ADMIN'))).toEqual(denied);
    expect(await ask(schema, query, as('A', 'ADMIN'))).toEqual(secretOf);
  });

  it('case 7: on an interface whose implementer is silent', async () => {
    const { Authorized, Inherited, Public, protect } = words();
    @Inherited()
    @InterfaceType({ resolveType: () => 'Thing' })
    abstract class Secretive {
      @Authorized('ADMIN') @Field(() => String, { nullable: true }) secret!: string | null;
    }
    @Inherited()
    @ObjectType({ implements: Secretive })
    class Thing extends Secretive {}
    @Resolver()
    class Things {
      @Public() @Query(() => Thing) thing(): Thing {
        return secret;
      }
      @Public() @Query(() => Secretive) any(): Secretive {
        return secret;
      }
    }
    const schema = protect(await built(Things));
    expect(await ask(schema, query, as('A'))).toEqual(denied);
    expect(await ask(schema, '{ any { secret } }', as('A'))).toEqual({
      data: { any: { secret: null } },
      errors: [forbidden('Thing.secret', ['any', 'secret'])],
    });
    expect(await ask(schema, query, as('ADMIN'))).toEqual(secretOf);
  });

  it('case 7: on an interface class that is a superclass only', async () => {
    const { Authorized, Inherited, Public, protect } = words();
    @Authorized('ADMIN')
    @InterfaceType()
    abstract class Secretive {
      @Inherited() @Field(() => String) secret!: string;
    }
    @ObjectType()
    class Thing extends Secretive {}
    @Resolver()
    class Things {
      @Public() @Query(() => Thing, { nullable: true }) thing(): Thing {
        return secret;
      }
    }
    const schema = protect(await built(Things));
    expect(await ask(schema, query, as('A'))).toEqual({
      data: { thing: null },
      errors: [forbidden('Query.thing', ['thing'])],
    });
    expect(await ask(schema, query, as('ADMIN'))).toEqual(secretOf);
  });

  it.each(['A.secret without a word', 'A.secret as inherited', 'A.secret laxer'])(
    'case 7 AZ-07: or the implementer that declares it again is refused: %s',
    async (how) => {
      const { Authorized, Inherited, Public, protect } = words();
      @Inherited()
      @InterfaceType()
      abstract class Secretive {
        @Authorized('ADMIN') @Field(() => String, { nullable: true }) secret!: string | null;
      }
      @ObjectType({ implements: Secretive })
      class Thing implements Secretive {
        @Field(() => String, { nullable: true }) secret!: string | null;
      }
      @Resolver()
      class Things {
        @Public() @Query(() => Thing) thing(): Thing {
          return secret;
        }
      }
      if (how.endsWith('inherited')) Inherited()(Thing.prototype, 'secret');
      if (how.endsWith('laxer')) Authorized('ADMIN', 'A')(Thing.prototype, 'secret');
      const schema = await built(Things);
      expect(gapsOf(() => protect(schema))).toEqual([
        how.endsWith('word')
          ? 'Thing.secret: states no rule; write @Authorized(…), @Inherited() or @Public()'
          : 'Thing.secret: is laxer than Secretive.secret; demand what it demands: ADMIN',
      ]);
    },
  );

  it('case 8: on the superclass of a type, for all that is inherited, declared again or resolved elsewhere', async () => {
    const { Authorized, Inherited, Public, Reads, protect } = words();
    @Authorized('ADMIN')
    @ObjectType()
    class Base {
      @Authorized('A') @Field(() => String, { nullable: true }) secret!: string | null;
      @Inherited() @Field(() => String, { nullable: true }) plain!: string | null;
    }
    @ObjectType()
    class Thing extends Base {
      @Inherited() @Field(() => String, { nullable: true }) declare secret: string | null;
    }
    @Resolver(() => Thing)
    class Things {
      @Public() @Query(() => Thing, { nullable: true }) thing(): Thing {
        return { secret: 'sentinel', plain: 'x' };
      }
      @Authorized('B') @Reads('plain') @FieldResolver(() => String, { nullable: true }) more(): string {
        return 'more';
      }
    }
    const schema = protect(await built(Things));
    const all = '{ thing { secret plain more } }';
    expect(await ask(schema, all, as('A', 'B'))).toEqual({
      data: { thing: null },
      errors: [forbidden('Query.thing', ['thing'])],
    });
    expect(await ask(schema, all, as('ADMIN'))).toEqual({
      data: { thing: { secret: null, plain: 'x', more: null } },
      errors: [forbidden('Thing.secret', ['thing', 'secret']), forbidden('Thing.more', ['thing', 'more'])],
    });
    expect(await ask(schema, all, as('ADMIN', 'A', 'B'))).toEqual({
      data: { thing: { secret: 'sentinel', plain: 'x', more: 'more' } },
    });
  });

  it.each(['superclass', 'interface'])(
    'case 8: a word on a %s does not speak for the fields that are added below it',
    async (above) => {
      const { Inherited, Public, protect } = words();
      @Inherited()
      @ObjectType()
      class Base {
        @Field(() => String) known!: string;
      }
      @Inherited()
      @InterfaceType()
      abstract class Known {
        @Field(() => String) known!: string;
      }
      @ObjectType()
      class Sub extends Base {
        @Field(() => String) added!: string;
      }
      @ObjectType({ implements: Known })
      class Implementer extends Known {
        @Field(() => String) added!: string;
      }
      const type = above === 'superclass' ? Sub : Implementer;
      @Resolver()
      class Things {
        @Public() @Query(() => type, { nullable: true }) thing(): null {
          return null;
        }
      }
      const schema = await built(Things);
      expect(gapsOf(() => protect(schema))).toEqual([
        `${type.name}.added: states no rule; write @Authorized(…), @Inherited() or @Public()`,
      ]);
    },
  );

  it('case 8: and does speak for those that it knows', async () => {
    const { Inherited, Public, protect } = words();
    @Inherited()
    @ObjectType()
    abstract class Base {
      @Field(() => String) known!: string;
      @Field(() => String) method(): string {
        return 'm';
      }
    }
    @ObjectType()
    class Thing extends Base {}
    @Resolver()
    class Things {
      @Public() @Query(() => Thing) thing(): object {
        return Object.assign(new Thing(), { known: 'k' });
      }
    }
    expect(await ask(protect(await built(Things)), '{ thing { known method } }', nobody)).toEqual({
      data: { thing: { known: 'k', method: 'm' } },
    });
  });

  it('case 9: on a resolver class and its methods, in subclasses that override and add', async () => {
    const { Authorized, Public, protect } = words();
    @Authorized('ADMIN')
    @Resolver()
    abstract class Base {
      @Authorized('A') @Query(() => String, { nullable: true }) secret(): string {
        return 'base';
      }
      @Authorized('A') @Query(() => String, { nullable: true }) kept(): string {
        return 'kept';
      }
    }
    @Resolver()
    class Things extends Base {
      @Public() @Query(() => String, { nullable: true }) override secret(): string {
        return 'overridden';
      }
      @Public() @Query(() => String, { nullable: true }) added(): string {
        return 'added';
      }
    }
    const schema = protect(await built(Things));
    const all = '{ secret kept added }';
    const errors = ['secret', 'kept', 'added'].map((name) => forbidden(`Query.${name}`, [name]));
    expect(await ask(schema, all, as('A'))).toEqual({ data: { secret: null, kept: null, added: null }, errors });
    expect(await ask(schema, all, as('ADMIN'))).toEqual({
      data: { secret: null, kept: null, added: 'added' },
      errors: errors.slice(0, 2),
    });
    expect(await ask(schema, all, as('A', 'ADMIN'))).toEqual({
      data: { secret: 'overridden', kept: 'kept', added: 'added' },
    });
  });

  it('case 10: on an input field, a parameter and a member of @Args, each where it is sent', async () => {
    const { Authorized, Inherited, Public, protect } = words();
    @InputType()
    class Input {
      @Authorized('ADMIN') @Field(() => String, { nullable: true }) role!: string | null;
      @Inherited() @Field(() => String, { nullable: true }) name!: string | null;
    }
    @ArgsType()
    class Arguments {
      @Authorized('A') @Field(() => String, { nullable: true }) text!: string | null;
    }
    @Resolver()
    class Things {
      @Public() @Query(() => String, { nullable: true }) write(
        @Arg('input', () => Input, { nullable: true }) input: Input | null,
        @Authorized('B') @Arg('more', () => String, { nullable: true }) more: string | null,
        @Args(() => Arguments) { text }: Arguments,
      ): string {
        return `${input?.role} ${input?.name} ${more} ${text}`;
      }
    }
    const schema = protect(await built(Things));
    const write = (sent: string) => `{ write(${sent}) }`;
    const refused = (coordinate: string, input: string) => ({
      data: { write: null },
      errors: [{ ...forbidden(coordinate, ['write']), extensions: { code: 'FORBIDDEN', coordinate, count: 1, input } }],
    });
    const all = write('input: { role: "r", name: "n" }, more: "m", text: "t"');
    expect(await ask(schema, all, as('A', 'B'))).toEqual(refused('Input.role', 'input.role'));
    expect(await ask(schema, all, as('ADMIN', 'A'))).toEqual(refused('Query.write(more:)', 'more'));
    expect(await ask(schema, all, as('ADMIN', 'B'))).toEqual(refused('Query.write(text:)', 'text'));
    expect(await ask(schema, all, as('ADMIN', 'A', 'B'))).toEqual({ data: { write: 'r n m t' } });
    expect(await ask(schema, write('input: { name: "n" }'), as('A'))).toEqual({
      data: { write: 'undefined n undefined undefined' },
    });
  });

  it('case 10: or is refused on a class of arguments, on a parameter that is none, and on an input type', async () => {
    const { Authorized, Inherited, Public, protect } = words();
    @Authorized('ADMIN')
    @InputType()
    class Input {
      @Inherited() @Field(() => String, { nullable: true }) name!: string | null;
    }
    @Authorized('ADMIN')
    @ArgsType()
    class Arguments {
      @Inherited() @Field(() => String, { nullable: true }) text!: string | null;
    }
    @Resolver()
    class Things {
      @Public() @Query(() => String, { nullable: true }) write(
        @Arg('input', () => Input) { name }: Input,
        @Args(() => Arguments) { text }: Arguments,
        @Authorized('ADMIN') @Ctx() context: object,
      ): string {
        return `${name} ${text} ${Object.keys(context).length}`;
      }
    }
    const schema = await built(Things);
    expect(gapsOf(() => protect(schema)).sort()).toEqual([
      'Arguments.text: follows where it is used unless it demands more; write @Authorized(…) or nothing',
      'Arguments: states a rule on a class of arguments, which is no type; state it on its members',
      'Input: an input type takes @Inherited() only, which speaks for its fields; state rules on them',
      'Things.write, parameter 3: states a rule and is not an argument of the schema, so nothing would enforce it; declare it with type-graphql, or remove the rule',
    ]);
  });
});
