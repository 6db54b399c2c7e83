import type { GraphQLSchema } from 'graphql';
import { Authorization } from '../../src/authorization/authorization.js';
import { stating } from '../../src/authorization/extension.js';
import type { Context, Viewer } from './rows.js';
import { schemaOf } from './schema.js';
import { onGraphqlJs } from './subject.js';
import type { Subject } from './subject.js';

/** Claimcheck in its default mode, one error a selection. */
export function asClaimcheck(guarded?: readonly string[]): Subject {
  return onGraphqlJs('claimcheck', claimcheckSchema(guarded));
}

/** The protected schema, with a rule of its own for each guarded field. */
export function claimcheckSchema(guarded?: readonly string[]): GraphQLSchema {
  const { authorized, relation, protect } = new Authorization<Context, Viewer, 'EMPLOYEE' | 'HR'>({
    roles: ['EMPLOYEE', 'HR'],
    viewer: (context) => context.viewer,
  });
  const owner = relation('owner').on('OwnedRow', ({ viewer }) => ({ ownerId: viewer.id }));
  const extensions = {
    type: { extensions: stating({ rule: { kind: 'inherited' } }) },
    root: { extensions: stating({ rule: authorized('EMPLOYEE') }) },
    mutation: { extensions: stating({ rule: authorized('HR') }) },
    role: () => ({ extensions: stating({ rule: authorized('HR') }) }),
    relation: () => ({ extensions: stating({ rule: authorized('HR', owner) }) }),
  } as const;
  return protect(schemaOf(extensions, guarded));
}
