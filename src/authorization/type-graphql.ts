// The adapter for type-graphql: decorators beside each member, and the placing of what they state on the schema that
// buildSchema made. type-graphql's own storage of rules stays empty; anything found there is a gap.
import { createParameterDecorator } from 'type-graphql';
import type { ResolverData } from 'type-graphql';
import { Authorization, mayChange, projectionFor } from './authorization.js';
import type { AuthorizationConfig, Wording } from './authorization.js';
import type { Class, Declaration, EnumDeclaration } from './type-graphql/declaration.js';
import { refuseDirectives } from './sdl/from-directives.js';
import { placeDeclarations } from './type-graphql/placement.js';
import type { RowFilter } from './rows.js';
import type { AnyViewer } from './viewer.js';

export { PolicyError } from './gap.js';
export type { Gap } from './gap.js';
export type { Projection } from './projection.js';
export type { RowFilter } from './rows.js';

/** A decorator for a class, one of its members, or a parameter of one that is an argument. */
export type StatementDecorator = (
  target: object,
  member?: string | symbol,
  place?: PropertyDescriptor | number,
) => void;

/** What a value of an enum states. */
export interface EnumStatement<Role extends string> {
  readonly anyOf: readonly [Wording<Role>, ...Wording<Role>[]];
  /** The field of the schema that its use tells of, as an order by it does: `Employee.salary`. */
  readonly reads?: string;
}

/** The words of one application as decorators, beside `protect`, `relation`, `fact` and `allOf`. */
export class DecoratedAuthorization<
  Context extends object,
  Viewer extends AnyViewer,
  Role extends string,
> extends Authorization<Context, Viewer, Role> {
  readonly #declarations: Declaration[];
  readonly #enums: EnumDeclaration[];

  constructor(config: AuthorizationConfig<Context, Viewer, Role>) {
    const declarations: Declaration[] = [];
    const enums: EnumDeclaration[] = [];
    super(config, (schema) => [
      ...placeDeclarations(schema, declarations, enums, takeRows),
      ...refuseDirectives(schema),
    ]);
    this.#declarations = declarations;
    this.#enums = enums;
  }

  /** Any of its words. On a type: who may meet its objects at all. On a resolver class: demanded by all its members. */
  readonly Authorized = (...words: [Wording<Role>, ...Wording<Role>[]]): StatementDecorator =>
    this.#stating({ rule: this.authorized(...words) });

  /** Whoever was given the object may read this. On a type: all of its fields. */
  readonly Inherited = (): StatementDecorator => this.#stating({ rule: { kind: 'inherited' } });

  /** Anyone, without signing in. On a type: all of its fields. */
  readonly Public = (): StatementDecorator => this.#stating({ rule: { kind: 'public' } });

  /** Each allowed read is reported to `onDecision`, of an object's field with the object. */
  readonly Audited = (): StatementDecorator => this.#stating({ audited: true });

  /** On a payload's field: the user who is signed in. It and all below are decided for that viewer. */
  readonly SignsIn = <Payload>(viewer: (payload: Payload) => Viewer): StatementDecorator =>
    this.#stating({ signsIn: viewer });

  /** On an object type: which of its records a viewer may meet. All others are as if they did not exist. */
  readonly Visible = (...words: [Wording<Role>, ...Wording<Role>[]]): StatementDecorator =>
    this.#stating({ visible: this.authorized(...words) });

  /**
   * What a computed field is made of: fields of its type or keys of its record, and its resolver receives nothing else.
   * What a filter or an argument tells of: `Employee.salary`. A laxer rule than theirs needs a reason in words.
   */
  readonly Reads = (
    names: string | readonly string[],
    { laxer }: { readonly laxer?: string } = {},
  ): StatementDecorator => this.#stating({ reads: [names].flat(), ...(laxer !== undefined && { laxer }) });

  /** On a mutation: the record on which its relations are decided, and the argument that holds its id. */
  readonly Subject = (type: () => Class, id: string): StatementDecorator => this.#stating({}, { type, id });

  /** States rules on values of an enum that is registered; those not named follow where the enum is used. */
  readonly authorizeEnum = <Enum extends object>(
    enumeration: Enum,
    values: { readonly [Value in keyof Enum & string]?: EnumStatement<Role> },
  ): void => {
    for (const [value, statement] of Object.entries<EnumStatement<Role> | undefined>(values)) {
      if (!statement) continue;
      const { anyOf, reads } = statement;
      const stated = { rule: this.authorized(...anyOf), ...(reads !== undefined && { reads: [reads] }) };
      this.#enums.push({ enumeration, value, stated });
    }
  };

  #stating(stated: Declaration['stated'], subject?: Declaration['subject']): StatementDecorator {
    return (target, member, place) => {
      const onClass = member === undefined;
      const isStatic = !onClass && typeof target === 'function';
      const owner = (typeof target === 'function' ? target : target.constructor) as Class;
      this.#declarations.push({
        target: owner,
        stated,
        ...(subject && { subject }),
        ...(!onClass && { member: `${isStatic ? 'static ' : ''}${String(member)}` }),
        ...(typeof place === 'number' && { parameter: place }),
      });
    };
  }
}

/**
 * The words of an application whose types are declared with type-graphql.
 *
 * @example
 * const { Authorized, Inherited, Public, relation, fact, protect } = authorization<Context, Viewer>()({
 *   roles: ['EMPLOYEE', 'HR'],
 *   viewer: (context) => context.viewer,
 * });
 */
export function authorization<Context extends object, Viewer extends AnyViewer>() {
  return <const Role extends string>(
    config: AuthorizationConfig<Context, Viewer, Role>,
  ): DecoratedAuthorization<Context, Viewer, Role> => new DecoratedAuthorization(config);
}

/** Gives a resolver its `Projection`: the fields it should read for the records it returns. */
export function Fields(): ParameterDecorator {
  return createParameterDecorator(({ context, info }) => projectionFor(context, info)) as ParameterDecorator;
}

/**
 * Gives the resolver of a mutation with a `@Subject` the filter that its write has to carry. A write that changed
 * nothing is answered with `null`; why, the engine says.
 */
export function MayChange(): ParameterDecorator {
  return createParameterDecorator(takeRows) as ParameterDecorator;
}

function takeRows({ context, info }: ResolverData): RowFilter {
  return mayChange(context, info);
}
