// Runs in the workers of password-hasher.ts. bcrypt reads 72 bytes and stops at NUL: a digest of 64 characters fits.
import bcrypt from 'bcrypt';

/** What is to be hashed. */
export interface HashTask {
  readonly digest: string;
  readonly cost: number;
}

/** What is to be compared. */
export interface CompareTask {
  readonly digest: string;
  readonly hash: string;
}

/** A bcrypt hash under a new salt. */
export function hash(task: HashTask): string {
  return bcrypt.hashSync(task.digest, task.cost);
}

/** Whether the digest is the one that was hashed. */
export function compare(task: CompareTask): boolean {
  return bcrypt.compareSync(task.digest, task.hash);
}
