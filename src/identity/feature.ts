import { everyRow } from '../database/rows.js';
import type { Feature } from '../feature.js';
import type { Identity } from './identity.js';
import { sessionSchema, sessionsCollection } from './sessions/session.repository.js';
import { SessionResolver } from './sessions/session.resolver.js';
import { Sessions } from './sessions/sessions.js';
import { SignInResolver } from './sessions/sign-in.resolver.js';
import { userSchema, usersCollection } from './users/user.repository.js';
import { UserResolver } from './users/user.resolver.js';
import { Users, accountFilterKeys, accountQueries } from './users/users.js';

declare module '../context.js' {
  interface Context {
    readonly identity: Omit<Identity, 'authenticate' | 'indexes' | 'start' | 'close'>;
  }
}

/** What the schema needs of signing in and accounts, without a store. */
export const identityShape: Pick<Feature, 'resolvers' | 'records' | 'queries'> = {
  resolvers: [SignInResolver, SessionResolver, UserResolver],
  queries: [{ type: 'User', asks: accountQueries.asksOf('UserFilter', accountFilterKeys) }],
  records: {
    User: ({ context, ids, keys }) => context.users.byIds(ids, { keys, rows: everyRow }),
    Session: ({ context, ids, keys }) => context.sessions.byIds(ids, { keys, rows: everyRow }),
  },
};

/** Signing in and accounts: what the schema needs, with the indexes and the members of the context. */
export function identityFeature(identity: Identity): Feature {
  return {
    ...identityShape,
    indexes: identity.indexes,
    validators: { [usersCollection]: userSchema, [sessionsCollection]: sessionSchema },
    members:
      ({ store, clock }) =>
      () => ({ identity, users: new Users(store), sessions: new Sessions(store, clock) }),
  };
}
