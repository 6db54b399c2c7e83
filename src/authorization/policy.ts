// The policy of one schema, compiled: for each field the rule that it stated and the rule that is enforced. The second
// adds what types demand of whoever is to meet their objects, at the nearest nullable field on the way there.
import { getNamedType, isAbstractType, isInterfaceType, isListType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { Gap } from './gap.js';
import { statedOn } from './extension.js';
import type { AnyOf, Rule, Word } from './rule.js';
import { both, demands, everyone, implies, signedIn } from './rule.js';
import type { AnyViewer, Question } from './scope.js';

/** What the engine enforces on one field. */
export interface Guard extends Question {
  readonly typeName: string;
  readonly fieldName: string;
  /** On root fields relations are decided on the record returned, elsewhere on the object that holds the field. */
  readonly on: 'source' | 'result';
  /** Nobody who holds the object can be refused: the bare resolver stays. */
  readonly open: boolean;
  readonly audited: boolean;
  readonly signsIn?: ((payload: never) => AnyViewer) | undefined;
}

/** Type name → field name → guard; and what each member stated, for the emitted SDL. */
export interface Policy {
  readonly guards: ReadonlyMap<string, ReadonlyMap<string, Guard>>;
  /** Types whose objects only some may meet: their entry rule. */
  readonly entries: ReadonlyMap<string, AnyOf>;
}

type Composite = GraphQLObjectType | GraphQLInterfaceType;
type Field = GraphQLField<unknown, unknown>;

/** Compiles the rules found in the schema, or lists every gap. */
export function compilePolicy(schema: GraphQLSchema, roles: ReadonlySet<string>): { policy: Policy; gaps: Gap[] } {
  return new Compiler(schema, roles).compile();
}

class Compiler {
  readonly #schema: GraphQLSchema;
  readonly #roles: ReadonlySet<string>;
  readonly #gaps: Gap[] = [];
  readonly #roots: ReadonlySet<GraphQLNamedType>;
  readonly #entries = new Map<string, AnyOf>();

  constructor(schema: GraphQLSchema, roles: ReadonlySet<string>) {
    this.#schema = schema;
    this.#roles = roles;
    this.#roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((type) => !!type));
  }

  compile(): { policy: Policy; gaps: Gap[] } {
    const types = Object.values(this.#schema.getTypeMap()).filter(
      (type): type is Composite => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'),
    );
    const subscriptions = this.#schema.getSubscriptionType();
    if (subscriptions) this.#gap(subscriptions.name, 'subscriptions are not guarded by this version; remove the type');
    for (const type of types) this.#readEntry(type);
    const guards = new Map<string, Map<string, Guard>>();
    for (const type of types) {
      const fields = Object.values(type.getFields()).map((field) => [field.name, this.#guard(type, field)] as const);
      guards.set(type.name, new Map(fields));
    }
    return { policy: { guards, entries: this.#entries }, gaps: this.#gaps };
  }

  /** A type's own entry rule, with those of its interfaces. */
  #readEntry(type: Composite): void {
    const { rule } = statedOn(type);
    if (this.#roots.has(type)) {
      if (rule) this.#gap(whereIs(type), 'a root type takes no rule; state one on each of its fields');
      return;
    }
    const interfaces = type.getInterfaces().map((parent) => ({ parent, demanded: demands(statedOn(parent).rule ?? { kind: 'inherited' }) }));
    let entry = everyone;
    if (rule?.kind === 'authorized') {
      entry = rule.anyOf;
      this.#checkWords(whereIs(type), rule);
      for (const word of words(rule)) {
        if (typeof word !== 'string') this.#gap(whereIs(type), `a type's rule takes roles and conditions only, not the relation ${word.name}; state it on the fields`);
      }
    }
    for (const { parent, demanded } of interfaces) {
      if (rule && !implies(entry, demanded)) this.#gap(whereIs(type), `is laxer than its interface ${parent.name}; demand what it demands: ${format(demanded)}`);
      entry = both(entry, demanded);
    }
    if (!implies(everyone, entry)) this.#entries.set(type.name, entry);
  }

  #guard(type: Composite, field: Field): Guard {
    const stated = statedOn(field);
    const root = this.#roots.has(type);
    const where = stated.where ?? `${type.name}.${field.name}`;
    const own = this.#ownRule(type, field, root, where);
    const nullable = !isNonNullType(field.type);
    const result = getNamedType(field.type);
    const entry = stated.signsIn ? everyone : this.#entryBelow(result);
    const holder = root ? everyone : (this.#entries.get(type.name) ?? everyone);
    const passesOn = !nullable && !root && !this.#entries.has(type.name);
    const anyOf = passesOn ? own : both(own, entry);
    const open = implies(holder, anyOf);
    if (!nullable && !open) {
      this.#gap(where, `may be refused to somebody who holds the object, and is non-null; make it nullable (the rule is ${format(anyOf)})`);
    }
    if (stated.signsIn) this.#checkSignIn(type, field, where);
    this.#checkRelations(type, field, root, where, own);
    return {
      coordinate: `${type.name}.${field.name}`,
      typeName: type.name,
      fieldName: field.name,
      recordType: root ? result.name : type.name,
      on: root ? 'result' : 'source',
      anyOf,
      open,
      audited: stated.audited === true,
      signsIn: stated.signsIn,
    };
  }

  /** What the member itself states, or its type for all fields, with what its interfaces' fields state. */
  #ownRule(type: Composite, field: Field, root: boolean, where: string): AnyOf {
    const rule = statedOn(field).rule ?? this.#spokenFor(type);
    if (!rule) {
      this.#gap(where, `states no rule; write @Authorized(…), ${root ? '' : '@Inherited() '}or @Public()`);
      return [];
    }
    this.#checkWords(where, rule);
    if (root && rule.kind === 'inherited') this.#gap(where, 'a root field is held by everyone: @Inherited() says nothing; write @Authorized(…) or @Public()');
    let own = demands(rule);
    for (const parent of type.getInterfaces()) {
      const declared = parent.getFields()[field.name];
      const demanded = declared && demands(statedOn(declared).rule ?? this.#spokenFor(parent) ?? { kind: 'inherited' });
      if (!demanded) continue;
      if (!implies(own, demanded)) this.#gap(where, `is laxer than ${parent.name}.${field.name}; demand what it demands: ${format(demanded)}`);
      own = both(own, demanded);
    }
    return own;
  }

  #spokenFor(type: Composite): Rule | undefined {
    const { rule } = statedOn(type);
    return rule?.kind === 'authorized' ? undefined : rule;
  }

  /** What has to be fulfilled to meet whatever a nullable field of this type leads to without another nullable field. */
  #entryBelow(type: GraphQLNamedType): AnyOf {
    const reached = new Set([type]);
    for (const at of reached) {
      if (isAbstractType(at)) for (const member of this.#schema.getPossibleTypes(at)) reached.add(member);
      if (!isObjectType(at) || this.#entries.has(at.name)) continue;
      for (const field of Object.values(at.getFields())) {
        if (isNonNullType(field.type) && !statedOn(field).signsIn) reached.add(getNamedType(field.type));
      }
    }
    return [...reached].map((at) => this.#entries.get(at.name) ?? everyone).reduce(both, everyone);
  }

  #checkWords(where: string, rule: Rule): void {
    if (rule.kind !== 'authorized') return;
    if (rule.anyOf.length === 0 || rule.anyOf.some((clause) => clause.length === 0)) {
      this.#gap(where, 'names no word, which would allow everyone or nobody; name one, or write @Inherited() or @Public()');
    }
    for (const word of words(rule)) {
      if (typeof word === 'string' && word !== signedIn && !this.#roles.has(word)) {
        this.#gap(where, `${JSON.stringify(word)} is neither a role nor a condition; known are ${[...this.#roles, signedIn].join(', ')}`);
      }
    }
  }

  #checkRelations(type: Composite, field: Field, root: boolean, where: string, own: AnyOf): void {
    const relations = new Set(own.flat().filter((word) => typeof word !== 'string'));
    if (relations.size === 0) return;
    if (type === this.#schema.getMutationType()) {
      this.#gap(where, 'a relation on a mutation has to be decided before the write, which this version cannot; name roles or conditions');
      return;
    }
    const result = getNamedType(field.type);
    if (root && (!isObjectType(result) || hasList(field))) {
      this.#gap(where, 'a relation on a query is decided on the one record that it returns; return one object, or name roles or conditions');
      return;
    }
    const recordType = root ? result : type;
    for (const relation of relations) {
      for (const name of this.#recordTypes(recordType)) {
        if (!relation.filterFor(name)) this.#gap(where, `the relation ${relation.name} has no filter for ${name}; write ${relation.name}.on('${name}', …)`);
      }
    }
  }

  #recordTypes(type: GraphQLNamedType): string[] {
    return isAbstractType(type) ? this.#schema.getPossibleTypes(type).map((member) => member.name) : [type.name];
  }

  /** Whoever was just signed in must be able to meet what the payload shows of them, and be one person. */
  #checkSignIn(type: Composite, field: Field, where: string): void {
    const entry = this.#entryBelow(getNamedType(field.type));
    if (isNonNullType(field.type) && !implies([[signedIn]], entry)) {
      this.#gap(where, `may be refused to the user who signs in, and is non-null; make it nullable (the rule is ${format(entry)})`);
    }
    if (hasList(field)) this.#gap(where, 'signs one user in and cannot be a list');
    const mutations = this.#schema.getMutationType();
    for (const holder of Object.values(this.#schema.getTypeMap())) {
      if (!isObjectType(holder)) continue;
      for (const way of Object.values(holder.getFields())) {
        if (getNamedType(way.type) !== type || (holder === mutations && !hasList(way))) continue;
        this.#gap(`${holder.name}.${way.name}`, `returns ${type.name}, which signs a user in; only a mutation may, and not a list of them`);
      }
    }
  }

  #gap(where: string, what: string): void {
    if (!this.#gaps.some((gap) => gap.where === where && gap.what === what)) this.#gaps.push({ where, what });
  }
}

/** A rule as one would write it: `HR, self or allOf(HR, other)`. */
export function format(anyOf: AnyOf): string {
  const clauses = anyOf.map((clause) => {
    const names = clause.map(nameOf);
    return names.length === 1 ? names[0]! : names.length === 0 ? 'everyone' : `allOf(${names.join(', ')})`;
  });
  return clauses.length === 0 ? 'nobody' : clauses.join(', ');
}

/** The name of a word in the SDL. */
export function nameOf(word: Word): string {
  return typeof word === 'string' ? word : word.name;
}

function words(rule: Rule): Word[] {
  return rule.kind === 'authorized' ? rule.anyOf.flat() : [];
}

function whereIs(type: Composite): string {
  return statedOn(type).where ?? type.name;
}

function hasList(field: Field): boolean {
  const type = isNonNullType(field.type) ? field.type.ofType : field.type;
  return isListType(type);
}
