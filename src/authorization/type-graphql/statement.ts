// What several decorators state of one element, as one statement. Rules add up: all of them have to hold.
import type { Stated } from '../extension.js';
import { flawsIn } from '../flaws.js';
import { both, demands } from '../rule.js';
import type { Rule } from '../rule.js';
import type { Class, Declaration } from './declaration.js';

/** What is said of one element: by its members, and by the resolver classes around them. */
export interface Voices {
  readonly members: readonly Declaration[];
  readonly classes: readonly Declaration[];
}

/**
 * One statement for all voices. A field without a word stays without: a class that resolves it cannot speak for it. A
 * flawed statement is given as it is, for the policy to report.
 */
export function combined({ members, classes }: Voices, typeNameOf: (target: Class) => string): Stated {
  const flawed = [...members, ...classes].find(({ stated }) => flawsIn(stated).length > 0);
  if (flawed) return flawed.stated;
  const rules = members.flatMap(({ stated }) => stated.rule ?? []);
  const added = classes.flatMap(({ stated }) => (stated.rule?.kind === 'authorized' ? stated.rule : []));
  const visible = members.flatMap(({ stated }) => stated.visible ?? []);
  const reads = members.flatMap(({ stated }) => stated.reads ?? []);
  const signsIn = members.find(({ stated }) => stated.signsIn)?.stated.signsIn;
  const laxer = members.find(({ stated }) => stated.laxer !== undefined)?.stated.laxer;
  const subject = members.find((declaration) => declaration.subject)?.subject;
  return {
    ...(rules.length > 0 && { rule: sum([...rules, ...added]) }),
    ...(visible.length > 0 && { visible: sum(visible) }),
    ...(members.some(({ stated }) => stated.audited) && { audited: true }),
    ...(signsIn && { signsIn }),
    ...(members.some(({ stated }) => stated.reads) && { reads: [...new Set(reads)] }),
    ...(laxer !== undefined && { laxer }),
    ...(subject && { subject: { type: typeNameOf(subject.type()), id: subject.id } }),
  };
}

function sum(rules: readonly Rule[]): Rule {
  const demanding = rules.filter((rule) => rule.kind === 'authorized');
  if (demanding.length > 0) return { kind: 'authorized', anyOf: demanding.map(demands).reduce(both) };
  return rules.find((rule) => rule.kind === 'inherited') ?? rules[0]!;
}
