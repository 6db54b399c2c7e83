// A rule is data: any of its clauses, all words of a clause. The algebra below is what makes it total: rules that
// meet on one coordinate add up, and one rule can be shown to be no laxer than another.
import type { Condition } from './condition.js';
import { Relation } from './relation.js';

/** A role or `signedIn`, another condition, or a relation between viewer and record. */
export type Word = string | Condition | Relation;

/** Words of which all must hold. The empty clause holds for everyone. */
export type Clause = readonly Word[];

/** Clauses of which one must hold. Without a clause it holds for nobody. */
export type AnyOf = readonly Clause[];

/** What one member states: `@Authorized(…)`, `@Inherited()` or `@Public()`. */
export type Rule =
  { readonly kind: 'authorized'; readonly anyOf: AnyOf } | { readonly kind: 'inherited' } | { readonly kind: 'public' };

/** Holds for whoever asks. */
export const everyone: AnyOf = [[]];

/** The condition that any viewer but the anonymous one fulfils. Every other word implies it. */
export const signedIn = 'signedIn';

/** What the rule demands by itself. `@Inherited` and `@Public` demand nothing. */
export function demands(rule: Rule): AnyOf {
  return speaksForFields(rule) ? everyone : rule.anyOf;
}

/** Whether the rule says, on a type, that all of its fields may be read. */
export function speaksForFields(rule: Rule | undefined): rule is Exclude<Rule, { kind: 'authorized' }> {
  return rule?.kind === 'inherited' || rule?.kind === 'public';
}

/** Holds where both hold, in the fewest words. */
export function both(left: AnyOf, right: AnyOf): AnyOf {
  let least: Clause[] = [];
  for (const a of left) {
    for (const b of right) {
      const clause = conjunction(a, b);
      if (least.some((other) => entails(clause, other))) continue;
      least = [...least.filter((other) => !entails(other, clause)), clause];
      if (least.length > mostClauses)
        throw new RangeError(
          `Rules that meet on one coordinate multiply to more than ${mostClauses} clauses; make a field on the way nullable, or name fewer words.`,
        );
    }
  }
  return least;
}

const mostClauses = 1_000;

/** Holds where one of them holds, in the fewest clauses. */
export function either(...rules: readonly AnyOf[]): AnyOf {
  return both(rules.flat(), everyone);
}

/** Whether whoever passes `strict` also passes `lax`. */
export function implies(strict: AnyOf, lax: AnyOf): boolean {
  return strict.every((clause) => lax.some((other) => entails(clause, other)));
}

/** The relations that a rule names. */
export function relationsIn(anyOf: AnyOf): ReadonlySet<Relation> {
  return new Set(anyOf.flat().filter((word) => word instanceof Relation));
}

/** A rule as one would write it: `HR, self, allOf(HR, other)`. */
export function format(anyOf: AnyOf): string {
  const clauses = anyOf.map((clause) => {
    const names = clause.map(nameOf);
    if (names.length === 0) return 'everyone';
    return names.length === 1 ? names[0]! : `allOf(${names.join(', ')})`;
  });
  return clauses.length === 0 ? 'nobody' : clauses.join(', ');
}

/** The name of a word in the SDL. */
export function nameOf(word: Word): string {
  return typeof word === 'string' ? word : word.name;
}

function conjunction(left: Clause, right: Clause): Clause {
  const words = [...new Set([...left, ...right])];
  return words.length > 1 ? words.filter((word) => word !== signedIn) : words;
}

function entails(clause: Clause, other: Clause): boolean {
  return other.every((word) => clause.includes(word) || (word === signedIn && clause.length > 0));
}
