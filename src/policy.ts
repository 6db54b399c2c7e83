// The words of this application: its roles, its conditions, and the relations that several types share. What a relation
// means for a type stands beside that type.
import type { Condition } from './authorization/condition.js';
import type { ViewerKind } from './authorization/matrix.js';
import { authorization } from './authorization/type-graphql.js';
import { parseDuration } from './config/duration.js';
import type { Context } from './context.js';
import { roles } from './identity/role.js';
import type { Viewer } from './identity/viewer.js';

/** What types and resolvers state their rules with, and `protect`, which enforces them. */
export const {
  Authorized,
  Inherited,
  Public,
  Audited,
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
  // prettier-ignore
  roles,
  viewer: (context) => context.viewer,
});

/** The record is the viewer's own person or account. */
export const self = relation('self');

/** The viewer is above the person in the chain of managers. */
export const manager = relation('manager');

/** The viewer heads the department. */
export const head = relation('head');

/** The viewer wrote the review. */
export const author = relation('author');

/** The record is not the viewer's own. */
export const other = relation('other');

/** Roles that the store gives the account now; `null` when it is gone or disabled. */
const rolesNow = fact('rolesNow', ({ viewer, context }) => context.users.rolesNow(viewer.id));

/** The roles beside it count only if the store says so now; alone, the account has to be there and enabled. */
export const live = condition('live', ({ roles, facts }) => {
  const now: readonly string[] | null = facts(rolesNow);
  return now !== null && roles.every((role) => now.includes(role));
});

const recentLogins = new Map<string, Condition<Context, Viewer>>();

/** The password was checked that recently (`auth_time`): `15m`, `1h`. Where only that is missing, the error says so. */
export function recentLogin(within: string): Condition<Context, Viewer> {
  const known = recentLogins.get(within);
  if (known) return known;
  const limit = parseDuration(within);
  if (limit === undefined) throw new TypeError(`recentLogin takes a duration like 15m; what came is ${within}.`);
  const made = condition(
    `recentLogin:${within}`,
    ({ viewer, context }) => context.clock() - viewer.authTime * 1_000 <= limit,
    { reason: 'RECENT_LOGIN_REQUIRED' },
  );
  recentLogins.set(within, made);
  return made;
}

/**
 * The kinds of viewers that schema/policy.md tells apart. A role's column is about records that are not the viewer's own;
 * whoever stands in a relation to one is an employee, as only people of the directory do.
 */
export const viewerKinds: readonly ViewerKind[] = [
  { name: 'anonymous', holds: null },
  { name: 'no role', holds: [other] },
  ...roles.map((role) => ({ name: role, holds: [role, other] })),
  { name: 'self', holds: ['EMPLOYEE', self] },
  { name: 'manager', holds: ['EMPLOYEE', manager, other] },
  { name: 'head', holds: ['EMPLOYEE', head, other] },
  { name: 'author', holds: ['EMPLOYEE', author, other] },
];
