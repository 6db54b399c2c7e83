// The adapter for type-graphql: decorators beside each member, and the placing of what they state on the schema that
// buildSchema made. type-graphql's own storage of rules stays empty; anything found there is a gap.
import { createParameterDecorator } from 'type-graphql';
import { Authorization, projectionFor } from './authorization.js';
import type { AuthorizationConfig, Wording } from './authorization.js';
import type { Class, Declaration } from './declaration.js';
import { placeDeclarations } from './placement.js';
import type { AnyViewer } from './scope.js';

export { PolicyError } from './gap.js';
export type { Gap } from './gap.js';
export type { Projection } from './projection.js';

/** A decorator for a class or one of its members. */
export type StatementDecorator = (target: object, member?: string | symbol, descriptor?: PropertyDescriptor) => void;

/** The words of one application as decorators, beside `protect`, `relation`, `fact` and `allOf`. */
export class DecoratedAuthorization<
  Context extends object,
  Viewer extends AnyViewer,
  Role extends string,
> extends Authorization<Context, Viewer, Role> {
  readonly #declarations: Declaration[];

  constructor(config: AuthorizationConfig<Context, Viewer, Role>) {
    const declarations: Declaration[] = [];
    super(config, (schema) => placeDeclarations(schema, declarations));
    this.#declarations = declarations;
  }

  /** Any of its words. On a type: who may meet its objects at all. On a resolver class: demanded by all its members. */
  readonly Authorized = (...words: [Wording<Role>, ...Wording<Role>[]]): StatementDecorator =>
    this.#stating({ rule: this.authorized(...words) });

  /** Whoever was given the object may read this. On a type: all of its fields. */
  readonly Inherited = (): StatementDecorator => this.#stating({ rule: { kind: 'inherited' } });

  /** Anyone, without signing in. On a type: all of its fields. */
  readonly Public = (): StatementDecorator => this.#stating({ rule: { kind: 'public' } });

  /** Each read is reported to `onDecision` with its record. */
  readonly Audited = (): StatementDecorator => this.#stating({ audited: true });

  /** On a payload's field: the user who is signed in. It and all below are decided for that viewer. */
  readonly SignsIn = <Payload>(viewer: (payload: Payload) => Viewer): StatementDecorator =>
    this.#stating({ signsIn: viewer });

  #stating(stated: Declaration['stated']): StatementDecorator {
    return (target, member) => {
      const onClass = member === undefined;
      const isStatic = !onClass && typeof target === 'function';
      const owner = (typeof target === 'function' ? target : target.constructor) as Class;
      this.#declarations.push({
        target: owner,
        stated,
        ...(!onClass && { member: `${isStatic ? 'static ' : ''}${String(member)}` }),
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
