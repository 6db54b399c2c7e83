// The words of a small application, and schemas whose SDL names them.
import { buildSchema } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { Authorization, policyTypeDefs } from '../../src/authorization/authorization.js';

export interface Viewer {
  readonly id: string;
  readonly roles: readonly string[];
}

/** A request of this viewer. */
export const as = (id: string, ...held: string[]) => ({ viewer: { id, roles: held } });
export const nobody = { viewer: null };

/** The words of a small application, which the SDL names. */
export function words() {
  const made = new Authorization({
    roles: ['EMPLOYEE', 'HR'],
    viewer: ({ viewer }: { viewer: Viewer | null }) => viewer,
  });
  made
    .relation('self')
    .on('Employee', ({ viewer }) => ({ id: viewer.id }))
    .on('Robot', ({ viewer }) => ({ id: viewer.id }));
  made.condition('awake', ({ viewer }) => viewer.id !== 'sleepy');
  return made;
}

/** A schema of these parts, not yet protected. */
export const sdlOf = (...parts: string[]): GraphQLSchema => buildSchema([policyTypeDefs, ...parts].join('\n'));
