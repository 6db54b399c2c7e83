// A viewer's standing within one operation: the facts asked so far and the decisions taken so far.
import type { Decision, Denial } from './decision.js';
import { allow } from './decision.js';
import type { Fact } from './fact.js';
import { readFilter } from './relation.js';
import type { Checks, FilterOf } from './relation.js';
import type { AnyOf, Clause } from './rule.js';
import { signedIn } from './rule.js';

/** The least that the engine needs to know of whoever is asking. */
export interface AnyViewer {
  readonly roles: readonly string[];
}

/** A rule with the type on whose records its relations are decided. */
export interface Question {
  readonly coordinate: string;
  readonly anyOf: AnyOf;
  readonly recordType: string;
}

type AnyFact = Fact<unknown, unknown, AnyViewer>;

/** Thrown through a relation's filter that wants a fact not yet asked; never leaves this file. */
class Unasked {
  constructor(readonly fact: AnyFact) {}
}

/** One viewer in one operation; in a mutation, in one root field of it. */
export class Scope {
  readonly viewer: AnyViewer | null;
  readonly context: unknown;
  readonly #roles: ReadonlySet<string>;
  readonly #fault: { readonly fault: unknown } | undefined;
  readonly #facts = new Map<AnyFact, { value: unknown }>();
  readonly #asking = new Map<AnyFact, Promise<void>>();
  readonly #decisions = new Map<Question, Decision>();

  /** `identify` gives the viewer or `null`. If it throws or gives anything else, nothing but public data is allowed. */
  constructor(context: unknown, identify: () => unknown) {
    this.context = context;
    let viewer: AnyViewer | null = null;
    try {
      viewer = readViewer(unawaited(identify()));
    } catch (fault) {
      this.#fault = { fault };
    }
    this.viewer = viewer;
    this.#roles = new Set(viewer?.roles.filter((role) => typeof role === 'string'));
  }

  /** The decision, or the facts that have to be asked first. */
  decide(question: Question): Decision | { readonly kind: 'ask'; readonly fact: AnyFact } {
    const known = this.#decisions.get(question);
    if (known) return known;
    try {
      const decision = this.#judge(question);
      this.#decisions.set(question, decision);
      return decision;
    } catch (thrown) {
      if (thrown instanceof Unasked) return { kind: 'ask', fact: thrown.fact };
      throw thrown;
    }
  }

  /** Asks all that the decision needs; synchronous when nothing has to be asked. Rejects when a fact cannot be had. */
  settle(question: Question): Decision | Promise<Decision> {
    const decision = this.decide(question);
    if (decision.kind !== 'ask') return decision;
    return this.#ask(decision.fact).then(() => this.settle(question));
  }

  #ask(fact: AnyFact): Promise<void> {
    let asking = this.#asking.get(fact);
    if (!asking) {
      const viewer = this.viewer as AnyViewer;
      asking = Promise.resolve()
        .then(() => fact.ask({ viewer, context: this.context }))
        .then((value) => void this.#facts.set(fact, { value }));
      this.#asking.set(fact, asking);
    }
    return asking;
  }

  #judge({ anyOf, recordType }: Question): Decision {
    if (anyOf.some((clause) => clause.length === 0)) return allow;
    if (this.#fault) return { kind: 'deny', denial: { because: 'fault', fault: this.#fault.fault } };
    if (!this.viewer) return { kind: 'deny', denial: { because: 'anonymous' } };
    const residues = anyOf
      .filter((clause) => this.#mayHold(clause))
      .map((clause) => clause.filter((word) => typeof word !== 'string'));
    if (residues.some((residue) => residue.length === 0)) return allow;
    if (residues.length === 0) return { kind: 'deny', denial: { because: 'lacking' } };
    return this.#byRecord(residues, recordType);
  }

  #mayHold(clause: Clause): boolean {
    return clause.every((word) => typeof word !== 'string' || word === signedIn || this.#roles.has(word));
  }

  #byRecord(residues: readonly Clause[], recordType: string): Decision {
    const anyOf: Checks[] = [];
    let fault: { fault: unknown } | undefined;
    for (const residue of residues) {
      try {
        const checks = this.#checks(residue, recordType);
        if (checks) anyOf.push(checks);
      } catch (thrown) {
        if (thrown instanceof Unasked) throw thrown;
        fault ??= { fault: thrown };
      }
    }
    const otherwise: Denial = fault ? { because: 'fault', fault: fault.fault } : { because: 'unrelated' };
    if (anyOf.length === 0) return { kind: 'deny', denial: otherwise };
    return { kind: 'record', anyOf, keys: [...new Set(anyOf.flat().map((check) => check.key))], otherwise };
  }

  #checks(residue: Clause, recordType: string): Checks | undefined {
    const all: Checks[] = [];
    for (const word of residue) {
      const filter =
        typeof word === 'string' ? undefined : (word.filterFor(recordType) as FilterOf<unknown, AnyViewer> | undefined);
      if (!filter) return undefined;
      const checks = readFilter(
        unawaited(
          filter({ viewer: this.viewer as AnyViewer, context: this.context, facts: (fact) => this.#known(fact) }),
        ),
      );
      if (!checks) return undefined;
      all.push(checks);
    }
    return all.flat();
  }

  #known<Value>(fact: Fact<Value, unknown, AnyViewer>): Value {
    const known = this.#facts.get(fact);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- a signal: no stack is wanted
    if (!known) throw new Unasked(fact);
    return known.value as Value;
  }
}

/** A promise never holds, and its rejection is nobody's. */
function unawaited<Value>(value: Value): Value {
  if (value instanceof Promise) value.catch(() => undefined);
  return value;
}

function readViewer(viewer: unknown): AnyViewer | null {
  if (viewer === null || viewer === undefined) return null;
  if (typeof viewer === 'object' && Array.isArray((viewer as Partial<AnyViewer>).roles)) return viewer as AnyViewer;
  throw new TypeError('The viewer must be null or an object with a list of roles.');
}
