// What a change of the policy lets whom see, in words.
import { readPolicyText } from './policy-text.js';
import type { Clauses, StatedText } from './policy-text.js';

/** Said of whoever asks. As a word it has a blank, which no role can have in the place of another word. */
const everyone = 'everyone';
const all = ' everyone';

/** One difference. Widening: somebody may do more, or it is noticed less. */
export interface PolicyChange {
  readonly text: string;
  readonly widening: boolean;
}

/** The differences between two SDLs, in the order of their coordinates. */
export function diffPolicies(before: string, after: string): PolicyChange[] {
  const old = readPolicyText(before);
  const now = readPolicyText(after);
  const coordinates = [...new Set([...old.keys(), ...now.keys()])].sort();
  return coordinates.flatMap((coordinate) => [
    ...changesOf(coordinate, old.get(coordinate), now.get(coordinate)),
    ...otherChanges(coordinate, old.get(coordinate), now.get(coordinate)),
  ]);
}

function changesOf(coordinate: string, old: StatedText | undefined, now: StatedText | undefined): PolicyChange[] {
  const before = worded(coordinate, old);
  const after = worded(coordinate, now);
  const gains = uncovered(after, before).map((who) => ({
    text: `${sentence(who)} gains ${coordinate}`,
    widening: true,
  }));
  const loses = uncovered(before, after).map((who) => ({
    text: `${sentence(who)} loses ${coordinate}`,
    widening: false,
  }));
  const isNewOrGone = !coordinate.includes('.') && (!old || !now);
  const ofType = isNewOrGone
    ? [...gains, ...loses].filter(
        ({ text }) => !text.startsWith(`${everyone} gains`) && !text.startsWith(`${everyone} loses`),
      )
    : [...gains, ...loses];
  return [...ofType, ...recordsOf(coordinate, old, now)];
}

/** Records that begin or cease to exist for somebody. Without @visible all exist for all. */
function recordsOf(type: string, old: StatedText | undefined, now: StatedText | undefined): PolicyChange[] {
  if (!old?.visible && !now?.visible) return [];
  const everybody: Clauses = [[]];
  const before = old ? (old.visible ?? everybody) : [];
  const after = now ? (now.visible ?? everybody) : [];
  const who = (clauses: Clauses): string[] => clauses.map((clause) => sentence(clause.length > 0 ? clause : [all]));
  return [
    ...who(uncovered(after, before)).map((one) => ({ text: `${one} gains records of ${type}`, widening: true })),
    ...who(uncovered(before, after)).map((one) => ({ text: `${one} loses records of ${type}`, widening: false })),
  ];
}

function otherChanges(coordinate: string, old: StatedText | undefined, now: StatedText | undefined): PolicyChange[] {
  if (!now) return [];
  const changes: PolicyChange[] = [];
  if (old?.audited && !now.audited) changes.push({ text: `${coordinate} is no longer audited`, widening: true });
  if (old && !old.audited && now.audited) changes.push({ text: `${coordinate} is audited`, widening: false });
  if (old && old.subject !== now.subject)
    changes.push({ text: `${coordinate} is decided on another record: ${now.subject ?? 'none'}`, widening: true });
  if (now.exemption && JSON.stringify(now.exemption) !== JSON.stringify(old?.exemption))
    changes.push({ text: `${coordinate} may be laxer than what it reads: ${now.exemption.reason}`, widening: true });
  return changes;
}

/** The clauses with the empty one in words, which depends on what has to be held to get there. */
function worded(coordinate: string, stated: StatedText | undefined): Clauses {
  const { anyOf } = stated ?? { anyOf: [] };
  return anyOf.map((clause) => (clause.length > 0 ? clause : [holderOf(coordinate, stated!)]));
}

function holderOf(coordinate: string, { holder }: StatedText): string {
  const [type] = coordinate.split('.');
  if (holder === 'anyone' || !coordinate.includes('.')) return all;
  return holder === 'holder'
    ? `whoever is given the ${type}`
    : `whoever may use ${coordinate.replace(/\(.*$|\.[^.(]*$/, '')}`;
}

/** Clauses of one rule that no clause of the other covers: everyone covers all, and fewer words cover more. */
function uncovered(rule: Clauses, by: Clauses): Clauses {
  return rule.filter((clause) => !by.some((other) => other.every((word) => isCovered(word, clause))));
}

function isCovered(word: string, clause: readonly string[]): boolean {
  if (clause.includes(word) || word === all) return true;
  if (word.startsWith('whoever ')) return !clause.includes(all);
  return word === 'signedIn' && clause.length > 0 && !clause.some((one) => one === all || one.startsWith('whoever '));
}

function sentence(clause: readonly string[]): string {
  const words =
    clause.length === 0
      ? [everyone]
      : clause.map((word) => (word === all ? everyone : word === 'signedIn' ? 'everyone signed in' : word));
  return words.join(' and ');
}
