import type { Feature } from '../context.js';
import type { Identity } from './identity.js';
import { SessionResolver } from './sessions/session.resolver.js';
import { UserResolver } from './users/user.resolver.js';
import { Users } from './users/users.js';

declare module '../context.js' {
  interface Context {
    readonly identity: Pick<Identity, 'login' | 'refresh' | 'logout'>;
  }
}

/** Signing in and accounts, as resolvers and members of the context. */
export function identityFeature(identity: Identity): Feature {
  return {
    resolvers: identityResolvers,
    indexes: identity.indexes,
    members:
      ({ store }) =>
      () => ({ identity, users: new Users(store) }),
  };
}

/** The resolver classes of sessions and accounts. */
export const identityResolvers = [SessionResolver, UserResolver] as const;
