// Why a viewer may or may not use a coordinate: every rule on every way to it, every clause, every word.
import { accessOf } from './viewer-may.js';
import type { Way } from './access.js';
import { Condition } from './condition.js';
import type { Decision } from './decision.js';
import type { Engine } from './engine.js';
import { refusalOf } from './judgement.js';
import { nameOf } from './rule.js';
import type { Clause, Word } from './rule.js';
import type { Question, Scope } from './scope.js';

/** What became of one word. A condition is asked only where the roles beside it are held. */
export interface WordVerdict {
  readonly word: string;
  readonly verdict: 'holds' | 'does not hold' | 'not asked' | 'no record named' | 'no such record' | 'failed';
}

/** One rule: any clause of which all words hold allows. */
export interface RuleVerdict {
  readonly coordinate: string;
  readonly allowed: boolean;
  readonly clauses: readonly (readonly WordVerdict[])[];
}

/** One way to the coordinate; all of its rules have to allow. */
export interface WayVerdict {
  readonly recordType: string;
  readonly allowed: boolean;
  readonly rules: readonly RuleVerdict[];
}

/** The decision, and how it came about. Any way is enough. */
export interface Explanation {
  readonly coordinate: string;
  readonly id: string | null;
  readonly allowed: boolean;
  readonly ways: readonly WayVerdict[];
}

/** Explains one coordinate, on one record where that decides. `undefined` for a coordinate that is not there. */
export async function explainAccess(
  engine: Engine,
  schema: Parameters<typeof accessOf>[1],
  context: unknown,
  { coordinate, id = null }: { readonly coordinate: string; readonly id?: string | null },
): Promise<Explanation | undefined> {
  const ways = accessOf(engine, schema).waysTo(coordinate);
  if (ways.length === 0) return undefined;
  const scope = engine.scopeOf(context);
  const verdicts: WayVerdict[] = [];
  for (const way of ways) verdicts.push(await wayVerdict(engine, scope, way, id));
  return { coordinate, id, allowed: verdicts.some(({ allowed }) => allowed), ways: verdicts };
}

/** A record as far as it is known: none was named, none is there, or it. */
type Known = undefined | null | object;

async function wayVerdict(
  engine: Engine,
  scope: Scope,
  { questions, recordType }: Way,
  id: string | null,
): Promise<WayVerdict> {
  const asked: { question: Question; clauses: { word: Word; decision: Decision | undefined }[][] }[] = [];
  for (const question of questions) {
    const clauses = [];
    for (const clause of question.anyOf) clauses.push(await decideWords(scope, clause, recordType));
    asked.push({ question, clauses });
  }
  const decisions = asked.flatMap(({ clauses }) => clauses.flat().map(({ decision }) => decision));
  const keys = new Set(decisions.flatMap((decision) => (decision?.kind === 'record' ? decision.keys : [])));
  const record = keys.size > 0 && id !== null ? await readOne(engine, scope, recordType, id, keys) : undefined;
  const rules = asked.map(({ question, clauses }): RuleVerdict => {
    const words = clauses.map((clause) => clause.map(({ word, decision }) => verdictOn(word, decision, record)));
    const allowed = words.some((clause) => clause.every(({ verdict }) => verdict === 'holds'));
    return { coordinate: question.coordinate, allowed, clauses: words };
  });
  return { recordType, allowed: rules.every(({ allowed }) => allowed), rules };
}

async function decideWords(
  scope: Scope,
  clause: Clause,
  recordType: string,
): Promise<{ word: Word; decision: Decision | undefined }[]> {
  const roles = clause.filter((word) => typeof word === 'string');
  const decide = (words: Clause): Decision | Promise<Decision> =>
    scope.settle({ coordinate: '', anyOf: [words], recordType });
  const rolesHeld = (await decide(roles)).kind === 'allow';
  const decided = [];
  for (const word of clause) {
    const asked = !(word instanceof Condition) || rolesHeld;
    decided.push({
      word,
      decision: asked ? await decide(word instanceof Condition ? [...roles, word] : [word]) : undefined,
    });
  }
  return decided;
}

async function readOne(
  engine: Engine,
  { context }: Scope,
  recordType: string,
  id: string,
  keys: ReadonlySet<string>,
): Promise<object | null> {
  const read = engine.records.get(recordType);
  if (!read) throw new TypeError(`Records of ${recordType} cannot be read by id; give protect() a reader in records.`);
  return (await read({ context, ids: [id], keys }))[0] ?? null;
}

function verdictOn(word: Word, decision: Decision | undefined, record: Known): WordVerdict {
  const verdict = (): WordVerdict['verdict'] => {
    if (!decision) return 'not asked';
    if (decision.kind === 'allow') return 'holds';
    if (decision.kind === 'deny') return decision.denial.because === 'fault' ? 'failed' : 'does not hold';
    if (record === undefined) return 'no record named';
    if (record === null) return 'no such record';
    const denial = refusalOf(record, decision);
    if (!denial) return 'holds';
    return denial.because === 'fault' ? 'failed' : 'does not hold';
  };
  return { word: nameOf(word), verdict: verdict() };
}
