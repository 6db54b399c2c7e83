// One rule, judged for one viewer: roles and conditions at once, relations as far as they can be without a record.
import { Condition } from './condition.js';
import type { ConditionInput } from './condition.js';
import { allow } from './decision.js';
import type { Decision, Denial, Near, RecordDecision } from './decision.js';
import { Relation, holds, readFilter } from './relation.js';
import type { Checks, FilterOf, RelationInput } from './relation.js';
import type { AnyOf, Clause } from './rule.js';
import { signedIn } from './rule.js';
import { isThenable } from './thenable.js';
import type { AnyViewer } from './viewer.js';

/** What relations and conditions may look at, and what relations were found to demand so far. */
export interface Standing {
  readonly input: RelationInput<unknown, AnyViewer>;
  readonly checks: Map<Relation, Map<string, Checks | undefined>>;
}

/** A signal that `facts` may throw through a word; `judge` passes it on instead of taking it for a fault. */
export class Interruption {}

/** Judges a rule for a viewer who is signed in. `recordType` names the type whose filters relations have to use. */
export function judge(anyOf: AnyOf, recordType: string, standing: Standing): Decision {
  const judged = new Judgement(recordType, standing);
  // Roles alone, then conditions, then relations: what roles allow needs no fact.
  for (const cost of [0, 1, 2]) {
    for (const clause of anyOf) if (costOf(clause) === cost && judged.add(clause)) return allow;
  }
  return judged.decision();
}

function costOf(clause: Clause): 0 | 1 | 2 {
  if (clause.every((word) => typeof word === 'string')) return 0;
  return clause.some((word) => word instanceof Relation) ? 2 : 1;
}

/** Why the record is refused; `undefined` when one of the filters holds. A record that cannot be judged is refused. */
export function refusalOf(record: unknown, { anyOf, near, otherwise }: RecordDecision): Denial | undefined {
  try {
    if (anyOf.some((checks) => holds(record, checks))) return undefined;
    const nearest = near.find(({ checks }) => holds(record, checks));
    return nearest ? { ...otherwise, reason: nearest.reason } : otherwise;
  } catch (fault) {
    return { because: 'fault', fault };
  }
}

/** Whether one of the filters holds. A record that cannot be judged is a fault of whoever read it, and throws. */
export function isAllowedOn(record: unknown, decision: RecordDecision): boolean {
  const denial = refusalOf(record, decision);
  if (denial?.because === 'fault') throw denial.fault;
  return !denial;
}

/** The same as `refusalOf` for a record that does not exist: as for any that nothing relates to the viewer. */
export function refusalOfUnknown({ near, otherwise }: RecordDecision): Denial {
  const outright = near.find(({ checks }) => checks.length === 0);
  return outright ? { ...otherwise, reason: outright.reason } : otherwise;
}

class Judgement {
  readonly #recordType: string;
  readonly #standing: Standing;
  readonly #anyOf: Checks[] = [];
  readonly #near: Near[] = [];
  #related = false;
  #fault: { fault: unknown } | undefined;

  constructor(recordType: string, standing: Standing) {
    this.#recordType = recordType;
    this.#standing = standing;
  }

  /** Whether the clause allows every record. */
  add(clause: Clause): boolean {
    if (!clause.every((word) => typeof word !== 'string' || this.#has(word))) return false;
    try {
      const unfulfilled = this.#unfulfilled(clause);
      if (unfulfilled.length > 1 || unfulfilled.some(({ reason }) => reason === undefined)) return false;
      const relations = clause.filter((word) => word instanceof Relation);
      if (unfulfilled.length === 0 && relations.length === 0) return true;
      const checks = this.#checks(relations);
      if (unfulfilled.length === 0) this.#related = true;
      if (!checks) return false;
      const reason = unfulfilled[0]?.reason;
      if (reason === undefined) this.#anyOf.push(checks);
      else this.#near.push({ checks, reason });
    } catch (thrown) {
      if (thrown instanceof Interruption) throw thrown;
      this.#fault ??= { fault: thrown };
    }
    return false;
  }

  decision(): Decision {
    const otherwise: Denial = this.#fault
      ? { because: 'fault', ...this.#fault }
      : { because: this.#related ? 'unrelated' : 'lacking' };
    const outright = this.#near.find(({ checks }) => checks.length === 0);
    if (this.#anyOf.length === 0 && outright)
      return { kind: 'deny', denial: { ...otherwise, reason: outright.reason } };
    if (this.#anyOf.length === 0 && this.#near.length === 0) return { kind: 'deny', denial: otherwise };
    const checks = [...this.#anyOf, ...this.#near.map((near) => near.checks)].flat();
    const keys = [...new Set(checks.map(({ key }) => key))];
    return { kind: 'record', anyOf: this.#anyOf, near: this.#near, keys, otherwise };
  }

  #has(word: string): boolean {
    return word === signedIn || this.#standing.input.viewer.roles.includes(word);
  }

  #unfulfilled(clause: Clause): Condition[] {
    const conditions = clause.filter((word) => word instanceof Condition);
    const roles = clause.filter((word) => typeof word === 'string' && word !== signedIn) as string[];
    const input: ConditionInput<unknown, AnyViewer> = { ...this.#standing.input, roles };
    return conditions.filter((condition) => unawaited(condition.holds(input)) !== true);
  }

  /** All checks of all relations; `undefined` where one of them never holds. */
  #checks(relations: readonly Relation[]): Checks | undefined {
    const all: Checks[] = [];
    for (const relation of relations) {
      const checks = this.#checksOf(relation);
      if (!checks) return undefined;
      all.push(checks);
    }
    return all.flat();
  }

  /** Worked out once for all rules that name the relation for this type. */
  #checksOf(relation: Relation): Checks | undefined {
    const { input, checks } = this.#standing;
    const known = checks.get(relation);
    if (known?.has(this.#recordType)) return known.get(this.#recordType);
    const filter = relation.filterFor(this.#recordType) as FilterOf<unknown, AnyViewer> | undefined;
    const found = filter && readFilter(unawaited(filter(input)));
    checks.set(relation, (known ?? new Map<string, Checks | undefined>()).set(this.#recordType, found));
    return found;
  }
}

/** A promise never holds, and its rejection is nobody's. */
export function unawaited<Value>(value: Value): Value {
  if (isThenable(value)) Promise.resolve(value).catch(() => undefined);
  return value;
}
