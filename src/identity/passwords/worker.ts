// Runs in the workers of password-hasher.ts. The synchronous forms: bcrypt's own pool is libuv's, which others wait for.
import bcrypt from 'bcrypt';

/** What is to be hashed: at most 72 bytes without NUL, of which bcrypt reads every one. */
export interface HashTask {
  readonly text: string;
  readonly cost: number;
}

/** What is to be compared. */
export interface CompareTask {
  readonly text: string;
  readonly hash: string;
  /** Compared too, for the time that it takes. */
  readonly padding: readonly string[];
}

/** A bcrypt hash under a new salt. */
export function hash(task: HashTask): string {
  return bcrypt.hashSync(task.text, task.cost);
}

/** Whether the text is the one that was hashed; in one time, whether it is or not. */
export function compare(task: CompareTask): boolean {
  const same = bcrypt.compareSync(task.text, task.hash);
  for (const decoy of task.padding) bcrypt.compareSync(task.text, decoy);
  return same;
}
