import { authorization } from '../../../src/authorization/type-graphql.js';
import type { Context, Viewer } from './company.js';

export const { Authorized, Inherited, Public, relation, protect } = authorization<Context, Viewer>()({
  roles: ['HR'],
  viewer: (context) => context.viewer,
});

export const self = relation('self').on('Employee', ({ viewer }) => ({ id: viewer.id }));
