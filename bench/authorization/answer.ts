import type { ExecutionResult } from 'graphql';
import { allFields, guardedFields } from './rows.js';

/** What an answer has to be: so many rows, so many of their guarded values refused, every open value there. */
export interface Expected {
  readonly rows: number;
  /** Share of the guarded values. */
  readonly refused: number;
  /** Which fields are guarded; the usual four if not given. */
  readonly guarded?: readonly string[];
}

/** Throws for another answer: a subject that refuses too little or too much is not worth measuring. */
export function check(subject: string, { data }: ExecutionResult, expected: Expected): void {
  const [list] = Object.values(data as { [field: string]: { [field: string]: unknown }[] });
  if (list?.length !== expected.rows) throw new Error(`${subject} answered ${list?.length ?? 'no'} rows.`);
  const missing = (fields: readonly string[]) =>
    list.flatMap((row) => fields.filter((field) => (row[field] ?? null) === null)).length;
  const guarded = expected.guarded ?? guardedFields;
  const open = allFields.filter((field) => !guarded.includes(field));
  if (missing(open) > 0) throw new Error(`${subject} refused open values.`);
  if (missing(guarded) !== expected.refused * expected.rows * guarded.length) {
    throw new Error(`${subject} refused ${missing(guarded)} values.`);
  }
}
