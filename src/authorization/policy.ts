// The policy of one schema, compiled: for each field the rule that it stated and the rule that is enforced. The second
// adds what types demand of whoever is to meet their objects, at the nearest nullable field on the way there.
import { getNamedType, isInterfaceType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLInterfaceType, GraphQLNamedType, GraphQLSchema } from 'graphql';
import { Entries } from './entries.js';
import { flawsOn, statedOn, whereStated } from './extension.js';
import type { Element, Stated } from './extension.js';
import { Gaps } from './gap.js';
import type { Gap } from './gap.js';
import { FieldChecks } from './field-checks.js';
import type { Composite, Field, Guard, Policy } from './guard.js';
import { refuseUnguardedPositions } from './positions.js';
import type { AnyOf, Rule } from './rule.js';
import { both, demands, everyone, format, implies, nameOf, relationsIn, signedIn, speaksForFields } from './rule.js';

/** Compiles the rules found in the schema, or lists every gap. */
export function compilePolicy(
  schema: GraphQLSchema,
  roles: ReadonlySet<string>,
): { policy: Policy; gaps: readonly Gap[] } {
  return new Compiler(schema, roles).compile();
}

class Compiler {
  readonly #schema: GraphQLSchema;
  readonly #roles: ReadonlySet<string>;
  readonly #gaps = new Gaps();
  readonly #roots: ReadonlySet<GraphQLNamedType>;
  readonly #entries: Entries;
  readonly #checks: FieldChecks;

  constructor(schema: GraphQLSchema, roles: ReadonlySet<string>) {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    this.#schema = schema;
    this.#roles = roles;
    this.#roots = new Set(roots.filter((type) => !!type));
    this.#entries = new Entries(schema);
    this.#checks = new FieldChecks(schema, this.#gaps);
  }

  compile(): { policy: Policy; gaps: readonly Gap[] } {
    const types = Object.values(this.#schema.getTypeMap()).filter(
      (type): type is Composite => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'),
    );
    const subscriptions = this.#schema.getSubscriptionType();
    if (subscriptions)
      this.#gaps.add(subscriptions.name, 'subscriptions are not guarded by this version; remove the type');
    refuseUnguardedPositions(this.#schema, this.#gaps);
    for (const type of types) this.#readEntry(type);
    const guards = new Map<string, Map<string, Guard>>();
    for (const type of types) {
      const fields = Object.values(type.getFields()).map((field) => [field.name, this.#guard(type, field)] as const);
      guards.set(type.name, new Map(fields));
    }
    const policy = { guards, entries: this.#entries.byType };
    this.#checks.mutations(policy);
    return { policy, gaps: this.#gaps.all };
  }

  /** A type's own entry rule, with those of its interfaces. */
  #readEntry(type: Composite): void {
    const where = whereStated(type, type.name);
    const { rule, audited, signsIn } = statedOn(type);
    this.#checkStatement(type, where, rule);
    if (audited || signsIn) this.#gaps.add(where, '@Audited() and @SignsIn(…) are said of a field; state them there');
    if (this.#roots.has(type)) {
      if (rule) this.#gaps.add(where, 'a root type takes no rule; state one on each of its fields');
      return;
    }
    const own = rule ? demands(rule) : everyone;
    let entry = own;
    for (const relation of relationsIn(own)) {
      this.#gaps.add(
        where,
        `a type's rule takes roles and conditions only, not the relation ${nameOf(relation)}; state it on the fields`,
      );
    }
    for (const parent of type.getInterfaces()) {
      const demanded = demands(statedOn(parent).rule ?? { kind: 'inherited' });
      if (rule && !implies(own, demanded)) {
        this.#gaps.add(
          where,
          `is laxer than its interface ${parent.name}; demand what it demands: ${format(demanded)}`,
        );
      }
      entry = both(entry, demanded);
    }
    this.#entries.add(type, entry);
  }

  #guard(type: Composite, field: Field): Guard {
    const stated = statedOn(field);
    const { signsIn } = stated;
    const root = this.#roots.has(type);
    const where = whereStated(field, `${type.name}.${field.name}`);
    const own = this.#ownRule(type, field, root, where);
    const result = getNamedType(field.type);
    const nullable = !isNonNullType(field.type);
    const passesOn = !nullable && !root && !signsIn && !this.#entries.byType.has(type.name);
    const anyOf = passesOn ? own : both(own, this.#entries.below(result));
    const open = implies(this.#held(type, root, stated), anyOf);
    if (!nullable && !open && own.length > 0) {
      const whom = signsIn ? 'the user who signs in' : 'somebody who holds the object';
      this.#gaps.add(
        where,
        `may be refused to ${whom}, and is non-null; make it nullable (the rule is ${format(anyOf)})`,
      );
    }
    if (signsIn) this.#checks.signIn(type, field, root, where);
    this.#checks.relations(type, field, root, where, own);
    return {
      coordinate: `${type.name}.${field.name}`,
      typeName: type.name,
      fieldName: field.name,
      recordType: root ? result.name : type.name,
      on: root ? 'result' : 'source',
      anyOf,
      open,
      audited:
        stated.audited === true ||
        declarationsOf(type, field).some(({ declared }) => statedOn(declared).audited === true),
      signsIn,
    };
  }

  /** What whoever is to read the field has fulfilled already. A payload's user was signed in, and met no entry rule. */
  #held(type: Composite, root: boolean, { signsIn }: Stated): AnyOf {
    if (root) return everyone;
    return signsIn ? [[signedIn]] : this.#entries.of(type);
  }

  /** What the member itself states, or its type for all fields: no less than its interfaces' fields do. */
  #ownRule(type: Composite, field: Field, root: boolean, where: string): AnyOf {
    const { rule } = statedOn(field);
    this.#checkStatement(field, where, rule);
    const spoken = rule ?? (root ? undefined : spokenFor(type));
    if (!spoken) {
      this.#gaps.add(where, `states no rule; write @Authorized(…), ${root ? '' : '@Inherited() '}or @Public()`);
      return [];
    }
    if (root && spoken.kind === 'inherited') {
      this.#gaps.add(
        where,
        'a root field is held by everyone: @Inherited() says nothing; write @Authorized(…) or @Public()',
      );
    }
    const own = demands(spoken);
    for (const { parent, declared } of declarationsOf(type, field)) {
      const demanded = demands(statedOn(declared).rule ?? spokenFor(parent) ?? { kind: 'inherited' });
      if (!implies(own, demanded)) {
        this.#gaps.add(
          where,
          `is laxer than ${parent.name}.${field.name}; demand what it demands: ${format(demanded)}`,
        );
      }
    }
    return own;
  }

  #checkStatement(element: Readonly<Element>, where: string, rule: Rule | undefined): void {
    for (const flaw of flawsOn(element)) this.#gaps.add(where, flaw);
    for (const word of rule ? demands(rule).flat() : []) {
      if (typeof word !== 'string' || word === signedIn || this.#roles.has(word)) continue;
      const known = [...this.#roles, signedIn].join(', ');
      this.#gaps.add(where, `${JSON.stringify(word)} is neither a role nor a condition; known are ${known}`);
    }
  }
}

/** The field as the type's interfaces declare it. */
function declarationsOf(type: Composite, field: Field): { parent: GraphQLInterfaceType; declared: Field }[] {
  return type.getInterfaces().flatMap((parent) => {
    const declared = parent.getFields()[field.name];
    return declared ? [{ parent, declared }] : [];
  });
}

function spokenFor(type: Composite): Rule | undefined {
  const { rule } = statedOn(type);
  return speaksForFields(rule) ? rule : undefined;
}
