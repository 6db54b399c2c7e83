// The words of the company: who may see and change whose records.
import { authorization } from '../../../src/authorization/type-graphql.js';
import type { Context } from './context.js';

/** Whoever asks. */
export interface Viewer {
  readonly id: string;
  readonly roles: readonly ('EMPLOYEE' | 'HR')[];
  /** Whether the password was checked a short while ago. */
  readonly recent?: boolean;
}

export const {
  Authorized,
  Inherited,
  Public,
  Reads,
  SignsIn,
  Subject,
  Visible,
  authorizeEnum,
  allOf,
  relation,
  fact,
  condition,
  protect,
} = authorization<Context, Viewer>()({
  roles: ['EMPLOYEE', 'HR'],
  viewer: ({ viewer }) => viewer,
});

/** The viewer's own person; `null` where the account has none. */
export const ownPerson = fact('ownPerson', ({ viewer, context }) => context.people.idOfUser(viewer.id));

/** The viewer with all who are below them; `null` where the account has no person. */
export const chain = fact('chain', async ({ viewer, context }) => {
  const own = await context.people.idOfUser(viewer.id);
  return own === null ? null : [own, ...(await context.people.idsBelow(own))];
});

export const self = relation('self');
export const manager = relation('manager');
export const author = relation('author');
export const other = relation('other');
export const recentLogin = condition('recentLogin', ({ viewer }) => viewer.recent === true, {
  reason: 'RECENT_LOGIN_REQUIRED',
});
