// A viewer's standing within one operation: the facts asked so far and the decisions taken so far.
import { allow } from './decision.js';
import type { Decision } from './decision.js';
import type { Fact } from './fact.js';
import { Interruption, judge, unawaited } from './judgement.js';
import type { Standing } from './judgement.js';
import type { AnyOf } from './rule.js';
import type { AnyViewer } from './viewer.js';

/** A rule with the type on whose records its relations are decided. */
export interface Question {
  readonly coordinate: string;
  readonly anyOf: AnyOf;
  readonly recordType: string;
}

type AnyFact = Fact<unknown, unknown, AnyViewer>;

/** Thrown through a word that wants a fact not yet asked; never leaves this file. */
class Unasked extends Interruption {
  constructor(readonly fact: AnyFact) {
    super();
  }
}

/** One viewer in one operation; in a mutation, in one root field of it. */
export class Scope {
  readonly viewer: AnyViewer | null;
  readonly context: unknown;
  readonly #fault: { readonly fault: unknown } | undefined;
  readonly #facts = new Map<AnyFact, { value: unknown }>();
  readonly #asking = new Map<AnyFact, Promise<void>>();
  readonly #decisions = new Map<Question, Decision>();
  #standing: Standing | undefined;

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

  /** The decision on a question whose facts were asked before; anything else is a mistake of the engine's caller. */
  settled(question: Question): Decision {
    const decision = this.decide(question);
    if (decision.kind !== 'ask') return decision;
    throw new TypeError(`The facts for ${question.coordinate} were not asked; its root field has to run first.`);
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
    const { viewer, context } = this;
    if (!viewer) return { kind: 'deny', denial: { because: 'anonymous' } };
    this.#standing ??= { input: { viewer, context, facts: (fact) => this.#known(fact) }, checks: new Map() };
    return judge(anyOf, recordType, this.#standing);
  }

  #known<Value>(fact: Fact<Value, unknown, AnyViewer>): Value {
    const known = this.#facts.get(fact);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- a signal: no stack is wanted
    if (!known) throw new Unasked(fact);
    return known.value as Value;
  }
}

function readViewer(viewer: unknown): AnyViewer | null {
  if (viewer === null || viewer === undefined) return null;
  if (typeof viewer === 'object' && Array.isArray((viewer as Partial<AnyViewer>).roles)) return viewer as AnyViewer;
  throw new TypeError('The viewer must be null or an object with a list of roles.');
}
