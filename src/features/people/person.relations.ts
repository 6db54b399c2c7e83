// Who a viewer is among the people. An account without a person is nobody's manager and no person's self.
import { fact, manager, other, self } from '../../policy.js';
import type { PersonRecord } from './person.document.js';

/** The id of the viewer's own person; `null` without one. */
export const ownPerson = fact('ownPerson', ({ viewer, context }) => context.people.idOfUser(viewer.id));

/** The ids that a person below the viewer can have as their manager; `null` when the viewer is no person. */
const managersBelow = fact('managersBelow', async ({ viewer, context }) => {
  const own = await context.people.idOfUser(viewer.id);
  return own === null ? null : [own, ...(await context.people.idsBelow(own))];
});

self.on<PersonRecord>('Employee', ({ viewer }) => ({ userId: viewer.id }));
other.on<PersonRecord>('Employee', ({ viewer }) => ({ userId: { ne: viewer.id } }));
manager.on<PersonRecord>('Employee', ({ viewer, facts }) => ({
  managerId: { in: facts(managersBelow) },
  userId: { ne: viewer.id },
}));
