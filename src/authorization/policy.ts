// The policy of one schema, compiled: for each field the rule that it stated and the rule that is enforced. The second
// adds what types demand of whoever is to meet their objects, at the nearest nullable field on the way there.
import { getNamedType, isInterfaceType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLInterfaceType, GraphQLNamedType, GraphQLSchema } from 'graphql';
import { Condition } from './condition.js';
import { Entries, leavesOut } from './entries.js';
import { demandedBy, flawsOn, statedOn, whereStated } from './extension.js';
import type { Element, Stated } from './extension.js';
import { FieldChecks } from './field-checks.js';
import { Gaps } from './gap.js';
import type { Gap } from './gap.js';
import type { Composite, Field, Guard, Meets, Policy } from './guard.js';
import { InputRules } from './input-rules.js';
import { membersOf } from './members.js';
import { Reads, keysRead } from './reads.js';
import { Relation } from './relation.js';
import type { AnyOf, Rule, Word } from './rule.js';
import { both, demands, everyone, format, implies, nameOf, relationsIn, signedIn, speaksForFields } from './rule.js';
import type { Question } from './scope.js';
import { ShapedQueries } from './shaped-queries.js';
import type { ShapedQuery } from './shaped-queries.js';
import { Subjects } from './subjects.js';
import { Ways } from './ways.js';

/** What a policy may name: words that rules use, and types whose records can be read by id. */
export interface Vocabulary {
  readonly roles: ReadonlySet<string>;
  /** Every word that has a name. */
  readonly names: ReadonlySet<string>;
  readonly readable: ReadonlySet<string>;
  /** What clients can ask of records; where it is not given, only what is stated beside each element is checked. */
  readonly queries?: readonly ShapedQuery[] | undefined;
}

/** Compiles the rules found in the schema, or lists every gap. */
export function compilePolicy(schema: GraphQLSchema, vocabulary: Vocabulary): { policy: Policy; gaps: readonly Gap[] } {
  return new Compiler(schema, vocabulary).compile();
}

class Compiler {
  readonly #schema: GraphQLSchema;
  readonly #roles: ReadonlySet<string>;
  readonly #names: ReadonlySet<string>;
  readonly #gaps = new Gaps();
  readonly #roots: ReadonlySet<GraphQLNamedType>;
  readonly #entries: Entries;
  readonly #visible = new Map<string, Question>();
  readonly #ways: Ways;
  readonly #checks: FieldChecks;
  readonly #inputs: InputRules;
  readonly #subjects: Subjects;
  readonly #queries: readonly ShapedQuery[] | undefined;

  constructor(schema: GraphQLSchema, { roles, names, readable, queries }: Vocabulary) {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    this.#schema = schema;
    this.#roles = roles;
    this.#names = names;
    this.#queries = queries;
    this.#roots = new Set(roots.filter((type) => !!type));
    this.#entries = new Entries(schema);
    this.#ways = new Ways(schema, ({ name }) => this.#entries.byType.has(name) || this.#visible.has(name));
    this.#checks = new FieldChecks(schema, this.#gaps);
    this.#inputs = new InputRules(schema, this.#gaps, (...statement) => this.#checkStatement(...statement));
    this.#subjects = new Subjects(schema, this.#gaps, readable);
  }

