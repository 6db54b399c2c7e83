import { Authorization } from '../../src/authorization/authorization.js';
import { stating } from '../../src/authorization/extension.js';
import { schemaOf } from './graphql-js.js';
import type { Subject } from './graphql-js.js';
import type { Context, Viewer } from './rows.js';

export function asClaimcheck(): Subject {
  const { authorized, relation, protect } = new Authorization<Context, Viewer, 'EMPLOYEE' | 'HR'>({
    roles: ['EMPLOYEE', 'HR'],
    viewer: (context) => context.viewer,
  });
  const owner = relation('owner').on('OwnedRow', ({ viewer }) => ({ ownerId: viewer.id }));
  const schema = schemaOf({
    type: { extensions: stating({ rule: { kind: 'inherited' } }) },
    root: { extensions: stating({ rule: authorized('EMPLOYEE') }) },
    role: { extensions: stating({ rule: authorized('HR') }) },
    relation: { extensions: stating({ rule: authorized('HR', owner) }) },
  });
  return { subject: 'claimcheck', schema: protect(schema) };
}
