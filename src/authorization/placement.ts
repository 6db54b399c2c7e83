// From classes to the schema: which statements speak for which type and field. What speaks for the same field adds
// up, and each statement has to stand somewhere: one that was dropped would be a rule that nobody enforces.
import { isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { Declarations, lineage, placeOf, wordsForFields } from './declaration.js';
import type { Class, Declaration } from './declaration.js';
import { state } from './extension.js';
import type { Element } from './extension.js';
import { flawsIn } from './flaws.js';
import { Gaps } from './gap.js';
import type { Gap } from './gap.js';
import { both, demands } from './rule.js';
import type { Rule } from './rule.js';
import { Storage } from './type-graphql-storage.js';
import type { Method } from './type-graphql-storage.js';

/** A type's class: itself with its superclasses, and apart from them its interfaces. */
interface Family {
  readonly target: Class;
  readonly own: readonly Class[];
  readonly interfaces: readonly Class[];
}

/** What is said of one field: by members, and by the resolver classes around them. */
interface Voices {
  readonly members: readonly Declaration[];
  readonly classes: readonly Declaration[];
}

/** Places every statement on the schema; returns what could not be placed or should not have been stated. */
export function placeDeclarations(schema: GraphQLSchema, decorated: readonly Declaration[]): readonly Gap[] {
  return new Placement(schema, decorated).place();
}

class Placement {
  readonly #schema: GraphQLSchema;
  readonly #storage = new Storage();
  readonly #declarations: Declarations;
  readonly #gaps = new Gaps();
  readonly #placed = new Set<Declaration>();
  /** Classes that speak for this schema. */
  readonly #present = new Set<Class>();

  constructor(schema: GraphQLSchema, decorated: readonly Declaration[]) {
    this.#schema = schema;
    this.#declarations = new Declarations([...decorated, ...this.#storage.extensions()]);
  }

  place(): readonly Gap[] {
    this.#refuseForeign();
    this.#refuseDoubles();
    const roots = new Map<unknown, 'query' | 'mutation' | 'subscription'>([
      [this.#schema.getQueryType(), 'query'],
      [this.#schema.getMutationType(), 'mutation'],
      [this.#schema.getSubscriptionType(), 'subscription'],
    ]);
    for (const type of Object.values(this.#schema.getTypeMap())) {
      if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
      const operation = roots.get(type);
      if (operation) this.#placeRoot(type as GraphQLObjectType, operation);
      else this.#placeType(type);
    }
    this.#refuseUnplaced();
    return this.#gaps.all;
  }

  #placeRoot(type: GraphQLObjectType, operation: 'query' | 'mutation' | 'subscription'): void {
    for (const field of Object.values(type.getFields())) {
      const handlers = this.#storage.handlersOf(operation, field.name);
      const [handler] = handlers;
      if (!handler) continue;
      this.#refuseRivals(`${type.name}.${field.name}`, 'resolves', [
        ...new Set(handlers.map(({ target }) => lineage(target).at(-1)!)),
      ]);
      this.#put(field, placeOf({ target: handler.target, member: handler.methodName }), this.#voicesOf(handlers));
    }
  }

  #placeType(type: GraphQLObjectType | GraphQLInterfaceType): void {
    const classes = this.#storage.classesOf(type.name);
    const [target] = classes;
    if (!target) return;
    this.#refuseRivals(type.name, 'declares', classes);
    const interfaces = type.getInterfaces().flatMap(({ name }) => this.#storage.classesOf(name));
    const family = {
      target,
      interfaces,
      own: lineage(target).filter((at) => at === target || !interfaces.includes(at)),
    };
    const fields = Object.values(type.getFields());
    const stated = family.own.flatMap((at) => this.#take(at));
    for (const at of interfaces) this.#take(at);

    const allowing = wordsForFields(stated).filter(
      (word) => word.target === target || fields.every(({ name }) => this.#knows(word.target, name)),
    );
    const demanding = stated.filter((declaration) => !wordsForFields([declaration]).length);
    this.#put(type, target.name, { members: [...demanding, ...allowing], classes: [] });
    for (const field of fields) this.#placeMember(field, field.name, family);
  }

  #placeMember(field: Element, name: string, { target, own, interfaces }: Family): void {
    const all = [...own, ...interfaces];
    const resolvers = this.#storage.fieldResolversFor(all, name);
    const names = new Set([
      ...all.flatMap((at) => this.#storage.membersFor(at, name)),
      ...resolvers.map(({ methodName }) => methodName),
    ]);
    const statedOn = (classes: readonly Class[]): Declaration[] =>
      classes.flatMap((at) => [...names].flatMap((member) => this.#take(at, member)));
    const methods = this.#voicesOf(resolvers);
    const members = [...statedOn(own), ...methods.members];
    const above = statedOn(interfaces);
    // Without a word of its own the field follows the class that declared it: a superclass, or else an interface.
    if (!members.some(({ stated }) => stated.rule)) {
      const redeclared = own.some((at) => this.#storage.membersFor(at, name).length > 0);
      const silent = methods.classes.length > 0 ? own : own.filter((at) => at !== target);
      members.push(
        ...this.#classWords(silent, name),
        ...(redeclared ? [] : [...above, ...this.#classWords(interfaces, name)]),
      );
    }
    members.push(
      ...above
        .filter(({ stated }) => stated.audited)
        .map((declaration) => ({ ...declaration, stated: { audited: true } })),
    );
    this.#put(field, placeOf({ target, member: [...names][0] ?? name }), { members, classes: methods.classes });
  }

  /** What classes say for all of their fields, of which this is one. */
  #classWords(classes: readonly Class[], fieldName: string): Declaration[] {
    return classes
      .filter((at) => this.#knows(at, fieldName))
      .flatMap((at) => wordsForFields(this.#declarations.on(at)));
  }

  /** Whether the class or a superclass declares the field. A word on a class does not speak for what subclasses add. */
  #knows(target: Class, fieldName: string): boolean {
    return lineage(target).some((at) => this.#storage.membersFor(at, fieldName).length > 0);
  }

  /** What methods and their classes state, in the whole family of resolver classes: overriding loses no rule. */
  #voicesOf(methods: readonly Method[]): Voices {
    const pairs = methods.flatMap(({ target, methodName }) =>
      this.#declarations.relatives(target).map((at) => ({ at, methodName })),
    );
    const classes = [...new Set(pairs.flatMap(({ at }) => this.#take(at)))];
    for (const { target, stated } of classes) {
      if (stated.rule?.kind === 'authorized' && !stated.audited && !stated.signsIn) continue;
      this.#gaps.add(
        target.name,
        'a resolver class can demand, not allow; use @Authorized(…) here, or state it on each member',
      );
    }
    return { members: [...new Set(pairs.flatMap(({ at, methodName }) => this.#take(at, methodName)))], classes };
  }

  /** A field without a word stays without: a class that resolves it cannot speak for it. */
  #put(element: Element, where: string, { members, classes }: Voices): void {
    const flawed = [...members, ...classes].find(({ stated }) => flawsIn(stated).length > 0);
    if (flawed) return state(element, { ...flawed.stated, where }); // for the policy to report
    const rules = members.flatMap(({ stated }) => stated.rule ?? []);
    const added = classes.flatMap(({ stated }) => (stated.rule?.kind === 'authorized' ? stated.rule : []));
    const rule = rules.length === 0 ? undefined : sum([...rules, ...added]);
    const signsIn = members.find(({ stated }) => stated.signsIn)?.stated.signsIn;
    const audited = members.some(({ stated }) => stated.audited);
    state(element, { where, audited, ...(rule && { rule }), ...(signsIn && { signsIn }) });
  }

  /** Reads what was stated there, and remembers that it was placed. */
  #take(target: Class, member?: string): Declaration[] {
    this.#present.add(target);
    const declarations = this.#declarations.on(target, member);
    for (const declaration of declarations) this.#placed.add(declaration);
    return declarations;
  }

  #refuseForeign(): void {
    for (const place of this.#storage.foreign()) {
      this.#gaps.add(
        placeOf(place),
        "carries type-graphql's own @Authorized, which is not enforced here; import Authorized from the application's policy",
      );
    }
  }

  #refuseDoubles(): void {
    const { all } = this.#declarations;
    for (const declaration of all) {
      const { target, member, stated } = declaration;
      const others = all.filter((other) => other !== declaration && other.target === target && other.member === member);
      if (stated.rule && others.some((other) => other.stated.rule)) {
        this.#gaps.add(placeOf(declaration), 'states two rules; keep one, allOf(…) joins words of which all must hold');
      }
      if (stated.signsIn && others.some((other) => other.stated.signsIn))
        this.#gaps.add(placeOf(declaration), 'states @SignsIn(…) twice; keep one');
    }
  }

  #refuseRivals(where: string, does: string, classes: readonly Class[]): void {
    if (classes.length > 1)
      this.#gaps.add(where, `more than one class ${does} it: ${classes.map(({ name }) => name).join(', ')}; keep one`);
  }

  /** Statements of classes that this schema knows, or that no schema can know, have to stand somewhere. */
  #refuseUnplaced(): void {
    for (const declaration of this.#declarations.all) {
      const { target, member } = declaration;
      if (this.#placed.has(declaration)) continue;
      if (this.#storage.isInput(target)) {
        this.#gaps.add(placeOf(declaration), 'states a rule on an input, where this version enforces none; remove it');
        continue;
      }
      if (this.#storage.isKnown(target) && !this.#present.has(target)) continue;
      const what =
        member === undefined ? 'is not a type or resolver class of the schema' : 'is not a field of the schema';
      this.#gaps.add(
        placeOf(declaration),
        `states a rule and ${what}, so nothing would enforce it; declare it with type-graphql, or remove the rule`,
      );
    }
  }
}

/** All must hold. */
function sum(rules: readonly Rule[]): Rule {
  const demanding = rules.filter((rule) => rule.kind === 'authorized');
  if (demanding.length > 0) return { kind: 'authorized', anyOf: demanding.map(demands).reduce(both) };
  return rules.find((rule) => rule.kind === 'inherited') ?? rules[0]!;
}