  compile(): { policy: Policy; gaps: readonly Gap[] } {
    const types = Object.values(this.#schema.getTypeMap()).filter(
      (type): type is Composite => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'),
    );
    const subscriptions = this.#schema.getSubscriptionType();
    if (subscriptions)
      this.#gaps.add(subscriptions.name, 'subscriptions are not guarded by this version; remove the type');
    this.#inputs.checkAll();
    for (const type of types) this.#readEntry(type);
    for (const type of types) this.#readVisible(type);
    const guards = new Map<string, Map<string, Guard>>();
    for (const type of types) {
      const fields = Object.values(type.getFields()).map((field) => [field.name, this.#guard(type, field)] as const);
      guards.set(type.name, new Map(fields));
    }
    const policy = { guards, entries: this.#entries.byType, visible: this.#visible, ways: this.#ways };
    this.#checks.mutations(policy);
    const reads = new Reads(this.#schema, this.#gaps, this.#entries, this.#ways);
    reads.check(policy);
    if (this.#queries) new ShapedQueries(this.#schema, this.#gaps, reads, policy).check(this.#queries);
    return { policy, gaps: this.#gaps.all };
  }

  /** A type's own entry rule, with those of its interfaces. */
  #readEntry(type: Composite): void {
    const where = whereStated(type, type.name);
    const { rule, audited, signsIn, subject, reads, laxer } = statedOn(type);
    this.#checkStatement(type, where, rule);
    if (audited || signsIn || subject || reads || laxer !== undefined)
      this.#gaps.add(where, '@Audited(), @SignsIn(…), @Subject(…) and @Reads(…) are said of a field; state them there');
    if (this.#roots.has(type)) {
      if (rule) this.#gaps.add(where, 'a root type takes no rule; state one on each of its fields');
      return;
    }
    const own = demandedBy(type);
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

  /** Which records of a type a viewer may meet. */
  #readVisible(type: Composite): void {
    const { visible } = statedOn(type);
    if (!visible) return;
    const where = whereStated(type, type.name);
    this.#checkStatement(type, where, visible);
    if (isInterfaceType(type) || this.#roots.has(type)) {
      this.#gaps.add(where, '@Visible(…) is said of an object type, whose records it tells apart; state it there');
      return;
    }
    const anyOf = demands(visible);
    this.#checks.filters([type], where, anyOf);
    this.#visible.set(type.name, { coordinate: type.name, anyOf, recordType: type.name });
  }

  #guard(type: Composite, field: Field): Guard {
    const stated = statedOn(field);
    const { signsIn } = stated;
    const coordinate = `${type.name}.${field.name}`;
    const root = this.#roots.has(type);
    const where = whereStated(field, coordinate);
    const own = this.#ownRule(type, field, root, where);
    const nullable = !isNonNullType(field.type);
    const passesOn = !nullable && !root && !signsIn && !this.#entries.byType.has(type.name);
    const anyOf = passesOn ? own : both(own, this.#entries.below(field.type));
    const open = implies(this.#held(type, root, stated), anyOf);
    const subject = this.#subjects.of(type, field, where);
    const on = !root ? 'source' : type === this.#schema.getMutationType() ? 'subject' : 'result';
    const recordType = { source: type.name, result: getNamedType(field.type).name, subject: subject?.type ?? '' }[on];
    const inputs = this.#inputs.questionsFor(field, coordinate, recordType);
    const fulfilled = both(this.#held(type, root, stated), anyOf);
    const whom = signsIn ? 'the user who signs in' : 'somebody who holds the object';
    if (!nullable && own.length > 0) {
      const sent = [...(inputs?.values() ?? [])].find((question) => !implies(fulfilled, question.anyOf));
      if (!open)
        this.#gaps.add(
          where,
          `may be refused to ${whom}, and is non-null; make it nullable (the rule is ${format(anyOf)})`,
        );
      else if (sent)
        this.#gaps.add(where, `may be refused to whoever sends ${sent.coordinate}, and is non-null; make it nullable`);
    }
    if (inputs) this.#inputs.checkDefaults(field, fulfilled, inputs);
    if (signsIn) this.#checks.signIn(type, field, root, where);
    const guard: Guard = {
      coordinate, typeName: type.name, fieldName: field.name, recordType, on, anyOf, open, signsIn, inputs, subject, field,
      meets: this.#meets(field, anyOf),
      visible: this.#recordsOf(field).flatMap((name) => this.#visible.get(name) ?? []),
      reads: keysRead(type, field),
      audited:
        stated.audited === true ||
        declarationsOf(type, field).some(({ declared }) => statedOn(declared).audited === true),
    }; // prettier-ignore
    this.#checks.relations(type, field, guard, where, own);
    if (stated.visible) this.#gaps.add(where, '@Visible(…) is said of an object type; state it there');
    return guard;
  }

  #recordsOf(field: Field): string[] {
    return [...this.#ways.from(getNamedType(field.type)).records];
  }

  /** What the field's own rule leaves to ask of each object that it returns. */
  #meets(field: Field, anyOf: AnyOf): Meets | undefined {
    const type = getNamedType(field.type);
    const members = membersOf(this.#schema, type);
    const entries = members.map((member) => this.#entries.ofMember(member));
    const alike = entries.every((entry) => implies(entry, entries[0]!) && implies(entries[0]!, entry));
    const byMember = new Map<string, readonly Question[]>();
    for (const member of members) {
      // Members of one and the same entry rule are met or not met at the nearest nullable field.
      const entry = alike || !leavesOut(field.type) ? everyone : this.#entries.ofMember(member);
      const visible = this.#visible.get(member.name);
      const questions = [
        ...(implies(anyOf, entry) ? [] : [{ coordinate: member.name, anyOf: entry, recordType: member.name }]),
        ...(visible ? [visible] : []),
      ];
      byMember.set(member.name, questions);
    }
    return [...byMember.values()].some((questions) => questions.length > 0) ? { type, byMember } : undefined;
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
      this.#gaps.add(where, `states no rule; write @Authorized(…)${root ? '' : ', @Inherited()'} or @Public()`);
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
      if (this.#isKnown(word)) continue;
      const known = [...this.#names].join(', ');
      const what =
        typeof word === 'string' && this.#names.has(word)
          ? 'is a word, and stands here as text'
          : 'is no role, condition or relation';
      this.#gaps.add(where, `${JSON.stringify(word)} ${what}; known are ${known}`);
    }
  }

  #isKnown(word: Word): boolean {
    if (typeof word === 'string') return word === signedIn || this.#roles.has(word);
    return word instanceof Relation || word instanceof Condition;
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
