// What is wrong with a statement itself, whoever wrote it: by hand in `extensions`, or by a decorator through a cast.
// Whatever is not understood here must never reach the engine, where it could mean *allow*.
import { kindOf } from './kind.js';
import { Relation } from './relation.js';
import type { Word } from './rule.js';

const members = new Set(['rule', 'audited', 'signsIn', 'where']);

/** Each flaw in words; none for a sound statement. */
export function flawsIn(stated: unknown): string[] {
  if (!isPlain(stated)) return [`extensions.authorization must be an object; what came is ${kindOf(stated)}`];
  const flaws = Object.keys(stated)
    .filter((member) => !members.has(member))
    .map((member) => `extensions.authorization has no member ${member}; known are ${[...members].join(', ')}`);
  if (stated['rule'] !== undefined) flaws.push(...flawsOfRule(stated['rule']));
  if (!['undefined', 'boolean'].includes(typeof stated['audited'])) flaws.push('audited must be true or false');
  if (!['undefined', 'function'].includes(typeof stated['signsIn'])) flaws.push('signsIn must be a function');
  return flaws;
}

function flawsOfRule(rule: unknown): string[] {
  const kind = isPlain(rule) ? rule['kind'] : undefined;
  if (kind === 'inherited' || kind === 'public') return [];
  if (kind !== 'authorized')
    return ["its rule is none; write authorized(…), { kind: 'inherited' } or { kind: 'public' }"];
  const { anyOf } = rule as { anyOf?: unknown };
  if (!Array.isArray(anyOf) || !anyOf.every(Array.isArray))
    return ['its rule has no list of lists of words; write authorized(…)'];
  const clauses = anyOf as readonly (readonly unknown[])[];
  if (clauses.length === 0 || clauses.some((clause) => clause.length === 0)) {
    return ['names no word, which would allow everyone or nobody; name one, or write @Inherited() or @Public()'];
  }
  return clauses
    .flat()
    .filter((word) => !isWord(word))
    .map((word) => `takes roles, conditions, relations and allOf(…), one by one; what came is ${kindOf(word)}`);
}

function isWord(word: unknown): word is Word {
  return typeof word === 'string' || word instanceof Relation;
}

function isPlain(value: unknown): value is { [member: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
