// From classes to the schema: which statements speak for which type and field. What speaks for the same field adds
// up, and each statement has to stand somewhere: one that was dropped would be a rule that nobody enforces.
import { isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type {
  GraphQLArgument, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema,
} from 'graphql'; // prettier-ignore
import { Declarations, lineage, placeOf, wordsForFields } from './declaration.js';
import type { Class, Declaration, EnumDeclaration } from './declaration.js';
import { state } from '../extension.js';
import type { Element } from '../extension.js';
import { Gaps } from '../gap.js';
import type { Gap } from '../gap.js';
import { refuseDoubles } from './doubles.js';
import { placeEnums } from './enum-placement.js';
import { combined } from './statement.js';
import type { Voices } from './statement.js';
import { Storage } from './storage.js';
import type { Method } from './storage.js';

/** A type's class: itself with its superclasses, and apart from them its interfaces. */
interface Family {
  readonly target: Class;
  readonly own: readonly Class[];
  readonly interfaces: readonly Class[];
  /** An input is sent, and reads nothing. */
  readonly isInput: boolean;
}

/** Places every statement on the schema; returns what could not be placed or should not have been stated. */
export function placeDeclarations(
  schema: GraphQLSchema,
  decorated: readonly Declaration[],
  enums: readonly EnumDeclaration[],
  takingRows: unknown,
): readonly Gap[] {
  return new Placement(schema, decorated, enums, takingRows).place();
}

class Placement {
  readonly #schema: GraphQLSchema;
  readonly #storage = new Storage();
  readonly #declarations: Declarations;
  readonly #gaps = new Gaps();
  readonly #placed = new Set<Declaration>();
  /** Classes that speak for this schema. */
  readonly #present = new Set<Class>();

  readonly #enums: readonly EnumDeclaration[];
  readonly #takingRows: unknown;

  /** `takingRows` fills the parameter of a mutation that its write's filter is given to. */
  constructor(
    schema: GraphQLSchema,
    decorated: readonly Declaration[],
    enums: readonly EnumDeclaration[],
    takingRows: unknown,
  ) {
    this.#schema = schema;
    this.#enums = enums;
    this.#takingRows = takingRows;
    this.#declarations = new Declarations([...decorated, ...this.#storage.extensions()]);
  }

  place(): readonly Gap[] {
    this.#refuseForeign();
    refuseDoubles(this.#declarations.all, this.#gaps);
    const roots = new Map<unknown, 'query' | 'mutation' | 'subscription'>([
      [this.#schema.getQueryType(), 'query'],
      [this.#schema.getMutationType(), 'mutation'],
      [this.#schema.getSubscriptionType(), 'subscription'],
    ]);
    for (const type of Object.values(this.#schema.getTypeMap())) {
      if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)))
        continue;
      const operation = roots.get(type);
      if (operation) this.#placeRoot(type as GraphQLObjectType, operation);
      else this.#placeType(type);
    }
    placeEnums(this.#schema, this.#storage, this.#enums, this.#gaps);
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
      const where = placeOf({ target: handler.target, member: handler.methodName });
      const voices = this.#voicesOf(handlers);
      this.#put(field, where, voices);
      this.#placeArguments(field.args, handlers);
      const named = voices.members.some(({ subject }) => subject);
      const taken = handlers.some(({ target, methodName }) =>
        this.#storage.takes(target, methodName, this.#takingRows),
      );
      if (named && !taken)
        this.#gaps.add(
          where,
          'has a subject, and its write does not take the rules on it; add a parameter @MayChange() rows: RowFilter',
        );
      if (taken && !named)
        this.#gaps.add(
          where,
          "takes @MayChange() and has no subject; say which record it changes: @Subject(() => Type, 'id')",
        );
    }
  }

  /** Rules on parameters, and on the members of the classes that @Args names. */
  #placeArguments(args: readonly GraphQLArgument[], methods: readonly Method[]): void {
    for (const arg of args) {
      const members = methods.flatMap(({ target, methodName }) => [
        ...this.#declarations.relatives(target).flatMap((at) =>
          this.#declarations
            .onParameters(at, methodName)
            .filter(({ parameter }) => this.#storage.argumentAt(at, methodName, parameter) === arg.name)
            .map((declaration) => this.#place(declaration)),
        ),
        ...this.#storage
          .argumentClassesOf(target, methodName)
          .flatMap(lineage)
          .flatMap((at) => [
            ...this.#take(at).map((onClass) => this.#refuseOnArguments(onClass)),
            ...this.#storage.membersFor(at, arg.name).flatMap((member) => this.#take(at, member)),
          ])
          .filter((declaration) => declaration !== undefined),
      ]);
      const [first] = members;
      if (first) this.#put(arg, placeOf(first), { members, classes: [] });
    }
  }

  #refuseOnArguments(declaration: Declaration): undefined {
    this.#gaps.add(
      placeOf(declaration),
      'states a rule on a class of arguments, which is no type; state it on its members',
    );
  }

  #placeType(type: GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType): void {
    const classes = this.#storage.classesOf(type.name);
    const [target] = classes;
    if (!target) return;
    this.#refuseRivals(type.name, 'declares', classes);
    const parents = isInputObjectType(type) ? [] : type.getInterfaces();
    const interfaces = parents.flatMap(({ name }) => this.#storage.classesOf(name));
    const family = {
      target,
      interfaces,
      isInput: isInputObjectType(type),
      own: lineage(target).filter((at) => at === target || !interfaces.includes(at)),
    };
    const fields = Object.values<Element & { name: string; args?: readonly GraphQLArgument[] }>(type.getFields());
    const stated = family.own.flatMap((at) => this.#take(at));
    for (const at of interfaces) this.#take(at);

    const allowing = wordsForFields(stated).filter(
      (word) => word.target === target || fields.every(({ name }) => this.#knows(word.target, name)),
    );
    const demanding = stated.filter((declaration) => !wordsForFields([declaration]).length);
    this.#put(type, target.name, { members: [...demanding, ...allowing], classes: [] });
    for (const field of fields) this.#placeMember(field, field.name, family, field.args ?? []);
  }

  #placeMember(
    field: Element,
    name: string,
    { target, own, interfaces, isInput }: Family,
    args: readonly GraphQLArgument[],
  ): void {
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
      ...(members.some(({ stated }) => stated.reads) ? [] : above)
        .filter(({ stated }) => stated.reads)
        .map((declaration) => ({ ...declaration, stated: { reads: declaration.stated.reads! } })),
    );
    const computing = all.map((at) => ({
      at,
      member: [...names].find((one) => this.#storage.membersFor(at, name).includes(one)),
    }));
    this.#placeArguments(args, [
      ...resolvers,
      ...computing.flatMap(({ at, member }) => (member === undefined ? [] : [{ target: at, methodName: member }])),
    ]);
    const where = placeOf({ target, member: [...names][0] ?? name });
    const computed = resolvers.length > 0 || all.some((at) => this.#storage.isComputed(at, name));
    if (computed && this.#isGuardedBeside(all, names) && !members.some(({ stated }) => stated.reads))
      this.#gaps.add(
        where,
        "is computed and does not say of what; write @Reads('…'): its resolver receives nothing else",
      );
    // A property of another name than its field is the key of the record.
    const renamed = [...names].filter((member) => !isInput && !computed && member !== name);
    const ownKey = { target, stated: { reads: renamed } };
    const reading = renamed.length > 0 && !members.some(({ stated }) => stated.reads);
    this.#put(field, where, { members: reading ? [...members, ownKey] : members, classes: methods.classes });
  }

  /** Whether the objects of these classes, or other members of them, are for some only. */
  #isGuardedBeside(classes: readonly Class[], names: ReadonlySet<string>): boolean {
    return this.#declarations.all.some(
      ({ target, member, parameter, stated }) =>
        classes.includes(target) &&
        parameter === undefined &&
        stated.rule?.kind === 'authorized' &&
        (member === undefined || !names.has(member)),
    );
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
      if (stated.rule?.kind === 'authorized' && Object.keys(stated).length === 1) continue;
      this.#gaps.add(
        target.name,
        'a resolver class can demand, not allow; use @Authorized(…) here, or state it on each member',
      );
    }
    return { members: [...new Set(pairs.flatMap(({ at, methodName }) => this.#take(at, methodName)))], classes };
  }

  #put(element: Element, where: string, voices: Voices): void {
    state(element, { ...combined(voices, (target) => this.#storage.typeNameOf(target) ?? target.name), where });
  }

  /** Reads what was stated there, and remembers that it was placed. */
  #take(target: Class, member?: string): Declaration[] {
    this.#present.add(target);
    return this.#declarations.on(target, member).map((declaration) => this.#place(declaration));
  }

  #place(declaration: Declaration): Declaration {
    this.#placed.add(declaration);
    return declaration;
  }

  #refuseForeign(): void {
    for (const place of this.#storage.foreign()) {
      this.#gaps.add(
        placeOf(place),
        "carries type-graphql's own @Authorized, which is not enforced here; import Authorized from the application's policy",
      );
    }
  }

  #refuseRivals(where: string, does: string, classes: readonly Class[]): void {
    if (classes.length > 1)
      this.#gaps.add(where, `more than one class ${does} it: ${classes.map(({ name }) => name).join(', ')}; keep one`);
  }

  /** Statements of classes that this schema knows, or that no schema can know, have to stand somewhere. */
  #refuseUnplaced(): void {
    for (const declaration of this.#declarations.all) {
      const { target, member, parameter } = declaration;
      if (this.#placed.has(declaration)) continue;
      if (this.#storage.isKnown(target) && !this.#present.has(target)) continue;
      const what =
        member === undefined
          ? 'is not a type or resolver class of the schema'
          : `is not ${parameter === undefined ? 'a field' : 'an argument'} of the schema`;
      this.#gaps.add(
        placeOf(declaration),
        `states a rule and ${what}, so nothing would enforce it; declare it with type-graphql, or remove the rule`,
      );
    }
  }
}
