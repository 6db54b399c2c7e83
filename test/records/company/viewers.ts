import type { Viewer } from './words.js';

const account = (name: string, ...roles: Viewer['roles']): Viewer => ({ id: `u-${name}`, roles });

export const boss = account('boss', 'EMPLOYEE');
export const mia = account('mia', 'EMPLOYEE');
export const emil = account('emil', 'EMPLOYEE');
export const nora = account('nora', 'EMPLOYEE');
export const olaf = account('olaf', 'EMPLOYEE');
export const hana = account('hana', 'EMPLOYEE', 'HR');
/** Of an account without a person. */
export const stranger = account('stranger', 'EMPLOYEE');

/** Whoever can sign in. */
export const accounts: readonly Viewer[] = [boss, mia, emil, nora, olaf, hana, stranger];

/** The same, with the password checked a moment ago. */
export function justNow(viewer: Viewer): Viewer {
  return { ...viewer, recent: true };
}
