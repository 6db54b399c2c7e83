// The words of this application: its roles, and the relations that several types share. What a relation means for a
// type stands beside that type.
import { authorization } from './authorization/type-graphql.js';
import type { Context } from './context.js';
import { roles } from './identity/role.js';
import type { Viewer } from './identity/viewer.js';

/** What types and resolvers state their rules with, and `protect`, which enforces them. */
export const { Authorized, Inherited, Public, Audited, SignsIn, allOf, relation, fact, protect } = authorization<
  Context,
  Viewer
>()({
  roles,
  viewer: (context) => context.viewer,
});

/** The record is the viewer's own person or account. */
export const self = relation('self');

/** The viewer is above the person in the chain of managers. */
export const manager = relation('manager');

/** The viewer heads the department. */
export const head = relation('head');

/** The record is not the viewer's own. */
export const other = relation('other');
