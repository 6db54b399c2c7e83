// A mutation about one record: its rules on that record are part of the write. Only where nothing was changed is the
// record read, to say why; unknown and not allowed give the same answer after the same reads.
import { GraphQLError } from 'graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { RecordDecision } from './decision.js';
import type { Arguments, Engine } from './engine.js';
import type { SubjectPath } from './guard.js';
import { refusalOf, refusalOfUnknown } from './judgement.js';
import type { Selection } from './operation.js';
import type { RowFilter } from './rows.js';
import { visibleRows } from './rows.js';
import { holds } from './relation.js';
import { subjectIds } from './subjects.js';

/** Runs the mutation unless no record can be allowed; explains a result of `null`, which says that none was changed. */
export async function changeSubject(
  engine: Engine,
  selection: Selection,
  subject: SubjectPath,
  args: Arguments,
  info: GraphQLResolveInfo,
  run: () => unknown,
): Promise<unknown> {
  const rows = engine.rowsOf(selection);
  if (rows.allOf.every((anyOf) => anyOf.length > 0)) {
    const result = await run();
    if (rows.allOf.length > 0 && !selection.rowsTaken)
      throw new TypeError(`${selection.guard.coordinate} did not take the filter of the rows that it may change.`);
    if (result !== null && result !== undefined) {
      for (const { question, decision } of selection.checks) {
        if (decision.kind === 'record') engine.report(selection, question);
      }
      return result;
    }
  }
  return explain(engine, selection, subject, args, info);
}

async function explain(
  engine: Engine,
  selection: Selection,
  subject: SubjectPath,
  args: Arguments,
  info: GraphQLResolveInfo,
): Promise<null> {
  const { scope } = selection;
  const visible = visibleRows(engine.policy.visible.get(subject.type), scope);
  const keys = new Set(engine.keysOf(selection));
  const ids = subjectIds(subject, args);
  const found = await engine.records.get(subject.type)!({ context: scope.context, ids, keys });
  const records = ids
    .map((_, index) => found[index] ?? null)
    .map((record) => (isAmong(record, visible) ? record : null));
  for (const check of selection.checks) {
    const { decision } = check;
    if (decision.kind !== 'record') continue;
    for (const record of records) {
      if (record === null && keepsNoStrangersOut(decision)) continue;
      const denial = record === null ? refusalOfUnknown(decision) : refusalOf(record, decision);
      if (denial) return engine.refuse(selection, check, denial, info);
    }
  }
  if (records.includes(null)) throw new GraphQLError('Not found.', { extensions: { code: 'NOT_FOUND' } });
  throw new GraphQLError('The value is taken, or was changed meanwhile.', { extensions: { code: 'CONFLICT' } });
}

/** Whether a filter holds that only leaves single records out: whoever passes it may know that there is no such record. */
function keepsNoStrangersOut({ anyOf }: RecordDecision): boolean {
  return anyOf.some((checks) => checks.every(({ op }) => op === 'ne'));
}

function isAmong(record: object | null, { allOf }: RowFilter): boolean {
  return record !== null && allOf.every((anyOf) => anyOf.some((checks) => holds(record, checks)));
}
