// Twelve fields a row, four of them guarded: the kinds of decisions, and the work that a case does again and again.
import { check } from './answer.js';
import { twelveFieldsOf, viewers } from './rows.js';
import type { Viewer } from './rows.js';
import type { Subject } from './subject.js';

/** What is decided on the guarded fields. */
export interface Kind {
  readonly name: string;
  readonly field: 'rows' | 'owned';
  readonly viewer: Viewer;
  /** Share of the guarded values that is refused. */
  readonly refused: number;
}

export const allowed: Kind = { name: 'allowed', field: 'rows', viewer: viewers.hr, refused: 0 };
export const denied: Kind = { name: 'denied', field: 'rows', viewer: viewers.colleague, refused: 1 };
export const mixed: Kind = { name: 'mixed', field: 'owned', viewer: viewers.colleague, refused: 0.5 };

/** The subjects' work on so many rows. Each subject's answer is checked first; those of `unguarded` refuse nothing. */
export async function workOn(
  kind: Kind,
  rows: number,
  subjects: readonly Subject[],
  { guarded, unguarded = ['graphql-js'] }: { guarded?: readonly string[]; unguarded?: readonly string[] } = {},
): Promise<Map<string, () => Promise<void>>> {
  const work = new Map<string, () => Promise<void>>();
  for (const { subject, prepare } of subjects) {
    const run = prepare(twelveFieldsOf(kind.field, rows));
    const refused = unguarded.includes(subject) ? 0 : kind.refused;
    check(subject, await run(kind.viewer), { rows, refused, ...(guarded && { guarded }) });
    work.set(subject, async () => void (await run(kind.viewer)));
  }
  return work;
}
