// From classes to the schema: which statements of decorators speak for which type and field. What speaks for the same
// field adds up, and each statement has to stand somewhere: one that was dropped would be a rule that nobody enforces.
import { isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { lineage, placeOf } from './declaration.js';
import type { Class, Declaration, Declarations } from './declaration.js';
import { state } from './extension.js';
import type { Stated } from './extension.js';
import type { Gap } from './gap.js';
import { both, demands } from './rule.js';
import type { Rule } from './rule.js';

type Composite = GraphQLObjectType | GraphQLInterfaceType;
type Storage = ReturnType<typeof getMetadataStorage>;
type FieldResolver = { readonly target: Class; readonly methodName: string; readonly objectType: Class; readonly schemaName: string };

export class Placement {
  readonly #schema: GraphQLSchema;
  readonly #declarations: Declarations;
  readonly #storage: Storage = getMetadataStorage();
  readonly #gaps: Gap[] = [];
  readonly #present = new Set<Class>();
  readonly #fieldResolvers: readonly FieldResolver[];

  constructor(schema: GraphQLSchema, declarations: Declarations) {
    this.#schema = schema;
    this.#declarations = declarations;
    this.#fieldResolvers = fieldResolversOf(this.#storage);
    for (const declaration of declarations.all) declaration.placed = false;
  }

  /** Places every statement on the schema; returns what could not be placed or should not have been stated. */
  place(): readonly Gap[] {
    this.#refuseForeign();
    this.#refuseDoubles();
    const roots = new Set<unknown>([this.#schema.getQueryType(), this.#schema.getMutationType(), this.#schema.getSubscriptionType()]);
    for (const type of Object.values(this.#schema.getTypeMap())) {
      if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
      if (roots.has(type)) this.#placeRoot(type as GraphQLObjectType);
      else this.#placeType(type);
    }
    this.#refuseUnplaced();
    return this.#gaps;
  }

  #placeRoot(type: GraphQLObjectType): void {
    const { queries, mutations, subscriptions } = this.#storage;
    for (const field of Object.values(type.getFields())) {
      const handlers = (type === this.#schema.getQueryType() ? queries : type === this.#schema.getMutationType() ? mutations : subscriptions)
        .filter((handler) => handler.schemaName === field.name)
        .map((handler) => ({ target: handler.target as Class, methodName: handler.methodName }));
      const spoken = handlers.filter((handler) => this.#relatives(handler.target).some((relative) => this.#declarations.has(relative)));
      const [handler] = spoken.length > 0 ? spoken : handlers;
      if (!handler) continue;
      if (spoken.length > 1) this.#gap(`${type.name}.${field.name}`, `more than one class resolves it: ${spoken.map(({ target }) => target.name).join(', ')}; keep one`);
      this.#placeField(field, placeOf({ target: handler.target, member: handler.methodName }), this.#spokenByMethods(spoken));
    }
  }

  #placeType(type: Composite): void {
    const known = [...this.#storage.objectTypes, ...this.#storage.interfaceTypes].filter((metadata) => metadata.name === type.name);
    const spoken = known.filter(({ target }) => lineage(target as Class).some((ancestor) => this.#declarations.has(ancestor)));
    const [metadata] = spoken.length > 0 ? spoken : known;
    if (!metadata) return;
    if (spoken.length > 1) this.#gap(type.name, `more than one class declares it: ${spoken.map(({ target }) => target.name).join(', ')}; keep one`);
    const target = metadata.target as Class;
    const interfaces = this.#interfacesOf(target);
    const own = lineage(target).filter((ancestor) => ancestor === target || !interfaces.includes(ancestor));
    for (const present of [...own, ...interfaces]) this.#present.add(present);

    const onType = this.#spoken(own.flatMap((at) => this.#declarations.on(at)), interfaces.flatMap((at) => this.#declarations.on(at)));
    this.#put(type, target.name, onType, []);
    for (const field of Object.values(type.getFields())) this.#placeMember(field, target, own, interfaces);
  }

  #placeMember(field: GraphQLField<unknown, unknown>, target: Class, own: readonly Class[], interfaces: readonly Class[]): void {
    const all = [...own, ...interfaces];
    const resolvers = this.#fieldResolvers.filter(({ objectType, schemaName }) => schemaName === field.name && all.includes(objectType));
    const declared = this.#storage.fields.filter((metadata) => metadata.schemaName === field.name && all.includes(metadata.target as Class));
    const names = [...new Set([...declared.map(({ name }) => name), ...resolvers.map(({ methodName }) => methodName)])];
    const stated = (classes: readonly Class[]): Declaration[] => classes.flatMap((at) => names.flatMap((name) => this.#declarations.on(at, name)));
    const members = this.#spoken(stated(own), stated(interfaces));
    const methods = this.#spokenByMethods(resolvers);
    const where = placeOf({ target, member: names[0] ?? field.name });
    this.#placeField(field, where, { members: [...members, ...methods.members], classes: methods.classes });
  }

  /** What methods and their classes state, in the whole family of resolver classes: overriding loses no rule. */
  #spokenByMethods(methods: readonly { target: Class; methodName: string }[]): { members: Declaration[]; classes: Declaration[] } {
    const members: Declaration[] = [];
    const classes: Declaration[] = [];
    for (const { target, methodName } of methods) {
      for (const relative of this.#relatives(target)) {
        this.#present.add(relative);
        members.push(...this.#declarations.on(relative, methodName));
        classes.push(...this.#declarations.on(relative));
      }
    }
    return { members, classes };
  }

  #placeField(field: GraphQLField<unknown, unknown>, where: string, { members, classes }: { members: readonly Declaration[]; classes: readonly Declaration[] }): void {
    for (const { target, stated } of classes) {
      if (stated.rule && stated.rule.kind !== 'authorized') this.#gap(target.name, 'a resolver class can demand, not allow; use @Authorized(…) here, or state the rule on each member');
    }
    this.#put(field, where, members, classes);
  }

  /** An element without a rule of its own stays without: a class that resolves it cannot speak for it. */
  #put(element: Parameters<typeof state>[0], where: string, own: readonly Declaration[], added: readonly Declaration[]): void {
    for (const declaration of [...own, ...added]) declaration.placed = true;
    const rules = own.flatMap(({ stated }) => stated.rule ?? []);
    const rule = rules.length === 0 ? undefined : sum([...rules, ...added.flatMap(({ stated }) => stated.rule ?? [])]);
    const signsIn = own.find(({ stated }) => stated.signsIn)?.stated.signsIn;
    const audited = own.some(({ stated }) => stated.audited);
    state(element, { where, audited, ...(rule && { rule }), ...(signsIn && { signsIn }) } satisfies Stated);
  }

  /** A class speaks for itself; where it does not, its interfaces do. Both are placed. */
  #spoken(own: Declaration[], inherited: Declaration[]): Declaration[] {
    for (const declaration of inherited) declaration.placed = true;
    return own.some(({ stated }) => stated.rule) ? own : [...own, ...inherited];
  }

  #interfacesOf(target: Class): Class[] {
    const found = new Set<Class>();
    const visit = (at: Class): void => {
      for (const ancestor of lineage(at)) {
        const metadata = this.#storage.interfaceTypes.find((candidate) => candidate.target === ancestor);
        if (metadata && ancestor !== target) found.add(ancestor);
        const implemented = metadata ?? this.#storage.objectTypes.find((candidate) => candidate.target === ancestor);
        for (const parent of (implemented?.interfaceClasses ?? []) as Class[]) {
          if (found.has(parent)) continue;
          found.add(parent);
          visit(parent);
        }
      }
    };
    visit(target);
    return [...found];
  }

  #relatives(target: Class): Class[] {
    const descendants = this.#declarations.all.map((declaration) => declaration.target).filter((at) => lineage(at).includes(target));
    return [...new Set([...lineage(target), ...descendants])];
  }

  #refuseForeign(): void {
    const { authorizedFields, authorizedResolver } = this.#storage;
    for (const { target, fieldName } of [...authorizedFields, ...authorizedResolver.map(({ target }) => ({ target, fieldName: undefined }))]) {
      const place = placeOf({ target: target as Class, ...(fieldName !== undefined && { member: fieldName }) });
      this.#gap(place, "carries type-graphql's own @Authorized, which is not enforced here; import Authorized from the application's policy");
    }
  }

  #refuseDoubles(): void {
    const ruled = this.#declarations.all.filter(({ stated }) => stated.rule);
    for (const declaration of ruled) {
      const first = ruled.find(({ target, member }) => target === declaration.target && member === declaration.member);
      if (first !== declaration) this.#gap(placeOf(declaration), 'states two rules; keep one, allOf(…) joins words of which all must hold');
    }
  }

  /** Statements of classes that this schema knows, or that no schema can know, have to stand somewhere. */
  #refuseUnplaced(): void {
    const known = new Set<unknown>([
      ...this.#storage.objectTypes, ...this.#storage.interfaceTypes, ...this.#storage.inputTypes, ...this.#storage.resolverClasses,
      ...this.#storage.queries, ...this.#storage.mutations, ...this.#storage.fieldResolvers,
    ].map(({ target }) => target)); // prettier-ignore
    for (const declaration of this.#declarations.all) {
      const { target, member, placed } = declaration;
      if (placed || (known.has(target) && !this.#present.has(target))) continue;
      const what = member === undefined ? 'is not a type or resolver class of the schema' : 'is not a field of the schema';
      this.#gap(placeOf(declaration), `states a rule and ${what}, so nothing would enforce it; declare it with type-graphql, or remove the rule`);
    }
  }

  #gap(where: string, what: string): void {
    if (!this.#gaps.some((gap) => gap.where === where && gap.what === what)) this.#gaps.push({ where, what });
  }
}

/** All must hold. */
function sum(rules: readonly Rule[]): Rule {
  const demanding = rules.filter((rule) => rule.kind === 'authorized');
  if (demanding.length > 0) return { kind: 'authorized', anyOf: demanding.map(demands).reduce(both) };
  return rules.find((rule) => rule.kind === 'inherited') ?? rules[0]!;
}

/** Field resolvers with the types that they resolve for; one on an abstract class serves the types of its subclasses. */
function fieldResolversOf(storage: Storage): FieldResolver[] {
  return storage.fieldResolvers.flatMap(({ target, methodName, schemaName, kind }) => {
    const owners = kind === 'internal' ? [target as Class] : ownersOf(storage, target as Class);
    return owners.map((objectType) => ({ target: target as Class, methodName, objectType, schemaName }));
  });
}

function ownersOf(storage: Storage, target: Class): Class[] {
  const resolvers = storage.resolverClasses.filter((candidate) => lineage(candidate.target as Class).includes(target));
  return resolvers.flatMap((resolver) => {
    try {
      return [resolver.getObjectType() as Class];
    } catch {
      return []; // type-graphql's way to say that the class names no object type
    }
  });
}
