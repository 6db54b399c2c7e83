// What is wrong with a statement itself, whoever wrote it: by hand in `extensions`, or by a decorator through a cast.
// Whatever is not understood here must never reach the engine, where it could mean *allow*.
import { Condition } from './condition.js';
import { kindOf } from './kind.js';
import { Relation } from './relation.js';
import type { Word } from './rule.js';

type Member = (value: unknown) => string[];

const members: Readonly<Record<string, Member>> = {
  rule: flawsOfRule,
  visible: (visible) =>
    isPlain(visible) && visible['kind'] === 'authorized' ? flawsOfRule(visible) : ['visible takes authorized(…)'],
  audited: (audited) => (typeof audited === 'boolean' ? [] : ['audited must be true or false']),
  signsIn: (signsIn) => (typeof signsIn === 'function' ? [] : ['signsIn must be a function']),
  subject: (subject) =>
    isPlain(subject) && isText(subject['type']) && isText(subject['id'])
      ? []
      : ['subject needs a type and the argument that holds the id'],
  reads: (reads) => (Array.isArray(reads) && reads.every(isText) ? [] : ['reads must be a list of names']),
  laxer: (laxer) => (isText(laxer) ? [] : ['an exemption needs a reason in words']),
  where: () => [],
};

/** Each flaw in words; none for a sound statement. */
export function flawsIn(stated: unknown): string[] {
  if (!isPlain(stated)) return [`extensions.authorization must be an object; what came is ${kindOf(stated)}`];
  return Object.entries(stated).flatMap(([name, value]) => {
    if (!Object.hasOwn(members, name))
      return [`extensions.authorization has no member ${name}; known are ${Object.keys(members).join(', ')}`];
    return value === undefined ? [] : members[name]!(value);
  });
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
  return typeof word === 'string' || word instanceof Relation || word instanceof Condition;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isPlain(value: unknown): value is { [member: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
